"""The midst of a rolling upgrade: hosts of one pool that run different versions of the platform."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

KEY = "rolling_upgrade_in_progress"
SYSPREP_SINCE = (25, 24)


def in_progress(pool: Pool) -> bool:
    """What the pool says of itself: its record holds the key as long as an upgrade goes on."""
    return KEY in pool.record("pool", pool.ref)["other_config"]


def platform_version(pool: Pool, host: str) -> tuple[int, ...]:
    return _numbers(pool.record("host", host)["software_version"].get("platform_version", ""))


def api_build(pool: Pool) -> tuple[int, ...]:
    """The version of xapi the coordinator runs; nothing where it does not say."""
    return _numbers(pool.record("host", pool.coordinator)["software_version"].get("xapi_build", ""))


def prepares_images(pool: Pool) -> bool:
    """Whether the pool is young enough to know `sysprep`."""
    return api_build(pool) >= SYSPREP_SINCE


def detect(pool: Pool) -> None:
    """Bring the key of the pool's record into line with the versions of its hosts."""
    coordinators = platform_version(pool, pool.coordinator)
    mixed = any(platform_version(pool, host) != coordinators for host in pool.database.refs("host"))
    if mixed == in_progress(pool):
        return
    other_config = pool.record("pool", pool.ref)["other_config"]
    left = {key: value for key, value in other_config.items() if key != KEY}
    pool.database.write("pool", pool.ref, "other_config", left | {KEY: "true"} if mixed else left)
    for vm in pool.database.refs("VM"):
        pool.operations.refresh("VM", vm)


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else ()
