"""The memory of hosts: what a machine needs of it, what is free, and how it changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

MIB = 1024 * 1024


def overhead(record: Record) -> int:
    """What a machine costs beside its own memory; a figure that came with the world stands."""
    if record["memory_overhead"]:
        return int(record["memory_overhead"])
    return estimate(record)


def estimate(record: Record) -> int:
    """What a machine of such a size costs beside its own memory."""
    return int(10 + record["memory_static_max"] // (128 * MIB) + record["VCPUs_max"]) * MIB


def needed(record: Record) -> int:
    return int(record["memory_dynamic_max"]) + overhead(record)


def free(pool: Pool, host: str) -> int:
    metrics = pool.database.find("host_metrics", pool.record("host", host)["metrics"])
    return int(metrics["memory_free"]) if metrics else 0


def refusal(pool: Pool, record: Record, host: str) -> ApiError | None:
    wanted, available = needed(record), free(pool, host)
    if wanted > available:
        return ApiError("HOST_NOT_ENOUGH_FREE_MEMORY", str(wanted), str(available))
    return None


def take(pool: Pool, host: str, record: Record) -> None:
    _change(pool, host, -needed(record))


def give_back(pool: Pool, host: str, record: Record) -> None:
    _change(pool, host, needed(record))


def _change(pool: Pool, host: str, by: int) -> None:
    ref = pool.record("host", host)["metrics"]
    metrics = pool.database.find("host_metrics", ref)
    if metrics is not None:
        left = min(metrics["memory_total"], max(0, metrics["memory_free"] + by))
        pool.database.write("host_metrics", ref, "memory_free", left)
