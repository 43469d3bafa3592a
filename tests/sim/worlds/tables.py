"""What a builder has told of a pool, as a test likes to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xengui.sim.world import PoolData

NOW = 1_795_500_000.0

Record = dict[str, Any]


def rows(pool: PoolData, cls: str) -> Iterator[Record]:
    yield from pool.tables.get(cls, {}).values()


def named(pool: PoolData, cls: str, name: str) -> Record:
    (found,) = (row for row in rows(pool, cls) if row["name_label"] == name)
    return found


def ref_of(pool: PoolData, cls: str, name: str) -> str:
    (found,) = (ref for ref, row in pool.tables[cls].items() if row["name_label"] == name)
    return found


def real_machines(pool: PoolData) -> list[Record]:
    return [row for row in rows(pool, "VM") if not row.get("is_a_template") and not row.get("is_control_domain")]
