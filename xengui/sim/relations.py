"""Which fields are two ends of one link, so that a write at one end shows at the other."""

from __future__ import annotations

# The set at the left holds the rows whose reference at the right names it: VM.VBDs and VBD.VM.
ONE_TO_MANY: tuple[tuple[str, str, str, str], ...] = (
    ("VM", "VBDs", "VBD", "VM"),
    ("VM", "VIFs", "VIF", "VM"),
    ("VM", "VUSBs", "VUSB", "VM"),
    ("VM", "VTPMs", "VTPM", "VM"),
    ("VM", "VGPUs", "VGPU", "VM"),
    ("VM", "consoles", "console", "VM"),
    ("VM", "crash_dumps", "crashdump", "VM"),
    ("VM", "snapshots", "VM", "snapshot_of"),
    ("VM", "children", "VM", "parent"),
    ("VDI", "VBDs", "VBD", "VDI"),
    ("VDI", "crash_dumps", "crashdump", "VDI"),
    ("VDI", "snapshots", "VDI", "snapshot_of"),
    ("SR", "VDIs", "VDI", "SR"),
    ("SR", "PBDs", "PBD", "SR"),
    ("host", "PBDs", "PBD", "host"),
    ("host", "PIFs", "PIF", "host"),
    ("host", "PCIs", "PCI", "host"),
    ("host", "PGPUs", "PGPU", "host"),
    ("host", "PUSBs", "PUSB", "host"),
    ("host", "host_CPUs", "host_cpu", "host"),
    ("host", "crashdumps", "host_crashdump", "host"),
    ("host", "patches", "host_patch", "host"),
    ("host", "features", "Feature", "host"),
    ("host", "certificates", "Certificate", "host"),
    ("host", "resident_VMs", "VM", "resident_on"),
    ("network", "VIFs", "VIF", "network"),
    ("network", "PIFs", "PIF", "network"),
    ("Bond", "slaves", "PIF", "bond_slave_of"),
    ("PIF", "bond_master_of", "Bond", "master"),
    ("PIF", "VLAN_slave_of", "VLAN", "tagged_PIF"),
    ("PIF", "tunnel_access_PIF_of", "tunnel", "access_PIF"),
    ("PIF", "tunnel_transport_PIF_of", "tunnel", "transport_PIF"),
    ("PIF", "sriov_physical_PIF_of", "network_sriov", "physical_PIF"),
    ("PIF", "sriov_logical_PIF_of", "network_sriov", "logical_PIF"),
    ("task", "subtasks", "task", "subtask_of"),
    ("pool", "metadata_VDIs", "VDI", "metadata_of_pool"),
    ("pool_patch", "host_patches", "host_patch", "pool_patch"),
    ("VMPP", "VMs", "VM", "protection_policy"),
    ("VMSS", "VMs", "VM", "snapshot_schedule"),
    ("VM_appliance", "VMs", "VM", "appliance"),
    ("DR_task", "introduced_SRs", "SR", "introduced_by"),
    ("PGPU", "resident_VGPUs", "VGPU", "resident_on"),
    ("GPU_group", "PGPUs", "PGPU", "GPU_group"),
    ("GPU_group", "VGPUs", "VGPU", "GPU_group"),
    ("VGPU_type", "VGPUs", "VGPU", "type"),
    ("PVS_site", "cache_storage", "PVS_cache_storage", "site"),
    ("PVS_site", "servers", "PVS_server", "site"),
    ("PVS_site", "proxies", "PVS_proxy", "site"),
    ("USB_group", "PUSBs", "PUSB", "USB_group"),
    ("USB_group", "VUSBs", "VUSB", "USB_group"),
    ("Cluster", "cluster_hosts", "Cluster_host", "cluster"),
)

# Two sets that name each other.
MANY_TO_MANY: tuple[tuple[str, str, str, str], ...] = (
    ("VM_group", "VMs", "VM", "groups"),
    ("host", "updates", "pool_update", "hosts"),
    ("PGPU", "supported_VGPU_types", "VGPU_type", "supported_on_PGPUs"),
    ("PGPU", "enabled_VGPU_types", "VGPU_type", "enabled_on_PGPUs"),
    ("GPU_group", "supported_VGPU_types", "VGPU_type", "supported_on_GPU_groups"),
    ("GPU_group", "enabled_VGPU_types", "VGPU_type", "enabled_on_GPU_groups"),
)

# (class, reference) -> (class, set) it shows up in.
REVERSED: dict[tuple[str, str], tuple[str, str]] = {(many, ref): (one, refs) for one, refs, many, ref in ONE_TO_MANY}
# (class, set) -> (class, set) at the other end.
MIRRORED: dict[tuple[str, str], tuple[str, str]] = {
    **{(a, a_set): (b, b_set) for a, a_set, b, b_set in MANY_TO_MANY},
    **{(b, b_set): (a, a_set) for a, a_set, b, b_set in MANY_TO_MANY},
}
# Class -> its fields that are one end of a link and written by hand.
LINKED: dict[str, list[str]] = {}
for _class, _field in (*REVERSED, *MIRRORED):
    LINKED.setdefault(_class, []).append(_field)
