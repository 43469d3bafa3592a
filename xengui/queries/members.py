"""The servers of a pool by name and address, to find the pool again when it is out of sight."""

from __future__ import annotations

from xengui.model.estate import Member
from xengui.model.snapshot import Snapshot
from xengui.queries.natural import natural


def members(snapshot: Snapshot) -> tuple[Member, ...]:
    """The coordinator first, the others in natural order; nothing while it is not known who that is."""
    coordinator = snapshot.coordinator
    if coordinator is None:
        return ()
    hosts = sorted(
        snapshot.hosts.values(), key=lambda host: (host is not coordinator, natural(host.name_label), host.ref)
    )
    return tuple(Member(host.name_label, host.address) for host in hosts if host.address)
