"""What may be done to a virtual network interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError, bad_power_state
from xengui.sim.operations import hotplug

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

LISTED = ("attach", "plug", "unplug")


def allowed(pool: Pool, vif: str) -> list[str]:
    return [operation for operation in LISTED if refusal(pool, vif, operation) is None]


def refusal(pool: Pool, vif: str, operation: str) -> ApiError | None:
    record = pool.record("VIF", vif)
    vm_ref = record["VM"]
    vm = pool.record("VM", vm_ref)
    if current := record["current_operations"]:
        # Unlike everywhere else a single one stands in braces too.
        operations, tasks = "{" + ",".join(current.values()) + "}", "{" + ",".join(current) + "}"
        return ApiError("OTHER_OPERATION_IN_PROGRESS", "VIF", vif, operations, tasks)
    if operation == "attach":
        return None
    if vm["power_state"] != "Running":
        return bad_power_state(vm_ref, ("running",), vm["power_state"])
    attached = record["currently_attached"]
    if attached == (operation == "plug"):
        return ApiError("DEVICE_ALREADY_ATTACHED" if attached else "DEVICE_ALREADY_DETACHED", vif)
    if operation == "plug" and vm["is_control_domain"]:
        return ApiError("OPERATION_NOT_ALLOWED", "A control domain's VIF cannot be plugged.")
    if _virtual_functions(pool, record["network"]):
        return ApiError("OPERATION_NOT_ALLOWED", "VIFs of an SR-IOV network cannot be plugged or unplugged.")
    if hotplug.turning(vm):
        return ApiError("OPERATION_NOT_ALLOWED", "The VM is changing its power state.")
    return hotplug.refusal(pool, vm_ref, vm, "can_use_hotplug_vif")


def _virtual_functions(pool: Pool, network: str) -> bool:
    record = pool.database.find("network", network) or {}
    pifs = (pool.database.find("PIF", pif) or {} for pif in record.get("PIFs", ()))
    return any(pif.get("sriov_logical_PIF_of") for pif in pifs)
