"""What moves in a pool while nobody does anything: figures of memory, reports of guests, scans, the collection of
rubbish."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from itertools import cycle
from typing import TYPE_CHECKING

from xengui.sim import scans, upgrades
from xengui.sim.guests import has_tools
from xengui.sim.memory import MIB

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

MEMORY_EVERY_S = 7.0
PAGE = 4096
GUESTS_EVERY_S = 20.0
COLLECTION_EVERY_S = 30.0
SCANS_EVERY_S = 30.0


async def idle(pool: Pool, *, traffic: bool) -> None:
    """Keep the pool ticking until cancelled; without traffic only the rubbish is collected."""
    async with asyncio.TaskGroup() as group:
        group.create_task(_collect(pool))
        if traffic:
            group.create_task(_measure_memory(pool))
            group.create_task(_hear_from_guests(pool))
            group.create_task(_scan(pool))


async def _collect(pool: Pool) -> None:
    while True:
        await pool.clock.passes(COLLECTION_EVERY_S)
        pool.sessions.collect()
        pool.tasks.collect()
        upgrades.detect(pool)


async def _scan(pool: Pool) -> None:
    while True:
        await pool.clock.passes(SCANS_EVERY_S)
        await scans.scan_due(pool)


async def _measure_memory(pool: Pool) -> None:
    """Each time another host finds that a mebibyte more is free, and next time that it is not; so does a guest."""
    for up in cycle((True, False)):
        for metrics in [record["metrics"] for _, record in pool.database.rows("host")]:
            await pool.clock.passes(MEMORY_EVERY_S)
            record = pool.database.find("host_metrics", metrics)
            if record is not None and record["live"]:
                free = record["memory_free"] + (-MIB if up else MIB)
                pool.database.write("host_metrics", metrics, "memory_free", max(0, free))
            _measure_a_guest(pool)


def _measure_a_guest(pool: Pool) -> None:
    """A balloon is seldom exactly where it should be: some guest is a page off its target, and next time on it."""
    running = [record for _, record in pool.database.rows("VM") if record["power_state"] == "Running"]
    guests = [record for record in running if not record["is_control_domain"]]
    if guests:
        guest = random.choice(guests)  # noqa: S311  nothing hangs on it
        if (measured := pool.database.find("VM_metrics", guest["metrics"])) is not None:
            on_target = measured["memory_actual"] == guest["memory_target"]
            actual = guest["memory_target"] - PAGE if on_target else guest["memory_target"]
            pool.database.write("VM_metrics", guest["metrics"], "memory_actual", actual)


async def _hear_from_guests(pool: Pool) -> None:
    """One guest after the other says that it is still there."""
    while True:
        for guest in list(_talking_guests(pool)):
            await pool.clock.passes(GUESTS_EVERY_S)
            if pool.database.has("VM_guest_metrics", guest):
                pool.database.write("VM_guest_metrics", guest, "last_updated", pool.clock.date())
        await pool.clock.passes(GUESTS_EVERY_S)


def _talking_guests(pool: Pool) -> Iterator[str]:
    for _, record in pool.database.rows("VM"):
        if record["power_state"] == "Running" and has_tools(record):
            yield record["guest_metrics"]
