"""Taking machines out of the pool."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.calling import Call, answers

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

# The sets of a machine whose rows go with it. Disks are not among them, and snapshots outlive what they were taken of.
GOING = (("VBD", "VBDs"), ("VIF", "VIFs"), ("VGPU", "VGPUs"), ("VTPM", "VTPMs"), ("console", "consoles"))
ALONE = (("VM_metrics", "metrics"), ("VM_guest_metrics", "guest_metrics"))


@answers("VM.destroy")
async def destroy(call: Call, vm: str) -> None:
    async with call.pool.operations.taken(call, "VM", vm, "destroy"):
        remove(call.pool, vm)


def remove(pool: Pool, vm: str) -> None:
    """Remove a machine's row and those that go with it."""
    database, record = pool.database, dict(pool.record("VM", vm))
    disks = [pool.record("VBD", drive)["VDI"] for drive in record["VBDs"]]
    for class_, name in GOING:
        for ref in record[name]:
            if database.has(class_, ref):
                database.remove(class_, ref)
    for class_, name in ALONE:
        if database.has(class_, record[name]):
            database.remove(class_, record[name])
    database.remove("VM", vm)
    for disk in disks:
        pool.operations.refresh("VDI", disk)
    pool.operations.refresh("VM_appliance", record["appliance"])
