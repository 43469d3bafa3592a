"""A pool of sixteen hosts and a thousand machines, at the upper end of what people run."""

from __future__ import annotations

import time

from xengui.sim.world import World
from xengui.sim.worlds.quarry import quarry


def build(*, hosts: int = 16, vms: int = 1000, now: float | None = None) -> World:
    return World(name="large", pools=[quarry("Large", time.time() if now is None else now, hosts=hosts, vms=vms)])
