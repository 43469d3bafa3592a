"""What is known of a machine, a template, a snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xengui.model.classes import SR, VBD, VDI, VM, Host, VM_appliance
from xengui.model.dates import moment
from xengui.queries import addresses, guests, names, units
from xengui.queries.general.rows import Row, Section, Sheet, custom, general, link, section, since, yes_no
from xengui.queries.natural import natural
from xengui.queries.placement import real
from xengui.queries.visibility import vm_kind

_BOOT_DEVICES = {"c": "disk", "d": "DVD drive", "n": "network"}
_NO_CACHE = {
    "LICENSE_RESTRICTION": "The license does not include it",
    "SR_NOT_SUPPORTED": "The storage does not offer it",
    "NO_RO_IMAGE": "No disk stands on an image that is only read",
    "SR_OVERRIDE": "It is turned off on the storage",
}
_PRIORITIES = {"restart": "Restart", "best-effort": "Restart if possible"}


def sections(vm: VM, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(vm, sheet, _facts(vm, sheet)),
        section("Boot options", _boot(vm)),
        section("Processors and memory", _resources(vm)),
        section("High availability", _availability(vm, sheet)),
        custom(vm, sheet),
        section("Addresses", _addresses(vm, sheet)),
        section("Device security", [Row("Virtual TPM", "Attached" if vm.VTPMs else "")]),
        section("Read caching", _read_caching(vm, sheet)),
    )


def _facts(vm: VM, sheet: Sheet) -> Iterator[Row | None]:
    snapshot = sheet.snapshot
    if vm.is_a_snapshot:
        yield link("Snapshot of", snapshot.find(VM, vm.snapshot_of), sheet)
        taken = moment(vm.snapshot_time)
        yield Row("Created", units.day_and_time(taken, sheet.tz)) if taken else None
        yield Row("Contents", "Disks and memory" if vm.power_state == "Suspended" else "Disks")
    yield Row("Operating system", guests.operating_system(vm, snapshot))
    yield Row("Virtualization", guests.virtualization(vm))
    if guests.hvm(vm) and vm_kind(vm) != "default-template":
        yield Row("BIOS strings copied", yes_no(_has_bios_strings(vm)) if vm.bios_strings else "")
    yield link("vApp", snapshot.find(VM_appliance, vm.appliance), sheet)
    if vm.is_a_template or vm.is_a_snapshot:
        return
    yield _tools(vm, sheet)
    if vm.power_state in {"Running", "Paused"}:
        yield since("Started", guests.started(vm, snapshot), sheet, ("vm.shutdown", "vm.reboot", "vm.suspend"))
    yield from _physical_source(vm)
    if real(vm) and _home_can_be_chosen(vm, sheet):
        host = link("Home server", snapshot.find(Host, vm.affinity), sheet) or Row("Home server", "None")
        yield replace(host, commands=("vm.start_on", "vm.resume_on"))


def _tools(vm: VM, sheet: Sheet) -> Row | None:
    if vm.is_control_domain or vm.power_state != "Running":
        return None
    if version := guests.tools_version(vm, sheet.snapshot):
        return Row("Guest tools", f"Running, version {version}")
    if guests.lacks_tools(vm, sheet.snapshot, sheet.now):
        return Row("Guest tools", "Not installed", tone="warn")
    return Row("Guest tools", "Not heard of yet")


def _has_bios_strings(vm: VM) -> bool:
    generic = vm.bios_strings.get("bios-vendor") == "Xen" and vm.bios_strings.get("system-manufacturer") == "Xen"
    return not generic


def _physical_source(vm: VM) -> Iterator[Row]:
    machine, date = vm.other_config.get("p2v_source_machine", ""), vm.other_config.get("p2v_import_date", "")
    if machine and date:
        yield Row("Physical source", machine)
        yield Row("Converted", date)


def _home_can_be_chosen(vm: VM, sheet: Sheet) -> bool:
    """Where a disk is on local storage or the workload balancer decides there is nothing to choose."""
    snapshot = sheet.snapshot
    if snapshot.pool and snapshot.pool.wlb_enabled and snapshot.pool.wlb_url:
        return False
    for ref in vm.VBDs:
        vbd = snapshot.find(VBD, ref)
        vdi = snapshot.find(VDI, vbd.VDI) if vbd and vbd.type == "Disk" else None
        sr = snapshot.find(SR, vdi.SR) if vdi else None
        if sr and not sr.shared:
            return False
    return True


def _boot(vm: VM) -> Iterator[Row]:
    if not guests.hvm(vm):
        yield Row("OS boot parameters", vm.PV_args, kind="mono")
        return
    order = vm.HVM_boot_params.get("order", "").lower() or "cd"
    devices = ", then ".join(_BOOT_DEVICES[sign] for sign in order if sign in _BOOT_DEVICES)
    yield Row("Boot order", devices[:1].upper() + devices[1:])
    secure = {"true": "on", "auto": "automatic"}.get(vm.platform.get("secureboot", "").lower(), "off")
    firmware = guests.firmware(vm)
    yield Row("Firmware", f"UEFI, Secure Boot {secure}" if firmware == "UEFI" else firmware)


def _resources(vm: VM) -> Iterator[Row]:
    topology = guests.topology(vm)
    yield Row("vCPUs", f"{vm.VCPUs_at_startup} ({topology})" if topology else str(vm.VCPUs_at_startup))
    if not topology:
        yield Row("Topology", _why_invalid(vm), tone="warn")
    if vm.VCPUs_max != vm.VCPUs_at_startup:
        yield Row("Maximum vCPUs", str(vm.VCPUs_max))
    low, high, top = vm.memory_dynamic_min, vm.memory_dynamic_max, vm.memory_static_max
    if low == high:
        yield Row("Memory", f"{units.size(high)} fixed" if high else "")
    else:
        yield Row("Memory", f"{units.size(low)} to {units.size(high)}")
    if high < top:
        yield Row("Maximum memory", units.size(top))


def _why_invalid(vm: VM) -> str:
    """What is wrong with the sockets that a machine is to have; "" where it says nothing of them."""
    cores = vm.platform.get("cores-per-socket", "1")
    if vm.VCPUs_max < 1 or vm.is_control_domain:
        return ""
    if not cores.isdecimal() or int(cores) < 1:
        return f"Invalid: {cores} cores per socket"
    if vm.VCPUs_max % int(cores):
        return f"Invalid: {vm.VCPUs_max} vCPUs do not fill sockets of {cores} cores"
    return f"Invalid: {vm.VCPUs_max // int(cores)} sockets, and {guests.MOST_SOCKETS} is the most"


def _availability(vm: VM, sheet: Sheet) -> Iterator[Row]:
    pool = sheet.snapshot.pool
    if pool is None or not pool.ha_enabled or not real(vm):
        return
    priority = _PRIORITIES.get(vm.ha_restart_priority, "")
    yield Row("Restart priority", f"{priority}, order {vm.order}" if priority else "Do not restart")
    yield Row("Start delay", units.duration(vm.start_delay) if vm.start_delay else "")


def _read_caching(vm: VM, sheet: Sheet) -> Iterator[Row]:
    """Each disk tells whether the server where the machine runs keeps what was read of it, and if not, why not."""
    host = sheet.snapshot.find(Host, vm.resident_on)
    if host is None or vm.power_state != "Running":
        return
    cached, reasons, told = [], [], False
    for ref in vm.VBDs:
        vbd = sheet.snapshot.find(VBD, ref)
        vdi = sheet.snapshot.find(VDI, vbd.VDI) if vbd and vbd.currently_attached else None
        said = vdi.sm_config.get(f"read-caching-enabled-on-{host.uuid}", "") if vdi else ""
        if not vdi or not said:
            continue
        told = True
        if said == "true":
            cached.append(names.name(vdi, sheet.snapshot))
        elif reason := vdi.sm_config.get(f"read-caching-reason-{host.uuid}", ""):
            reasons.append(_NO_CACHE.get(reason, reason.replace("_", " ").capitalize()))
    if told:
        yield Row("Status", "On" if cached else "Off")
        yield Row("Disks", "\n".join(sorted(cached, key=natural)), kind="multiline")
        yield Row("Reason", "\n".join(dict.fromkeys(reasons)) if not cached else "", kind="multiline")


def _addresses(vm: VM, sheet: Sheet) -> Iterator[Row]:
    for label, found in addresses.by_network(vm, sheet.snapshot):
        yield Row(label, "\n".join(found), kind="mono")
