from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping

from tests.net.servers import Answer, always, failure, free_port, http, never, serving
from xengui.net import search as subject
from xengui.net.search import Search, not_there_yet
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Problem, Unreachable, Untrusted
from xengui.sim.certificates import self_signed

HERE = failure("SESSION_INVALID", "OpaqueRef:NULL")
BOOTING = failure("HOST_STILL_BOOTING")


def names(host: str) -> bytes:
    return failure("HOST_IS_SLAVE", host)


async def _searched(answers: Mapping[str, Answer | None], *asked: str) -> tuple[str, Search, list[Address]]:
    """Search among servers at 127.0.0.N with these answers; None where nobody listens."""
    port = free_port()
    async with contextlib.AsyncExitStack() as servers:
        for host, answer in answers.items():
            if answer:
                await servers.enter_async_context(serving(answer, host=f"127.0.0.{host}", port=port))
        places = [Address(f"127.0.0.{host}", port, tls=False) for host in asked or answers]
        search = Search(lambda _: [], lambda *_: None)
        found = await search.coordinator(places)
        left = [task for task in asyncio.all_tasks() if task.get_name().startswith("ask ")]
        assert left == []
        return found.host.rpartition(".")[2] if found else "", search, places


def searched(answers: Mapping[str, Answer | None], *asked: str) -> str:
    return asyncio.run(_searched(answers, *asked))[0]


def test_who_needs_a_session_is_the_coordinator():
    assert searched({"1": always(HERE)}) == "1"


def test_a_coordinator_that_is_gone_is_found_at_another_server():
    assert searched({"1": None, "2": always(HERE)}) == "2"


def test_who_is_named_is_asked_too():
    assert searched({"1": None, "2": always(names("127.0.0.3")), "3": always(HERE)}, "1", "2") == "3"


def test_members_that_name_the_dead_one_until_another_takes_over_are_put_up_with():
    still = always(names("127.0.0.1"))

    found, search, places = asyncio.run(_searched({"1": None, "2": still, "3": still}))

    assert found == ""
    why_not = search.why_not(places)
    assert isinstance(why_not, Unreachable)
    assert why_not.cause is Cause.REFUSED


def test_two_that_name_each_other_are_nobody_found():
    answers = {"1": always(names("127.0.0.2")), "2": always(names("127.0.0.1"))}

    found, search, places = asyncio.run(_searched(answers))

    assert found == ""
    assert "name one another" in str(search.why_not(places))


def test_a_silent_server_does_not_hold_up_the_others(monkeypatch):
    monkeypatch.setattr(subject, "HEAD_START_S", 0.05)

    assert searched({"1": never, "2": always(names("127.0.0.3")), "3": always(HERE)}) == "3"


def test_a_toolstack_that_starts_is_told_as_that():
    found, search, places = asyncio.run(_searched({"1": None, "2": always(BOOTING)}))

    assert found == ""
    assert not_there_yet(search.why_not(places))


def test_who_does_not_understand_the_question_is_still_worth_a_login():
    answers = {"1": always(http(b"", "500 Internal Server Error")), "2": always(names("127.0.0.1"))}

    assert searched(answers) == "1"


def test_a_server_that_shows_another_certificate_is_sent_nothing():
    async def visit() -> tuple[Problem | Failure, int]:
        async with serving(always(HERE), self_signed("basalt", "127.0.0.1")) as server:
            search = Search(lambda _: ["ab" * 32], lambda *_: None)
            assert await search.coordinator([server.address]) is None
            return search.why_not([server.address]), len(server.requests)

    why_not, requests = asyncio.run(visit())

    assert isinstance(why_not, Untrusted)
    assert requests == 0


def test_the_question_needs_no_password_and_no_session():
    async def visit() -> list[bytes]:
        async with serving(always(HERE)) as server:
            await Search(lambda _: [], lambda *_: None).coordinator([server.address])
            return [request.body for request in server.requests]

    (body,) = asyncio.run(visit())

    assert b"pool.get_all" in body
    assert b"OpaqueRef:NULL" in body
