"""Virtual machines with everything that hangs on them: disks, drives, network cards, guest reports, snapshots.

A machine is described by a `Machine` and becomes records by `install`. Its description
speaks of hosts, repositories and networks by name; they are told before it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xengui.sim.worlds.draft import GIB, MIB, NULL, Draft
from xengui.sim.worlds.guests import Guest
from xengui.sim.worlds.templates import BY_NAME

ON = ("Running", "Paused")
"""The power states in which there is a domain."""

_CD_DEVICE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    name: str
    size: int
    sr: str
    used: int = 0
    """What it takes in the repository; a third of its size unless told."""

    description: str = ""
    mode: str = "RW"
    plugged: bool = True
    sharable: bool = False
    """One disk for all machines that name it."""

    tags: tuple[str, ...] = ()
    qos: Mapping[str, str] = field(default_factory=dict)

    @property
    def taken(self) -> int:
        return self.used or self.size // 3


@dataclass(frozen=True, slots=True)
class Card:
    """A network card of a machine."""

    network: str
    addresses: tuple[str, ...] = ()
    kbps: int = 0
    """Its limit, if it has one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    name: str
    taken: str
    after: str = ""
    """The snapshot it follows; none for the first."""

    description: str = ""
    used: int = GIB
    memory: bool = False
    scheduled: bool = False
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    name: str
    guest: Guest
    description: str = ""
    state: str = "Halted"
    host: str = ""
    """Where its domain is, if there is one."""

    home: str = ""
    """Its `affinity`."""

    memory: int = 2 * GIB
    memory_floor: int = 0
    """The lower end of its dynamic range, if there is one."""

    vcpus: int = 2
    sockets: int = 1
    disks: tuple[Disk, ...] = ()
    disc: str = ""
    """What lies in its DVD drive."""

    cards: tuple[Card, ...] = ()
    tools: bool = True
    up_hours: float = 200.0
    tags: tuple[str, ...] = ()
    folder: str = ""
    custom_fields: Mapping[str, str] = field(default_factory=dict)
    other_config: Mapping[str, str] = field(default_factory=dict)
    snapshots: tuple[Snapshot, ...] = ()
    """In the order they were taken; the machine goes on from the last one."""

    appliance: str = ""
    schedule: str = ""
    template: bool = False
    more: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the VM record that few machines need."""

    @property
    def on(self) -> bool:
        return self.state in ON

    @property
    def overhead(self) -> int:
        """What Xen needs beside the guest's memory."""
        return (11 + self.vcpus + self.memory // (512 * MIB)) * MIB


def install(draft: Draft, machine: Machine) -> None:
    """Put a machine into the pool."""
    runtime = _runtime(draft, machine)
    if machine.state == "Suspended":
        runtime["suspend_VDI"] = _suspend_image(draft, machine, machine.name)
    ref = draft.add("VM", machine.name, **{**_settings(draft, machine), **runtime, **machine.more})
    _disks(draft, machine, ref)
    _cards(draft, machine, ref, machine.name)
    if machine.on:
        _consoles(draft, machine, ref)
    for snapshot in machine.snapshots:
        _photograph(draft, machine, snapshot)
    if machine.snapshots:
        draft.record("VM", machine.name)["parent"] = draft.the("VM", _key(machine, machine.snapshots[-1].name))


def _key(machine: Machine, part: str) -> str:
    return f"{machine.name}: {part}"


def _settings(draft: Draft, machine: Machine) -> dict[str, Any]:
    """What a machine and its snapshots have in common."""
    template = BY_NAME[machine.guest.template]
    pv = machine.guest.domain_type == "pv"
    sockets = {"cores-per-socket": str(machine.vcpus // machine.sockets)}
    return {
        "name_label": machine.name,
        "name_description": machine.description,
        "user_version": 1,
        "is_a_template": machine.template,
        "affinity": draft.the("host", machine.home) if machine.home else NULL,
        "memory_overhead": machine.overhead,
        "memory_static_min": min(template.memory, machine.memory_floor or machine.memory),
        "memory_dynamic_min": machine.memory_floor or machine.memory,
        "memory_dynamic_max": machine.memory,
        "memory_static_max": machine.memory,
        "VCPUs_params": {"weight": "256"},
        "VCPUs_max": machine.vcpus,
        "VCPUs_at_startup": machine.vcpus,
        "actions_after_softreboot": "soft_reboot",
        "actions_after_shutdown": "destroy",
        "actions_after_reboot": "restart",
        "actions_after_crash": "restart",
        "PV_bootloader": "pygrub" if pv else "",
        "HVM_boot_policy": "" if pv else "BIOS order",
        "HVM_boot_params": {} if pv else template.boot,
        "platform": template.platform | sockets,
        "other_config": _other_config(draft, machine),
        "recommendations": template.recommendations,
        "tags": list(machine.tags),
        "bios_strings": {"bios-vendor": "Xen", "system-manufacturer": "Xen", "system-product-name": "HVM domU"},
        "generation_id": "7405826093847110392:-2847339200147705311" if machine.guest.windows else "",
        "hardware_platform_version": 2 if machine.guest.windows else 0,
        "has_vendor_device": machine.guest.windows,
        "reference_label": template.label,
        "domain_type": machine.guest.domain_type,
    }


def _other_config(draft: Draft, machine: Machine) -> dict[str, str]:
    told = {
        "base_template_name": machine.guest.template,
        "mac_seed": draft.made_up("mac_seed", machine.name),
        **BY_NAME[machine.guest.template].install,
    }
    if machine.folder:
        told["folder"] = machine.folder
    if machine.template:
        told["instant"] = "true"
    told |= {f"XenCenter.CustomFields.{name}": text for name, text in machine.custom_fields.items()}
    return told | dict(machine.other_config)


def _runtime(draft: Draft, machine: Machine) -> dict[str, Any]:
    """What is true of the machine alone, and not of its snapshots."""
    guest_metrics = NULL
    if (machine.tools and not machine.template) or machine.on:
        guest_metrics = _guest_metrics(draft, machine)
    fields: dict[str, Any] = {
        "power_state": machine.state,
        "domid": len(draft.all("VM")) if machine.on else -1,
        "resident_on": draft.the("host", machine.host) if machine.on else NULL,
        "memory_target": machine.memory if machine.on else 0,
        "metrics": NULL if machine.template else _metrics(draft, machine),
        "guest_metrics": guest_metrics,
    }
    if machine.on or machine.state == "Suspended":
        cpu = next(iter(draft.all("host").values()))["cpu_info"]
        fields["last_boot_CPU_flags"] = {"vendor": cpu["vendor"], "features": cpu["features_hvm"]}
    if machine.appliance:
        fields["appliance"] = draft.the("VM_appliance", machine.appliance)
    if machine.schedule:
        fields["snapshot_schedule"] = draft.the("VMSS", machine.schedule)
    return fields


def _metrics(draft: Draft, machine: Machine) -> str:
    """A started machine has numbers; one that is off keeps the times of its last run."""
    lively = {
        "memory_actual": machine.memory,
        "VCPUs_number": machine.vcpus,
        "VCPUs_params": {"weight": "256"},
        "VCPUs_flags": {str(number): ["running"] for number in range(machine.vcpus)},
        "state": ["paused"] if machine.state == "Paused" else [],
        "current_domain_type": machine.guest.domain_type,
        "hvm": machine.guest.domain_type == "hvm",
    }
    return draft.add(
        "VM_metrics",
        machine.name,
        start_time=draft.ago(machine.up_hours),
        install_time="20260302T08:30:00Z",
        last_updated=draft.ago(0.01 if machine.on else machine.up_hours - 1),
        **(lively if machine.on else {}),
    )


def _guest_metrics(draft: Draft, machine: Machine) -> str:
    if not machine.tools:
        return draft.add("VM_guest_metrics", machine.name, last_updated=draft.ago(machine.up_hours))
    hotplug = "no" if machine.guest.windows else "yes"
    return draft.add(
        "VM_guest_metrics",
        machine.name,
        os_version=machine.guest.os_version,
        PV_drivers_version=machine.guest.drivers_version,
        PV_drivers_detected=True,
        PV_drivers_up_to_date=True,
        networks=_reported_addresses(machine),
        other=dict(machine.guest.features),
        last_updated=draft.ago(0.02 if machine.on else machine.up_hours - 1),
        live=machine.on,
        can_use_hotplug_vbd=hotplug,
        can_use_hotplug_vif=hotplug,
    )


def _reported_addresses(machine: Machine) -> dict[str, str]:
    told = {}
    for number, card in enumerate(machine.cards):
        old = [address for address in card.addresses if ":" not in address]
        new = [address for address in card.addresses if ":" in address]
        if old:
            told[f"{number}/ip"] = old[0]
        told |= {f"{number}/ipv4/{place}": address for place, address in enumerate(old)}
        told |= {f"{number}/ipv6/{place}": address for place, address in enumerate(new)}
    return told


def _disks(draft: Draft, machine: Machine, vm: str) -> None:
    for place, disk in enumerate(machine.disks):
        vdi = _vdi(draft, machine, disk, place)
        device = place if place < _CD_DEVICE else place + 1
        attached = disk.plugged and machine.state != "Halted"
        draft.add(
            "VBD",
            _key(machine, f"disk {place}"),
            VM=vm,
            VDI=vdi,
            device=f"xvd{chr(ord('a') + device)}" if attached else "",
            userdevice=str(device),
            bootable=place == 0,
            mode=disk.mode,
            type="Disk",
            unpluggable=place > 0,
            currently_attached=attached,
            other_config={} if disk.sharable else {"owner": "true"},
            qos_algorithm_type="ionice" if disk.qos else "",
            qos_algorithm_params=dict(disk.qos),
        )
    disc = draft.the("VDI", machine.disc) if machine.disc else NULL
    draft.add(
        "VBD",
        _key(machine, "DVD drive"),
        VM=vm,
        VDI=disc,
        device="xvdd" if machine.state != "Halted" else "",
        userdevice=str(_CD_DEVICE),
        mode="RO",
        type="CD",
        unpluggable=True,
        empty=not machine.disc,
        currently_attached=machine.state != "Halted",
    )


def _vdi(draft: Draft, machine: Machine, disk: Disk, place: int) -> str:
    key = f"{disk.name} on {disk.sr}" if disk.sharable else _key(machine, f"disk {place}")
    if draft.knows("VDI", key):
        return draft.the("VDI", key)
    uuid = draft.made_up("VDI", key)
    sm_config = {"vdi_type": "vhd"}
    if machine.snapshots:
        sm_config["vhd-parent"] = _base_copy(draft, key, disk)
    return draft.add(
        "VDI",
        key,
        name_label=disk.name,
        name_description=disk.description,
        SR=draft.the("SR", disk.sr),
        virtual_size=disk.size,
        physical_utilisation=disk.taken,
        type="system" if place == 0 else "user",
        sharable=disk.sharable,
        location=uuid,
        managed=True,
        sm_config=sm_config,
        tags=list(disk.tags),
    )


def _base_copy(draft: Draft, key: str, disk: Disk) -> str:
    """Add the part that a disk and its snapshots share, and return its uuid."""
    base = f"{key}, base copy"
    uuid = draft.made_up("VDI", base)
    draft.add(
        "VDI",
        base,
        name_label="base copy",
        SR=draft.the("SR", disk.sr),
        virtual_size=disk.size,
        physical_utilisation=disk.taken // 2,
        type="user",
        read_only=True,
        location=uuid,
        managed=False,
        sm_config={"vdi_type": "vhd"},
    )
    return uuid


def _cards(draft: Draft, machine: Machine, vm: str, owner: str) -> None:
    """Add network cards; a snapshot's have the addresses of the machine's."""
    for number, card in enumerate(machine.cards):
        draft.add(
            "VIF",
            f"{owner}: card {number}",
            device=str(number),
            network=draft.the("network", card.network),
            VM=vm,
            MAC=draft.mac(_key(machine, f"card {number}")),
            MAC_autogenerated=True,
            MTU=draft.record("network", card.network)["MTU"],
            currently_attached=machine.on and owner == machine.name,
            qos_algorithm_type="ratelimit" if card.kbps else "",
            qos_algorithm_params={"kbps": str(card.kbps)} if card.kbps else {},
        )


def _consoles(draft: Draft, machine: Machine, vm: str) -> None:
    for protocol in ("rfb", "vt100"):
        key = _key(machine, protocol)
        draft.add(
            "console",
            key,
            protocol=protocol,
            VM=vm,
            location=f"https://{draft.record('host', machine.host)['address']}/console"
            f"?uuid={draft.made_up('console', key)}",
        )


def _suspend_image(draft: Draft, machine: Machine, owner: str) -> str:
    key = f"{owner}: suspend image"
    return draft.add(
        "VDI",
        key,
        name_label="Suspend image",
        name_description="Suspend image",
        SR=draft.the("SR", machine.disks[0].sr),
        virtual_size=machine.memory * 126 // 100 + 100 * MIB,
        physical_utilisation=machine.memory,
        type="suspend",
        location=draft.made_up("VDI", key),
        managed=True,
        sm_config={"vdi_type": "raw"},
    )


def _photograph(draft: Draft, machine: Machine, snapshot: Snapshot) -> None:
    """Add a snapshot: a machine of its own, with a disk of its own for every disk."""
    key = _key(machine, snapshot.name)
    metrics = draft.add("VM_metrics", key, install_time="20260302T08:30:00Z", last_updated=snapshot.taken)
    settings = _settings(draft, machine) | {
        "name_label": snapshot.name,
        "name_description": snapshot.description,
        "is_a_template": True,
        "tags": list(snapshot.tags),
    }
    vm = draft.add(
        "VM",
        key,
        **settings,
        power_state="Suspended" if snapshot.memory else "Halted",
        suspend_VDI=_suspend_image(draft, machine, key) if snapshot.memory else NULL,
        domid=-1,
        is_a_snapshot=True,
        snapshot_of=draft.the("VM", machine.name),
        snapshot_time=snapshot.taken,
        snapshot_info={
            "power-state-at-snapshot": "Running" if machine.on else "Halted",
            "disk-snapshot-type": "crash_consistent",
        },
        is_vmss_snapshot=snapshot.scheduled,
        parent=draft.the("VM", _key(machine, snapshot.after)) if snapshot.after else NULL,
        metrics=metrics,
    )
    for place, disk in enumerate(machine.disks):
        _photograph_disk(draft, machine, snapshot, place=place, vm=vm, disk=disk)
    _cards(draft, machine, vm, key)


def _photograph_disk(  # noqa: PLR0913  (whose disk, which one, for which snapshot)
    draft: Draft, machine: Machine, snapshot: Snapshot, *, place: int, vm: str, disk: Disk
) -> None:
    original_key = _key(machine, f"disk {place}")
    original = draft.record("VDI", original_key)
    key = f"{_key(machine, snapshot.name)}: disk {place}"
    vdi = draft.add(
        "VDI",
        key,
        name_label=disk.name,
        name_description=disk.description,
        SR=original["SR"],
        virtual_size=disk.size,
        physical_utilisation=snapshot.used // len(machine.disks),
        type=original["type"],
        location=draft.made_up("VDI", key),
        managed=True,
        is_a_snapshot=True,
        snapshot_of=draft.the("VDI", original_key),
        snapshot_time=snapshot.taken,
        sm_config=dict(original["sm_config"]),
    )
    board = draft.record("VBD", original_key)
    draft.add(
        "VBD",
        key,
        VM=vm,
        VDI=vdi,
        userdevice=board["userdevice"],
        bootable=board["bootable"],
        mode=board["mode"],
        type="Disk",
        unpluggable=board["unpluggable"],
        other_config=dict(board["other_config"]),
    )


def forget(draft: Draft, machine: Machine) -> None:
    """Delete a machine as the API does: its disks and its snapshots outlive it."""
    vm = draft.the("VM", machine.name)
    record = draft.tables["VM"].pop(vm)
    draft.tables["VM_metrics"].pop(record["metrics"])
    draft.tables["VM_guest_metrics"].pop(record["guest_metrics"])
    for cls in ("VBD", "VIF"):
        kept = {ref: row for ref, row in draft.all(cls).items() if row["VM"] != vm}
        draft.tables[cls] = kept
