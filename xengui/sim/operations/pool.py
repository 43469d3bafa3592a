"""What may be done to the pool as a whole, and to a vApp."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError, busy

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

LISTED = (
    "ha_enable",
    "ha_disable",
    "cluster_create",
    "designate_new_master",
    "configure_repositories",
    "sync_updates",
    "get_updates",
    "apply_updates",
    "tls_verification_enable",
    "cert_refresh",
    "exchange_certificates_on_join",
    "exchange_ca_certificates_on_join",
    "copy_primary_host_certs",
    "eject",
)
BLOCKING = {
    "ha_enable",
    "ha_disable",
    "cluster_create",
    "designate_new_master",
    "tls_verification_enable",
    "configure_repositories",
    "sync_updates",
    "apply_updates",
}


def allowed(pool: Pool, ref: str) -> list[str]:
    return [operation for operation in LISTED if refusal(pool, ref, operation) is None]


def refusal(pool: Pool, ref: str, operation: str) -> ApiError | None:
    record = pool.record("pool", ref)
    if current := record["current_operations"]:
        held = next(iter(current.values()))
        if held in BLOCKING and operation in BLOCKING:
            return ApiError(f"{held.upper()}_IN_PROGRESS")
        return busy("pool", ref, current)
    if record["ha_enabled"] and operation in {"ha_enable", "tls_verification_enable", "cluster_create"}:
        return ApiError("HA_IS_ENABLED")
    if not record["ha_enabled"] and operation == "ha_disable":
        return ApiError("HA_NOT_ENABLED")
    return None


def appliance_allowed(pool: Pool, appliance: str) -> list[str]:
    """A vApp can be started while a member is halted, and shut down while one is not."""
    record = pool.record("VM_appliance", appliance)
    if record["current_operations"]:
        return []
    states = {pool.record("VM", vm)["power_state"] for vm in record["VMs"]}
    found = ["start"] if "Halted" in states else []
    if states & {"Running", "Paused"}:
        found.append("clean_shutdown")
    if states - {"Halted"}:
        found += ["hard_shutdown", "shutdown"]
    return found
