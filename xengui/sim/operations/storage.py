"""What may be done to disks and to storage repositories."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from xengui.sim import upgrades
from xengui.sim.failures import ApiError, busy
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

VDI_LISTED = (
    "clone",
    "copy",
    "resize",
    "resize_online",
    "snapshot",
    "destroy",
    "forget",
    "update",
    "generate_config",
)
VDI_FEATURES = {
    "snapshot": "VDI_SNAPSHOT",
    "clone": "VDI_CLONE",
    "resize": "VDI_RESIZE",
    "resize_online": "VDI_RESIZE_ONLINE",
    "destroy": "VDI_DELETE",
    "update": "VDI_UPDATE",
    "generate_config": "VDI_GENERATE_CONFIG",
    "mirror": "VDI_MIRROR",
}
# All that may be done to a disk while its pool is half upgraded.
DURING_UPGRADE = {*VDI_LISTED, "force_unlock", "blocked"}
WHILE_ATTACHED = {"snapshot", "clone", "resize_online", "mirror", "blocked"}
SR_LISTED = (
    "scan",
    "destroy",
    "forget",
    "plug",
    "unplug",
    "update",
    "vdi_create",
    "vdi_introduce",
    "vdi_destroy",
    "vdi_resize",
    "vdi_clone",
    "vdi_snapshot",
    "vdi_mirror",
    "vdi_enable_cbt",
    "vdi_disable_cbt",
    "vdi_data_destroy",
    "vdi_list_changed_blocks",
    "vdi_set_on_boot",
    "pbd_create",
    "pbd_destroy",
)
SR_FEATURES = {
    "update": "SR_UPDATE",
    "vdi_create": "VDI_CREATE",
    "vdi_introduce": "VDI_INTRODUCE",
    "vdi_destroy": "VDI_DELETE",
    "vdi_resize": "VDI_RESIZE",
    "vdi_snapshot": "VDI_SNAPSHOT",
    "vdi_mirror": "VDI_MIRROR",
    "vdi_set_on_boot": "VDI_RESET_ON_BOOT",
    **dict.fromkeys(
        ("vdi_enable_cbt", "vdi_disable_cbt", "vdi_data_destroy", "vdi_list_changed_blocks"), "VDI_CONFIG_CBT"
    ),
}


def features(pool: Pool, sr_type: str) -> frozenset[str]:
    """What the driver of this type can do; some say it in one field, old ones in another."""
    for _, driver in pool.database.rows("SM"):
        if driver["type"] == sr_type:
            return _without_versions((*driver["features"], *driver["capabilities"]))
    return frozenset()


@lru_cache(maxsize=64)
def _without_versions(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name.partition("/")[0] for name in names)


def vdi_allowed(pool: Pool, vdi: str) -> list[str]:
    return [operation for operation in VDI_LISTED if vdi_refusal(pool, vdi, operation) is None]


def vdi_refusal(pool: Pool, vdi: str, operation: str) -> ApiError | None:
    record = pool.record("VDI", vdi)
    if operation not in DURING_UPGRADE and upgrades.in_progress(pool):
        return ApiError("NOT_SUPPORTED_DURING_UPGRADE")
    current = {task: held for task, held in record["current_operations"].items() if held != "copy"}
    if current and not (operation == "destroy" and set(current.values()) == {"mirror"}):
        return busy("VDI", vdi, current)
    sr = pool.database.find("SR", record["SR"])
    if sr is None:
        return ApiError("HANDLE_INVALID", "SR", record["SR"])
    if operation == "resize" and not _plugged(pool, sr):
        return ApiError("SR_HAS_NO_PBDS", record["SR"])
    return _use_refusal(pool, vdi, record, operation) or _disk_refusal(pool, vdi, record, sr, operation)


def _use_refusal(pool: Pool, vdi: str, record: Record, operation: str) -> ApiError | None:
    users = [pool.record("VBD", vbd) for vbd in record["VBDs"]]
    attached = [user for user in users if user["currently_attached"]]
    if operation == "copy":
        attached = [user for user in attached if user["mode"] == "RW"]
    if attached and operation not in WHILE_ATTACHED:
        return ApiError("VDI_IN_USE", vdi, operation)
    for vbd, user in zip(record["VBDs"], users, strict=True):
        if user["current_operations"]:
            return busy("VBD", vbd, user["current_operations"])
    return None


def _disk_refusal(pool: Pool, vdi: str, record: Record, sr: Record, operation: str) -> ApiError | None:
    needed = VDI_FEATURES.get(operation)
    if operation == "destroy" and sr["type"] == "udev":
        return ApiError("VDI_IS_A_PHYSICAL_DEVICE", vdi)
    if operation == "destroy" and sr["is_tools_sr"]:
        return ApiError("SR_OPERATION_NOT_SUPPORTED", record["SR"])
    if operation in {"destroy", "forget"} and record["type"] == "rrd":
        return ApiError("VDI_HAS_RRDS", vdi)
    if needed is not None and needed not in features(pool, sr["type"]):
        return ApiError("SR_OPERATION_NOT_SUPPORTED", record["SR"])
    if operation == "mirror" and record["type"] == "cbt_metadata":
        return ApiError("VDI_INCOMPATIBLE_TYPE", vdi, record["type"])
    if operation == "mirror" and record["cbt_enabled"]:
        return ApiError("VDI_CBT_ENABLED", vdi)
    if operation == "snapshot" and "copy" in record["current_operations"].values():
        return ApiError("OPERATION_NOT_ALLOWED", "The disk is being copied.")
    if operation == "snapshot" and record["sharable"]:
        return ApiError("VDI_IS_SHARABLE", vdi)
    if operation in {"snapshot", "copy"} and record["on_boot"] == "reset":
        return ApiError("VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", vdi)
    return None


def _plugged(pool: Pool, sr: Record) -> bool:
    return any(pool.record("PBD", pbd)["currently_attached"] for pbd in sr["PBDs"])


def sr_allowed(pool: Pool, sr: str) -> list[str]:
    return [operation for operation in SR_LISTED if sr_refusal(pool, sr, operation) is None]


def sr_refusal(pool: Pool, sr: str, operation: str) -> ApiError | None:
    record = pool.record("SR", sr)
    current = record["current_operations"]
    if current and not (operation == "plug" and set(current.values()) == {"plug"}):
        return busy("SR", sr, current)
    needed = SR_FEATURES.get(operation)
    if needed is not None and needed not in features(pool, record["type"]):
        return ApiError("SR_OPERATION_NOT_SUPPORTED", sr)
    if record["is_tools_sr"] and operation in {"vdi_create", "vdi_destroy"}:
        return ApiError("SR_OPERATION_NOT_SUPPORTED", sr)
    if operation in {"destroy", "forget"} and _plugged(pool, record):
        return ApiError("SR_HAS_PBD", sr)
    if operation == "destroy":
        if not record["PBDs"]:
            return ApiError("SR_HAS_NO_PBDS", sr)
        disks = (pool.record("VDI", vdi) for vdi in record["VDIs"])
        if any(disk["managed"] and disk["type"] != "rrd" for disk in disks):
            return ApiError("SR_NOT_EMPTY")
    return None
