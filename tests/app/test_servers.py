"""Servers come and go: opened, closed, forgotten, pretended; what a person sees of it is in the journeys."""

from __future__ import annotations

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.net.servers import Request, Served, failure, never, serving
from tests.net.test_link import Script
from xengui.model.estate import Status
from xengui.protocol.address import parse
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.settings.servers import ServerList

if TYPE_CHECKING:
    from tests.journeys.conftest import Pretend
    from tests.journeys.person import Person
    from xengui.net.link import Link

LOGIN = "session.login_with_password"


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
            opening = asyncio.create_task(person.program.servers.open(server.address, "root", "secret"))
            await person.until("the login is under way", lambda: server.requests)
            assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTING]
            await person.program.servers.close(server.address.key)
            (end,) = await asyncio.gather(opening, return_exceptions=True)
            assert isinstance(end, Problem)
            assert person.program.bridge.estate == ()

    go(journey)


def test_a_pretend_pool_is_started_once_however_often_it_is_asked_for(go):
    async def journey(person: Person) -> None:
        assert await person.program.servers.open_pretend_pool("demo", "--speed", "50") == ""
        running = person.program.servers._pretend
        keys = [connection.key for connection in person.program.bridge.estate]
        assert len(keys) == 2
        await person.program.servers.close(keys[0])

        assert await person.program.servers.open_pretend_pool() == ""

        assert person.program.servers._pretend is running
        assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTED] * 2

    go(journey)


def test_a_pretend_world_that_does_not_exist_is_told(go):
    async def journey(person: Person) -> None:
        told = await person.program.servers.open_pretend_pool("atlantis")

        assert "There is no world called atlantis" in told
        assert person.program.bridge.estate == ()

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
        person.program.servers.certificates.trust_now(address, again.fingerprint)
        taken = asyncio.create_task(person.program.servers.open(address, "root", again.password))
        await asyncio.sleep(0)
        await person.program.servers.close(address.key)
        person.program.servers.forget(address.key)
        await asyncio.gather(taken, return_exceptions=True)
        assert person.program.bridge.estate == ()
        made = [call["method"] for call in again.calls() if not call["error"]]
        assert made.count(LOGIN) == made.count("session.logout") == 1

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_pretend_pool_that_died_is_tidied_up_and_started_anew(go):
    async def journey(person: Person) -> None:
        assert await person.program.servers.open_pretend_pool("demo", "--speed", "50") == ""
        dead = person.program.servers._pretend
        assert dead
        dead._process.kill()
        dead._process.wait()
        assert await person.program.servers.open_pretend_pool("demo", "--speed", "50") == ""
        assert person.program.servers._pretend is not dead
        assert dead._process.stdout
        assert dead._process.stdout.closed

    go(journey)


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
            assert person.program.servers._parting, "the logout should still wait for its answer"

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
        opening = asyncio.create_task(person.program.servers.open(server.address, "root", "secret"))
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


def test_a_server_of_the_list_that_cannot_be_connected_keeps_the_reason(go):
    async def journey(person: Person) -> None:
        script = Script()
        async with serving(script.answer) as server:
            await person.program.servers.open(server.address, "root", "secret")
            await person.program.servers.close(server.address.key)
            script.login = failure("SESSION_AUTHENTICATION_FAILED")
            with pytest.raises(Failure):
                await person.program.servers.open(server.address, "root", "wrong")
            for _ in range(20):
                await asyncio.sleep(0.001)
            (connection,) = person.program.bridge.estate
            assert connection.status is Status.DISCONNECTED
            assert "Wrong user name or password" in connection.problem

    go(journey)


def test_quitting_waits_a_moment_for_a_login_that_was_given_up(go, monkeypatch):
    monkeypatch.setattr("xengui.net.login.LATE_LOGIN_S", 10.0)

    async def journey(person: Person) -> None:
        async with a_login_given_up(person) as (server, answered):
            person.window.close()
            leaving = asyncio.create_task(person.program.until_closed())
            answered.set()
            await leaving
            assert server.asked("session.logout")

    go(journey)


async def opened(person: Person, pool: Pretend) -> Link:
    """A server of the saved list that is connected."""
    _, address = parse(pool.url)
    person.program.servers.certificates.trust_now(address, pool.fingerprint)
    await person.program.servers.open(address, "root", pool.password)
    link = person.program.servers.find(address.key)
    assert link
    return link


def saved_members(tmp_path: Path) -> list[str]:
    (server,) = ServerList(tmp_path / "config" / "xengui" / "servers.toml")
    return [member.name for member in server.members]


def test_the_servers_of_a_pool_are_remembered_and_shown_while_there_is_no_connection(go, pretend, tmp_path):
    pool = pretend("demo", "--speed", "50")
    addresses: list[str] = []

    async def first(person: Person) -> None:
        link = await opened(person, pool)
        addresses.extend(member.address for member in link.connection.members)
        assert saved_members(tmp_path)[0] == "granite"
        assert len(addresses) > 2
        await person.program.servers.close(link.connection.key)

    async def second(person: Person) -> None:
        await person.until("the server is listed", lambda: person.node("Stone"))
        person.click("Stone")
        await person.until("its page shows", lambda: "Pool members" in person.words_in(person.window.page))
        shown = " ".join(person.words_in(person.window.page))
        assert all(address in shown for address in addresses)

    go(first)
    go(second)


def test_the_servers_of_a_pool_are_written_when_they_change_and_only_then(go, pretend, tmp_path):
    pool = pretend("demo", "--speed", "50")
    file = tmp_path / "config" / "xengui" / "servers.toml"

    async def journey(person: Person) -> None:
        link = await opened(person, pool)
        others = len(link.connection.snapshot.hosts) - 1
        await person.until(
            "certificates are saved", lambda: len(re.findall(r'sha256 = "\w', file.read_text())) == others
        )
        written = file.stat().st_ino  # each writing makes another file of it
        coordinator = link.connection.snapshot.coordinator
        assert coordinator
        host = coordinator.ref

        await link.call("host.add_to_other_config", host, "rack", "7")
        await person.until("it is heard", lambda: "rack" in link.connection.snapshot.hosts[host].other_config)
        assert file.stat().st_ino == written

        await link.call("host.set_name_label", host, "feldspar")
        await person.until("it is saved", lambda: saved_members(tmp_path)[0] == "feldspar")

    go(journey)


def test_a_server_beside_the_list_has_members_and_is_not_written(go, pretend, tmp_path):
    pool = pretend("demo", "--speed", "50")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        (connection,) = person.program.bridge.estate
        assert len(connection.members) > 2
        assert not (tmp_path / "config" / "xengui" / "servers.toml").exists()

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
