"""The hosts of a pool: iron, product, licence and control domain."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from xengui.sim.worlds.draft import GIB, MIB, Draft, address

FEATURES = (
    "pooling",
    "connection",
    "qos",
    "vlan",
    "pool_attached_storage",
    "storagelink",
    "wlb",
    "rbac",
    "web_selfservice",
    "checkpoint",
    "email_alerting",
    "dmc",
    "vswitch_controller",
    "cpu_masking",
    "historical_performance",
    "intellicache",
    "gpu",
    "dr",
    "vif_locking",
    "storage_xen_motion",
    "xen_motion",
    "vgpu",
    "integrated_gpu_passthrough",
    "vss",
    "xcm",
    "guest_agent_auto_update",
    "guest_ip_setting",
    "pci_device_for_auto_update",
    "health_check",
    "ssl_legacy_switch",
    "nested_virt",
    "live_patching",
    "set_vcpus_number_live",
    "pvs_proxy",
    "igmp_snooping",
    "rpu",
    "pool_size",
    "cbt",
    "usb_passthrough",
    "network_sriov",
    "corosync",
    "zstd_export",
    "pool_secret_rotation",
    "certificate_verification",
    "updates",
    "internal_repo_access",
    "vtpm",
    "vm_group",
    "vmss",
)
RESTRICTIONS: Mapping[str, str] = {
    **{f"restrict_{feature}": "false" for feature in FEATURES},
    "enable_xha": "true",
    "platform_filter": "false",
    "regular_nag_dialog": "false",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """What `software_version` and the licence say."""

    brand: str
    version: str
    text: str
    build: str
    date: str
    xapi: str
    xen: str
    linux: str
    edition: str
    sku: str
    editions: tuple[str, ...]
    api_minor: int = 21

    @property
    def software_version(self) -> dict[str, str]:
        return {
            "product_version": self.version,
            "product_version_text": self.text,
            "product_version_text_short": self.text,
            "product_brand": self.brand,
            "platform_name": "XCP",
            "platform_version": "3.4.0",
            "build_number": self.build,
            "git_id": "0",
            "hostname": "localhost",
            "date": self.date,
            "dbv": "0.0.1",
            "xapi": ".".join(self.xapi.split(".")[:2]),
            "xapi_build": self.xapi,
            "xen": self.xen,
            "linux": self.linux,
            "xencenter_min": "2.21",
            "xencenter_max": "2.21",
            "network_backend": "openvswitch",
            "db_schema": "5.780",
        }

    @property
    def license_params(self) -> dict[str, str]:
        return {
            **RESTRICTIONS,
            "sku_type": self.edition,
            "sku_marketing_name": self.sku,
            "version": self.version,
            "productcode": "",
            "serialnumber": "",
            "sockets": "2",
            "expiry": "20371231T23:59:59Z",
            "grace": "no",
        }


XENSERVER_8 = Product(
    brand="XenServer",
    version="8.4.0",
    text="8",
    build="release/yangtze/master/58",
    date="20260915T08:00:00Z",
    xapi="24.39.1",
    xen="4.17.5-10",
    linux="4.19.0+1",
    edition="premium-per-socket",
    sku="XenServer Premium Edition",
    editions=("trial", "express", "standard-per-socket", "premium-per-socket"),
)
XCP_NG_83 = Product(
    brand="XCP-ng",
    version="8.3.0",
    text="8.3",
    build="cloud",
    date="20241007T12:00:00Z",
    xapi="24.19.2",
    xen="4.17.5-4",
    linux="4.19.0+1",
    edition="xcp-ng",
    sku="XCP-ng",
    editions=("xcp-ng",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chassis:
    """A make of computer."""

    manufacturer: str
    model: str
    bios: tuple[str, str]
    cpu: str
    cpu_vendor: str
    family: int
    cpu_model: int
    stepping: int
    mhz: int
    sockets: int
    threads: int
    """Logical processors, over all sockets."""

    FLAGS = "fpu de tsc msr pae mce cx8 apic sep mca cmov pat clflush mmx fxsr sse sse2 ht syscall nx lm avx avx2 aes"
    LEVELS = "1fc9cbf5-f6f83203-2991cbf5-00000123-00000000-219c07ab-00000000-00000000-00001000-0c000000"

    @property
    def cpu_info(self) -> dict[str, str]:
        return {
            "cpu_count": str(self.threads),
            "socket_count": str(self.sockets),
            "threads_per_core": "2",
            "nr_nodes": str(self.sockets),
            "vendor": self.cpu_vendor,
            "speed": f"{self.mhz}.000",
            "modelname": self.cpu,
            "family": str(self.family),
            "model": str(self.cpu_model),
            "stepping": str(self.stepping),
            "flags": self.FLAGS,
            "features_pv": self.LEVELS,
            "features_hvm": self.LEVELS,
            "features_pv_host": self.LEVELS,
            "features_hvm_host": self.LEVELS,
        }


POWEREDGE = Chassis(
    manufacturer="Dell Inc.",
    model="PowerEdge R650",
    bios=("Dell Inc.", "1.14.1"),
    cpu="Intel(R) Xeon(R) Silver 4314 CPU @ 2.40GHz",
    cpu_vendor="GenuineIntel",
    family=6,
    cpu_model=106,
    stepping=6,
    mhz=2394,
    sockets=2,
    threads=32,
)
MICROSERVER = Chassis(
    manufacturer="Supermicro",
    model="AS-1015A-MT",
    bios=("American Megatrends International, LLC.", "2.1"),
    cpu="AMD EPYC 7302P 16-Core Processor",
    cpu_vendor="AuthenticAMD",
    family=23,
    cpu_model=49,
    stepping=0,
    mhz=2994,
    sockets=1,
    threads=16,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One computer of a pool; the first one told is the coordinator."""

    name: str
    number: int
    """Ends its addresses, and its serial number."""

    description: str = ""
    subnet: str
    memory: int
    product: Product
    chassis: Chassis
    up_days: float
    live: bool = True
    maintenance: bool = False
    dead_links: tuple[str, ...] = ()
    domain: str = "stone.example"
    control_domain_memory: int = 4 * GIB
    local_storage: int = 900 * GIB
    tags: tuple[str, ...] = ()
    other_config: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        return address(self.subnet, self.number)

    @property
    def overhead(self) -> int:
        """What Xen keeps for itself."""
        return 320 * MIB + self.memory // 128


def rack(draft: Draft, host: Host) -> None:
    """Put a computer into the pool: its record, its processors, its control domain, its certificates."""
    metrics = draft.add(
        "host_metrics",
        host.name,
        memory_total=host.memory,
        live=host.live,
        last_updated=draft.ago(hours=0 if host.live else 51),
    )
    booted = draft.now - host.up_days * 86_400
    other_config = {
        "boot_time": f"{booted:.0f}.",
        "agent_start_time": f"{booted + 94:.0f}.",
        "rpm_patch_installation_time": "1789459200.000",
        **host.other_config,
    }
    if host.maintenance:
        other_config["MAINTENANCE_MODE"] = "true"
    ref = draft.add(
        "host",
        host.name,
        name_label=host.name,
        name_description=host.description,
        memory_overhead=host.overhead,
        API_version_major=2,
        API_version_minor=host.product.api_minor,
        API_version_vendor="XenSource",
        enabled=not host.maintenance,  # one that has just vanished stays enabled; only its metrics tell
        software_version=host.product.software_version | {"hostname": host.name},
        other_config=other_config,
        capabilities=["xen-3.0-x86_64", "hvm-3.0-x86_32", "hvm-3.0-x86_32p", "hvm-3.0-x86_64", ""],
        sched_policy="credit",
        supported_bootloaders=["pygrub", "eliloader"],
        cpu_info=host.chassis.cpu_info,
        hostname=f"{host.name}.{host.domain}",
        address=host.address,
        metrics=metrics,
        license_params=host.product.license_params,
        edition=host.product.edition,
        editions=list(host.product.editions),
        license_server={"address": "localhost", "port": "27000"},
        bios_strings={
            "bios-vendor": host.chassis.bios[0],
            "bios-version": host.chassis.bios[1],
            "system-manufacturer": host.chassis.manufacturer,
            "system-product-name": host.chassis.model,
            "system-version": "",
            "system-serial-number": draft.made_up("serial", host.name)[:7].upper(),
            "oem-1": "Xen",
            "oem-2": "MS_VM_CERT/SHA1/bdbeb6e0a816d43fa6d3fe8aaef04c2bad9d3e3d",
            "hp-rombios": "",
        },
        chipset_info={"iommu": "true"},
        virtual_hardware_platform_versions=[0, 1, 2],
        iscsi_iqn=f"iqn.2026-01.{'.'.join(reversed(host.domain.split('.')))}:{host.name}",
        multipathing=True,
        ssl_legacy=False,
        tls_verification_enabled=True,
        https_only=True,
        last_software_update="20260915T08:00:00Z",
        latest_synced_updates_applied="yes",
        tags=list(host.tags),
    )
    _processors(draft, host, ref)
    _certificates(draft, host, ref)
    draft.record("host", host.name)["control_domain"] = _control_domain(draft, host, ref)


def _processors(draft: Draft, host: Host, ref: str) -> None:
    for number in range(host.chassis.threads):
        draft.add(
            "host_cpu",
            f"{number} of {host.name}",
            host=ref,
            number=number,
            vendor=host.chassis.cpu_vendor,
            speed=host.chassis.mhz,
            modelname=host.chassis.cpu,
            family=host.chassis.family,
            model=host.chassis.cpu_model,
            stepping=str(host.chassis.stepping),
            flags=host.chassis.FLAGS,
            features=host.chassis.LEVELS,
        )


def _certificates(draft: Draft, host: Host, ref: str) -> None:
    for kind in ("host", "host_internal"):
        digits = draft.made_up(kind, host.name).replace("-", "").upper() * 2
        pairs = [digits[at : at + 2] for at in range(0, 64, 2)]
        draft.add(
            "Certificate",
            f"{kind} of {host.name}",
            type=kind,
            host=ref,
            not_before="20260105T09:00:00Z",
            not_after="20360103T09:00:00Z",
            fingerprint=":".join(pairs),
            fingerprint_sha256=":".join(pairs),
            fingerprint_sha1=":".join(pairs[:20]),
        )


def _control_domain(draft: Draft, host: Host, ref: str) -> str:
    key = f"control domain of {host.name}"
    memory = host.control_domain_memory
    vcpus = min(16, host.chassis.threads)
    metrics = draft.add(
        "VM_metrics",
        key,
        memory_actual=memory,
        VCPUs_number=vcpus,
        state=["running"],
        start_time=draft.ago(hours=host.up_days * 24),
        last_updated=draft.ago(hours=host.up_days * 24),
        current_domain_type="pv",
    )
    domain = draft.add(
        "VM",
        key,
        name_label=f"Control domain on host: {host.name}.{host.domain}",
        name_description="The domain which manages physical devices and manages other domains",
        power_state="Running",
        user_version=1,
        resident_on=ref,
        affinity=ref,
        is_control_domain=True,
        domid=0,
        domarch="x64",
        domain_type="pv",
        memory_target=memory,
        memory_static_min=memory,
        memory_dynamic_min=memory,
        memory_dynamic_max=memory,
        memory_static_max=memory,
        VCPUs_max=vcpus,
        VCPUs_at_startup=vcpus,
        actions_after_shutdown="destroy",
        actions_after_reboot="destroy",
        actions_after_crash="destroy",
        metrics=metrics,
        generation_id="",
    )
    for protocol in ("rfb", "vt100"):
        console = draft.add("console", f"{protocol} of {key}", protocol=protocol, VM=domain)
        draft.record("console", f"{protocol} of {key}")["location"] = f"https://{host.address}/console?ref={console}"
    return domain
