from __future__ import annotations

import asyncio
import contextlib
import logging
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import XenAPI

from tests.net.conftest import Pool, StartPool
from tests.net.servers import Request, always, failure, http, never, result, serving, trusting, until
from xengui.model.classes import VM, Task
from xengui.model.estate import Connection, Member, Status
from xengui.model.store import Delta
from xengui.net import comeback, login, tasks
from xengui.net.link import Link
from xengui.net.session import CallNote
from xengui.net.trust import Pins
from xengui.net.vouchers import Vouchers
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Garbled, Problem, Unreachable, Untrusted
from xengui.sim.certificates import self_signed

LOGIN = "session.login_with_password"
STAGES = {"login": LOGIN, "first": "event.from"}
"""What a Script answers, and to which call."""


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comeback, "PAUSES_S", (0.02,))
    monkeypatch.setattr(login, "LATE_LOGIN_S", 0.1)


class Follower:
    """Hears what a link publishes."""

    def __init__(self, address: Address, pins: Pins, noted: Callable[[CallNote], None] | None = None) -> None:
        self.heard: list[tuple[Connection, Delta | None]] = []
        self.link = Link(address, "root", pins, self._hear, str, noted=noted)

    def _hear(self, connection: Connection, delta: Delta | None) -> None:
        self.heard.append((connection, delta))

    @property
    def now(self) -> Connection:
        return self.link.connection

    def statuses(self) -> list[Status]:
        """Every status in turn, once for each change."""
        found = [connection.status for connection, _ in self.heard]
        return [status for i, status in enumerate(found) if i == 0 or status is not found[i - 1]]

    async def until(self, status: Status) -> None:
        await until(lambda: self.now.status is status)

    def vm(self, name: str) -> VM:
        return next(vm for vm in self.now.snapshot.vms.values() if vm.name_label == name)


@contextlib.asynccontextmanager
async def following(address: Address, pins: Pins, password: str) -> AsyncIterator[Follower]:
    """An open link that is closed in the end."""
    follower = Follower(address, pins)
    await follower.link.open(password)
    try:
        yield follower
    finally:
        await follower.link.close()


def connected(pool: Pool, pins: Pins | None = None) -> contextlib.AbstractAsyncContextManager[Follower]:
    return following(pool.address, pins or pool.pins, pool.password)


def batch(token: str = "1", *events: dict[str, Any], counts: dict[str, int] | None = None) -> bytes:
    return result({"events": events, "valid_ref_counts": counts or {}, "token": token})


def a_pool(name: str = "Tiny", ref: str = "OpaqueRef:pool") -> dict[str, Any]:
    return {"class": "pool", "operation": "add", "ref": ref, "snapshot": {"name_label": name}}


class Script:
    """A small server that lets everybody in, shows one pool and then stays quiet; a test changes what it wants."""

    def __init__(self) -> None:
        self.first: bytes | None = batch("1", a_pool())
        self.next: bytes | None = None
        self.login: bytes | None = result("OpaqueRef:session")
        self.logout: bytes | None = result("")
        self.released = asyncio.Event()

    async def answer(self, request: Request) -> bytes:
        match request.method:
            case "session.login_with_password":
                said = self.login
            case "session.logout":
                said = self.logout
            case "event.from":
                said = self.next if request.params[2] else self.first
            case "pool.get_all" if request.params == ["OpaqueRef:NULL"]:
                said = failure("SESSION_INVALID", "OpaqueRef:NULL")
            case _:
                said = result("")
        return await never(request) if said is None else said


def nobody(_: Address) -> list[str]:
    return []


# Opening.


def test_opening_tells_that_it_connects_and_then_shows_the_whole_pool(pool: Pool):
    async def open_and_close() -> Follower:
        async with connected(pool) as follower:
            assert follower.now.usable
            assert follower.now.snapshot.pool
            assert follower.now.snapshot.pool.name_label == "Stone"
            assert follower.now.heard
            assert (datetime.now(UTC) - follower.now.heard).total_seconds() < 10
            assert repr(follower.link) == f"<Link to {pool.address.key}, connected>"
            assert follower.statuses() == [Status.CONNECTING, Status.CONNECTED]
            (delta,) = [delta for _, delta in follower.heard if delta]
            assert VM in delta.changed
        return follower

    follower = asyncio.run(open_and_close())

    assert follower.statuses() == [Status.CONNECTING, Status.CONNECTED, Status.DISCONNECTED]
    assert follower.now.snapshot.pool
    assert follower.now.heard


def test_what_another_client_changes_is_seen(pool: Pool):
    async def follow() -> tuple[VM, Delta]:
        async with connected(pool) as follower:
            web = follower.vm("web-01")
            await pool.other("VM.set_name_description", web.ref, "changed elsewhere")
            await until(lambda: follower.vm("web-01").name_description == "changed elsewhere")
            changing = [delta for _, delta in follower.heard[3:] if delta and web.ref in delta.changed.get(VM, ())]
            return web, changing[0]

    web, delta = asyncio.run(follow())

    assert web.ref in delta.changed[VM]
    assert delta.snapshot.vms[web.ref].name_description == "changed elsewhere"


def test_opening_twice_is_opening_once(pool: Pool):
    logins = len(pool.calls(LOGIN))

    async def twice() -> None:
        async with connected(pool) as follower:
            await follower.link.open(pool.password)

    asyncio.run(twice())

    assert len(pool.calls(LOGIN)) == logins + 1


def test_a_wrong_password_is_told_and_leaves_nothing_open(pool: Pool):
    async def refused() -> tuple[Failure, Follower]:
        follower = Follower(pool.address, pool.pins)
        with pytest.raises(Failure) as failed:
            await follower.link.open("wrong")
        return failed.value, follower

    failed, follower = asyncio.run(refused())

    assert failed.code == "SESSION_AUTHENTICATION_FAILED"
    assert follower.statuses() == [Status.CONNECTING, Status.DISCONNECTED]
    assert "SESSION_AUTHENTICATION_FAILED" in follower.now.problem
    assert "wrong" not in repr(vars(follower.link))


def test_a_server_that_is_not_pinned_is_not_logged_in_to(pool: Pool):
    logins = len(pool.calls(LOGIN))

    async def refused() -> tuple[Untrusted, Follower]:
        follower = Follower(pool.address, nobody)
        with pytest.raises(Untrusted) as untrusted:
            await follower.link.open(pool.password)
        return untrusted.value, follower

    untrusted, follower = asyncio.run(refused())

    assert untrusted.shown.sha256 == pool.fingerprint
    assert follower.now.status is Status.DISCONNECTED
    assert len(pool.calls(LOGIN)) == logins


def test_a_member_of_a_pool_leads_to_its_coordinator(pool: Pool):
    asked: list[Address] = []
    member = replace(pool.address, host="127.0.0.2")

    def pins(address: Address) -> Any:
        asked.append(address)
        return trusting(address) if address == member else pool.pins(address)

    async def visit() -> tuple[Connection, Link]:
        async with following(member, pins, pool.password) as follower:
            return follower.now, follower.link

    connection, link = asyncio.run(visit())

    assert connection.usable
    assert connection.key == member.key
    assert (link.given, link.address) == (member, pool.address)
    assert asked[0] == member
    assert set(asked[1:]) == {pool.address}


def test_a_coordinator_that_nobody_vouches_for_is_asked_about_by_its_own_address():
    async def visit() -> tuple[Untrusted, Address, str, int]:
        certificates = self_signed("granite", "127.0.0.1"), self_signed("basalt", "127.0.0.2")
        member = Script()
        async with serving(always(result("")), certificates[0]) as coordinator:
            member.login = failure("HOST_IS_SLAVE", "127.0.0.1")
            port = coordinator.address.port
            async with serving(member.answer, certificates[1], host="127.0.0.2", port=port) as server:

                def pins(address: Address) -> list[str]:
                    return [certificates[1].fingerprint] if address == server.address else []

                with pytest.raises(Untrusted) as untrusted:
                    await Follower(server.address, pins).link.open("secret")
            return untrusted.value, coordinator.address, certificates[0].fingerprint, len(coordinator.requests)

    untrusted, coordinator, shown, requests = asyncio.run(visit())

    assert untrusted.where == coordinator
    assert untrusted.shown.sha256 == shown
    assert requests == 0


def test_a_coordinator_is_trusted_on_the_word_of_a_member_that_is(pool: Pool):
    member = replace(pool.address, host="127.0.0.2")

    async def visit() -> str:
        async with following(member, only(member), pool.password) as follower:
            return follower.link.address.host

    assert asyncio.run(visit()) == pool.address.host


def test_members_are_trusted_on_the_word_of_their_coordinator(pool: Pool):
    async def visit() -> tuple[int, int]:
        async with following(pool.address, only(pool.address, pool.fingerprint), pool.password) as follower:
            pins = follower.link._vouchers.pins
            others = [host.address for host in follower.now.snapshot.hosts.values() if host.address != "127.0.0.1"]
            await until(lambda: all(pins(pool.address.at(host)) for host in others))
        return len(others), sum(len(pins(pool.address.at(host))) for host in others)

    others, left = asyncio.run(visit())

    assert others > 1
    assert left == 0, "what was learned should go with the connection"


def test_closing_one_of_two_links_to_a_server_leaves_the_other_what_it_was_told(pool: Pool):
    async def visit() -> list[str]:
        vouchers = Vouchers(only(pool.address, pool.fingerprint))
        member = pool.address.at("127.0.0.2")
        links = [Link(pool.address, "root", vouchers.pins, lambda *_: None, vouchers=vouchers) for _ in range(2)]
        for link in links:
            await link.open(pool.password)
            await until(partial(member_known, link, member))
        await links[0].close()
        try:
            return list(vouchers.pins(member))
        finally:
            await links[1].close()

    assert len(asyncio.run(visit())) == 1


def member_known(link: Link, member: Address) -> bool:
    return (member.host, member.port) in link._vouchers._vouched.get(link, {})


def only(address: Address, *fingerprints: str) -> Pins:
    """Trust at one address alone; whatever it shows, where no fingerprint is given."""
    return lambda asked: (list(fingerprints) or trusting(asked)) if asked == address else []


def test_members_that_name_each_other_are_a_problem():
    async def visit() -> tuple[Problem, int]:
        script = Script()
        script.login = failure("HOST_IS_SLAVE", "127.0.0.1")
        async with serving(script.answer) as server:
            with pytest.raises(Problem) as problem:
                await Follower(server.address, nobody).link.open("secret")
            return problem.value, len(server.requests)

    problem, logins = asyncio.run(visit())

    assert "each other" in problem.detail
    assert logins == 3


@pytest.mark.parametrize("coordinator", ["256.1.1.1", "no.such.host", "xn--"])
def test_a_member_that_names_nonsense_as_its_coordinator_is_a_problem(coordinator):
    async def visit() -> Unreachable:
        script = Script()
        script.login = failure("HOST_IS_SLAVE", coordinator)
        async with serving(script.answer) as server:
            with pytest.raises(Unreachable) as problem:
                await Follower(server.address, nobody).link.open("secret")
            return problem.value

    assert asyncio.run(visit()).cause is Cause.UNKNOWN_NAME


def test_what_a_member_names_is_not_asked_where_it_is_no_name_of_a_host():
    async def visit() -> tuple[Failure, int]:
        script = Script()
        script.login = failure("HOST_IS_SLAVE", "granite/x?y=@basalt")
        async with serving(script.answer) as server:
            with pytest.raises(Failure) as refused:
                await Follower(server.address, nobody).link.open("secret")
            return refused.value, len(server.requests)

    refused, logins = asyncio.run(visit())

    assert (refused.code, logins) == ("HOST_IS_SLAVE", 1)


def test_a_session_whose_first_picture_cannot_be_had_is_logged_out():
    async def visit() -> list[str]:
        script = Script()
        script.first = http(b"<html>", "500 Internal Server Error")
        async with serving(script.answer) as server:
            with pytest.raises(Garbled):
                await Follower(server.address, nobody).link.open("secret")
            return [request.method for request in server.requests]

    assert asyncio.run(visit()) == [LOGIN, "event.from", "session.logout"]


@pytest.mark.parametrize("stage", STAGES)
def test_an_opening_that_is_cancelled_leaves_it_disconnected(stage):
    async def visit() -> tuple[Follower, list[str]]:
        script = Script()
        setattr(script, stage, None)
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)
            opening = asyncio.create_task(follower.link.open("secret"))
            await until(lambda: server.asked(STAGES[stage]))
            opening.cancel()
            with pytest.raises(asyncio.CancelledError):
                await opening
            return follower, [request.method for request in server.requests]

    follower, asked = asyncio.run(visit())

    assert follower.statuses() == [Status.CONNECTING, Status.DISCONNECTED]
    assert follower.now.problem == ""
    assert asked == ([LOGIN] if stage == "login" else [LOGIN, "event.from", "session.logout"])


@pytest.mark.parametrize("stage", STAGES)
def test_closing_ends_an_opening_that_is_under_way(stage):
    async def visit() -> tuple[Follower, Problem, int]:
        script = Script()
        setattr(script, stage, None)
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)
            opening = asyncio.create_task(follower.link.open("secret"))
            await until(lambda: server.asked(STAGES[stage]))
            await follower.link.close()
            heard = len(follower.heard)
            with pytest.raises(Problem, match="disconnected") as problem:
                await opening
            return follower, problem.value, heard

    follower, _, heard = asyncio.run(visit())

    assert follower.statuses() == [Status.CONNECTING, Status.DISCONNECTED]
    assert len(follower.heard) == heard, "it went on talking after it was closed"


def test_what_opens_a_link_hears_of_its_closing_after_everybody_else():
    async def visit() -> tuple[int, int]:
        script = Script()
        script.first = None
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)

            async def open_it() -> int:
                with pytest.raises(Problem):
                    await follower.link.open("secret")
                return len(follower.heard)

            opening = asyncio.create_task(open_it())
            await until(lambda: server.asked("event.from"))
            await follower.link.close()
            return await opening, len(follower.heard)

    heard_by_then, heard = asyncio.run(visit())

    assert heard_by_then == heard


def test_closing_in_the_moment_of_the_first_picture_does_not_leave_it_followed():
    async def visit() -> tuple[Follower, list[str]]:
        script = Script()
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)
            opening = asyncio.create_task(follower.link.open("secret"))
            closing: list[asyncio.Task[None]] = []
            hear = follower.link._publish

            def hear_and_close(connection: Connection, delta: Delta | None) -> None:
                hear(connection, delta)
                if connection.status is Status.CONNECTED and not closing:
                    closing.append(asyncio.create_task(follower.link.close()))

            follower.link._publish = hear_and_close
            (end,) = await asyncio.gather(opening, return_exceptions=True)
            await closing[0]
            assert end is None or isinstance(end, Problem)
            return follower, [request.method for request in server.requests]

    follower, asked = asyncio.run(visit())

    assert follower.now.status is Status.DISCONNECTED
    assert asked.count("session.logout") == 1


# Calls.


def test_a_call_without_a_connection_is_a_problem(pool: Pool):
    async def calls() -> None:
        link = Follower(pool.address, pool.pins).link
        with pytest.raises(Problem, match="not connected"):
            await link.call("pool.get_all")
        async with connected(pool) as follower:
            assert await follower.link.call("pool.get_all")
        with pytest.raises(Problem, match="not connected"):
            await follower.link.call("pool.get_all")

    asyncio.run(calls())


def test_calls_are_noted_for_the_log(pool: Pool):
    notes: list[CallNote] = []

    async def calls() -> None:
        follower = Follower(pool.address, pool.pins, notes.append)
        await follower.link.open(pool.password)
        await follower.link.call("pool.get_all")
        await follower.link.close()

    asyncio.run(calls())

    aside = {"host.get_server_certificate", "host.get_servertime", "event.from"}  # asked in the background
    ours = [note for note in notes if note.method not in aside]
    assert [note.method for note in ours] == [LOGIN, "pool.get_all", "session.logout"]
    assert all(note.params == () for note in ours)
    assert "event.from" in {note.method for note in notes}


def test_a_call_under_way_fails_when_the_link_is_closed():
    async def visit() -> BaseException | Any:
        script = Script()

        async def answer(request: Request) -> bytes:
            return await (never(request) if request.method == "VM.clean_shutdown" else script.answer(request))

        async with serving(answer) as server, following(server.address, nobody, "secret") as follower:
            call = asyncio.create_task(follower.link.call("VM.clean_shutdown", "OpaqueRef:vm"))
            await until(lambda: server.asked("VM.clean_shutdown"))
            await follower.link.close()
            (end,) = await asyncio.wait_for(asyncio.gather(call, return_exceptions=True), 5)
            return end

    assert isinstance(asyncio.run(visit()), Problem)


# Closing.


def test_closing_logs_out(pool: Pool):
    async def visit() -> None:
        async with connected(pool) as follower:
            assert follower.link._session
            session = follower.link._session._ref
            await _as_session(pool, session, "pool.get_all")
        with pytest.raises(XenAPI.Failure, match="SESSION_INVALID"):
            await _as_session(pool, session, "session.logout")

    asyncio.run(visit())

    assert pool.calls("session.logout")[-2]["originator"] == "xengui"


def test_closing_twice_and_closing_what_was_never_open_is_fine(pool: Pool):
    async def visit() -> Status:
        follower = Follower(pool.address, pool.pins)
        await follower.link.close()
        await follower.link.open(pool.password)
        await follower.link.close()
        await follower.link.close()
        return follower.now.status

    assert asyncio.run(visit()) is Status.DISCONNECTED


def test_a_closed_link_opens_again(pool: Pool):
    async def visit() -> Follower:
        async with connected(pool) as follower:
            await follower.link.close()
            await follower.link.open(pool.password)
            assert follower.now.usable
            return follower

    follower = asyncio.run(visit())

    assert follower.statuses().count(Status.CONNECTED) == 2


# Loss and return.


def test_a_lost_pool_is_told_with_the_next_try_and_comes_back_with_what_is_different(start_pool: StartPool):
    async def visit() -> Follower:
        pool = start_pool()
        async with connected(pool, trusting) as follower:
            picture = follower.now.snapshot
            pool.stop()
            await follower.until(Status.LOST)
            lost = follower.now
            assert lost.snapshot is picture
            assert lost.problem
            assert lost.next_try
            heard = len(follower.heard)
            start_pool("--port", str(pool.address.port))
            await follower.until(Status.CONNECTED)
            assert follower.now.next_try is None
            assert follower.now.problem == ""
            (delta,) = [delta for _, delta in follower.heard[heard:] if delta]
            untouched = picture.vms.keys() - delta.changed.get(VM, frozenset())
            assert untouched
            assert follower.now.snapshot.vms[min(untouched)] is picture.vms[min(untouched)]
            return follower

    follower = asyncio.run(visit())

    assert follower.statuses()[:4] == [Status.CONNECTING, Status.CONNECTED, Status.LOST, Status.CONNECTED]


def test_only_what_is_different_after_a_return_is_told():
    async def visit() -> list[Delta]:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            script.first = batch("5", a_pool(), {**a_pool("New", "OpaqueRef:vm"), "class": "vm"})
            await _lose(follower)
            await until(lambda: follower.statuses()[-2:] == [Status.LOST, Status.CONNECTED])
            return [delta for _, delta in follower.heard if delta]

    first, second = asyncio.run(visit())

    assert {kind.__name__ for kind in first.changed} == {"Pool"}
    assert {kind.__name__ for kind in second.changed} == {"VM"}


def test_the_session_of_a_lost_connection_is_logged_out_after_the_return(pool: Pool):
    async def visit() -> tuple[str, list[str]]:
        async with connected(pool) as follower:
            lost = follower.link._session
            assert lost
            await _lose(follower)
            await until(lambda: follower.statuses()[-2:] == [Status.LOST, Status.CONNECTED])
            await until(lambda: not follower.link._left_behind)
            try:
                await _as_session(pool, lost._ref, "pool.get_all")
            except XenAPI.Failure as failure:
                return lost._ref, failure.details
            return lost._ref, []

    ref, refused = asyncio.run(visit())

    assert refused == ["SESSION_INVALID", ref]


def test_a_coordinator_that_is_gone_is_looked_for_at_the_server_that_was_asked_for(pool: Pool, monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (0.01,))

    async def visit() -> str:
        async with connected(pool) as follower:
            follower.link.address = follower.link._coordinator = pool.address.at("127.0.0.99")
            await _lose(follower)
            await until(lambda: follower.statuses()[-2:] == [Status.LOST, Status.CONNECTED])
            return follower.link.address.host

    assert asyncio.run(visit()) == pool.address.host


def a_host(ref: str, address: str) -> dict[str, Any]:
    return {"class": "host", "operation": "add", "ref": ref, "snapshot": {"name_label": ref, "address": address}}


@pytest.mark.parametrize("shows", ["what was vouched for", "another certificate"])
def test_a_coordinator_that_is_gone_is_looked_for_at_the_members_it_vouched_for(shows: str):
    async def visit() -> tuple[Follower, int]:
        old, new = Script(), Script()
        new.first = batch("9", a_pool("Tiny, led by another"))
        first, second = self_signed("granite", "127.0.0.1"), self_signed("basalt", "127.0.0.2")
        vouched = second if shows == "what was vouched for" else self_signed("basalt", "127.0.0.2")
        old.first = batch("1", a_pool(), a_host("OpaqueRef:a", "127.0.0.1"), a_host("OpaqueRef:b", "127.0.0.2"))

        async def answer(request: Request) -> bytes:
            if request.method == "host.get_server_certificate":
                return result(vouched.pem)
            return await old.answer(request)

        async with serving(new.answer, second, host="127.0.0.2") as member:
            async with serving(answer, first, port=member.address.port) as server:
                follower = Follower(server.address, only(server.address, first.fingerprint))
                await follower.link.open("secret")
                await until(lambda: follower.link._vouchers.pins(member.address))
            if shows == "what was vouched for":
                await until(lambda: follower.link.address == member.address and follower.now.usable)
            else:
                await until(lambda: len([c for c, _ in follower.heard if c.next_try]) > 4)
            await follower.link.close()
            return follower, len(member.requests)

    follower, requests = asyncio.run(visit())

    if shows == "what was vouched for":
        assert Status.CONNECTED in follower.statuses()[2:]
    else:
        assert follower.statuses() == [Status.CONNECTING, Status.CONNECTED, Status.LOST, Status.DISCONNECTED]
        assert requests == 0


async def _lose(follower: Follower) -> None:
    """Cut the connection over which the link follows."""
    for transport in follower.link._transports:
        await transport.close()


def test_a_pool_whose_server_on_the_list_is_gone_is_opened_through_another_that_is_known():
    async def visit() -> tuple[bool, str]:
        script = Script()
        async with serving(script.answer, host="127.0.0.2") as member:
            given = member.address.at("127.0.0.1")
            members = (Member("granite", "127.0.0.1"), Member("basalt", "127.0.0.2"))
            link = Link(given, "root", nobody, lambda *_: None, str, members=members)
            link.given = link.address = link._coordinator = replace(given, tls=False)
            await link.open("secret")
            try:
                return link.connection.usable, link.address.host
            finally:
                await link.close()

    assert asyncio.run(visit()) == (True, "127.0.0.2")


def test_a_watch_that_is_interrupted_by_sleep_goes_on_in_the_same_session():
    async def visit() -> tuple[Follower, Script, list[str], int]:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            await until(lambda: len(server.asked("event.from")) == 2)
            follower.link.rest()
            await asyncio.sleep(0)
            script.next = batch("7", a_pool("Renamed meanwhile"))
            follower.link.wake()
            await until(lambda: follower.now.snapshot.pool and "meanwhile" in follower.now.snapshot.pool.name_label)
            return follower, script, [call[2] for call in server.asked("event.from")], len(server.asked(LOGIN))

    follower, _, tokens, logins = asyncio.run(visit())

    assert tokens[:3] == ["", "1", "1"]
    assert logins == 1
    assert Status.LOST not in follower.statuses()


def test_sessions_that_end_at_once_do_not_lead_to_a_storm_of_logins(monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (0.01, 600.0))

    async def visit() -> int:
        script = Script()
        script.next = failure("SESSION_INVALID", "OpaqueRef:session")
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            await until(lambda: follower.now.next_try and follower.now.problem)
            await until(lambda: follower.now.status is Status.LOST)
            await asyncio.sleep(0.2)
            return len(server.asked(LOGIN))

    assert asyncio.run(visit()) <= 3


def test_trying_now_cuts_the_pause(monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (600.0,))

    async def visit() -> Follower:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            await _lose(follower)
            await follower.until(Status.LOST)
            assert follower.now.next_try
            assert (follower.now.next_try - datetime.now(UTC)).total_seconds() > 400
            follower.link.try_now()
            await follower.until(Status.CONNECTED)
            return follower

    asyncio.run(visit())


def test_trying_now_in_the_moment_of_the_loss_counts(monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (600.0,))

    async def visit() -> None:
        script = Script()
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)
            hear = follower.link._publish

            def at_once(connection: Connection, delta: Delta | None) -> None:
                hear(connection, delta)
                if connection.status is Status.LOST:
                    follower.link.try_now()

            follower.link._publish = at_once
            await follower.link.open("secret")
            await _lose(follower)
            await until(lambda: follower.statuses()[-2:] == [Status.LOST, Status.CONNECTED])
            await follower.link.close()

    asyncio.run(visit())


def test_trying_now_is_one_try(monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (600.0,))

    async def visit() -> int:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            script.login = http(b"", "503 Service Unavailable")
            await _lose(follower)
            await follower.until(Status.LOST)
            first = follower.now.next_try
            follower.link.try_now()
            await until(lambda: follower.now.next_try != first)
            for _ in range(20):
                await asyncio.sleep(0.001)
            return len(server.asked(LOGIN))

    assert asyncio.run(visit()) == 2


def test_the_pauses_grow_and_the_last_one_repeats(monkeypatch):
    monkeypatch.setattr(comeback, "PAUSES_S", (0.01, 0.05, 0.2))

    async def visit() -> list[float]:
        script = Script()
        waits: list[float] = []
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            hear = follower.link._publish

            def measure(connection: Connection, delta: Delta | None) -> None:
                hear(connection, delta)
                if connection.next_try:
                    waits.append((connection.next_try - datetime.now(UTC)).total_seconds())

            follower.link._publish = measure
            script.login = http(b"", "503 Service Unavailable")
            await _lose(follower)
            await until(lambda: len(waits) == 5)
        return waits

    waits = asyncio.run(visit())

    for seconds, expected in zip(waits, (0.01, 0.05, 0.2, 0.2, 0.2), strict=True):
        assert expected * 0.8 - 0.01 < seconds <= expected * 1.2


def test_closing_while_lost_ends_the_tries(start_pool: StartPool):
    async def visit() -> Follower:
        pool = start_pool()
        async with connected(pool) as follower:
            pool.stop()
            await follower.until(Status.LOST)
        return follower

    follower = asyncio.run(visit())

    assert follower.now.status is Status.DISCONNECTED
    assert follower.now.snapshot.pool
    assert (follower.now.problem, follower.now.next_try) == ("", None)


def test_an_ended_session_is_replaced_without_a_word():
    async def visit() -> tuple[Follower, int]:
        script = Script()
        script.next = failure("SESSION_INVALID", "OpaqueRef:session")

        async def answer(request: Request) -> bytes:
            if request.method == "event.from" and request.params[2]:
                script.next, ending = None, script.next
                return ending or await never(request)
            return await script.answer(request)

        async with serving(answer) as server, following(server.address, nobody, "secret") as follower:
            await until(lambda: len(server.asked("event.from")) == 4)
            return follower, len(server.asked(LOGIN))

    follower, logins = asyncio.run(visit())

    assert logins == 2
    assert Status.LOST not in follower.statuses()


def test_a_session_that_another_client_ends_is_replaced(pool: Pool):
    async def visit() -> tuple[bool, list[Status]]:
        async with connected(pool) as follower:
            session = follower.link._session
            assert session
            stolen = session._ref

            await _as_session(pool, stolen, "session.logout")
            await until(lambda: follower.link._session not in (None, session))
            await until(lambda: follower.now.usable)
            again = await follower.link.call("pool.get_all")
            return bool(again), follower.statuses()

    again, statuses = asyncio.run(visit())

    assert again
    assert Status.LOST not in statuses


async def _as_session(pool: Pool, session: str, method: str) -> None:
    """Make a call in somebody's session."""

    def call() -> None:
        other = XenAPI.Session(pool.address.url, ignore_ssl=True)
        try:
            answer = getattr(other, method)(session)
        finally:
            other("close")()
        if answer["Status"] == "Failure":
            raise XenAPI.Failure(answer["ErrorDescription"])

    await asyncio.to_thread(call)


def test_a_password_that_is_wrong_after_a_return_needs_a_person(start_pool: StartPool):
    async def visit() -> tuple[Follower, Pool]:
        pool = start_pool()
        async with connected(pool, trusting) as follower:
            pool.stop()
            await follower.until(Status.LOST)
            again = start_pool("--port", str(pool.address.port), "--password", "another one")
            await follower.until(Status.DISCONNECTED)
            assert "SESSION_AUTHENTICATION_FAILED" in follower.now.problem
            assert follower.now.next_try is None
            assert follower.now.snapshot.pool
            assert pool.password not in vars(follower.link).values()
            await follower.link.open("another one")
            assert follower.now.usable
            return follower, again

    follower, again = asyncio.run(visit())

    assert follower.statuses()[2:4] == [Status.LOST, Status.DISCONNECTED]
    assert [call["error"] for call in again.calls(LOGIN)] == ["SESSION_AUTHENTICATION_FAILED", None]


def test_a_certificate_that_is_another_after_a_return_needs_a_person(start_pool: StartPool):
    async def visit() -> tuple[Follower, Pool]:
        pool = start_pool()
        async with connected(pool) as follower:
            pool.stop()
            await follower.until(Status.LOST)
            again = start_pool("--port", str(pool.address.port))
            await follower.until(Status.DISCONNECTED)
            assert again.fingerprint in follower.now.problem
            return follower, again

    _, again = asyncio.run(visit())

    assert not again.log.read_text()


def test_a_coordinator_that_becomes_a_member_leads_to_the_new_one():
    async def visit() -> tuple[str, Link]:
        old, new = Script(), Script()
        new.first = batch("9", a_pool("Tiny, led by another"))
        async with (
            serving(old.answer) as server,
            serving(new.answer, host="127.0.0.2", port=server.address.port),
            following(server.address, nobody, "secret") as follower,
        ):
            old.login = failure("HOST_IS_SLAVE", "127.0.0.2")
            await _lose(follower)
            await until(lambda: follower.link.address.host == "127.0.0.2" and follower.now.usable)
            assert follower.now.snapshot.pool
            return follower.now.snapshot.pool.name_label, follower.link

    name, link = asyncio.run(visit())

    assert name == "Tiny, led by another"
    assert link.given.host == "127.0.0.1"


@pytest.mark.parametrize("hears", ["watch", "call"])
def test_a_coordinator_that_becomes_a_member_while_it_is_followed_leads_to_the_new_one(hears: str):
    async def visit() -> tuple[Follower, list[Any]]:
        old, new = Script(), Script()
        new.first = batch("9", a_pool("Tiny, led by another"))
        moved = failure("HOST_IS_SLAVE", "127.0.0.2")
        released = asyncio.Event()

        async def answer(request: Request) -> bytes:
            if request.method == "event.from" and request.params[2]:
                await released.wait()
                return moved
            return moved if request.method == "VM.start" else await old.answer(request)

        async with (
            serving(answer) as server,
            serving(new.answer, host="127.0.0.2", port=server.address.port) as other,
            following(server.address, nobody, "secret") as follower,
        ):
            if hears == "call":
                with pytest.raises(Failure) as refused:
                    await follower.link.call("VM.start", "OpaqueRef:vm", False, False)
                assert refused.value.coordinator == "127.0.0.2"
            else:
                released.set()
            await until(lambda: follower.link.address.host == "127.0.0.2" and follower.now.usable)
            await until(lambda: follower.now.snapshot.pool and "another" in follower.now.snapshot.pool.name_label)
            return follower, other.asked("VM.start")

    follower, repeated = asyncio.run(visit())

    assert Status.LOST not in follower.statuses()
    assert repeated == []


@pytest.mark.parametrize("error", [("SESSION_INVALID", "OpaqueRef:session"), ("HOST_IS_SLAVE", "127.0.0.1")])
def test_a_call_in_a_session_that_has_ended_is_refused_and_a_new_session_is_there(error):
    async def visit() -> tuple[Follower, int, int]:
        script = Script()

        async def answer(request: Request) -> bytes:
            if request.method == "VM.start" and request.params[0] == "OpaqueRef:session":
                script.login = result("OpaqueRef:another")
                return failure(*error)
            return await script.answer(request)

        async with serving(answer) as server, following(server.address, nobody, "secret") as follower:
            calls = [follower.link.call("VM.start", f"OpaqueRef:{n}", False, False) for n in range(3)]
            ends = await asyncio.gather(*calls, return_exceptions=True)
            assert [type(end) for end in ends].count(Failure) >= 1
            await until(lambda: follower.link._session and follower.link._session._ref == "OpaqueRef:another")
            await until(lambda: follower.now.usable)
            await follower.link.call("VM.start", "OpaqueRef:last", False, False)
            return follower, len(server.asked(LOGIN)), len(server.asked("VM.start"))

    follower, logins, starts = asyncio.run(visit())

    assert logins == 2
    assert starts <= 4, "no call is repeated"
    assert Status.LOST not in follower.statuses()


@pytest.mark.parametrize("leave", ["cancel", "close"])
def test_a_login_that_is_answered_after_it_was_given_up_is_logged_out(leave: str, monkeypatch):
    monkeypatch.setattr(login, "LATE_LOGIN_S", 30.0)

    async def visit() -> list[list[Any]]:
        script = Script()
        answered = asyncio.Event()

        async def answer(request: Request) -> bytes:
            if request.method == LOGIN:
                await answered.wait()
                return result("OpaqueRef:late")
            return await script.answer(request)

        async with serving(answer) as server:
            follower = Follower(server.address, nobody)
            opening = asyncio.create_task(follower.link.open("secret"))
            await until(lambda: server.asked(LOGIN))
            if leave == "cancel":
                opening.cancel()
                await asyncio.gather(opening, return_exceptions=True)
                closing = asyncio.create_task(follower.link.close())
            else:
                closing = asyncio.create_task(follower.link.close())
                await asyncio.gather(opening, return_exceptions=True)
            assert follower.now.status is Status.DISCONNECTED
            answered.set()
            await asyncio.wait_for(closing, 10)
            return server.asked("session.logout")

    assert asyncio.run(visit()) == [["OpaqueRef:late"]]


def test_a_mistake_of_ours_is_logged_and_told_as_a_loss(caplog):
    caplog.set_level(logging.ERROR)
    broken = True

    async def visit() -> Follower:
        script = Script()
        script.next = batch("2", a_pool("Renamed"))
        async with serving(script.answer) as server:
            follower = Follower(server.address, nobody)
            hear = follower.link._publish

            def stumble(connection: Connection, delta: Delta | None) -> None:
                hear(connection, delta)
                if broken and delta and connection.snapshot.pool and connection.snapshot.pool.name_label == "Renamed":
                    raise ZeroDivisionError

            follower.link._publish = stumble
            await follower.link.open("secret")
            await follower.until(Status.LOST)
            await follower.link.close()
            return follower

    follower = asyncio.run(visit())

    assert Status.LOST in follower.statuses()
    assert "ZeroDivisionError" in caplog.text


def test_an_answer_that_is_none_is_a_loss_that_mends_itself():
    async def visit() -> None:
        script = Script()
        script.next = http(b"<html>")
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            await follower.until(Status.LOST)
            script.next = None
            await follower.until(Status.CONNECTED)

    asyncio.run(visit())


# Tasks.


def test_a_task_is_followed_to_its_end(pool: Pool):
    progress: list[Task] = []

    async def visit() -> Task | None:
        async with connected(pool) as follower:
            ref = await follower.link.call("Async.VM.start", follower.vm("desktop-gold").ref, False, False)
            return await asyncio.wait_for(follower.link.task_end(ref, progress.append), 10)

    task = asyncio.run(visit())

    assert task
    assert task.status == "success"
    assert all(seen.status == "pending" for seen in progress)


def test_a_task_that_ended_before_it_is_waited_for_is_no_wait(pool: Pool):
    async def visit() -> Task | None:
        async with connected(pool) as follower:
            ref = await follower.link.call("Async.VM.hard_shutdown", follower.vm("web-02").ref)
            await until(lambda: getattr(follower.now.snapshot.tasks.get(ref), "status", "") == "success")
            return await asyncio.wait_for(follower.link.task_end(ref, lambda _: None), 5)

    task = asyncio.run(visit())

    assert task
    assert task.status == "success"


def test_a_failed_task_has_the_reason_in_its_record(pool: Pool):
    async def visit() -> Task | None:
        async with connected(pool) as follower:
            ref = await follower.link.call("Async.VM.start", follower.vm("hungry").ref, False, False)
            return await asyncio.wait_for(follower.link.task_end(ref, lambda _: None), 10)

    task = asyncio.run(visit())

    assert task
    assert (task.status, task.error_info[0]) == ("failure", "HOST_NOT_ENOUGH_FREE_MEMORY")


def test_a_task_that_nobody_knows_has_vanished(pool: Pool, monkeypatch):
    monkeypatch.setattr(tasks, "LOOK_ANYWAY_S", 0.01)

    async def visit() -> Task | None:
        async with connected(pool) as follower:
            return await asyncio.wait_for(follower.link.task_end("OpaqueRef:never-was", lambda _: None), 5)

    assert asyncio.run(visit()) is None


def test_a_task_of_a_lost_pool_is_waited_for_until_the_pool_is_back(monkeypatch):
    monkeypatch.setattr(tasks, "LOOK_ANYWAY_S", 0.01)
    task = {"class": "task", "operation": "add", "ref": "OpaqueRef:task", "snapshot": {"status": "pending"}}
    told: list[Task] = []

    async def visit() -> Task | None:
        script = Script()
        script.first = batch("1", a_pool(), task)
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            waiting = asyncio.create_task(follower.link.task_end("OpaqueRef:task", told.append))
            await until(lambda: told)
            script.login = http(b"", "503 Service Unavailable")
            script.first = batch("5", a_pool(), {**task, "snapshot": {"status": "success"}})
            await _lose(follower)
            await until(lambda: len(server.asked(LOGIN)) > 3)
            assert not waiting.done()
            script.login = result("OpaqueRef:another")
            return await asyncio.wait_for(waiting, 5)

    ended = asyncio.run(visit())

    assert ended
    assert ended.status == "success"


def test_closing_ends_every_wait_for_a_task_with_a_problem():
    async def visit() -> object:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            waiting = asyncio.create_task(follower.link.task_end("OpaqueRef:task", lambda _: None))
            await asyncio.sleep(0)
            await follower.link.close()
            (end,) = await asyncio.wait_for(asyncio.gather(waiting, return_exceptions=True), 5)
            return end

    end = asyncio.run(visit())

    assert isinstance(end, Problem)
    assert "disconnected" in str(end)


@pytest.mark.parametrize("reason", ["SESSION_AUTHENTICATION_FAILED"])
def test_a_return_that_needs_a_person_ends_every_wait_for_a_task(reason):
    async def visit() -> object:
        script = Script()
        async with serving(script.answer) as server, following(server.address, nobody, "secret") as follower:
            waiting = asyncio.create_task(follower.link.task_end("OpaqueRef:task", lambda _: None))
            await asyncio.sleep(0)
            script.login = failure(reason)
            await _lose(follower)
            (end,) = await asyncio.wait_for(asyncio.gather(waiting, return_exceptions=True), 5)
            return end

    end = asyncio.run(visit())

    assert isinstance(end, Problem)
    assert reason in str(end)


def test_a_link_goes_by_the_name_of_its_pool(pool: Pool):
    follower = Follower(pool.address, pool.pins)

    follower.link.rename("Stone")

    assert follower.heard[-1][0].name == "Stone"


def test_a_link_remembers_the_servers_of_its_pool(pool: Pool):
    known, now = (Member("granite", "10.0.0.1"),), (Member("basalt", "10.0.0.2"),)
    follower = Follower(pool.address, pool.pins)
    link = Link(pool.address, "root", pool.pins, lambda connection, delta: None, members=known)
    assert link.connection.members == known

    follower.link.note_members(now)

    assert follower.heard[-1][0].members == now


# A pool that shows another certificate.


class Renewed:
    """A certificate that is replaced while its server runs; connections that are open stay as they are."""

    def __init__(self) -> None:
        self.now = self_signed("granite", "127.0.0.1")
        self.before = self.now.fingerprint
        self._context = self.now.context()

    def context(self) -> ssl.SSLContext:
        return self._context

    def renew(self, folder: Path) -> None:
        self.now = self_signed("granite", "127.0.0.1")
        (folder / "host.pem").write_text(self.now.pem + self.now.key_pem)
        self._context.load_cert_chain(folder / "host.pem")


@pytest.mark.parametrize("trusts", [True, False])
def test_a_certificate_that_changes_behind_a_living_watch_is_asked_about_at_the_next_call(trusts: bool, tmp_path: Path):
    async def visit() -> tuple[list[Untrusted], Follower, list[str]]:
        certificate: Any = Renewed()
        script = Script()
        pinned: list[str] = [certificate.before]
        asked: list[Untrusted] = []

        async def answer(request: Request) -> bytes:
            said = await script.answer(request)
            if request.method != LOGIN:
                return said
            return said.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n", 1)  # the next call shakes hands anew

        async def decide(untrusted: Untrusted) -> bool:
            asked.append(untrusted)
            assert follower.now.status is Status.LOST
            assert follower.now.snapshot.pool  # the last picture is still there
            if trusts:
                pinned[:] = [untrusted.shown.sha256]
            return trusts

        async with serving(answer, certificate) as server:
            follower = Follower(server.address, lambda _: pinned)
            follower.link._decide = decide
            await follower.link.open("secret")
            certificate.renew(tmp_path)
            with pytest.raises(Untrusted):
                await follower.link.call("VM.start", "OpaqueRef:vm", False, False)
            await until(lambda: asked)
            await follower.until(Status.CONNECTED if trusts else Status.DISCONNECTED)
            problem = follower.now.problem
            await follower.link.close()
            return asked, follower, [problem, *(request.method for request in server.requests)]

    (untrusted,), follower, (problem, *asked) = asyncio.run(visit())

    assert untrusted.known != untrusted.shown.sha256
    assert "VM.start" not in asked
    assert asked.count(LOGIN) == (2 if trusts else 1)
    assert (problem == "") is trusts
    assert follower.statuses().count(Status.LOST) == 1


@pytest.mark.parametrize("first_is_cancelled", [False, True])
def test_closing_twice_at_the_same_time_logs_out_once_and_waits_for_it(first_is_cancelled: bool):
    async def visit() -> list[list[Any]]:
        script = Script()
        asked, answered = asyncio.Event(), asyncio.Event()

        async def answer(request: Request) -> bytes:
            if request.method == "session.logout":
                asked.set()
                await answered.wait()
            return await script.answer(request)

        async with serving(answer) as server:
            follower = Follower(server.address, nobody)
            await follower.link.open("secret")
            first = asyncio.create_task(follower.link.close())
            await asked.wait()
            second = asyncio.create_task(follower.link.close())
            if first_is_cancelled:
                first.cancel()
            await asyncio.wait({second}, timeout=0.2)  # long enough for another logout to come
            assert not second.done()
            answered.set()
            await asyncio.gather(first, second, return_exceptions=True)
            assert not second.exception()
            return server.asked("session.logout")

    assert len(asyncio.run(visit())) == 1
