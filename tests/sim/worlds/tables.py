"""A draft to begin with, and what a builder has told of a pool as a test likes to look at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from xengui.sim.world import PoolData
from xengui.sim.worlds.draft import GIB, Draft
from xengui.sim.worlds.hardware import POWEREDGE, XENSERVER_8, Host, rack

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


def a_host(name: str = "granite", **fields: Any) -> Host:
    """A computer of 32 GiB, up for nine days."""
    plain: dict[str, Any] = {
        "number": 11,
        "subnet": "10.0.0",
        "memory": 32 * GIB,
        "product": XENSERVER_8,
        "chassis": POWEREDGE,
        "up_days": 9,
    }
    return Host(name=name, **(plain | fields))


def draft_with(*hosts: Host) -> Draft:
    """A pool that has nothing but these computers."""
    draft = Draft("Test", NOW)
    for host in hosts:
        rack(draft, host)
    return draft
