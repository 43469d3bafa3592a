"""A pool of three hosts and fifty machines, as many companies have one."""

from __future__ import annotations

import time

from xengui.sim.world import World
from xengui.sim.worlds.quarry import quarry


def build(*, hosts: int = 3, vms: int = 50, now: float | None = None) -> World:
    return World(name="small", pools=[quarry("Small", time.time() if now is None else now, hosts=hosts, vms=vms)])
