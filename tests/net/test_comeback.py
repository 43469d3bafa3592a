from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from tests.net.servers import always, free_port, result, serving
from xengui.net import comeback as subject
from xengui.net.comeback import PAUSES_S, STEADY_S, Comeback, knock
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Problem, Unreachable

GRANITE, BASALT = Address("127.0.0.1", 4711), Address("127.0.0.2", 4711)
REFUSED = Unreachable("granite", Cause.REFUSED)
HANGS = Unreachable("granite", Cause.SILENT)


@dataclass
class Doors:
    """Doors that a test opens, and the clock that hangs between them."""

    opened: set[Address] = field(default_factory=set)
    knocked: list[Address] = field(default_factory=list)
    now: float = 1000.0

    async def knock(self, place: Address) -> bool:
        self.knocked.append(place)
        return place in self.opened

    def comeback(self) -> Comeback:
        return Comeback(self.knock, lambda: self.now)


def _pauses(comeback: Comeback, times: int, fault: Exception = HANGS) -> list[float]:
    pauses = []
    for _ in range(times):
        pauses.append(comeback.pause_s(fault))
        comeback.tried({GRANITE: HANGS})
    return pauses


def test_the_pauses_grow_up_to_one_that_can_be_sat_through():
    pauses = _pauses(Doors().comeback(), 8)

    for pause, planned in zip(pauses, (*PAUSES_S, *[PAUSES_S[-1]] * 3), strict=True):
        assert planned * 0.8 <= pause <= planned * 1.2
    assert max(pauses) <= 12.0


def test_a_toolstack_that_says_that_it_starts_is_asked_every_other_second():
    assert max(_pauses(Doors().comeback(), 8, Failure("HOST_STILL_BOOTING"))) <= 2.4


def test_a_connection_that_did_not_last_is_no_new_beginning():
    doors = Doors()
    comeback = doors.comeback()
    comeback.tried({})
    comeback.made()

    doors.now += STEADY_S - 1
    comeback.lost()
    assert not comeback.at_once()

    comeback.made()
    doors.now += STEADY_S
    comeback.lost()
    assert comeback.at_once()


def _waited(comeback: Comeback, *places: Address, then: str = "") -> bool:
    """Whether a long pause ended early."""

    async def wait() -> bool:
        pausing = asyncio.create_task(comeback.pause(600.0, places))
        if then == "now":
            comeback.try_now()
        done, _ = await asyncio.wait({pausing}, timeout=10.0 if then else 0.3)
        pausing.cancel()
        await asyncio.wait({pausing})
        return bool(done)

    return asyncio.run(wait())


def test_somebody_who_opens_again_ends_the_pause(monkeypatch):
    monkeypatch.setattr(subject, "KNOCK_S", 0.01)
    doors = Doors({BASALT})
    comeback = doors.comeback()
    comeback.tried({GRANITE: HANGS, BASALT: REFUSED})

    assert _waited(comeback, GRANITE, BASALT, then="opens")


def test_somebody_who_was_open_all_the_time_does_not(monkeypatch):
    monkeypatch.setattr(subject, "KNOCK_S", 0.01)
    doors = Doors({GRANITE, BASALT})
    comeback = doors.comeback()
    comeback.tried({GRANITE: HANGS, BASALT: Problem("basalt")})

    assert not _waited(comeback, GRANITE, BASALT)
    assert {GRANITE, BASALT} == set(doors.knocked)


def test_a_person_ends_the_pause():
    assert _waited(Doors().comeback(), GRANITE, then="now")


def test_a_large_pool_is_knocked_at_in_turn(monkeypatch):
    monkeypatch.setattr(subject, "KNOCK_S", 0.001)
    many = [Address(f"127.0.1.{number}", 4711) for number in range(20)]
    doors = Doors()

    _waited(doors.comeback(), GRANITE, *many)

    first = doors.knocked[: subject.KNOCKS]
    assert first == [GRANITE, *many[: subject.KNOCKS - 1]]
    assert set(doors.knocked) == {GRANITE, *many}


def test_a_knock_says_nothing_and_leaves_nothing_open():
    async def visit() -> tuple[bool, bool, int, int]:
        async with serving(always(result(""))) as server:
            opens = await knock(server.address)
            shut = await knock(Address("127.0.0.1", free_port()))
            nowhere = await knock(Address("256.1.1.1", 443))
            return opens, shut or nowhere, len(server.requests), len(asyncio.all_tasks())

    opens, others, requests, _ = asyncio.run(visit())

    assert opens
    assert not others
    assert requests == 0
