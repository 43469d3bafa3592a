"""What a locked pool is sent: every call of the datamodel is tried on the one door that leads out."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.net.conftest import Pool
from tests.net.servers import always, result, serving
from xengui.model.calls import CALLS
from xengui.model.reading import reads
from xengui.net.link import Link
from xengui.net.lock import Lock
from xengui.net.session import CallNote, Session
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Locked, Problem

NET = Path(__file__).parents[2] / "xengui" / "net"

EVERY_CALL = [name for method in CALLS for name in (method, f"Async.{method}")]


THE_LINKS_OWN = {
    *("session.login_with_password", "session.slave_local_login_with_password", "session.logout"),
    *("session.local_logout", "event.from", "event.next"),
}
"""Reads that a link makes by itself, or that would end its session or keep a test waiting."""


def nothing(type_: str) -> object:
    """The least that can be sent as a value of a type."""
    if type_.endswith((" map", " record")):
        return {}
    if type_.endswith(" set"):
        return []
    plain = {"int": 0, "float": 0.0, "bool": False, "datetime": "19700101T00:00:00Z"}
    of_enums = {"enum vm_operations": "start", "enum cls": "VM"}
    return (plain | of_enums).get(type_, "OpaqueRef:NULL" if type_.endswith(" ref") else "")


class Outlet(HttpTransport):
    """A way out that goes nowhere and counts what was put on it."""

    def __init__(self) -> None:
        super().__init__(Address("127.0.0.1", 1, tls=False), lambda _: [])
        self.sent = 0

    async def post(self, *_: object, **__: object) -> bytes:
        self.sent += 1
        return b'{"jsonrpc": "2.0", "error": {"code": 1, "message": "X", "data": []}, "id": 1}'


def test_an_open_lock_admits_everything_and_a_closed_one_only_reads():
    lock = Lock("granite")
    lock.admit("VM.start")
    lock.admit_change("PUT /import")

    lock.on = True

    lock.admit("VM.get_record")
    with pytest.raises(Locked, match="granite"):
        lock.admit("VM.start")
    with pytest.raises(Locked, match="granite"):
        lock.admit_change("PUT /import")


@pytest.mark.parametrize("way", ["call", "body", "login"])
def test_no_call_of_the_datamodel_leaves_a_locked_session_unless_it_reads(way: str):
    """1,835 calls and their asynchronous forms, on each of the ways out of a session."""
    outlet = Outlet()
    session = Session(outlet, "OpaqueRef:mine", lock=Lock("granite", on=True))
    sent: set[str] = set()

    async def everything() -> None:
        for method in EVERY_CALL:
            outlet.sent = 0
            try:
                if way == "call":
                    await session.call(method)
                elif way == "body":
                    await session.body(method, timeout_s=1.0)
                else:
                    await session._value(method, (), 1.0)
            except (Locked, Failure):
                pass
            if outlet.sent:
                sent.add(method)

    asyncio.run(everything())

    assert sent == {method for method in CALLS if reads(method)}


def test_a_lock_that_is_put_on_holds_on_every_connection_of_a_session():
    async def attempt() -> int:
        first, second = Outlet(), Outlet()
        session = Session(first, "OpaqueRef:mine")
        beside = session.over(second)
        session.lock.on = True
        for one in (session, beside):
            with pytest.raises(Locked):
                await one.call("VM.start", "OpaqueRef:vm", False, False)
        return first.sent + second.sent

    assert asyncio.run(attempt()) == 0


def test_what_is_refused_is_not_noted_as_a_call():
    notes: list[CallNote] = []

    async def attempt() -> None:
        session = Session(Outlet(), "mine", notes.append, begun=notes.append, lock=Lock("granite", on=True))
        with pytest.raises(Locked):
            await session.call("task.destroy", "OpaqueRef:task")

    asyncio.run(attempt())

    assert notes == []


def test_only_a_session_sends_anything_to_a_server_and_only_through_its_door():
    """A new way out of `net` has to ask the lock as well; it is found here."""
    source = {path.name: path.read_text(encoding="utf-8") for path in NET.glob("*.py")}

    def having(words: str) -> dict[str, int]:
        return {name: text.count(words) for name, text in source.items() if words in text}

    assert having("transport.post(") == {"session.py": 1}
    assert having("self._post(") == having("with self._passed(") == {"session.py": 2}
    assert having("_client.stream(") == {"transport.py": 1}
    assert having("_client.request(") == having("_client.send(") == having("_client.post(") == {}


def test_a_locked_link_logs_in_follows_and_logs_out_and_changes_nothing(pool: Pool):
    """Over the wire, with every call that the pretend pool serves: its own log says what reached it."""
    before = len(pool.calls())
    refused: set[str] = set()

    async def visit() -> None:
        link = Link(pool.address, "root", pool.pins, lambda *_: None, locked=True)
        assert link.connection.locked
        await link.open(pool.password)
        assert link.connection.snapshot.vms
        try:
            for method in EVERY_CALL:
                if method in THE_LINKS_OWN:
                    continue
                try:
                    await link.call(method, *map(nothing, CALLS[method.removeprefix("Async.")][0]))
                except Locked:
                    refused.add(method)
                except (Failure, Problem):
                    pass
        finally:
            await link.close()

    asyncio.run(visit())

    reached = {str(call["method"]) for call in pool.calls()[before:] if call["originator"] == "xengui"}
    assert {"session.login_with_password", "event.from", "session.logout"} <= reached
    assert "VM.get_record" in reached
    assert {method for method in reached if not reads(method)} == set()
    assert {"VM.start", "Async.VM.start", "task.destroy", "task.cancel", "Async.VM.get_record"} <= refused


def test_a_link_is_locked_and_unlocked_while_it_is_open(pool: Pool):
    async def visit() -> list[str]:
        told: list[str] = []
        link = Link(pool.address, "root", pool.pins, lambda connection, _: told.append(str(connection.locked)))
        await link.open(pool.password)
        vm = next(vm for vm in link.connection.snapshot.vms.values() if vm.name_label == "web-01")
        link.mark(colour="red", label="Production", locked=True)
        assert (link.connection.colour, link.connection.label) == ("red", "Production")
        with pytest.raises(Locked):
            await link.call("VM.set_name_description", vm.ref, "changed")
        link.mark(colour="red", label="Production", locked=False)
        await link.call("VM.set_name_description", vm.ref, vm.name_description)
        await link.close()
        return told

    told = asyncio.run(visit())

    assert "True" in told
    assert pool.calls("VM.set_name_description")[-1]["error"] is None


def test_a_lock_holds_over_another_login_after_the_session_has_ended():
    async def attempt() -> int:
        async with serving(always(result("OpaqueRef:session"))) as server:
            transport = HttpTransport(server.address, lambda _: [])
            session = await Session.login(transport, "root", "secret", lock=Lock("granite", on=True))
            with pytest.raises(Locked):
                await session.call("VM.start", "OpaqueRef:vm", False, False)
            await session.logout()
            await transport.close()
            return len(server.asked("VM.start"))

    assert asyncio.run(attempt()) == 0
