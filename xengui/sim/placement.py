"""Where a machine may run, and the first reason why it may not."""

from __future__ import annotations

import random
from collections.abc import Collection
from typing import TYPE_CHECKING

from xengui.sim import host_hardware, memory
from xengui.sim.failures import ApiError
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool


def refusal(pool: Pool, vm: str, host: str, *, without: Collection[str] = ()) -> ApiError | None:
    """The first reason, in xapi's order, why the machine cannot start, go on or arrive on this host.

    `without` leaves out what is asked of its `memory`, `processor` or `storage`.
    """
    record = pool.record("VM", vm)
    return (
        _settings_refusal(record)
        or _host_refusal(pool, record, host)
        or host_hardware.platform_refusal(pool, vm, record, host)
        or (processor_refusal(pool, vm, record, host) if "processor" not in without else None)
        or (_storage_refusal(pool, vm, record, host) if "storage" not in without else None)
        or _network_refusal(pool, vm, record, host)
        or host_hardware.devices_refusal(pool, vm, record, host)
        or (memory.refusal(pool, record, host) if "memory" not in without else None)
        or host_hardware.processors_refusal(pool, record, host)
    )


def _settings_refusal(record: Record) -> ApiError | None:
    limits = [record[f"memory_{name}"] for name in ("static_min", "dynamic_min", "dynamic_max", "static_max")]
    if limits != sorted(limits):
        return ApiError("MEMORY_CONSTRAINT_VIOLATION", "static_min <= dynamic_min <= dynamic_max <= static_max")
    most, at_startup = record["VCPUs_max"], record["VCPUs_at_startup"]
    # A world may leave the processors untold: then there are none of either kind.
    if not min(1, most) <= at_startup <= most:
        reason = "value must be greater than zero and not greater than VCPUs_max"
        return ApiError("VALUE_NOT_SUPPORTED", "VCPUs_at_startup", str(at_startup), reason)
    if record["HVM_shadow_multiplier"] < 1:
        multiplier = f"{record['HVM_shadow_multiplier']:g}"
        return ApiError("VALUE_NOT_SUPPORTED", "HVM_shadow_multiplier", multiplier, "value must not be less than one")
    return None


def _host_refusal(pool: Pool, vm: Record, host: str) -> ApiError | None:
    record = pool.record("host", host)
    if not pool.live(host):
        return ApiError("HOST_NOT_LIVE")
    if vm["is_control_domain"] and vm["affinity"] not in {NULL, host}:
        return ApiError("OPERATION_NOT_ALLOWED", "A control domain boots only on the host of its affinity.")
    if not record["enabled"]:
        return ApiError("HOST_DISABLED", host)
    if "evacuate" in record["current_operations"].values():
        return ApiError("HOST_EVACUATE_IN_PROGRESS", host)
    return None


def processor_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    """A machine with a memory image goes on only with processors of the make it has got used to."""
    used_to = record["last_boot_CPU_flags"].get("vendor")
    found = pool.record("host", host)["cpu_info"].get("vendor")
    if record["power_state"] == "Halted" or None in {used_to, found} or used_to == found:
        return None
    reason = "VM last booted on a host which had a CPU from a different vendor."
    return ApiError("VM_INCOMPATIBLE_WITH_THIS_HOST", vm, host, reason)


def _storage_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    for vbd in record["VBDs"]:
        disk = pool.database.find("VDI", pool.record("VBD", vbd)["VDI"])
        if disk is not None and not reaches(pool, host, disk["SR"]):
            return ApiError("VM_REQUIRES_SR", vm, disk["SR"])
    return None


def reaches(pool: Pool, host: str, sr: str) -> bool:
    """Whether the storage is plugged in at the host."""
    record = pool.database.find("SR", sr) or {}
    pbds = (pool.record("PBD", pbd) for pbd in record.get("PBDs", ()))
    return any(pbd["host"] == host and pbd["currently_attached"] for pbd in pbds)


def _network_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    networks = [pool.record("VIF", vif)["network"] for vif in record["VIFs"]]
    errors = (wired(pool, vm, network, host) for network in networks if pool.database.has("network", network))
    return next((error for error in errors if error is not None), None)


def wired(pool: Pool, vm: str, network: str, host: str) -> ApiError | None:
    """Why the host does not have the network; one without any card is inside every host."""
    pifs = pool.record("network", network)["PIFs"]
    if pifs and all(pool.record("PIF", pif)["host"] != host for pif in pifs):
        return ApiError("VM_REQUIRES_NETWORK", vm, network)
    return None


def possible(pool: Pool, vm: str) -> list[str]:
    """The hosts that would take the machine now; a host it is already on its way to is the only one."""
    scheduled = pool.record("VM", vm)["scheduled_to_be_resident_on"]
    if scheduled != NULL:
        return [scheduled]
    hosts = pool.database.refs("host")
    return [host for host in hosts if refusal(pool, vm, host, without=("processor",)) is None]


def bound(pool: Pool, vm: str) -> ApiError | None:
    """What binds the machine to some hosts of the pool: storage or a network that the others lack."""
    record = pool.record("VM", vm)
    hosts = pool.database.refs("host")
    for vbd in record["VBDs"]:
        disk = pool.database.find("VDI", pool.record("VBD", vbd)["VDI"])
        sr = disk["SR"] if disk is not None else NULL
        shared = (pool.database.find("SR", sr) or {"shared": True})["shared"]
        if disk is not None and not (shared and all(reaches(pool, host, sr) for host in hosts)):
            return ApiError("HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED", sr)
    for vif in record["VIFs"]:
        network = pool.record("VIF", vif)["network"]
        pifs = (pool.database.find("network", network) or {}).get("PIFs", ())
        if {pool.record("PIF", pif)["host"] for pif in pifs} != set(hosts):
            return ApiError("HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED", network)
    return None


def choose(pool: Pool, vm: str) -> str:
    """The host to start on: the affine one if it is suitable, else one of those with the most free memory.

    When none has the memory the choice falls on one that has all the rest, so that
    the start fails there and says how much is missing.
    """
    all_hosts = pool.database.refs("host")
    hosts = [host for host in all_hosts if refusal(pool, vm, host) is None] or [
        host for host in all_hosts if refusal(pool, vm, host, without=("memory",)) is None
    ]
    if not hosts:
        raise ApiError("NO_HOSTS_AVAILABLE")
    affinity = pool.record("VM", vm)["affinity"]
    if affinity in hosts:
        return str(affinity)
    most = max(memory.free(pool, host) for host in hosts)
    return random.choice([host for host in hosts if memory.free(pool, host) == most])  # noqa: S311  nothing hangs on it
