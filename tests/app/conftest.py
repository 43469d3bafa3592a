"""The whole program without a screen, and pretend pools, as the journeys have them."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest

from tests.journeys.conftest import go, pretend

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def _no_widgets_left() -> Iterator[None]:
    """The next test's threads must not be the ones that collect the widgets of this one."""
    yield
    gc.collect()


__all__ = ["go", "pretend"]
