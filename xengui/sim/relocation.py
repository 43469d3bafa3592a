"""Moving a machine and its disks to other storage and another host of the same pool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from xengui.sim import destinations, disk_moves, domains, luggage, placement, upgrades
from xengui.sim.calling import Call
from xengui.sim.destinations import Wishes
from xengui.sim.failures import ApiError, handle_invalid
from xengui.sim.values import NULL

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

DISKS_S = 6.0
DISKS_DONE, ALMOST = 0.6, 0.9


def prepare(pool: Pool, vm: str, host: str, wishes: Wishes) -> dict[str, str]:
    """The disks that change their repository, each with its new one; an error if the move cannot be made."""
    if wishes.interfaces:
        raise ApiError("OPERATION_NOT_ALLOWED", "VIF mapping is not allowed for intra-pool migration")
    if wishes.copy:
        raise ApiError("OPERATION_NOT_ALLOWED", "Copy mode is disallowed in intra-pool storage migration")
    defaults = destinations.default_repositories(pool, host)
    places = disk_moves.plan(pool, vm, luggage.snapshots_of(pool, vm), wishes.disks, defaults)
    if (error := _refusal(pool, vm, host, places, force=wishes.force)) is not None:
        raise error
    return _moving(pool, places)


def _moving(pool: Pool, places: Mapping[str, str]) -> dict[str, str]:
    return {disk: sr for disk, sr in places.items() if sr != pool.record("VDI", disk)["SR"]}


def _refusal(pool: Pool, vm: str, host: str, places: Mapping[str, str], *, force: bool) -> ApiError | None:
    moving = _moving(pool, places)
    for sr in places.values():
        if not pool.database.has("SR", sr):
            return handle_invalid("SR", sr)
    machines = (vm, *luggage.snapshots_of(pool, vm))
    error = disk_moves.refusal(pool, vm, moving) or disk_moves.sharing_refusal(pool, machines, moving)
    if error is not None:
        return error
    record = pool.record("VM", vm)
    stays = record["resident_on"] == host
    source = record["resident_on"] if record["resident_on"] != NULL else pool.coordinator
    # What is already there needs no second helping of memory.
    without = ["storage", *(["memory"] if stays else ()), *(["processor"] if force else ())]
    if (error := placement.refusal(pool, vm, host, without=without)) is not None:
        return error
    if upgrades.platform_version(pool, source) > upgrades.platform_version(pool, host):
        return ApiError("VM_HOST_INCOMPATIBLE_VERSION_MIGRATE", host, vm)
    for sr in dict.fromkeys(moving.values()):
        if (error := disk_moves.driver_refusal(pool, sr)) is not None:
            return error
    for sr in dict.fromkeys(places.values()):
        if not placement.reaches(pool, host, sr):
            return ApiError("VM_REQUIRES_SR", vm, sr)
    return None


async def relocate(call: Call, vm: str, host: str, moving: Mapping[str, str]) -> dict[str, str]:
    """Move the disks, and the machine too if it runs: which disk became which. Called off, nothing has happened."""
    pool, record = call.pool, call.pool.record("VM", vm)
    wanted = {disk: dict(pool.record("VDI", disk)) for disk in moving}
    twins = disk_moves.put_up(pool, wanted, moving)
    running = record["power_state"] == "Running"
    try:
        if moving:
            await call.task.takes(DISKS_S, until=DISKS_DONE if running else ALMOST)
        if running:
            async with pool.operations.taken(call, "host", host, "vm_migrate"):
                await domains.migrate(call, vm, host)
    except ApiError:
        disk_moves.take_down(pool, twins.values())
        raise
    disk_moves.exchange(pool, (vm, *luggage.snapshots_of(pool, vm)), twins)
    return twins


def nearest(pool: Pool, vm: str, vdi_map: Mapping[str, str]) -> str:
    """The host a machine goes on at when one of its disks moves: its own if that reaches them all, else another."""
    record = pool.record("VM", vm)
    own = [record["resident_on"]] if record["resident_on"] != NULL else []
    for host in (*own, pool.coordinator, *pool.database.refs("host")):
        if all(placement.reaches(pool, host, sr) for sr in vdi_map.values()):
            return str(host)
    raise ApiError("NO_HOSTS_AVAILABLE")
