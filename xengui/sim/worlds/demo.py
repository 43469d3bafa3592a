"""Two believable pools, for a look around, for the README's pictures and for the journeys."""

from __future__ import annotations

import time

from xengui.sim.world import World
from xengui.sim.worlds.lab import lab
from xengui.sim.worlds.stone import stone


def build(*, hosts: int | None = None, vms: int | None = None, now: float | None = None) -> World:
    """The demo world, its first pool grown to that many hosts and machines if asked.

    Machines are counted as people count them: no templates, no snapshots, no control
    domains. References, uuids and most dates are the same in every run; only what has
    to look fresh, such as start times, hangs on `now`.
    """
    moment = time.time() if now is None else now
    return World(name="demo", pools=[stone(moment, hosts=hosts or 0, vms=vms or 0), lab(moment)])
