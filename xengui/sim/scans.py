"""Looking through storage repositories, when somebody asks and by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.calling import Call
from xengui.sim.failures import ApiError

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

SCAN_S = 0.8


def plugged(pool: Pool, sr: str) -> bool:
    return any(pool.record("PBD", pbd)["currently_attached"] for pbd in pool.record("SR", sr)["PBDs"])


async def scan(call: Call, sr: str) -> None:
    """Look through a repository; what a driver left to be looked at is settled then."""
    pool = call.pool
    async with pool.operations.taken(call, "SR", sr, "scan"):
        if not plugged(pool, sr):
            raise ApiError("SR_HAS_NO_PBDS", sr)
        await call.task.takes(SCAN_S)
        other_config = pool.record("SR", sr)["other_config"]
        left = {key: value for key, value in other_config.items() if key != "dirty"}
        pool.database.write("SR", sr, "other_config", left)


def due(pool: Pool) -> list[str]:
    """The repositories that the pool looks through by itself."""
    return [
        sr
        for sr, record in pool.database.rows("SR")
        if (record["other_config"].get("auto-scan") == "true" or "dirty" in record["other_config"])
        and plugged(pool, sr)
    ]


async def scan_due(pool: Pool) -> None:
    """One pass, as a task of nobody's for each."""
    for sr in due(pool):
        work = pool.tasks.begin("SR.scan", None, pool.coordinator)
        try:
            await scan(Call(pool, pool.coordinator, None, work), sr)
        except ApiError:
            pass  # it was unplugged or forgotten meanwhile; the next pass looks again
        finally:
            pool.tasks.drop(work)
