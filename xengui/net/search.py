"""Which server of a pool is its coordinator now: all its servers are asked at once.

The question. A member refuses every call with `HOST_IS_SLAVE`, which names the coordinator, before anybody looks at the
session; so a call without a session tells. No password is needed for it and no session is left behind. A coordinator
refuses it as well, for want of a session, and that is how it shows.

Whom to believe. Who is named is asked too, and counts once it says itself that it is the coordinator. So it does no
harm that members go on naming one that died until another has taken over, or that two name each other; then nobody is
found, and the search is made again later. A server in emergency mode, or whose toolstack starts, is not there yet.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.trust import Pins
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES, Language
from xengui.protocol.problems import Garbled, Problem, Untrusted

HEAD_START_S = 1.0
"""How long the first server is asked alone: mostly it is the one."""

ANSWER_S = 6.0
AT_ONCE = 8
_MOST_NAMED = 4

_QUESTION = "pool.get_all"
_NO_SESSION = "OpaqueRef:NULL"
_NOT_THERE_YET = {
    "HOST_STILL_BOOTING",
    "HOST_HAS_NO_MANAGEMENT_IP",
    "HOST_ITS_OWN_SLAVE",
    "HOST_MASTER_CANNOT_TALK_BACK",
    "HOST_UNKNOWN_TO_MASTER",
}

Vouch = Callable[[Address, str], None]
"""Hears what the certificate of a coordinator is, from a member that names it."""


@dataclass(frozen=True, slots=True)
class _Said:
    """What one server said: that it is the coordinator, who else is, or why it does not count."""

    here: bool = False
    named: str = ""
    sha256: str = ""
    fault: Failure | Problem | None = None


def not_there_yet(fault: Exception) -> bool:
    """Whether a server answers, and only its toolstack is not ready: it starts, or waits for its coordinator."""
    return isinstance(fault, Failure) and fault.code in _NOT_THERE_YET


class Search:
    """One round of questions. `faults` tell afterwards what was wrong with each server that was asked; None where it
    answered as it should."""

    def __init__(self, pins: Pins, vouch: Vouch, language: Language = LANGUAGES[0]) -> None:
        self.faults: dict[Address, Failure | Problem | None] = {}
        self._pins = pins
        self._vouch = vouch
        self._language = language
        self._at_once = asyncio.Semaphore(AT_ONCE)
        self._all_go = asyncio.Event()

    async def coordinator(self, places: Sequence[Address]) -> Address | None:
        """Ask these servers, the first one first, and those that they name."""
        asked: dict[asyncio.Task[_Said], Address] = {}
        named = 0
        for number, place in enumerate(dict.fromkeys(places)):
            asked[asyncio.create_task(self._ask(place, waits=number > 0), name=f"ask {place.key}")] = place
        pending = set(asked)
        try:
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    said, place = task.result(), asked[task]
                    self.faults[place] = said.fault
                    self._all_go.set()
                    if said.here:
                        return place
                    there = place.at(said.named) if said.named else place
                    if said.sha256:
                        self._vouch(there, said.sha256)
                    if there not in asked.values() and named < _MOST_NAMED:
                        named += 1
                        pending.add(following := asyncio.create_task(self._ask(there), name=f"ask {there.key}"))
                        asked[following] = there
        finally:
            for task in pending:
                task.cancel()
            if pending:
                await asyncio.wait(pending)
        # Old servers do not understand the question; logging in, which knows more languages, tells what is wrong.
        return places[0] if isinstance(self.faults[places[0]], Garbled) else None

    def why_not(self, places: Sequence[Address]) -> Failure | Problem:
        """Why nobody was found, as far as one reason can tell."""
        faults = [fault for fault in self.faults.values() if fault]
        first = self.faults.get(places[0])
        decisive = [fault for fault in faults if isinstance(fault, Untrusted) and fault.where not in places[1:]]
        booting = [fault for fault in faults if not_there_yet(fault)]
        silent = Problem(places[0].key, "its servers name one another as coordinator")
        return next(iter((*decisive, *booting, *([first] if first else faults))), silent)

    async def _ask(self, place: Address, *, waits: bool = False) -> _Said:
        if waits:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_go.wait(), HEAD_START_S)
        async with self._at_once:
            transport = HttpTransport(place, self._pins, connections=1)
            session = Session(transport, _NO_SESSION, language=self._language)
            try:
                await session.call(_QUESTION, timeout_s=ANSWER_S)
            except Failure as failure:
                if failure.coordinator:
                    return _Said(named=failure.coordinator, sha256=transport.coordinator_sha256)
                return _Said(fault=failure) if not_there_yet(failure) else _Said(here=True)
            except Problem as problem:
                return _Said(fault=problem)
            finally:
                await transport.close()
        return _Said(here=True)
