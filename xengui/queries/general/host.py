"""What is known of a host."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

from xengui.model.classes import PIF, VM, Certificate, Host, Host_cpu, Host_metrics, Network, Pool_update, VM_metrics
from xengui.model.dates import moment
from xengui.queries import licenses, names, states, units, updates
from xengui.queries.general.rows import Row, Section, Sheet, clock, custom, general, section, since, yes_no
from xengui.queries.natural import natural
from xengui.queries.placement import pool_shown
from xengui.queries.visibility import shown

_CERTIFICATES = {"host": "Server", "host_internal": "Internal", "ca": "Authority"}
_PAIRS = 11
"""Of a fingerprint so many stand in a line, which then fits a page of two columns."""
_SOON = timedelta(days=30)
_GUIDANCE = {
    "reboot_host": "Reboot the server",
    "reboot_host_on_livepatch_failure": "Reboot the server",
    "reboot_host_on_kernel_livepatch_failure": "Reboot the server",
    "reboot_host_on_xen_livepatch_failure": "Reboot the server",
    "restart_toolstack": "Restart the toolstack",
    "restart_device_model": "Restart or migrate the virtual machines",
    "restart_vm": "Restart the virtual machines",
    "restartHost": "Reboot the server",
    "restartXAPI": "Restart the toolstack",
    "restartHVM": "Restart the virtual machines",
    "restartPV": "Restart the virtual machines",
}


def sections(host: Host, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(host, sheet, _facts(host, sheet)),
        section("Certificates", certificates(host, sheet)),
        custom(host, sheet),
        section("License details", _license(host, sheet)),
        section("Version details", _version(host, sheet)),
        section("Updates", host_updates(host, sheet)),
        section("Management interfaces", management_interfaces(host, sheet)),
        section("Memory", _memory(host, sheet)),
        section("CPUs", _cpus(host, sheet)),
        section("Root disk multipathing", _boot_paths(host)),
    )


def _facts(host: Host, sheet: Sheet) -> Iterator[Row | None]:
    snapshot = sheet.snapshot
    if pool_shown(snapshot) and snapshot.pool:
        yield Row("Pool coordinator", yes_no(snapshot.pool.master == host.ref))
    yield _enabled(host, sheet)
    if warning := states.warning(host, snapshot, sheet.now):
        yield Row("Needs a look", warning[:1].upper() + warning[1:], tone="warn")
    if snapshot.pool and snapshot.pool.master == host.ref:  # it is the one that was asked for the time
        yield clock(sheet)
    yield verification(host.tls_verification_enabled, sheet)
    yield Row("iSCSI IQN", host.iscsi_iqn or host.other_config.get("iscsi_iqn", ""), kind="mono")
    yield Row("Log destination", host.logging.get("syslog_destination", "") or "Local")
    if states.state(host, snapshot) != "host-dead":
        yield since("Started", _unix(host.other_config.get("boot_time", "")), sheet)
        yield since("Toolstack started", _unix(host.other_config.get("agent_start_time", "")), sheet)
    yield Row("Domain", host.external_auth_service_name if host.external_auth_type else "")


def _enabled(host: Host, sheet: Sheet) -> Row:
    told = {
        "host-connected": ("Yes", ""),
        "host-maintenance": ("In maintenance mode", "warn"),
        "host-disabled": ("No", "warn"),
        "host-dead": ("Server does not respond", "error"),
    }
    value, tone = told[states.state(host, sheet.snapshot)]
    return Row("Enabled", value, tone=tone, commands=("host.reset_machines",))


def verification(enabled: bool, sheet: Sheet) -> Row | None:
    """Servers before 8.2 have neither certificates to show nor this check."""
    if enabled:
        return Row("Certificate verification", "On")
    return Row("Certificate verification", "Off") if sheet.snapshot.of(Certificate) else None


def _unix(text: str) -> datetime | None:
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def management_interfaces(host: Host, sheet: Sheet, suffix: str = "") -> Iterator[Row]:
    snapshot = sheet.snapshot
    yield Row(f"DNS hostname{suffix}", host.hostname)
    pifs = [pif for ref in host.PIFs if (pif := snapshot.find(PIF, ref))]
    for pif in sorted(pifs, key=lambda pif: (not pif.management, natural(names.pif_name(pif, snapshot)))):
        if pif.management:
            yield Row(f"Management interface{suffix}", _addresses(pif) or host.address, kind="mono")
        elif pif.ip_configuration_mode != "None" and _network_shown(pif, sheet):
            purpose = pif.other_config.get("management_purpose", "") or names.pif_name(pif, snapshot)
            yield Row(f"{purpose}{suffix}", _addresses(pif), kind="mono")


def _addresses(pif: PIF) -> str:
    found = [pif.IP, *(address.split("/", 1)[0] for address in pif.IPv6)]
    return "\n".join(address for address in found if address)


def _network_shown(pif: PIF, sheet: Sheet) -> bool:
    network = sheet.snapshot.find(Network, pif.network)
    return network is not None and shown(network, sheet.snapshot, False)


def _memory(host: Host, sheet: Sheet) -> Iterator[Row]:
    snapshot = sheet.snapshot
    metrics = snapshot.find(Host_metrics, host.metrics)
    if metrics is None or metrics.memory_total <= 0 or not metrics.live:
        return
    used = metrics.memory_total - metrics.memory_free
    yield Row("Server", f"{units.size_of(used, metrics.memory_total)} used")
    resident = [vm for ref in host.resident_VMs if (vm := snapshot.find(VM, ref))]
    guests_bytes = sum(_in_use(vm, sheet) for vm in resident if not vm.is_control_domain)
    control_bytes = sum(_in_use(vm, sheet) for vm in resident if vm.is_control_domain)
    overhead_bytes = host.memory_overhead + sum(vm.memory_overhead for vm in resident)
    yield Row("Virtual machines", units.size(guests_bytes) if guests_bytes else "")
    yield Row("Control domain", units.size(control_bytes) if control_bytes else "")
    yield Row("Hypervisor", units.size(overhead_bytes) if overhead_bytes else "")


def _in_use(vm: VM, sheet: Sheet) -> int:
    metrics = sheet.snapshot.find(VM_metrics, vm.metrics)
    return metrics.memory_actual if metrics else 0


def _cpus(host: Host, sheet: Sheet) -> Iterator[Row]:
    sockets = host.cpu_info.get("socket_count", "")
    yield Row("Sockets", sockets)
    cpus = sorted(sheet.snapshot.of(Host_cpu).values(), key=lambda cpu: cpu.number)
    mine = [cpu for cpu in cpus if cpu.host == host.ref]
    if not mine:
        total = host.cpu_info.get("cpu_count", "")
        yield Row("Logical CPUs", total)
        yield Row("Model", _cpu(host.cpu_info.get("modelname", ""), host.cpu_info.get("speed", "")))
    for model, run in groupby(mine, key=lambda cpu: _cpu(cpu.modelname, str(cpu.speed))):
        numbers = [cpu.number for cpu in run]
        many = len(numbers) > 1
        yield Row(f"CPUs {numbers[0]} to {numbers[-1]}" if many else f"CPU {numbers[0]}", model)


def _cpu(model: str, speed_mhz: str) -> str:
    name = " ".join(model.split())
    try:
        ghz = float(speed_mhz) / 1000
    except ValueError:
        return name
    return name if "GHz" in name or ghz <= 0 else f"{name}, {ghz:.2f} GHz".lstrip(", ")


def _version(host: Host, sheet: Sheet) -> Iterator[Row]:
    coordinator = sheet.snapshot.coordinator
    tone = "warn" if coordinator and updates.older(host, sheet.snapshot) else ""
    yield Row("Version", updates.long_version(host), tone=tone)
    said = host.software_version.get("date", "")
    built = moment(said)
    yield Row("Build date", units.day(built, UTC) if built else said)
    yield Row("Database version", host.software_version.get("dbv", ""))


def host_updates(host: Host, sheet: Sheet) -> Iterator[Row]:
    known = sheet.snapshot.of(Pool_update)
    applied = sorted((known[ref].name_label for ref in host.updates if ref in known), key=natural)
    missing = sorted((update.name_label for ref, update in known.items() if ref not in host.updates), key=natural)
    yield Row("Applied", "\n".join(applied), kind="multiline")
    yield Row("Not applied", "\n".join(missing), kind="multiline")
    yield Row("Still to do", "\n".join(still_to_do(host)), kind="multiline", tone="warn")
    synced = {"yes": "Up to date", "no": "Updates are waiting"}.get(host.latest_synced_updates_applied, "")
    yield Row("Synchronized updates", synced)


def still_to_do(host: Host) -> tuple[str, ...]:
    """What updates of a host wait for, each once."""
    guidances = (*host.pending_guidances, *host.pending_guidances_recommended, *host.pending_guidances_full)
    words = (_GUIDANCE.get(guidance, guidance.replace("_", " ").capitalize()) for guidance in guidances)
    return tuple(dict.fromkeys(words))


def _license(host: Host, sheet: Sheet) -> Iterator[Row]:
    expiry = licenses.expiry(host)
    expired = licenses.expired(host, sheet.now)
    yield Row("Edition", licenses.edition(host))
    if licenses.free(host):
        return
    yield Row("Status", "Expired" if expired else "Licensed", tone="error" if expired else "")
    yield Row("Expires", units.day(expiry, sheet.tz) if expiry else "Never")
    yield Row("Sockets", host.cpu_info.get("socket_count", ""))
    address, port = host.license_server.get("address", ""), host.license_server.get("port", "")
    if address and address != "localhost":
        yield Row("License server", f"{address}:{port}" if port else address, kind="mono")


def certificates(host: Host, sheet: Sheet) -> Iterator[Row]:
    for certificate in sheet.snapshot.of(Certificate).values():
        if certificate.host == host.ref:
            yield from certificate_rows(certificate, sheet)


def certificate_rows(certificate: Certificate, sheet: Sheet) -> Iterator[Row]:
    label = _CERTIFICATES.get(certificate.type, certificate.type)
    start, end = moment(certificate.not_before), moment(certificate.not_after)
    if end:
        begins = f"{units.day(start, sheet.tz)} to " if start else "Until "
        tone = "error" if end < sheet.now else "warn" if end - sheet.now < _SOON else ""
        yield Row(label, f"{begins}{units.day(end, sheet.tz)}", tone=tone)
    fingerprint = certificate.fingerprint_sha256 or certificate.fingerprint
    pairs = fingerprint.split(":")
    lines = [":".join(pairs[at : at + _PAIRS]) for at in range(0, len(pairs), _PAIRS)]
    yield Row("Fingerprint", "\n".join(lines), "mono", copied=fingerprint)


def _boot_paths(host: Host) -> Iterator[Row]:
    if host.other_config.get("multipathed") != "true":
        return
    found = host.other_config.get("mpath-boot", "").strip("[] ").replace(" ", "").split(",")
    if len(found) >= 2 and found[0].isdecimal() and found[1].isdecimal():
        active, total = int(found[0]), int(found[1])
        yield Row("Boot disk", f"{active} of {units.count(total, 'path')}", tone="error" if active < total else "")
