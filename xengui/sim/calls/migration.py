"""Machines that move with their disks, within the pool and from pool to pool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from xengui.sim import destinations, disk_moves, emigration, relocation
from xengui.sim.calling import Call, answers
from xengui.sim.calls.vm import told_as_migrated
from xengui.sim.destinations import Destination, Wishes
from xengui.sim.failures import ApiError
from xengui.sim.values import NULL

AT_ONCE = 3
Map = dict[str, str]


@answers("host.migrate_receive")
async def migrate_receive(call: Call, host: str, network: str, options: Map) -> Map:
    return destinations.offer(call.pool, host, network)


@answers("VM.assert_can_migrate")
async def assert_can_migrate(  # noqa: PLR0913, PLR0917  the call's own parameters
    call: Call, vm: str, dest: Map, live: bool, vdi_map: Map, vif_map: Map, options: Map, vgpu_map: Map
) -> None:
    destination, wishes = Destination.read(dest), Wishes(vdi_map, vif_map, options)
    if destination.within(call.pool):
        relocation.prepare(call.pool, vm, destination.host, wishes)
    else:
        await emigration.prepare(call.pool, vm, destination, wishes)


@answers("VM.migrate_send")
async def migrate_send(  # noqa: PLR0913, PLR0917  the call's own parameters
    call: Call, vm: str, dest: Map, live: bool, vdi_map: Map, vif_map: Map, options: Map, vgpu_map: Map
) -> str:
    """The machine keeps its name within the pool; from another pool it comes back under a new one."""
    pool, destination, wishes = call.pool, Destination.read(dest), Wishes(vdi_map, vif_map, options)
    async with pool.operations.taken(call, "VM", vm, "migrate_send", strict=not wishes.force):
        with _sent(call, vm):
            if not destination.within(pool):
                journey = await emigration.prepare(pool, vm, destination, wishes)
                return await emigration.travel(call, vm, journey)
            moving = relocation.prepare(pool, vm, destination.host, wishes)
            source, running = _where(call, vm)
            await relocation.relocate(call, vm, destination.host, moving)
    if running:
        told_as_migrated(call, vm, source, destination.host)
    return vm


@answers("VDI.pool_migrate")
async def pool_migrate(call: Call, vdi: str, sr: str, options: Map) -> str:
    """Move one disk of a machine, whose other disks stay, and return what it has become."""
    pool = call.pool
    pool.record("SR", sr)
    drives = pool.record("VDI", vdi)["VBDs"]
    if not drives:
        raise ApiError("VDI_NEEDS_VM_FOR_MIGRATE", vdi)
    vm = pool.record("VBD", drives[0])["VM"]
    async with (
        pool.operations.taken(call, "VM", vm, "migrate_send"),
        pool.operations.taken(call, "VDI", vdi, "mirror"),
    ):
        with _sent(call, vm):
            vdi_map = {disk: pool.record("VDI", disk)["SR"] for disk in disk_moves.disks_of(pool, vm)}
            if vdi not in vdi_map:
                raise ApiError("VBD_MISSING")
            vdi_map[vdi] = sr
            host = relocation.nearest(pool, vm, vdi_map)
            moving = relocation.prepare(pool, vm, host, Wishes(vdi_map))
            source, running = _where(call, vm)
            twins = await relocation.relocate(call, vm, host, moving)
    if running:
        told_as_migrated(call, vm, source, host)
    return twins.get(vdi, vdi)


def _where(call: Call, vm: str) -> tuple[str, bool]:
    record = call.pool.record("VM", vm)
    return record["resident_on"], record["power_state"] == "Running"


@contextmanager
def _sent(call: Call, vm: str) -> Iterator[None]:
    """Count the machine among those its host sends away, of which there are never many at once."""
    resident_on = call.pool.record("VM", vm)["resident_on"]
    host = resident_on if resident_on != NULL else call.pool.coordinator
    if call.pool.sending[host] >= AT_ONCE:
        raise ApiError("TOO_MANY_STORAGE_MIGRATES", str(AT_ONCE))
    call.pool.sending[host] += 1
    try:
        yield
    finally:
        call.pool.sending[host] -= 1
