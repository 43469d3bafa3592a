"""When a pool that was lost is tried again.

The pauses between attempts grow, so that a hundred windows do not stand before the door of a pool that has trouble; the
longest is short enough to sit through. But a pool that comes back is to be seen at once. So while we wait its servers
are knocked at every two seconds, each in turn: a bare connection over TCP that is closed again, without a byte. When
one opens that was closed before, the attempt is made on the spot. A server whose door stands open and who hangs, or
answers with errors, gives no such sign, and there the pauses hold.

A connection that was lost soon after it was made belongs to the same trouble: the pauses go on growing. Without that, a
server that ends every session at once would be logged in to without end.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from xengui.net.search import not_there_yet
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Problem, Unreachable

PAUSES_S = (1.0, 2.0, 4.0, 7.0, 10.0)
"""Between attempts to come back; the last one repeats. Each is stretched or shortened by up to a fifth, so that a
hundred windows do not knock at the same moment when a pool returns."""

BOOTING_S = 2.0
"""The longest pause while a toolstack says itself that it starts: to be told so costs next to nothing."""

KNOCK_S = 2.0
KNOCK_PATIENCE_S = 1.0
KNOCKS = 4
"""At so many servers in one round; a pool with more of them has them knocked at in turn."""

STEADY_S = 20.0
"""A connection that lasted this long is a new beginning."""

_CLOSED = {Cause.REFUSED, Cause.UNROUTABLE}

Knock = Callable[[Address], Awaitable[bool]]


async def knock(place: Address) -> bool:
    """Whether somebody opens at a place. Nothing is said."""
    try:
        async with asyncio.timeout(KNOCK_PATIENCE_S):
            door, _ = await asyncio.get_running_loop().create_connection(asyncio.Protocol, place.host, place.port)
    except (OSError, UnicodeError):  # TimeoutError is one of them
        return False
    door.abort()
    return True


class Comeback:
    """The waiting of one connection, over all its losses."""

    def __init__(self, knock: Knock = knock, clock: Callable[[], float] = time.monotonic) -> None:
        self._knock = knock
        self._clock = clock
        self._tries = 0
        self._since = float("-inf")
        self._opens: dict[Address, bool] = {}
        self._now = asyncio.Event()

    def made(self) -> None:
        """The connection is there."""
        self._since = self._clock()

    def lost(self) -> None:
        """The connection is gone."""
        self._now.clear()
        if self._clock() - self._since >= STEADY_S:
            self._tries = 0

    def at_once(self) -> bool:
        """Whether an attempt may be made without a pause: the first one may."""
        return self._tries == 0

    def tried(self, faults: Mapping[Address, Failure | Problem | None]) -> None:
        """An attempt was made, and this is what was wrong with each server."""
        self._tries += 1
        for place, fault in faults.items():
            self._opens[place] = not (isinstance(fault, Unreachable) and fault.cause in _CLOSED)

    def pause_s(self, fault: Exception) -> float:
        """How long to wait before the next attempt, after this fault."""
        pause = PAUSES_S[min(self._tries, len(PAUSES_S) - 1)]
        if not_there_yet(fault):
            pause = min(pause, BOOTING_S)
        return pause * random.uniform(0.8, 1.2)  # noqa: S311

    def try_now(self) -> None:
        """End the pause, or leave out the next one."""
        self._now.set()

    async def pause(self, seconds: float, places: Sequence[Address]) -> None:
        """Wait until it is time, or somebody opens who did not before, or `try_now` is called."""
        signs = {asyncio.create_task(self._now.wait()), asyncio.create_task(self._somebody_opens(places))}
        try:
            await asyncio.wait(signs, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for sign in signs:
                sign.cancel()
            await asyncio.wait(signs)
            self._now.clear()

    async def _somebody_opens(self, places: Sequence[Address]) -> None:
        first, *others = places
        turns = itertools.cycle(others) if others else iter(())
        while True:
            await asyncio.sleep(KNOCK_S * random.uniform(0.8, 1.2))  # noqa: S311
            for place in (first, *itertools.islice(turns, min(len(others), KNOCKS - 1))):
                opens, opened = await self._knock(place), self._opens.get(place)
                self._opens[place] = opens
                if opens and opened is False:
                    return
