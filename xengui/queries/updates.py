"""Which hosts of a pool are behind the others."""

from __future__ import annotations

from collections.abc import Iterator

from xengui.model.classes import Host, Host_patch, Pool_patch, Pool_update
from xengui.model.snapshot import Snapshot
from xengui.queries.natural import natural
from xengui.queries.placement import live


def version(host: Host) -> str:
    """The product's version: "8.4.0"."""
    return host.software_version.get("product_version", "") or host.software_version.get("platform_version", "")


def long_version(host: Host) -> str:
    """ "XenServer 8.4.0, build 12345"."""
    brand = host.software_version.get("product_brand", "")
    build = host.software_version.get("build_number", "")
    text = f"{brand} {version(host)}".strip()
    return f"{text}, build {build}" if text and build else text


def older(host: Host, snapshot: Snapshot) -> bool:
    """Older than the coordinator, as members are in the middle of an upgrade."""
    coordinator = snapshot.coordinator
    if coordinator is None or coordinator is host or not version(host):
        return False
    return natural(version(host)) < natural(version(coordinator))


def mixed(snapshot: Snapshot) -> bool:
    """Whether any host runs another build than the coordinator."""
    coordinator = snapshot.coordinator
    return coordinator is not None and any(
        _build(host) != _build(coordinator) for host in snapshot.hosts.values() if _build(host)
    )


def behind(host: Host, snapshot: Snapshot) -> bool:
    """Whether updates that every host should have are on others and not on this one."""
    if len(snapshot.hosts) < 2:
        return False
    synced = {other.latest_synced_updates_applied for other in snapshot.hosts.values() if live(other, snapshot)}
    if len(synced) > 1 and host.latest_synced_updates_applied != "yes":
        return True
    return any(hosts and host.ref not in hosts for hosts in _enforced(snapshot))


def _build(host: Host) -> str:
    return f"{version(host)} {host.software_version.get('build_number', '')}".strip()


def _enforced(snapshot: Snapshot) -> Iterator[set[str]]:
    """The hosts of each update that has to be everywhere; patches are how servers before 7.3 call them."""
    for update in snapshot.of(Pool_update).values():
        if update.enforce_homogeneity:
            yield set(update.hosts)
    for patch in snapshot.of(Pool_patch).values():
        if patch.other_config.get("enforce_homogeneity") == "true":
            yield {on.host for ref in patch.host_patches if (on := snapshot.find(Host_patch, ref)) and on.applied}
