"""The records of the XenAPI, one class each; written by packaging/datamodel.py.

Fields keep the names of the datamodel. A class of the datamodel that starts with a small letter starts with
a capital here (`host_metrics` is `Host_metrics`), as in the vendor's C# SDK. Sets are tuples, references and
enum values are strings (a server may be younger than this table), dates are the server's text.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from xengui.model.record import Int, Record


class Session(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    this_host: str = 'OpaqueRef:NULL'
    this_user: str = 'OpaqueRef:NULL'
    last_active: str = '19700101T00:00:00Z'
    pool: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_local_superuser: bool = False
    subject: str = 'OpaqueRef:NULL'
    validation_time: str = '19700101T00:00:00Z'
    auth_user_sid: str = ''
    auth_user_name: str = ''
    rbac_permissions: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    parent: str = 'OpaqueRef:NULL'
    originator: str = ''
    client_certificate: bool = False


class Subject(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    subject_identifier: str = ''
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    roles: tuple[str, ...] = ()


class Role(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    subroles: tuple[str, ...] = ()
    is_internal: bool = False


class Task(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    created: str = '19700101T00:00:00Z'
    finished: str = '19700101T00:00:00Z'
    status: str = 'pending'
    resident_on: str = 'OpaqueRef:NULL'
    progress: float = 0.0
    type: str = ''
    result: str = ''
    error_info: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    subtask_of: str = 'OpaqueRef:NULL'
    subtasks: tuple[str, ...] = ()
    backtrace: str = '()'


class Pool(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    master: str = 'OpaqueRef:NULL'
    default_SR: str = 'OpaqueRef:NULL'
    suspend_image_SR: str = 'OpaqueRef:NULL'
    crash_dump_SR: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    ha_enabled: bool = False
    ha_configuration: Mapping[str, str] = msgspec.field(default_factory=dict)
    ha_statefiles: tuple[str, ...] = ()
    ha_host_failures_to_tolerate: Int = 0
    ha_plan_exists_for: Int = 0
    ha_allow_overcommit: bool = False
    ha_overcommitted: bool = False
    blobs: Mapping[str, str] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    gui_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    health_check_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    wlb_url: str = ''
    wlb_username: str = ''
    wlb_enabled: bool = False
    wlb_verify_cert: bool = False
    redo_log_enabled: bool = False
    redo_log_vdi: str = 'OpaqueRef:NULL'
    vswitch_controller: str = ''
    restrictions: Mapping[str, str] = msgspec.field(default_factory=dict)
    metadata_VDIs: tuple[str, ...] = ()
    ha_cluster_stack: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    guest_agent_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    cpu_info: Mapping[str, str] = msgspec.field(default_factory=dict)
    policy_no_vendor_device: bool = False
    live_patching_disabled: bool = False
    igmp_snooping_enabled: bool = False
    uefi_certificates: str = ''
    custom_uefi_certificates: str = ''
    is_psr_pending: bool = False
    tls_verification_enabled: bool = False
    repositories: tuple[str, ...] = ()
    client_certificate_auth_enabled: bool = False
    client_certificate_auth_name: str = ''
    repository_proxy_url: str = ''
    repository_proxy_username: str = ''
    repository_proxy_password: str = 'OpaqueRef:NULL'
    migration_compression: bool = False
    coordinator_bias: bool = True
    local_auth_max_threads: Int = 8
    ext_auth_max_threads: Int = 1
    telemetry_uuid: str = 'OpaqueRef:NULL'
    telemetry_frequency: str = 'weekly'
    telemetry_next_collection: str = '19700101T00:00:00Z'
    last_update_sync: str = '19700101T00:00:00Z'
    update_sync_frequency: str = 'weekly'
    update_sync_day: Int = 0
    update_sync_enabled: bool = False
    limit_console_sessions: bool = False
    vm_console_idle_timeout: Int = 0


class Pool_patch(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    version: str = ''
    size: Int = 0
    pool_applied: bool = False
    host_patches: tuple[str, ...] = ()
    after_apply_guidance: tuple[str, ...] = ()
    pool_update: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Pool_update(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    version: str = ''
    installation_size: Int = 0
    key: str = ''
    after_apply_guidance: tuple[str, ...] = ()
    vdi: str = 'OpaqueRef:NULL'
    hosts: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    enforce_homogeneity: bool = False


class VM(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    name_label: str = ''
    name_description: str = ''
    power_state: str = 'Halted'
    user_version: Int = 0
    is_a_template: bool = False
    is_default_template: bool = False
    suspend_VDI: str = 'OpaqueRef:NULL'
    resident_on: str = 'OpaqueRef:NULL'
    scheduled_to_be_resident_on: str = 'OpaqueRef:NULL'
    affinity: str = 'OpaqueRef:NULL'
    memory_overhead: Int = 0
    memory_target: Int = 0
    memory_static_max: Int = 0
    memory_dynamic_max: Int = 0
    memory_dynamic_min: Int = 0
    memory_static_min: Int = 0
    VCPUs_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    VCPUs_max: Int = 0
    VCPUs_at_startup: Int = 0
    actions_after_softreboot: str = 'soft_reboot'
    actions_after_shutdown: str = 'destroy'
    actions_after_reboot: str = 'destroy'
    actions_after_crash: str = 'destroy'
    consoles: tuple[str, ...] = ()
    VIFs: tuple[str, ...] = ()
    VBDs: tuple[str, ...] = ()
    VUSBs: tuple[str, ...] = ()
    crash_dumps: tuple[str, ...] = ()
    VTPMs: tuple[str, ...] = ()
    PV_bootloader: str = ''
    PV_kernel: str = ''
    PV_ramdisk: str = ''
    PV_args: str = ''
    PV_bootloader_args: str = ''
    PV_legacy_args: str = ''
    HVM_boot_policy: str = ''
    HVM_boot_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    HVM_shadow_multiplier: float = 1.0
    platform: Mapping[str, str] = msgspec.field(default_factory=dict)
    PCI_bus: str = ''
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    domid: Int = 0
    domarch: str = ''
    last_boot_CPU_flags: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_control_domain: bool = False
    metrics: str = 'OpaqueRef:NULL'
    guest_metrics: str = 'OpaqueRef:NULL'
    last_booted_record: str = ''
    recommendations: str = ''
    xenstore_data: Mapping[str, str] = msgspec.field(default_factory=dict)
    ha_always_run: bool = False
    ha_restart_priority: str = ''
    is_a_snapshot: bool = False
    snapshot_of: str = 'OpaqueRef:NULL'
    snapshots: tuple[str, ...] = ()
    snapshot_time: str = '19700101T00:00:00Z'
    transportable_snapshot_id: str = ''
    blobs: Mapping[str, str] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    blocked_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    snapshot_info: Mapping[str, str] = msgspec.field(default_factory=dict)
    snapshot_metadata: str = ''
    parent: str = 'OpaqueRef:NULL'
    children: tuple[str, ...] = ()
    bios_strings: Mapping[str, str] = msgspec.field(default_factory=dict)
    protection_policy: str = 'OpaqueRef:NULL'
    is_snapshot_from_vmpp: bool = False
    snapshot_schedule: str = 'OpaqueRef:NULL'
    is_vmss_snapshot: bool = False
    appliance: str = 'OpaqueRef:NULL'
    start_delay: Int = 0
    shutdown_delay: Int = 0
    order: Int = 0
    VGPUs: tuple[str, ...] = ()
    attached_PCIs: tuple[str, ...] = ()
    suspend_SR: str = 'OpaqueRef:NULL'
    version: Int = 0
    generation_id: str = '0:0'
    hardware_platform_version: Int = 0
    has_vendor_device: bool = False
    requires_reboot: bool = False
    reference_label: str = ''
    domain_type: str = 'unspecified'
    NVRAM: Mapping[str, str] = msgspec.field(default_factory=dict)
    pending_guidances: tuple[str, ...] = ()
    pending_guidances_recommended: tuple[str, ...] = ()
    pending_guidances_full: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class VM_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    memory_actual: Int = 0
    VCPUs_number: Int = 0
    VCPUs_utilisation: Mapping[Int, float] = msgspec.field(default_factory=dict)
    VCPUs_CPU: Mapping[Int, Int] = msgspec.field(default_factory=dict)
    VCPUs_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    VCPUs_flags: Mapping[Int, tuple[str, ...]] = msgspec.field(default_factory=dict)
    state: tuple[str, ...] = ()
    start_time: str = '19700101T00:00:00Z'
    install_time: str = '19700101T00:00:00Z'
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    hvm: bool = False
    nested_virt: bool = False
    nomigrate: bool = False
    current_domain_type: str = 'unspecified'


class VM_guest_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    os_version: Mapping[str, str] = msgspec.field(default_factory=dict)
    PV_drivers_version: Mapping[str, str] = msgspec.field(default_factory=dict)
    PV_drivers_up_to_date: bool = False
    memory: Mapping[str, str] = msgspec.field(default_factory=dict)
    disks: Mapping[str, str] = msgspec.field(default_factory=dict)
    networks: Mapping[str, str] = msgspec.field(default_factory=dict)
    other: Mapping[str, str] = msgspec.field(default_factory=dict)
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    live: bool = False
    can_use_hotplug_vbd: str = 'unspecified'
    can_use_hotplug_vif: str = 'unspecified'
    PV_drivers_detected: bool = False


class VMPP(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    is_policy_enabled: bool = True
    backup_type: str = 'snapshot'
    backup_retention_value: Int = 7
    backup_frequency: str = 'daily'
    backup_schedule: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_backup_running: bool = False
    backup_last_run_time: str = '19700101T00:00:00Z'
    archive_target_type: str = 'none'
    archive_target_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    archive_frequency: str = 'never'
    archive_schedule: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_archive_running: bool = False
    archive_last_run_time: str = '19700101T00:00:00Z'
    VMs: tuple[str, ...] = ()
    is_alarm_enabled: bool = False
    alarm_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    recent_alerts: tuple[str, ...] = ()


class VMSS(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    enabled: bool = True
    type: str = 'snapshot'
    retained_snapshots: Int = 7
    frequency: str = 'hourly'
    schedule: Mapping[str, str] = msgspec.field(default_factory=dict)
    last_run_time: str = '19700101T00:00:00Z'
    VMs: tuple[str, ...] = ()


class VM_appliance(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VMs: tuple[str, ...] = ()


class DR_task(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    introduced_SRs: tuple[str, ...] = ()


class Host(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    memory_overhead: Int = 0
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    API_version_major: Int = 0
    API_version_minor: Int = 0
    API_version_vendor: str = ''
    API_version_vendor_implementation: Mapping[str, str] = msgspec.field(default_factory=dict)
    enabled: bool = False
    software_version: Mapping[str, str] = msgspec.field(default_factory=dict)
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    cpu_configuration: Mapping[str, str] = msgspec.field(default_factory=dict)
    sched_policy: str = ''
    supported_bootloaders: tuple[str, ...] = ()
    resident_VMs: tuple[str, ...] = ()
    logging: Mapping[str, str] = msgspec.field(default_factory=dict)
    PIFs: tuple[str, ...] = ()
    suspend_image_sr: str = 'OpaqueRef:NULL'
    crash_dump_sr: str = 'OpaqueRef:NULL'
    crashdumps: tuple[str, ...] = ()
    patches: tuple[str, ...] = ()
    updates: tuple[str, ...] = ()
    PBDs: tuple[str, ...] = ()
    host_CPUs: tuple[str, ...] = ()
    cpu_info: Mapping[str, str] = msgspec.field(default_factory=dict)
    hostname: str = ''
    address: str = ''
    metrics: str = 'OpaqueRef:NULL'
    license_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    ha_statefiles: tuple[str, ...] = ()
    ha_network_peers: tuple[str, ...] = ()
    blobs: Mapping[str, str] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    external_auth_type: str = ''
    external_auth_service_name: str = ''
    external_auth_configuration: Mapping[str, str] = msgspec.field(default_factory=dict)
    edition: str = ''
    license_server: Mapping[str, str] = msgspec.field(default_factory=lambda: {'address': 'localhost', 'port': '27000'})
    bios_strings: Mapping[str, str] = msgspec.field(default_factory=dict)
    power_on_mode: str = ''
    power_on_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    local_cache_sr: str = 'OpaqueRef:NULL'
    chipset_info: Mapping[str, str] = msgspec.field(default_factory=dict)
    PCIs: tuple[str, ...] = ()
    PGPUs: tuple[str, ...] = ()
    PUSBs: tuple[str, ...] = ()
    ssl_legacy: bool = True
    guest_VCPUs_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    display: str = 'enabled'
    virtual_hardware_platform_versions: tuple[Int, ...] = (0,)
    control_domain: str = 'OpaqueRef:NULL'
    updates_requiring_reboot: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    iscsi_iqn: str = ''
    multipathing: bool = False
    uefi_certificates: str = ''
    certificates: tuple[str, ...] = ()
    editions: tuple[str, ...] = ()
    pending_guidances: tuple[str, ...] = ()
    tls_verification_enabled: bool = False
    last_software_update: str = '19700101T00:00:00Z'
    https_only: bool = False
    latest_synced_updates_applied: str = 'unknown'
    numa_affinity_policy: str = 'default_policy'
    pending_guidances_recommended: tuple[str, ...] = ()
    pending_guidances_full: tuple[str, ...] = ()
    last_update_hash: str = ''
    console_idle_timeout: Int = 0


class Host_crashdump(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    host: str = 'OpaqueRef:NULL'
    timestamp: str = '19700101T00:00:00Z'
    size: Int = 0
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Host_patch(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    version: str = ''
    host: str = 'OpaqueRef:NULL'
    applied: bool = False
    timestamp_applied: str = '19700101T00:00:00Z'
    size: Int = 0
    pool_patch: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Host_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    memory_total: Int = 0
    memory_free: Int = 0
    live: bool = False
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Host_cpu(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    host: str = 'OpaqueRef:NULL'
    number: Int = 0
    vendor: str = ''
    speed: Int = 0
    modelname: str = ''
    family: Int = 0
    model: Int = 0
    stepping: str = ''
    flags: str = ''
    features: str = ''
    utilisation: float = 0.0
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Network(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VIFs: tuple[str, ...] = ()
    PIFs: tuple[str, ...] = ()
    MTU: Int = 1500
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    bridge: str = ''
    managed: bool = True
    blobs: Mapping[str, str] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    default_locking_mode: str = 'unlocked'
    assigned_ips: Mapping[str, str] = msgspec.field(default_factory=dict)
    purpose: tuple[str, ...] = ()


class VIF(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    device: str = ''
    network: str = 'OpaqueRef:NULL'
    VM: str = 'OpaqueRef:NULL'
    MAC: str = ''
    MTU: Int = 0
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    currently_attached: bool = False
    status_code: Int = 0
    status_detail: str = ''
    runtime_properties: Mapping[str, str] = msgspec.field(default_factory=dict)
    qos_algorithm_type: str = ''
    qos_algorithm_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    qos_supported_algorithms: tuple[str, ...] = ()
    metrics: str = 'OpaqueRef:NULL'
    MAC_autogenerated: bool = False
    locking_mode: str = 'network_default'
    ipv4_allowed: tuple[str, ...] = ()
    ipv6_allowed: tuple[str, ...] = ()
    ipv4_configuration_mode: str = 'None'
    ipv4_addresses: tuple[str, ...] = ()
    ipv4_gateway: str = ''
    ipv6_configuration_mode: str = 'None'
    ipv6_addresses: tuple[str, ...] = ()
    ipv6_gateway: str = ''


class VIF_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    io_read_kbs: float = 0.0
    io_write_kbs: float = 0.0
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class PIF(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    device: str = ''
    network: str = 'OpaqueRef:NULL'
    host: str = 'OpaqueRef:NULL'
    MAC: str = ''
    MTU: Int = 0
    VLAN: Int = 0
    metrics: str = 'OpaqueRef:NULL'
    physical: bool = False
    currently_attached: bool = True
    ip_configuration_mode: str = 'None'
    IP: str = ''
    netmask: str = ''
    gateway: str = ''
    DNS: str = ''
    bond_slave_of: str = 'OpaqueRef:NULL'
    bond_master_of: tuple[str, ...] = ()
    VLAN_master_of: str = 'OpaqueRef:NULL'
    VLAN_slave_of: tuple[str, ...] = ()
    management: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    disallow_unplug: bool = False
    tunnel_access_PIF_of: tuple[str, ...] = ()
    tunnel_transport_PIF_of: tuple[str, ...] = ()
    ipv6_configuration_mode: str = 'None'
    IPv6: tuple[str, ...] = ()
    ipv6_gateway: str = ''
    primary_address_type: str = 'IPv4'
    managed: bool = True
    properties: Mapping[str, str] = msgspec.field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    igmp_snooping_status: str = 'unknown'
    sriov_physical_PIF_of: tuple[str, ...] = ()
    sriov_logical_PIF_of: tuple[str, ...] = ()
    PCI: str = 'OpaqueRef:NULL'


class PIF_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    io_read_kbs: float = 0.0
    io_write_kbs: float = 0.0
    carrier: bool = False
    vendor_id: str = ''
    vendor_name: str = ''
    device_id: str = ''
    device_name: str = ''
    speed: Int = 0
    duplex: bool = False
    pci_bus_path: str = ''
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Bond(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    master: str = 'OpaqueRef:NULL'
    slaves: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    primary_slave: str = 'OpaqueRef:NULL'
    mode: str = 'balance-slb'
    properties: Mapping[str, str] = msgspec.field(default_factory=dict)
    links_up: Int = 0
    auto_update_mac: bool = True


class VLAN(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    tagged_PIF: str = 'OpaqueRef:NULL'
    untagged_PIF: str = 'OpaqueRef:NULL'
    tag: Int = -1
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class SM(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    type: str = ''
    vendor: str = ''
    copyright: str = ''
    version: str = ''
    required_api_version: str = ''
    configuration: Mapping[str, str] = msgspec.field(default_factory=dict)
    capabilities: tuple[str, ...] = ()
    features: Mapping[str, Int] = msgspec.field(default_factory=dict)
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    driver_filename: str = ''
    required_cluster_stack: tuple[str, ...] = ()


class SR(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VDIs: tuple[str, ...] = ()
    PBDs: tuple[str, ...] = ()
    virtual_allocation: Int = 0
    physical_utilisation: Int = 0
    physical_size: Int = 0
    type: str = ''
    content_type: str = ''
    shared: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    tags: tuple[str, ...] = ()
    sm_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    blobs: Mapping[str, str] = msgspec.field(default_factory=dict)
    local_cache_enabled: bool = False
    introduced_by: str = 'OpaqueRef:NULL'
    clustered: bool = False
    is_tools_sr: bool = False


class Sr_stat(Record, frozen=True, gc=False, kw_only=True):
    uuid: str | None = None
    name_label: str = ''
    name_description: str = ''
    free_space: Int = 0
    total_space: Int = 0
    clustered: bool = False
    health: str = 'healthy'


class LVHD(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''


class VDI(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    SR: str = 'OpaqueRef:NULL'
    VBDs: tuple[str, ...] = ()
    crash_dumps: tuple[str, ...] = ()
    virtual_size: Int = 0
    physical_utilisation: Int = 0
    type: str = 'system'
    sharable: bool = False
    read_only: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    storage_lock: bool = False
    location: str = ''
    managed: bool = False
    missing: bool = False
    parent: str = 'OpaqueRef:NULL'
    xenstore_data: Mapping[str, str] = msgspec.field(default_factory=dict)
    sm_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    is_a_snapshot: bool = False
    snapshot_of: str = 'OpaqueRef:NULL'
    snapshots: tuple[str, ...] = ()
    snapshot_time: str = '19700101T00:00:00Z'
    tags: tuple[str, ...] = ()
    allow_caching: bool = False
    on_boot: str = 'persist'
    metadata_of_pool: str = 'OpaqueRef:NULL'
    metadata_latest: bool = False
    is_tools_iso: bool = False
    cbt_enabled: bool = False


class VBD(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VM: str = 'OpaqueRef:NULL'
    VDI: str = 'OpaqueRef:NULL'
    device: str = ''
    userdevice: str = ''
    bootable: bool = False
    mode: str = 'RO'
    type: str = 'CD'
    unpluggable: bool = True
    storage_lock: bool = False
    empty: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    currently_attached: bool = False
    status_code: Int = 0
    status_detail: str = ''
    runtime_properties: Mapping[str, str] = msgspec.field(default_factory=dict)
    qos_algorithm_type: str = ''
    qos_algorithm_params: Mapping[str, str] = msgspec.field(default_factory=dict)
    qos_supported_algorithms: tuple[str, ...] = ()
    metrics: str = 'OpaqueRef:NULL'


class VBD_metrics(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    io_read_kbs: float = 0.0
    io_write_kbs: float = 0.0
    last_updated: str = '19700101T00:00:00Z'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class PBD(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    host: str = 'OpaqueRef:NULL'
    SR: str = 'OpaqueRef:NULL'
    device_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    currently_attached: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Crashdump(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    VM: str = 'OpaqueRef:NULL'
    VDI: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class VTPM(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VM: str = 'OpaqueRef:NULL'
    backend: str = 'OpaqueRef:NULL'
    persistence_backend: str = 'xapi'
    is_unique: bool = False
    is_protected: bool = False


class Console(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    protocol: str = 'vt100'
    location: str = ''
    VM: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class User(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    short_name: str = ''
    fullname: str = ''
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Data_source(Record, frozen=True, gc=False, kw_only=True):
    name_label: str = ''
    name_description: str = ''
    enabled: bool = False
    standard: bool = False
    units: str = ''
    min: float = 0.0
    max: float = 0.0
    value: float = 0.0


class Blob(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    size: Int = 0
    public: bool = False
    last_updated: str = '19700101T00:00:00Z'
    mime_type: str = ''


class Message(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name: str = ''
    priority: Int = 0
    cls: str = 'VM'
    obj_uuid: str = ''
    timestamp: str = '19700101T00:00:00Z'
    body: str = ''


class Secret(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    value: str = ''
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Tunnel(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    access_PIF: str = 'OpaqueRef:NULL'
    transport_PIF: str = 'OpaqueRef:NULL'
    status: Mapping[str, str] = msgspec.field(default_factory=lambda: {'active': 'false'})
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    protocol: str = 'gre'


class Network_sriov(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    physical_PIF: str = 'OpaqueRef:NULL'
    logical_PIF: str = 'OpaqueRef:NULL'
    requires_reboot: bool = False
    configuration_mode: str = 'unknown'


class PCI(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    class_name: str = ''
    vendor_name: str = ''
    device_name: str = ''
    host: str = 'OpaqueRef:NULL'
    pci_id: str = ''
    dependencies: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    subsystem_vendor_name: str = ''
    subsystem_device_name: str = ''
    driver_name: str = ''


class PGPU(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    PCI: str = 'OpaqueRef:NULL'
    GPU_group: str = 'OpaqueRef:NULL'
    host: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    supported_VGPU_types: tuple[str, ...] = ()
    enabled_VGPU_types: tuple[str, ...] = ()
    resident_VGPUs: tuple[str, ...] = ()
    supported_VGPU_max_capacities: Mapping[str, Int] = msgspec.field(default_factory=dict)
    dom0_access: str = 'enabled'
    is_system_display_device: bool = False
    compatibility_metadata: Mapping[str, str] = msgspec.field(default_factory=dict)


class GPU_group(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    PGPUs: tuple[str, ...] = ()
    VGPUs: tuple[str, ...] = ()
    GPU_types: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    allocation_algorithm: str = 'depth_first'
    supported_VGPU_types: tuple[str, ...] = ()
    enabled_VGPU_types: tuple[str, ...] = ()


class VGPU(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    VM: str = 'OpaqueRef:NULL'
    GPU_group: str = 'OpaqueRef:NULL'
    device: str = '0'
    currently_attached: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    type: str = 'OpaqueRef:NULL'
    resident_on: str = 'OpaqueRef:NULL'
    scheduled_to_be_resident_on: str = 'OpaqueRef:NULL'
    compatibility_metadata: Mapping[str, str] = msgspec.field(default_factory=dict)
    extra_args: str = ''
    PCI: str = 'OpaqueRef:NULL'


class VGPU_type(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    vendor_name: str = ''
    model_name: str = ''
    framebuffer_size: Int = 0
    max_heads: Int = 0
    max_resolution_x: Int = 0
    max_resolution_y: Int = 0
    supported_on_PGPUs: tuple[str, ...] = ()
    enabled_on_PGPUs: tuple[str, ...] = ()
    VGPUs: tuple[str, ...] = ()
    supported_on_GPU_groups: tuple[str, ...] = ()
    enabled_on_GPU_groups: tuple[str, ...] = ()
    implementation: str = 'passthrough'
    identifier: str = ''
    experimental: bool = False
    compatible_types_in_vm: tuple[str, ...] = ()


class PVS_site(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    PVS_uuid: str = ''
    cache_storage: tuple[str, ...] = ()
    servers: tuple[str, ...] = ()
    proxies: tuple[str, ...] = ()


class PVS_server(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    addresses: tuple[str, ...] = ()
    first_port: Int = 0
    last_port: Int = 0
    site: str = 'OpaqueRef:NULL'


class PVS_proxy(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    site: str = 'OpaqueRef:NULL'
    VIF: str = 'OpaqueRef:NULL'
    currently_attached: bool = False
    status: str = 'stopped'


class PVS_cache_storage(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    host: str = 'OpaqueRef:NULL'
    SR: str = 'OpaqueRef:NULL'
    site: str = 'OpaqueRef:NULL'
    size: Int = 21474836480
    VDI: str = 'OpaqueRef:NULL'


class Feature(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    enabled: bool = False
    experimental: bool = False
    version: str = '1.0'
    host: str = 'OpaqueRef:NULL'


class SDN_controller(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    protocol: str = 'ssl'
    address: str = ''
    port: Int = 0


class Vdi_nbd_server_info(Record, frozen=True, gc=False, kw_only=True):
    exportname: str = ''
    address: str = ''
    port: Int = 0
    cert: str = ''
    subject: str = ''


class PUSB(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    USB_group: str = 'OpaqueRef:NULL'
    host: str = 'OpaqueRef:NULL'
    path: str = ''
    vendor_id: str = ''
    vendor_desc: str = ''
    product_id: str = ''
    product_desc: str = ''
    serial: str = ''
    version: str = ''
    description: str = ''
    passthrough_enabled: bool = False
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    speed: float = -1.0


class USB_group(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    PUSBs: tuple[str, ...] = ()
    VUSBs: tuple[str, ...] = ()
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class VUSB(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    VM: str = 'OpaqueRef:NULL'
    USB_group: str = 'OpaqueRef:NULL'
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    currently_attached: bool = False


class Cluster(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    cluster_hosts: tuple[str, ...] = ()
    pending_forget: tuple[str, ...] = ()
    cluster_token: str = ''
    cluster_stack: str = 'corosync'
    is_quorate: bool = False
    quorum: Int = 0
    live_hosts: Int = 0
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    pool_auto_join: bool = True
    token_timeout: float = 20.0
    token_timeout_coefficient: float = 1.0
    cluster_config: Mapping[str, str] = msgspec.field(default_factory=dict)
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Cluster_host(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    cluster: str = 'OpaqueRef:NULL'
    host: str = 'OpaqueRef:NULL'
    enabled: bool = False
    PIF: str = 'OpaqueRef:NULL'
    joined: bool = True
    live: bool = False
    last_update_live: str = '19700101T00:00:00Z'
    allowed_operations: tuple[str, ...] = ()
    current_operations: Mapping[str, str] = msgspec.field(default_factory=dict)
    other_config: Mapping[str, str] = msgspec.field(default_factory=dict)


class Certificate(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name: str = ''
    type: str = 'host'
    host: str = 'OpaqueRef:NULL'
    not_before: str = '19700101T00:00:00Z'
    not_after: str = '19700101T00:00:00Z'
    fingerprint: str = ''
    fingerprint_sha256: str = ''
    fingerprint_sha1: str = ''


class Repository(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    binary_url: str = ''
    source_url: str = ''
    update: bool = False
    hash: str = ''
    up_to_date: bool = False
    gpgkey_path: str = ''


class Observer(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    hosts: tuple[str, ...] = ()
    attributes: Mapping[str, str] = msgspec.field(default_factory=dict)
    endpoints: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    enabled: bool = False


class VM_group(Record, frozen=True, gc=False, kw_only=True):
    uuid: str = ''
    name_label: str = ''
    name_description: str = ''
    placement: str = 'normal'
    VMs: tuple[str, ...] = ()


class Probe_result(Record, frozen=True, gc=False, kw_only=True):
    configuration: Mapping[str, str] = msgspec.field(default_factory=dict)
    complete: bool = False
    sr: Sr_stat | None = None
    extra_info: Mapping[str, str] = msgspec.field(default_factory=dict)


CLASSES: Mapping[str, type[Record]] = {
    "session": Session,
    "subject": Subject,
    "role": Role,
    "task": Task,
    "pool": Pool,
    "pool_patch": Pool_patch,
    "pool_update": Pool_update,
    "VM": VM,
    "VM_metrics": VM_metrics,
    "VM_guest_metrics": VM_guest_metrics,
    "VMPP": VMPP,
    "VMSS": VMSS,
    "VM_appliance": VM_appliance,
    "DR_task": DR_task,
    "host": Host,
    "host_crashdump": Host_crashdump,
    "host_patch": Host_patch,
    "host_metrics": Host_metrics,
    "host_cpu": Host_cpu,
    "network": Network,
    "VIF": VIF,
    "VIF_metrics": VIF_metrics,
    "PIF": PIF,
    "PIF_metrics": PIF_metrics,
    "Bond": Bond,
    "VLAN": VLAN,
    "SM": SM,
    "SR": SR,
    "sr_stat": Sr_stat,
    "probe_result": Probe_result,
    "LVHD": LVHD,
    "VDI": VDI,
    "VBD": VBD,
    "VBD_metrics": VBD_metrics,
    "PBD": PBD,
    "crashdump": Crashdump,
    "VTPM": VTPM,
    "console": Console,
    "user": User,
    "data_source": Data_source,
    "blob": Blob,
    "message": Message,
    "secret": Secret,
    "tunnel": Tunnel,
    "network_sriov": Network_sriov,
    "PCI": PCI,
    "PGPU": PGPU,
    "GPU_group": GPU_group,
    "VGPU": VGPU,
    "VGPU_type": VGPU_type,
    "PVS_site": PVS_site,
    "PVS_server": PVS_server,
    "PVS_proxy": PVS_proxy,
    "PVS_cache_storage": PVS_cache_storage,
    "Feature": Feature,
    "SDN_controller": SDN_controller,
    "vdi_nbd_server_info": Vdi_nbd_server_info,
    "PUSB": PUSB,
    "USB_group": USB_group,
    "VUSB": VUSB,
    "Cluster": Cluster,
    "Cluster_host": Cluster_host,
    "Certificate": Certificate,
    "Repository": Repository,
    "Observer": Observer,
    "VM_group": VM_group,
}
