"""Putting up a pool in the order its parts need: networks, hosts, storage, and the sums last."""

from __future__ import annotations

from collections.abc import Sequence

from xengui.sim.world import PoolData
from xengui.sim.worlds import cabling, hardware, pools, storage
from xengui.sim.worlds.cabling import Cabling
from xengui.sim.worlds.draft import Draft
from xengui.sim.worlds.hardware import Host
from xengui.sim.worlds.pools import Alert
from xengui.sim.worlds.storage import Storage


def furnish(
    draft: Draft, hosts: Sequence[Host], wiring: Cabling, repositories: Sequence[Storage], *, vendor: str
) -> None:
    """Put up what machines need: networks, hosts wired to them, and the repositories plugged into those."""
    cabling.lay(draft, wiring)
    storage.know_drivers(draft, vendor)
    for host in hosts:
        hardware.rack(draft, host)
        cabling.wire(draft, host.name, wiring, number=host.number, dead_links=host.dead_links)
        storage.furnish(draft, host.name, host.local_storage)
    for repository in repositories:
        storage.provide(draft, repository)


def finished(draft: Draft, alerts: Sequence[Alert]) -> PoolData:
    """The pool, with its sums made and its alerts raised."""
    storage.add_up(draft)
    pools.share_memory(draft)
    for alert in alerts:
        pools.remember(draft, alert)
    return PoolData(name=draft.name, tables=draft.tables)
