"""What goes on in the program as a whole; what a person sees of it is in the journeys."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from tests.net.servers import Request, Served, failure, never, serving
from tests.net.test_link import Script
from xengui.model.call import Call
from xengui.model.estate import Status
from xengui.operations.jobs import Outcome
from xengui.operations.recipe import Recipe, Step
from xengui.protocol.address import parse
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

if TYPE_CHECKING:
    from tests.journeys.person import Person

LOGIN = "session.login_with_password"


def test_quitting_while_connecting_gives_up_at_once(go):
    left: list[float] = []

    async def journey(person: Person) -> None:
        async with serving(never) as server:
            person.program.start(person.program.connect(server.address, "root", "secret"))
            await person.until("the login is under way", lambda: server.requests)
            loop = asyncio.get_running_loop()
            started = loop.time()
            person.window.close()
            await person.program.until_closed()
            left.append(loop.time() - started)

    go(journey)

    assert left[0] < 3


def test_quitting_while_a_pretend_pool_starts_leaves_none(go):
    async def journey(person: Person) -> None:
        person.program.start(person.program.open_pretend_pool())
        await asyncio.sleep(0)

    go(journey)  # a process that is left would be told as a warning, which is an error


def test_a_mistake_in_a_command_is_told_and_logged(go, caplog):
    caplog.set_level(logging.ERROR)

    async def mistake() -> None:
        raise ZeroDivisionError

    async def journey(person: Person) -> None:
        person.program.start(mistake())
        await person.until("it is told", lambda: "Something went wrong inside xengui" in person.toast())

    go(journey)

    assert "ZeroDivisionError" in caplog.text


def test_a_server_that_is_forgotten_while_connected_is_logged_out_and_stays_away(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("Stone")
        await person.trigger("server.forget")
        await person.until("it is gone or asked about", lambda: person.dialog() or not person.program.bridge.estate)
        if dialog := person.dialog():
            person.press(dialog, "goButton")
        await person.until("it is gone", lambda: not person.program.bridge.estate)
        # The event.from that the logout ends is answered after it, and may be noted before or after we look.
        await person.until("it is logged out", lambda: "session.logout" in [call["method"] for call in pool.calls()])
        await person.until("it is gone from the tree", lambda: person.drawn() == "")
        assert person.program.bridge.estate == ()

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_connection_given_up_while_it_is_made_leaves_no_trace(go):
    async def journey(person: Person) -> None:
        async with serving(never) as server:
            opening = asyncio.create_task(person.program.open_server(server.address, "root", "secret"))
            await person.until("the login is under way", lambda: server.requests)
            assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTING]
            await person.program.close_server(server.address.key)
            (end,) = await asyncio.gather(opening, return_exceptions=True)
            assert isinstance(end, Problem)
            assert person.program.bridge.estate == ()

    go(journey)


def test_a_pretend_pool_is_started_once_however_often_it_is_asked_for(go):
    async def journey(person: Person) -> None:
        assert await person.program.open_pretend_pool("demo", "--speed", "50") == ""
        running = person.program._pretend
        keys = [connection.key for connection in person.program.bridge.estate]
        assert len(keys) == 2
        await person.program.close_server(keys[0])

        assert await person.program.open_pretend_pool() == ""

        assert person.program._pretend is running
        assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTED] * 2

    go(journey)


def test_a_pretend_world_that_does_not_exist_is_told(go):
    async def journey(person: Person) -> None:
        told = await person.program.open_pretend_pool("atlantis")

        assert "There is no world called atlantis" in told
        assert person.program.bridge.estate == ()

    go(journey)


def test_a_settings_folder_that_cannot_be_written_costs_no_connection(go, pretend, monkeypatch):
    pool = pretend()

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def journey(person: Person) -> None:
        monkeypatch.setattr("xengui.settings.folder.write", refused)
        person.program.trust = lambda *_: None  # type: ignore[method-assign]
        person.program._trust.trust_now(parse(pool.url)[1], pool.fingerprint)
        await person.program.open_server(parse(pool.url)[1], "root", pool.password)
        assert "Settings cannot be saved: Permission denied" in person.toast()
        assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTED]

    go(journey)


def test_a_lost_server_removed_while_it_is_connected_again_stays_away(go, pretend):
    pool = pretend()
    port = str(pool.port)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        address = parse(pool.url)[1]
        pool.stop()
        await person.until("the loss shows", lambda: person.state("Stone") == "pool-disconnected")
        again = pretend("demo", "--port", port)
        person.program._trust.trust_now(address, again.fingerprint)
        taken = asyncio.create_task(person.program.open_server(address, "root", again.password))
        await asyncio.sleep(0)
        await person.program.close_server(address.key)
        person.program.forget_server(address.key)
        await asyncio.gather(taken, return_exceptions=True)
        assert person.program.bridge.estate == ()
        made = [call["method"] for call in again.calls() if not call["error"]]
        assert made.count(LOGIN) == made.count("session.logout") == 1

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_pretend_pool_that_died_is_tidied_up_and_started_anew(go):
    async def journey(person: Person) -> None:
        assert await person.program.open_pretend_pool("demo", "--speed", "50") == ""
        dead = person.program._pretend
        assert dead
        dead._process.kill()
        dead._process.wait()
        assert await person.program.open_pretend_pool("demo", "--speed", "50") == ""
        assert person.program._pretend is not dead
        assert dead._process.stdout
        assert dead._process.stdout.closed

    go(journey)


def test_quitting_logs_out_of_every_pool(go, pretend):
    pools = [pretend(), pretend("demo", "--host", "127.0.0.40")]
    arguments = [part for pool in pools for part in ("--connect", pool.connect_url(), "--trust", pool.fingerprint)]

    async def journey(person: Person) -> None:
        await person.until(
            "both pools are connected",
            lambda: (
                [c.status for c in person.program.bridge.estate if c.usable] == [Status.CONNECTED] * 2 or person.toast()
            ),
        )

    go(journey, *arguments, password=pools[0].password)

    for pool in pools:
        methods = [call["method"] for call in pool.calls() if call["originator"] == "xengui"]
        assert methods.count(LOGIN) == methods.count("session.logout") == 1


def test_a_silent_server_is_removed_at_once_and_logged_out_in_the_background(go):
    async def journey(person: Person) -> None:
        script = Script()
        script.logout = None
        async with serving(script.answer) as server:
            person.program.start(person.program.connect(server.address, "root", "secret"))
            await person.until("the pool appears", lambda: person.node("Tiny"))
            person.click("Tiny")
            await person.trigger("server.forget")
            await person.until("it is gone or asked about", lambda: person.dialog() or person.drawn() == "")
            if dialog := person.dialog():
                person.press(dialog, "goButton")
            await person.until("it is gone", lambda: person.drawn() == "")
            assert person.program.bridge.estate == ()
            await person.until("it is being logged out", lambda: server.asked("session.logout"))
            assert person.program._parting, "the logout should still wait for its answer"

    go(journey)


@contextlib.asynccontextmanager
async def a_login_given_up(person: Person) -> AsyncIterator[tuple[Served, asyncio.Event]]:
    """A server whose answer to a login comes when the event is set, after the login was given up."""
    script, answered = Script(), asyncio.Event()

    async def answer(request: Request) -> bytes:
        if request.method == LOGIN:
            await answered.wait()
        return await script.answer(request)

    async with serving(answer) as server:
        opening = asyncio.create_task(person.program.open_server(server.address, "root", "secret"))
        await person.until("the login is under way", lambda: server.asked(LOGIN))
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)
        yield server, answered


def test_a_login_that_is_answered_after_it_was_cancelled_is_logged_out(go):
    async def journey(person: Person) -> None:
        async with a_login_given_up(person) as (server, answered):
            assert person.program.bridge.estate == ()
            answered.set()
            await person.until("it is logged out", lambda: server.asked("session.logout"))

    go(journey)


def test_quitting_waits_a_moment_for_a_login_that_was_given_up(go, monkeypatch):
    monkeypatch.setattr("xengui.net.link.LATE_LOGIN_S", 10.0)

    async def journey(person: Person) -> None:
        async with a_login_given_up(person) as (server, answered):
            person.window.close()
            leaving = asyncio.create_task(person.program.until_closed())
            answered.set()
            await leaving
            assert server.asked("session.logout")

    go(journey)


def test_a_server_of_the_list_that_cannot_be_connected_keeps_the_reason(go):
    async def journey(person: Person) -> None:
        script = Script()
        async with serving(script.answer) as server:
            await person.program.open_server(server.address, "root", "secret")
            await person.program.close_server(server.address.key)
            script.login = failure("SESSION_AUTHENTICATION_FAILED")
            with pytest.raises(Failure):
                await person.program.open_server(server.address, "root", "wrong")
            for _ in range(20):
                await asyncio.sleep(0.001)
            (connection,) = person.program.bridge.estate
            assert connection.status is Status.DISCONNECTED
            assert "Wrong user name or password" in connection.problem

    go(journey)


STEP = Step(words="Reset web", call=Call("VM.power_state_reset", ("OpaqueRef:web",)), task=True)


def test_a_task_that_is_over_when_its_job_is_cancelled_does_not_set_the_job_going_again(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        key = person.program.bridge.estate[0].key
        ledger = person.program.ledger
        recipe = Recipe(title="Reset two", steps=(STEP, STEP))
        number = ledger.begin("Reset two", key, recipe=recipe, task="OpaqueRef:over", cancellable=True)

        person.program.cancel(ledger.jobs[number])
        await person.until("it is refused", lambda: "task.cancel" in [call["method"] for call in pool.calls()])
        await person.until("that is heard", lambda: not person.program._running)

        assert ledger.jobs[number].stopping
        assert person.toast() == ""
        ledger.end(number, Outcome.CANCELLED)

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_job_that_ended_while_its_menu_was_open_is_not_cancelled(go, pretend):
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        key = person.program.bridge.estate[0].key
        ledger = person.program.ledger
        shown = ledger.jobs[ledger.begin("Start web", key, task="OpaqueRef:over", cancellable=True)]
        ledger.end(shown.number, Outcome.DONE)

        person.program.cancel(shown)
        await person.until("all is quiet", lambda: not person.program._running)

        assert person.toast() == ""

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
