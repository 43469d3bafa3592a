"""The published datamodel of the XenAPI, for tests that compare our tables with it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).parents[2] / "../shared/reference/xenapi.json"


@cache
def published() -> list[dict[str, Any]]:
    """The classes; skips the test where the file is not at hand."""
    if not PATH.is_file():
        pytest.skip(f"the published datamodel is not at {PATH}")
    read: list[dict[str, Any]] = json.loads(PATH.read_text())
    return read
