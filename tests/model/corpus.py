"""The recorded pools, for tests that want the real thing."""

from __future__ import annotations

import gzip
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "../shared/corpus"
NAMES = ("small_vms", "boston-db", "tampa-db_inc_snapshots")


@cache
def recorded(name: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Class, reference, record; skips the test where the recorded pools are not at hand."""
    path = FOLDER / f"{name}.json.gz"
    if not path.is_file():
        pytest.skip(f"the recorded pools are not in {FOLDER}")
    read: dict[str, dict[str, dict[str, Any]]] = json.loads(gzip.decompress(path.read_bytes()))
    return read


def answer(name: str) -> bytes:
    """The pool as a server sends it in one answer of `event.from`."""
    pool = recorded(name)
    events = [
        {"id": "1", "timestamp": "0.0", "class": cls.lower(), "operation": "add", "ref": ref, "snapshot": record}
        for cls, rows in pool.items()
        for ref, record in rows.items()
    ]
    counts = {cls.lower(): len(rows) for cls, rows in pool.items()}
    result = {"events": events, "valid_ref_counts": counts, "token": "1,0"}
    return json.dumps({"jsonrpc": "2.0", "result": result, "id": 1}).encode()
