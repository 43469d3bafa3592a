"""What may be done to a virtual drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError, bad_power_state, busy
from xengui.sim.operations import hotplug
from xengui.sim.operations.vm import domain_type
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

LISTED = ("attach", "eject", "insert", "plug", "unplug", "unplug_force", "pause", "unpause")
PLUGS = {"plug", "unplug", "unplug_force"}
UNPLUGS = {"unplug", "unplug_force"}
USES_DISK = {"attach", "plug", "insert"}


def allowed(pool: Pool, vbd: str) -> list[str]:
    return [operation for operation in LISTED if refusal(pool, vbd, operation, listing=True) is None]


def refusal(pool: Pool, vbd: str, operation: str, *, listing: bool = False) -> ApiError | None:
    """What stands against an operation; who else uses the disk is asked at call time only."""
    record = pool.record("VBD", vbd)
    vm_ref = record["VM"]
    vm = pool.record("VM", vm_ref)
    if not _compatible(operation, set(record["current_operations"].values())):
        return busy("VBD", vbd, record["current_operations"])
    return (
        _media_refusal(vbd, record, operation)
        or _power_refusal(vbd, record, vm_ref, vm, operation)
        or _guest_refusal(pool, record, vm_ref, vm, operation)
        or _disk_refusal(pool, record, operation, listing=listing)
    )


def _compatible(operation: str, current: set[str]) -> bool:
    if not current:
        return True
    if operation == "unpause":
        return current <= {"pause", "unpause", "attach"}
    return operation == "pause" and current <= {"pause", "unpause"}


def _media_refusal(vbd: str, record: Record, operation: str) -> ApiError | None:
    if operation in UNPLUGS and not record["unpluggable"]:
        return ApiError("VBD_NOT_UNPLUGGABLE", vbd)
    if operation in {"insert", "eject"}:
        if record["type"] != "CD":
            return ApiError("VBD_NOT_REMOVABLE_MEDIA", vbd)
        if operation == "eject" and record["empty"]:
            return ApiError("VBD_IS_EMPTY", vbd)
        if operation == "insert" and not record["empty"]:
            return ApiError("VBD_NOT_EMPTY", vbd)
    return None


def _power_refusal(vbd: str, record: Record, vm_ref: str, vm: Record, operation: str) -> ApiError | None:
    state = vm["power_state"]
    attached = record["currently_attached"]
    if state != "Running":
        if operation in PLUGS or (operation in {"pause", "unpause"} and state != "Paused"):
            return bad_power_state(vm_ref, ("running",), state)
        if state == "Suspended" and record["type"] == "CD" and operation in {"insert", "eject"}:
            return bad_power_state(vm_ref, ("running", "paused", "halted"), state)
        return None
    if operation == "plug" and attached:
        return ApiError("DEVICE_ALREADY_ATTACHED", vbd)
    if operation in UNPLUGS and not attached:
        return ApiError("DEVICE_ALREADY_DETACHED", vbd)
    return None


def _guest_refusal(pool: Pool, record: Record, vm_ref: str, vm: Record, operation: str) -> ApiError | None:
    if operation in {"plug", "unplug"} and hotplug.turning(vm):
        return ApiError("OPERATION_NOT_ALLOWED", "The VM is changing its power state.")
    if operation not in PLUGS or vm["power_state"] != "Running":
        return None
    if (error := hotplug.refusal(pool, vm_ref, vm, "can_use_hotplug_vbd")) is not None:
        return error
    if record["type"] == "CD" and domain_type(pool, vm) == "hvm":
        return ApiError("OPERATION_NOT_ALLOWED", "HVM CDROMs cannot be hotplugged/unplugged, only inserted or ejected")
    return None


def _disk_refusal(pool: Pool, record: Record, operation: str, *, listing: bool) -> ApiError | None:
    disk = pool.database.find("VDI", record["VDI"])
    if disk is None:
        return None
    if not disk["managed"]:
        return ApiError("VDI_NOT_MANAGED", record["VDI"])
    if operation not in USES_DISK:
        return None
    others = {task: held for task, held in disk["current_operations"].items() if held not in {"mirror", "copy"}}
    if others:
        return busy("VDI", record["VDI"], others)
    if record["currently_attached"]:
        return None
    if not listing and (error := _sharing_refusal(pool, record, disk)) is not None:
        return error
    if record["mode"] == "RW" and disk["read_only"]:
        return ApiError("VDI_READONLY", record["VDI"])
    return None


def _sharing_refusal(pool: Pool, record: Record, disk: Record) -> ApiError | None:
    if disk["sharable"]:
        return None
    for other_ref in disk["VBDs"]:
        other = pool.record("VBD", other_ref)
        if other is record or not other["currently_attached"]:
            continue
        owner = pool.database.find("VM", other["VM"])
        if owner is not None and owner["power_state"] == "Suspended":
            continue
        if "RW" in {other["mode"], record["mode"]}:
            return ApiError("VDI_IN_USE", record["VDI"])
    return None
