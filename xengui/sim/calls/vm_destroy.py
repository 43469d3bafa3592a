"""Taking machines out of the pool."""

from __future__ import annotations

from xengui.sim.calling import Call, answers

# The sets of a machine whose rows go with it. Disks are not among them, and snapshots outlive what they were taken of.
GOING = (("VBD", "VBDs"), ("VIF", "VIFs"), ("VGPU", "VGPUs"), ("VTPM", "VTPMs"), ("console", "consoles"))
ALONE = (("VM_metrics", "metrics"), ("VM_guest_metrics", "guest_metrics"))


@answers("VM.destroy")
async def destroy(call: Call, vm: str) -> None:
    database = call.pool.database
    async with call.pool.operations.taken(call, "VM", vm, "destroy"):
        record = dict(call.pool.record("VM", vm))
        disks = [call.pool.record("VBD", drive)["VDI"] for drive in record["VBDs"]]
        for class_, name in GOING:
            for ref in record[name]:
                if database.has(class_, ref):
                    database.remove(class_, ref)
        for class_, name in ALONE:
            if database.has(class_, record[name]):
                database.remove(class_, record[name])
        database.remove("VM", vm)
    for disk in disks:
        call.pool.operations.refresh("VDI", disk)
    call.pool.operations.refresh("VM_appliance", record["appliance"])
