"""What may be done to a host."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError, busy

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

LISTED = (
    "provision",
    "evacuate",
    "shutdown",
    "reboot",
    "power_on",
    "vm_start",
    "vm_resume",
    "vm_migrate",
    "apply_updates",
    "enable",
)
LEAVING = {"evacuate", "reboot", "shutdown"}
ARRIVING = {"provision", "vm_resume", "vm_migrate"}
# Operation in progress -> those it shuts out besides.
SHUTS_OUT = {
    "reboot": {"shutdown", "apply_updates"},
    "shutdown": {"reboot", "apply_updates"},
    "apply_updates": {"reboot", "shutdown", "enable"},
    "provision": {"provision"},
}


def allowed(pool: Pool, host: str) -> list[str]:
    return [operation for operation in LISTED if refusal(pool, host, operation) is None]


def refusal(pool: Pool, host: str, operation: str) -> ApiError | None:
    record = pool.record("host", host)
    for current in record["current_operations"].values():
        against = set(SHUTS_OUT.get(current, ()))
        against |= ARRIVING if current in LEAVING else set()
        against |= LEAVING if current in ARRIVING else set()
        if operation in against:
            return busy("host", host, record["current_operations"])
    if record["enabled"] and operation in {"reboot", "shutdown", "apply_updates"}:
        return ApiError("HOST_NOT_DISABLED")
    if operation == "power_on":
        if pool.live(host):
            return ApiError("HOST_IS_LIVE", host)
        if not record["power_on_mode"]:
            return ApiError("HOST_POWER_ON_MODE_DISABLED")
    return None
