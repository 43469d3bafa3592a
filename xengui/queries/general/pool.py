"""What is known of a pool."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import Certificate, Host, Pool
from xengui.model.record import NULL
from xengui.queries import licenses, names, states, updates
from xengui.queries.general.host import certificate_rows, management_interfaces, verification
from xengui.queries.general.rows import Row, Section, Sheet, custom, general, link, section
from xengui.queries.natural import natural


def sections(pool: Pool, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(pool, sheet, _facts(pool, sheet)),
        section("High availability", _availability(pool)),
        section("Updates", _updates(sheet)),
        section("Management interfaces", _management(sheet)),
        section("Certificates", _certificates(sheet)),
        custom(pool, sheet),
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
    yield Row("Servers", str(len(hosts)))
    editions = dict.fromkeys(edition for host in hosts if (edition := licenses.edition(host)))
    expired = any(licenses.expired(host, sheet.now) for host in hosts)
    yield Row("License", ", ".join(editions) + (", expired" if expired else ""), tone="error" if expired else "")
    sockets = [int(count) for host in hosts if (count := host.cpu_info.get("socket_count", "")).isdecimal()]
    yield Row("Sockets", str(sum(sockets)) if sockets else "")
    yield verification(pool.tls_verification_enabled, sheet)
    versions = dict.fromkeys(version for host in hosts if (version := updates.long_version(host)))
    mixed = updates.mixed(snapshot)
    yield Row("Version", ("Mixed: " if mixed else "") + "; ".join(versions), tone="warn" if mixed else "")
    if pool.default_SR != NULL:
        default = names.name_of(snapshot, pool.default_SR, otherwise="")
        yield Row("Default storage", default, ref=pool.default_SR if default else "")


def _availability(pool: Pool) -> Iterator[Row]:
    yield Row("State", "On" if pool.ha_enabled else "Off")
    if pool.ha_enabled:
        yield Row("Failures to tolerate", str(pool.ha_host_failures_to_tolerate))
        over = pool.ha_overcommitted
        yield Row("Failures planned for", str(pool.ha_plan_exists_for), tone="warn" if over else "")


def _updates(sheet: Sheet) -> Iterator[Row]:
    for host in _hosts(sheet):
        warning = states.warning(host, sheet.snapshot, sheet.now)
        if updates.older(host, sheet.snapshot) or updates.behind(host, sheet.snapshot):
            yield Row(host.name_label, warning[:1].upper() + warning[1:], tone="warn", ref=host.ref)


def _management(sheet: Sheet) -> Iterator[Row]:
    hosts = _hosts(sheet)
    for host in hosts:
        yield from management_interfaces(host, sheet, f" on {host.name_label}" if len(hosts) > 1 else "")


def _certificates(sheet: Sheet) -> Iterator[Row]:
    for certificate in sheet.snapshot.of(Certificate).values():
        if certificate.type == "ca":
            yield from certificate_rows(certificate, sheet)
