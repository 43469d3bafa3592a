"""What is known of a pool."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import Certificate, Host, Pool, Pool_update
from xengui.model.dates import moment
from xengui.model.record import NULL
from xengui.queries import licenses, names, paths, units, updates
from xengui.queries.general.host import certificate_rows, management_interfaces, still_to_do, verification
from xengui.queries.general.rows import Row, Section, Sheet, clock, custom, general, link, section
from xengui.queries.natural import natural
from xengui.queries.placement import real

_EPOCH = 1970
"""A pool that has never done something says that it did so then."""
_FREQUENCIES = {"daily": "Every day", "weekly": "Every week"}


def sections(pool: Pool, sheet: Sheet) -> tuple[Section, ...]:
    return (
        general(pool, sheet, _facts(pool, sheet)),
        section("Last known" if sheet.stale else "Resources", _resources(sheet)),
        section("Certificates", _certificates(sheet)),
        custom(pool, sheet),
        section("Updates", _updates(pool, sheet)),
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
    yield clock(sheet)
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


def _updates(pool: Pool, sheet: Sheet) -> Iterator[Row]:
    everywhere, partly, nowhere = _by_spread(sheet)
    yield Row("Applied", "\n".join(everywhere), kind="multiline")
    yield Row("Not on every server", "\n".join(partly), kind="multiline", tone="warn")
    yield Row("Not applied", "\n".join(nowhere), kind="multiline")
    for host in _hosts(sheet):
        words = list(still_to_do(host))
        if updates.older(host, sheet.snapshot):
            words.insert(0, "Older than the coordinator")
        elif updates.behind(host, sheet.snapshot):
            words.insert(0, "Updates missing")
        yield Row(host.name_label, "\n".join(words), kind="multiline", tone="warn", ref=host.ref)
    if pool.repositories or pool.update_sync_enabled:
        last = moment(pool.last_update_sync)
        yield Row("Synchronized", units.day_and_time(last, sheet.tz) if last and last.year > _EPOCH else "Never")
        how_often = _FREQUENCIES.get(pool.update_sync_frequency, pool.update_sync_frequency)
        yield Row("Synchronizes", how_often if pool.update_sync_enabled else "Only when told to")


def _by_spread(sheet: Sheet) -> tuple[list[str], list[str], list[str]]:
    """The updates that are on every host, on some of them, on none."""
    hosts = sheet.snapshot.hosts.keys()
    found: tuple[list[str], list[str], list[str]] = ([], [], [])
    for update in sorted(sheet.snapshot.of(Pool_update).values(), key=lambda update: natural(update.name_label)):
        on = hosts & set(update.hosts)
        found[2 if not on else 0 if on == hosts else 1].append(update.name_label)
    return found


def _management(sheet: Sheet) -> Iterator[Row]:
    hosts = _hosts(sheet)
    for host in hosts:
        yield from management_interfaces(host, sheet, f" on {host.name_label}" if len(hosts) > 1 else "")


def _certificates(sheet: Sheet) -> Iterator[Row]:
    for certificate in sheet.snapshot.of(Certificate).values():
        if certificate.type == "ca":
            yield from certificate_rows(certificate, sheet)
