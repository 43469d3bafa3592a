"""The templates every pool is delivered with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from xengui.sim.worlds.draft import GIB, MIB, NULL, Draft

_RUNTIME: Mapping[str, Any] = {
    "power_state": "Halted",
    "user_version": 1,
    "domid": -1,
    "VCPUs_params": {},
    "actions_after_softreboot": "soft_reboot",
    "actions_after_shutdown": "destroy",
    "actions_after_reboot": "restart",
    "actions_after_crash": "restart",
    "HVM_boot_policy": "BIOS order",
    "generation_id": "",
}


@dataclass(frozen=True, slots=True)
class Template:
    """What sets one default template apart from the others of its base."""

    name: str
    label: str
    uuid: str
    base: str
    memory: int
    """The least memory that its guest is said to need."""

    disk: int = 0

    @property
    def windows(self) -> bool:
        return self.base.startswith("windows")

    @property
    def uefi(self) -> bool:
        return self.base.endswith("uefi")

    @property
    def vcpus(self) -> int:
        return 2 if self.windows else 1

    @property
    def platform(self) -> dict[str, str]:
        flags = dict.fromkeys(("nx", "acpi", "apic", "pae", "hpet"), "true")
        flags |= {"vga": "std", "videoram": "8"}
        if self.windows:
            enlightenments = ("viridian", "viridian_time_ref_count", "viridian_reference_tsc", "viridian_apic_assist")
            flags |= dict.fromkeys(enlightenments, "true")
            flags |= {"device_id": "0002", "cores-per-socket": "2"}
        else:
            flags |= {"viridian": "false" if self.base else "true", "device_id": "0001"}
        if self.base:
            flags["secureboot"] = "auto" if self.uefi else "false"
        if self.label == "windows-11":
            flags["vtpm"] = "true"
        return flags

    @property
    def boot(self) -> dict[str, str]:
        order = "cdn" if self.base and not self.windows else "dc" if self.base == "windows" else "cd"
        return {"firmware": "uefi" if self.uefi else "bios", "order": order}

    @property
    def recommendations(self) -> str:
        limits: list[Mapping[str, str]] = [
            {"field": "memory-static-max", "max": str(1536 * GIB)},
            {"field": "vcpus-min", "min": str(self.vcpus)},
            {"field": "vcpus-max", "max": "64"},
            {"field": "has-vendor-device", "value": "true" if self.windows else "false"},
            {"field": "allow-gpu-passthrough", "value": "1"},
            {"field": "allow-vgpu", "value": "1"},
            {"field": "allow-network-sriov", "value": "1"},
            {"field": "supports-bios", "value": "yes"},
            {"field": "supports-uefi", "value": "yes" if self.uefi else "no"},
            {"field": "supports-secure-boot", "value": "yes" if self.uefi else "no"},
            {"max": "255", "property": "number-of-vbds"},
            {"max": "7", "property": "number-of-vifs"},
        ]
        lines = ("".join(f" {name}={quoteattr(text)}" for name, text in limit.items()) for limit in limits)
        return f"<restrictions>{''.join(f'<restriction{line}/>' for line in lines)}</restrictions>"

    @property
    def install(self) -> dict[str, str]:
        """The keys of `other_config` that tell how it can be installed."""
        if self.base and not self.windows:
            return {"install-methods": "cdrom,nfs,http,ftp", "linux_template": "true"}
        return {"install-methods": "cdrom"}


TEMPLATES = (
    Template("Other install media", "other-install-media", "552bce37-51b2-445d-84f2-5f33fa112d7e", "", 128 * MIB),
    Template(
        "Windows 10 (64-bit)",
        "windows-10-64bit",
        "7774689b-4ca1-4dea-8545-dddd6b64c17f",
        "windows-uefi",
        2 * GIB,
        32 * GIB,
    ),
    Template("Windows 11", "windows-11", "1f8728f9-6354-4a68-adc3-222c34f2bb94", "windows-uefi", 4 * GIB, 64 * GIB),
    Template(
        "Windows Server 2016 (64-bit)",
        "windows-server-2016-64bit",
        "c15fab79-6cce-4e1f-916f-a64b98ff9e7d",
        "windows-uefi",
        1 * GIB,
        32 * GIB,
    ),
    Template(
        "Windows Server 2019 (64-bit)",
        "windows-server-2019-64bit",
        "d986ea98-09fa-4e9a-9ee6-e6c78119496f",
        "windows-uefi",
        1 * GIB,
        32 * GIB,
    ),
    Template(
        "Windows Server 2022 (64-bit)",
        "windows-server-2022-64bit",
        "1c33af1c-e919-418c-ad45-85d7d6fb604a",
        "windows-uefi",
        1 * GIB,
        32 * GIB,
    ),
    Template(
        "Windows Server 2025 (64-bit)",
        "windows-server-2025-64bit",
        "905ab443-e415-4d52-bfef-e14b147eac4e",
        "windows-uefi",
        2 * GIB,
        64 * GIB,
    ),
    Template(
        "Debian Bullseye 11", "debian-11", "acfeecf4-4007-412b-8f13-6d61a6aee5bd", "hvmlinux", 512 * MIB, 10 * GIB
    ),
    Template(
        "Debian Bookworm 12", "debian-12", "07d91aaa-43f7-430a-bf84-0edb6714df0f", "linux-uefi", 1 * GIB, 10 * GIB
    ),
    Template(
        "Ubuntu Jammy 22.04", "ubuntu-22.04", "df1a0e64-3799-482b-aa9f-1ed713c7dac5", "linux-uefi", 1 * GIB, 10 * GIB
    ),
    Template(
        "Ubuntu Noble 24.04", "ubuntu-24.04", "ff1f3e17-84d9-4d72-962d-571c4ceb527b", "linux-uefi", 1 * GIB, 10 * GIB
    ),
    Template(
        "Red Hat Enterprise Linux 8", "rhel-8", "612863ed-900d-456d-b4b7-38b70915fd1f", "linux-uefi", 2 * GIB, 10 * GIB
    ),
    Template(
        "Red Hat Enterprise Linux 9", "rhel-9", "6c91b878-5095-421e-a914-224b3bb1088c", "linux-uefi", 2 * GIB, 10 * GIB
    ),
    Template("Rocky Linux 8", "rocky-8", "6ce77bf9-ab30-4a1a-a757-011b52d89997", "linux-uefi", 2 * GIB, 10 * GIB),
    Template("Rocky Linux 9", "rocky-9", "1a647cf9-99c1-4e9c-b3b4-6b9989c530be", "linux-uefi", 2 * GIB, 15 * GIB),
    Template("AlmaLinux 8", "alma-8", "77e57ea5-5688-4628-9e8e-235365518919", "linux-uefi", 2 * GIB, 10 * GIB),
    Template("AlmaLinux 9", "alma-9", "6ff2c2f1-92af-4396-b117-a9cc2cc76aa4", "linux-uefi", 2 * GIB, 10 * GIB),
    Template(
        "SUSE Linux Enterprise 15 (64-bit)",
        "sle-15-64bit",
        "b5915805-d800-459d-826a-322dc9cf07e2",
        "linux-uefi",
        1 * GIB,
        8 * GIB,
    ),
)
BY_NAME: Mapping[str, Template] = {template.name: template for template in TEMPLATES}


def deliver(draft: Draft) -> None:
    """Put the default templates into the pool."""
    for template in TEMPLATES:
        other_config = {"default_template": "true", "mac_seed": draft.made_up("mac_seed", template.name)}
        other_config |= template.install
        if template.disk:
            other_config["disks"] = (
                f'<provision><disk bootable="true" device="0" size="{template.disk}" sr="" type="system"/></provision>'
            )
        draft.add(
            "VM",
            template.name,
            uuid=template.uuid,
            name_label=template.name,
            name_description="" if template.base else "Boots from whatever is in the DVD drive",
            is_a_template=True,
            is_default_template=True,
            reference_label=template.label,
            memory_static_min=template.memory,
            memory_dynamic_min=2 * template.memory,
            memory_dynamic_max=2 * template.memory,
            memory_static_max=2 * template.memory,
            VCPUs_max=template.vcpus,
            VCPUs_at_startup=template.vcpus,
            HVM_boot_params=template.boot,
            platform=template.platform,
            other_config=other_config,
            recommendations=template.recommendations,
            has_vendor_device=template.windows,
            domain_type="hvm",
            resident_on=NULL,
            metrics=draft.add("VM_metrics", template.name),
            **_RUNTIME,
        )
