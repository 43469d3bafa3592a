"""As many small pools as wanted, for a program that has to keep an eye on all of them."""

from __future__ import annotations

import time

from xengui.sim.world import World
from xengui.sim.worlds.quarry import quarry


def build(*, pools: int = 10, hosts: int = 2, vms: int = 20, now: float | None = None) -> World:
    """Pools called Pool 1, Pool 2 and so on; no object of one has the reference or uuid of another's."""
    moment = time.time() if now is None else now
    return World("many", [quarry(f"Pool {number + 1}", moment, hosts=hosts, vms=vms) for number in range(pools)])
