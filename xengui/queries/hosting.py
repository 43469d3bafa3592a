"""Where a machine may run, and in words why it may not: what the picture of the pool alone can tell, at once.

The pool has the last word (`VM.assert_can_boot_here`); the order of the reasons is that of its checks.
"""

from __future__ import annotations

from xengui.model.classes import PBD, PIF, SR, VDI, VIF, VM, Host, Host_metrics, Network, VM_metrics
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot
from xengui.queries import units
from xengui.queries.placement import live

ABOUT_HOSTS = frozenset(
    (
        *("NO_HOSTS_AVAILABLE", "HOST_NOT_ENOUGH_FREE_MEMORY", "HOST_NOT_ENOUGH_PCPUS", "HOST_DISABLED"),
        *("HOST_DISABLED_UNTIL_REBOOT", "HOST_NOT_LIVE", "HOST_OFFLINE", "HOST_EVACUATE_IN_PROGRESS"),
        *("CANNOT_CONTACT_HOST", "HOST_CANNOT_ATTACH_NETWORK", "VM_REQUIRES_SR", "VM_REQUIRES_NETWORK"),
        *("VM_REQUIRES_GPU", "VM_REQUIRES_VGPU", "VM_REQUIRES_IOMMU", "VM_HVM_REQUIRED"),
        *("VM_INCOMPATIBLE_WITH_THIS_HOST", "VM_HOST_INCOMPATIBLE_VERSION"),
        "VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION",
    )
)
"""Refusals that speak of one host, or of those the pool would have chosen: another may do."""


def cannot_run(vm: VM, host: Host, pool: Snapshot) -> str | None:
    """Why a halted or suspended machine cannot be brought up on a host, or None as far as the picture can tell."""
    name = host.name_label
    if not live(host, pool):
        return f"{name} does not answer."
    if not host.enabled:
        state = "in maintenance mode" if host.other_config.get("MAINTENANCE_MODE") == "true" else "disabled"
        return f"{name} is {state}."
    return _processor(vm, host) or _storage(vm, host, pool) or _network(vm, host, pool) or _memory(vm, host, pool)


def _processor(vm: VM, host: Host) -> str | None:
    """A machine that sleeps goes on only on a processor of the same maker. Whether all its features are there, the
    pool knows better."""
    before, there = vm.last_boot_CPU_flags.get("vendor"), host.cpu_info.get("vendor")
    if vm.power_state != "Suspended" or not before or not there or before == there:
        return None
    return f"{host.name_label} has processors of another maker than those that {vm.name_label} was suspended on."


def _storage(vm: VM, host: Host, pool: Snapshot) -> str | None:
    for ref in vm.VBDs:
        vbd = pool.vbds.get(ref)
        vdi = pool.find(VDI, vbd.VDI) if vbd and not vbd.empty else None
        sr = pool.find(SR, vdi.SR) if vdi else None
        if vbd is None or sr is None or _reaches(host, sr, pool):
            continue
        if vbd.type == "CD":
            return f"{host.name_label} does not reach {sr.name_label}, which has the disc in the drive; eject it."
        return f"{host.name_label} does not reach {sr.name_label}, where a disk of {vm.name_label} is."
    return None


def _reaches(host: Host, sr: SR, pool: Snapshot) -> bool:
    """A host reaches storage that it has plugged. Plugs that nobody knows are no reason to refuse."""
    pbds = [pbd for ref in sr.PBDs if (pbd := pool.find(PBD, ref))]
    return not pbds or any(pbd.host == host.ref and pbd.currently_attached for pbd in pbds)


def _network(vm: VM, host: Host, pool: Snapshot) -> str | None:
    for ref in vm.VIFs:
        vif = pool.find(VIF, ref)
        network = pool.find(Network, vif.network) if vif else None
        pifs = [pif for ref in network.PIFs if (pif := pool.find(PIF, ref))] if network else []
        if network and pifs and not any(pif.host == host.ref for pif in pifs):
            return f"{host.name_label} is not connected to {network.name_label}."
    return None


def _memory(vm: VM, host: Host, pool: Snapshot) -> str | None:
    """Only what cannot be for certain: how a pool counts memory that guests may give back is its own affair."""
    metrics = pool.find(Host_metrics, host.metrics)
    if metrics is None:
        return None
    there = metrics.memory_free + sum(_to_give_back(ref, pool) for ref in host.resident_VMs)
    needed = vm.memory_dynamic_min + vm.memory_overhead
    if there >= needed:
        return None
    return f"{host.name_label} has {units.size(there)} of memory free, {units.size(needed)} are needed."


def _to_give_back(ref: str, pool: Snapshot) -> int:
    """What a running machine holds above the least it was promised."""
    vm = pool.find(VM, ref)
    metrics = pool.find(VM_metrics, vm.metrics) if vm and not vm.is_control_domain else None
    return max(0, metrics.memory_actual - vm.memory_dynamic_min) if vm and metrics else 0


def suspend_storage(vm: VM, pool: Snapshot) -> SR | None:
    """Where the memory of a machine is written when it is suspended: its own choice, else the pool's, else its
    host's (xapi-project/xen-api, ocaml/xapi/xapi_vm_helpers.ml)."""
    host = pool.find(Host, vm.resident_on)
    for ref in (
        vm.suspend_SR,
        pool.pool.suspend_image_SR if pool.pool else NULL,
        host.suspend_image_sr if host else NULL,
    ):
        sr = pool.find(SR, ref)
        if sr and (host is None or _reaches(host, sr, pool)):
            return sr
    return None


def suspend_image_bytes(vm: VM) -> int:
    """How large the image of a suspended machine's memory may become (the same source)."""
    return int(vm.memory_static_max * 1.26) + 100 * 1024 * 1024
