"""Machines that become templates, and templates that become machines."""

from __future__ import annotations

from xengui.sim.calling import Call, answers
from xengui.sim.failures import ApiError
from xengui.sim.values import NULL

SYSPREP_S = 5.0


@answers("VM.set_is_a_template")
async def set_is_a_template(call: Call, vm: str, value: bool) -> None:
    if value:
        await _make_into_template(call, vm)
    else:
        _make_into_machine(call, vm)


async def _make_into_template(call: Call, vm: str) -> None:
    """A template has no metrics, no USB devices, no group, and nobody keeps it running."""
    database = call.pool.database
    async with call.pool.operations.taken(call, "VM", vm, "make_into_template"):
        record = call.pool.record("VM", vm)
        if call.pool.record("pool", call.pool.ref)["ha_enabled"] and record["ha_restart_priority"] == "restart":
            raise ApiError("VM_IS_PROTECTED", vm)
        database.write("VM", vm, "ha_always_run", False)
        database.write("VM", vm, "groups", [])
        for usb in record["VUSBs"]:
            if database.has("VUSB", usb):
                database.remove("VUSB", usb)
        metrics = record["metrics"]
        database.write("VM", vm, "metrics", NULL)
        if database.has("VM_metrics", metrics):
            database.remove("VM_metrics", metrics)
        database.write("VM", vm, "is_a_template", True)


def _make_into_machine(call: Call, vm: str) -> None:
    """No operation and no new list of them: whoever wants the list has to ask for it."""
    database = call.pool.database
    record = call.pool.record("VM", vm)
    if not database.has("VM_metrics", record["metrics"]):
        database.write("VM", vm, "metrics", database.add("VM_metrics", {}))
    database.write("VM_metrics", record["metrics"], "install_time", call.pool.clock.date())
    database.write("VM", vm, "is_a_template", False)


@answers("VM.sysprep")
async def sysprep(call: Call, vm: str, unattend: str, timeout: float) -> None:
    """Have Windows forget who it is; older servers have no such call."""
    async with call.pool.operations.taken(call, "VM", vm, "sysprep"):
        await call.task.takes(SYSPREP_S)
