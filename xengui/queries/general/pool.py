"""What is known of a pool."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import Certificate, Host, Pool
from xengui.model.record import NULL
from xengui.queries import licenses, names, paths, units, updates
from xengui.queries.general.host import certificate_rows, management_interfaces, verification
from xengui.queries.general.rows import Row, Section, Sheet, custom, general, link, section
from xengui.queries.natural import natural
from xengui.queries.placement import real


def sections(pool: Pool, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(pool, sheet, _facts(pool, sheet)),
        section("Last known" if sheet.stale else "Resources", _resources(sheet)),
        section("Certificates", _certificates(sheet)),
        custom(pool, sheet),
        section("Updates", _updates(sheet)),
        section("Management interfaces", _management(sheet)),
        section("High availability", _availability(pool)),
    )


def _hosts(sheet: Sheet) -> list[Host]:
    pool = sheet.snapshot.pool
    coordinator = pool.master if pool else ""
    return sorted(
        sheet.snapshot.hosts.values(), key=lambda host: (host.ref != coordinator, natural(host.name_label), host.ref)
    )


def _facts(pool: Pool, sheet: Sheet) -> Iterator[Row | None]:
    snapshot = sheet.snapshot
    hosts = _hosts(sheet)
    yield link("Coordinator", snapshot.coordinator, sheet)
    yield Row("Servers", ", ".join(host.name_label for host in hosts))
    editions = dict.fromkeys(edition for host in hosts if (edition := licenses.edition(host)))
    expired = any(licenses.expired(host, sheet.now) for host in hosts)
    yield Row("License", ", ".join(editions) + (", expired" if expired else ""), tone="error" if expired else "")
    sockets = [int(count) for host in hosts if (count := host.cpu_info.get("socket_count", "")).isdecimal()]
    yield Row("Sockets", str(sum(sockets)) if sockets else "")
    yield verification(pool.tls_verification_enabled, sheet)
    versions = list(dict.fromkeys(version for host in hosts if (version := updates.long_version(host))))
    yield Row("Version", units.listed(versions), tone="warn" if updates.mixed(snapshot) else "")
    if pool.default_SR != NULL:
        default = names.name_of(snapshot, pool.default_SR, otherwise="")
        yield Row("Default storage", default, kind="link", ref=pool.default_SR)


def _resources(sheet: Sheet) -> Iterator[Row]:
    snapshot = sheet.snapshot
    vms = [vm for vm in snapshot.vms.values() if real(vm)]
    if vms:
        running = sum(vm.power_state == "Running" for vm in vms)
        yield Row("Virtual machines", f"{running} of {len(vms)} running")
    metrics = [metrics for host in snapshot.hosts.values() if (metrics := snapshot.host_metrics.get(host.metrics))]
    total_bytes = sum(metrics.memory_total for metrics in metrics)
    if total_bytes > 0:
        used_bytes = total_bytes - sum(metrics.memory_free for metrics in metrics)
        yield Row("Memory", f"{units.size_of(used_bytes, total_bytes)} in use")
    storage = [sr for sr in snapshot.srs.values() if paths.measured(sr)]
    if storage:
        used_bytes = sum(max(0, sr.physical_utilisation) for sr in storage)
        yield Row("Storage", f"{units.size_of(used_bytes, sum(sr.physical_size for sr in storage))} in use")


def _availability(pool: Pool) -> Iterator[Row]:
    yield Row("State", "On" if pool.ha_enabled else "Off")
    if pool.ha_enabled:
        yield Row("Failures to tolerate", str(pool.ha_host_failures_to_tolerate))
        over = pool.ha_overcommitted
        yield Row("Failures planned for", str(pool.ha_plan_exists_for), tone="warn" if over else "")


def _updates(sheet: Sheet) -> Iterator[Row]:
    for host in _hosts(sheet):
        if updates.older(host, sheet.snapshot):
            yield Row(host.name_label, "Older than the coordinator", tone="warn", ref=host.ref)
        elif updates.behind(host, sheet.snapshot):
            yield Row(host.name_label, "Updates missing", tone="warn", ref=host.ref)


def _management(sheet: Sheet) -> Iterator[Row]:
    hosts = _hosts(sheet)
    for host in hosts:
        yield from management_interfaces(host, sheet, f" on {host.name_label}" if len(hosts) > 1 else "")


def _certificates(sheet: Sheet) -> Iterator[Row]:
    for certificate in sheet.snapshot.of(Certificate).values():
        if certificate.type == "ca":
            yield from certificate_rows(certificate, sheet)
