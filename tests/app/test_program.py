"""What goes on in the program as a whole; what a person sees of it is in the journeys."""

from __future__ import annotations

import asyncio
import inspect
import logging
from typing import TYPE_CHECKING

from tests.net.servers import never, serving
from xengui.model.estate import Connection, Status
from xengui.protocol.address import parse

if TYPE_CHECKING:
    from tests.journeys.person import Person
    from xengui.app.program import Program

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
        person.program.start(person.program.servers.open_pretend_pool())
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


def test_a_settings_folder_that_cannot_be_written_costs_no_connection(go, pretend, monkeypatch):
    pool = pretend()

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def journey(person: Person) -> None:
        monkeypatch.setattr("xengui.settings.folder.write", refused)
        person.program.servers.trust = lambda *_: None  # type: ignore[method-assign]
        person.program.servers.certificates.trust_now(parse(pool.url)[1], pool.fingerprint)
        await person.program.servers.open(parse(pool.url)[1], "root", pool.password)
        assert "Settings cannot be saved: Permission denied" in person.toast()
        assert [c.status for c in person.program.bridge.estate] == [Status.CONNECTED]

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


def test_work_that_is_cancelled_before_it_begins_is_closed(go):
    async def journey(person: Person) -> None:
        work = asyncio.sleep(60)
        before = set(person.program._running)
        person.program.start(work)
        (task,) = person.program._running - before
        task.cancel()
        await asyncio.wait([task])
        await asyncio.sleep(0)  # what is called when it is done comes after that
        assert inspect.getcoroutinestate(work) == inspect.CORO_CLOSED

    go(journey)


def test_nobody_is_told_of_pools_once_the_program_has_ended(go):
    programs: list[Program] = []

    async def journey(person: Person) -> None:
        programs.append(person.program)

    go(journey)
    (program,) = programs
    heard: list[object] = []
    program.bridge.changed.connect(heard.append)

    program.bridge.publish(Connection(key="granite"), None)
    program.bridge._flush()

    assert heard == []
