"""What may be done to a machine: power states first, then a row of guards, the first refusal wins."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from xengui.sim import upgrades
from xengui.sim.failures import ApiError, bad_power_state, busy
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

H, P, S, R = "Halted", "Paused", "Suspended", "Running"
ANY = (H, P, S, R)

LISTED: dict[str, tuple[str, ...]] = {
    "snapshot": ANY,
    "clone": (H,),
    "copy": (H,),
    "revert": ANY,
    "checkpoint": (P, S, R),
    "provision": (H,),
    "start": (H,),
    "start_on": (H,),
    "pause": (R,),
    "unpause": (P,),
    "clean_shutdown": (R,),
    "clean_reboot": (R,),
    "hard_shutdown": (P, S, R),
    "hard_reboot": (P, R),
    "suspend": (R,),
    "sysprep": (R,),
    "resume": (S,),
    "resume_on": (S,),
    "pool_migrate": (R,),
    "migrate_send": (H, S, R),
    "changing_dynamic_range": (H, R),
    "changing_static_range": (H,),
    "changing_shadow_memory": (H,),
    "changing_VCPUs_live": (R,),
    "changing_NVRAM": (H,),
    "make_into_template": (H,),
    "export": (H, S),
    "metadata_export": ANY,
    "destroy": (H, S),
    "create_vtpm": (H,),
}
UNLISTED: dict[str, tuple[str, ...]] = {
    "shutdown": (P, S, R),
    "get_boot_record": (P, S, R),
    "changing_VCPUs": (H,),
    "changing_memory_limits": (H,),
    "changing_memory_live": (R,),
    "awaiting_memory_live": (R,),
    "changing_shadow_memory_live": (R,),
    "send_sysrq": (R,),
    "send_trigger": (R,),
    "call_plugin": (R,),
    "data_source_op": (R,),
    "snapshot_with_quiesce": (R,),
    "csvm": (S,),
    "create_template": (H, S),
    "reverting": ANY,
    "power_state_reset": ANY,
    "assert_operation_valid": ANY,
    "update_allowed_operations": ANY,
    "query_services": ANY,
    "import": (),
}
POWER_STATES = LISTED | UNLISTED

TOGETHER = ({"clone", "copy", "export"}, {"snapshot", "checkpoint"}, {"get_boot_record"})
MEMORY = {
    "changing_dynamic_range",
    "changing_static_range",
    "changing_memory_limits",
    "changing_memory_live",
    "awaiting_memory_live",
    "changing_shadow_memory",
    "changing_shadow_memory_live",
}
ON_TEMPLATES = {
    "changing_dynamic_range",
    "changing_static_range",
    "changing_memory_limits",
    "changing_shadow_memory",
    "changing_VCPUs",
    "changing_NVRAM",
    "clone",
    "copy",
    "export",
    "metadata_export",
    "provision",
}
ON_CUSTOM_TEMPLATES = {"destroy", "migrate_send"}
ON_SNAPSHOTS = {"revert", "clone", "copy", "export", "destroy", "hard_shutdown", "metadata_export"}
SUSPENDING = {"suspend", "checkpoint", "pool_migrate", "migrate_send"}
# All that may be done to a machine while its pool is half upgraded.
DURING_UPGRADE = {
    "assert_operation_valid",
    "changing_memory_live",
    "changing_shadow_memory_live",
    "changing_VCPUs_live",
    "clean_reboot",
    "clean_shutdown",
    "clone",
    "copy",
    "csvm",
    "destroy",
    "export",
    "get_boot_record",
    "hard_reboot",
    "hard_shutdown",
    "import",
    "make_into_template",
    "pause",
    "pool_migrate",
    "power_state_reset",
    "provision",
    "resume",
    "resume_on",
    "send_sysrq",
    "send_trigger",
    "start",
    "start_on",
    "suspend",
    "unpause",
    "update_allowed_operations",
}
# The cards that can hand a machine's share of them over to their like in another host.
MOVABLE_GPUS = {"nvidia", "nvidia_sriov"}
RUNNING_CONTROL_DOMAIN = {"changing_VCPUs", "changing_memory_limits", "changing_static_range"}
# Operation -> the features of the guest it needs.
FEATURES = {
    **dict.fromkeys(SUSPENDING, ("feature-suspend",)),
    "clean_shutdown": ("feature-shutdown", "feature-poweroff"),
    "clean_reboot": ("feature-shutdown", "feature-reboot"),
    "changing_VCPUs_live": ("feature-vcpu-hotplug",),
}


def allowed(pool: Pool, vm: str) -> list[str]:
    return [operation for operation in LISTED if known(pool, operation) and refusal(pool, vm, operation) is None]


def known(pool: Pool, operation: str) -> bool:
    """Whether a server of the pool's version has a word for the operation."""
    return operation != "sysprep" or upgrades.prepares_images(pool)


def refusal(pool: Pool, vm: str, operation: str, *, strict: bool = True) -> ApiError | None:
    """The first thing that stands against an operation, in xapi's order."""
    record = pool.record("VM", vm)
    if not known(pool, operation):
        return ApiError("FIELD_TYPE_ERROR", "op")
    if operation in record["blocked_operations"]:
        return ApiError("OPERATION_BLOCKED", vm, record["blocked_operations"][operation])
    states = _power_states(pool, record, operation)
    if record["power_state"] not in states:
        return bad_power_state(vm, states, record["power_state"])
    if operation == "snapshot_with_quiesce":
        return ApiError("VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED", vm)
    if not _compatible(operation, record["current_operations"].values()):
        return busy("VM", vm, record["current_operations"])
    return (
        _kind_refusal(pool, vm, record, operation)
        or (_immobile(pool, vm, record, operation) if strict else None)
        or _control_domain_refusal(pool, vm, record, operation)
        or guest_refusal(pool, vm, record, operation, strict=strict)
        or _device_refusal(pool, vm, record, operation)
        or _appliance_refusal(vm, record, operation)
        or _upgrade_refusal(pool, operation)
        or _module_refusal(record, operation)
    )


def _power_states(pool: Pool, record: Record, operation: str) -> tuple[str, ...]:
    states = POWER_STATES[operation]
    if operation in {"clone", "copy"} and (record["is_a_snapshot"] or _clones_suspended(pool)):
        return (*states, S)
    if operation in RUNNING_CONTROL_DOMAIN and record["is_control_domain"]:
        return (*states, R)
    return states


def _clones_suspended(pool: Pool) -> bool:
    return bool(pool.record("pool", pool.ref)["other_config"].get("allow_clone_suspended_vm") == "true")


def _compatible(operation: str, current: Iterable[str]) -> bool:
    busy_with = set(current)
    if not busy_with or any(operation in group and busy_with <= group for group in TOGETHER):
        return True
    if operation == "hard_shutdown":
        return "hard_shutdown" not in busy_with
    if operation == "hard_reboot":
        return not busy_with & {"hard_shutdown", "hard_reboot"}
    return busy_with == {"migrate_send"} and operation in {"metadata_export", "clean_shutdown", "clean_reboot"}


def _kind_refusal(pool: Pool, vm: str, record: Record, operation: str) -> ApiError | None:
    if record["is_a_snapshot"]:
        if operation not in ON_SNAPSHOTS:
            return ApiError("VM_IS_SNAPSHOT", vm, operation)
        return None
    if record["is_a_template"]:
        fitting = ON_TEMPLATES if record["is_default_template"] else ON_TEMPLATES | ON_CUSTOM_TEMPLATES
        if operation not in fitting:
            return ApiError("VM_IS_TEMPLATE", vm, operation)
    elif operation == "provision":
        return ApiError("PROVISION_ONLY_ALLOWED_ON_TEMPLATE")
    if operation == "revert":
        return ApiError("REVERT_ONLY_ALLOWED_ON_SNAPSHOT")
    return None


def _immobile(pool: Pool, vm: str, record: Record, operation: str) -> ApiError | None:
    metrics = pool.database.find("VM_metrics", record["metrics"]) or {}
    nested = bool(metrics.get("nested_virt"))
    if operation in SUSPENDING and (nested or metrics.get("nomigrate")):
        return ApiError("VM_IS_IMMOBILE", vm)
    if operation == "changing_dynamic_range" and nested:
        return ApiError("VM_IS_USING_NESTED_VIRT", vm)
    return None


def _control_domain_refusal(pool: Pool, vm: str, record: Record, operation: str) -> ApiError | None:
    if not record["is_control_domain"]:
        return None
    possible = MEMORY | {"data_source_op", "metadata_export", "start", "start_on"}
    if record["domid"] != 0:
        possible |= {"changing_VCPUs", "destroy"}
    if operation in possible:
        return None
    return ApiError("OPERATION_NOT_ALLOWED", f"This operation is not allowed on a control domain: {operation}")


def domain_type(pool: Pool, record: Record) -> str:
    """How the domain runs, or would: `hvm`, `pv`, `pvh` or `pv_in_pvh`."""
    metrics = pool.database.find("VM_metrics", record["metrics"]) or {}
    for said in (metrics.get("current_domain_type"), record["domain_type"]):
        if said not in {None, "", "unspecified"}:
            return str(said)
    return "hvm" if record["HVM_boot_policy"] else "pv"


def live(record: Record) -> bool:
    return record["power_state"] in {R, P}


def full_drivers(pool: Pool, record: Record) -> bool:
    guest = pool.database.find("VM_guest_metrics", record["guest_metrics"])
    return guest is not None and bool(guest["PV_drivers_version"])


def guest_refusal(pool: Pool, vm: str, record: Record, operation: str, *, strict: bool) -> ApiError | None:
    if not live(record):
        return None
    guest = pool.database.find("VM_guest_metrics", record["guest_metrics"]) or {}
    said = guest.get("other", {})
    if operation in SUSPENDING and "data-cant-suspend-reason" in said:
        return ApiError("VM_NON_SUSPENDABLE", vm, said["data-cant-suspend-reason"])
    needed = FEATURES.get(operation, ())
    if not strict and operation != "changing_VCPUs_live":
        return None
    if domain_type(pool, record) == "hvm" and not full_drivers(pool, record):
        missing = [feature for feature in needed if said.get(feature) != "1"]
        if missing:
            return ApiError("VM_LACKS_FEATURE", vm)
    return None


def _device_refusal(pool: Pool, vm: str, record: Record, operation: str) -> ApiError | None:
    if operation in {"snapshot", "checkpoint", "suspend", "pool_migrate"}:
        for vbd in record["VBDs"]:
            disk = pool.record("VBD", vbd)["VDI"]
            kept = (pool.database.find("VDI", disk) or {}).get("sm_config", {})
            # A migration minds only a disk that is cached at its host besides.
            cached = operation != "pool_migrate" or kept.get("caching") == "true"
            if kept.get("on_boot") == "reset" and cached:
                return ApiError("VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", disk)
    if operation in SUSPENDING:
        if record["attached_PCIs"] or record["other_config"].get("pci"):
            return ApiError("VM_HAS_PCI_ATTACHED", vm)
        halted = operation == "migrate_send" and record["power_state"] == H
        imaged = operation == "checkpoint" and record["power_state"] == S
        if not (halted or imaged or all(_moves(pool, vgpu) for vgpu in record["VGPUs"])):
            return ApiError("VM_HAS_VGPU", vm)
    if operation in SUSPENDING | {"snapshot"} and record["VUSBs"]:
        return ApiError("VM_HAS_VUSBS", vm)
    return None


def _moves(pool: Pool, ref: str) -> bool:
    """Whether a virtual GPU's state can be saved and taken elsewhere: its card must know how, and say for whom."""
    vgpu = pool.database.find("VGPU", ref) or {}
    kind = pool.database.find("VGPU_type", vgpu.get("type", "")) or {}
    card = pool.database.find("PGPU", vgpu.get("resident_on", "")) or {}
    return kind.get("implementation") in MOVABLE_GPUS and bool(card.get("compatibility_metadata"))


def _appliance_refusal(vm: str, record: Record, operation: str) -> ApiError | None:
    if operation != "make_into_template":
        return None
    for field, code in (
        ("appliance", "VM_IS_PART_OF_AN_APPLIANCE"),
        ("protection_policy", "VM_ASSIGNED_TO_PROTECTION_POLICY"),
        ("snapshot_schedule", "VM_ASSIGNED_TO_SNAPSHOT_SCHEDULE"),
    ):
        if record[field] != NULL:
            return ApiError(code, vm, record[field])
    return None


def _upgrade_refusal(pool: Pool, operation: str) -> ApiError | None:
    if operation not in DURING_UPGRADE and upgrades.in_progress(pool):
        return ApiError("NOT_SUPPORTED_DURING_UPGRADE")
    return None


def _module_refusal(record: Record, operation: str) -> ApiError | None:
    if operation == "create_vtpm" and record["VTPMs"]:
        return ApiError("VTPM_MAX_AMOUNT_REACHED", "1")
    return None
