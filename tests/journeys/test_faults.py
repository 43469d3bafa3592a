"""What a pool and a network can do to the program; in the end the tree is the pool's again."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.soak.meters import Census
from tests.soak.pool import PretendPool, differences
from xengui.model.estate import Connection, Status
from xengui.net import link, pace, search, session, transport, watch
from xengui.net.session import ORIGINATOR
from xengui.operations.jobs import Outcome
from xengui.queries.tree import infrastructure
from xengui.ui.clock import now
from xengui.ui.widgets.banner import Banner

if TYPE_CHECKING:
    from tests.journeys.person import Person

HEALED_S = 40.0
"""Far more than it takes: a machine may be slow."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch) -> None:
    """The program's patience, shortened in one place so that nobody waits for a pool that says nothing."""
    monkeypatch.setattr(watch, "POLL_S", 1.0)
    monkeypatch.setattr(link, "SLACK_S", 1.5)
    monkeypatch.setattr(search, "ANSWER_S", 2.0)
    monkeypatch.setattr(session, "CALL_TIMEOUT_S", 4.0)
    monkeypatch.setitem(session.Session.call.__kwdefaults__, "timeout_s", 4.0)
    monkeypatch.setattr(session, "LOGOUT_TIMEOUT_S", 1.0)
    monkeypatch.setattr(watch, "FULL_TIMEOUT_S", 4.0)
    monkeypatch.setattr(transport, "STALL_S", 2.0)
    monkeypatch.setattr(transport, "GRACE_S", 2.0)


@pytest.fixture
def errors(caplog):
    """What is logged as an error, the loop's own errors among it; it must be nothing at the end of a test."""
    caplog.set_level(logging.ERROR)
    yield
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def connection(person: Person) -> Connection:
    (found,) = person.program.bridge.estate
    return found


def banner(person: Person) -> str:
    """What the banner over the tabs says; "" while there is none."""
    found = person.window.page.findChild(Banner, "offlineBanner")
    assert found
    return " ".join(person.words_in(found)) if found.isVisible() else ""


def rows_wrong(person: Person) -> list[str]:
    """Which rows of the tree are not those that its picture deserves."""
    window = person.window
    toggles = window._wanted()[1]
    wanted, pending = set(), list(infrastructure(person.program.bridge.estate, toggles, now()))
    while pending:
        node = pending.pop()
        wanted.add((node.key, node.text, node.state))
        pending.extend(node.children)
    shown = {(node.key, node.text, node.state) for _, node in window.tree.rows.walk()}
    return sorted(text for _, text, _ in wanted ^ shown)


@contextlib.asynccontextmanager
async def at_the_pool(person: Person, pool) -> AsyncIterator[PretendPool]:
    """The pool Stone, on screen with all its members vouched for, and its control port."""
    async with httpx.AsyncClient(base_url=str(pool.said["control"]), timeout=30, trust_env=False) as control:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("Stone")
        servers = person.program.servers
        known = servers.find(f"127.0.0.1:{pool.port}")
        assert known
        members = [known.given.at(host.address) for host in known.connection.snapshot.hosts.values()]
        await person.until("it is vouched for", lambda: all(servers._vouchers.pins(place) for place in members))
        yield PretendPool(pool.said, "Stone", pool.log, control)


async def healed(person: Person, stone: PretendPool) -> None:
    """Wait until every record and every row is as the pool has it."""
    told: list[str] = ["not connected"]
    try:
        async with asyncio.timeout(HEALED_S):
            while told:
                await asyncio.sleep(0.1)
                if connection(person).status is Status.CONNECTED:
                    told = differences(await stone.truth(), connection(person).snapshot) or rows_wrong(person)
    except TimeoutError:
        raise AssertionError(f"it stays wrong: {told}\n{person.told()}") from None
    await person.until("the banner goes", lambda: not banner(person))


async def describe(stone: PretendPool, words: str) -> None:
    """Something changes, so that the pool answers and is asked again."""
    await stone.act("set", **{"class": "VM", "name": "web-01", "field": "name_description", "value": words})


async def struck(stone: PretendPool) -> None:
    """Wait until the fault has struck, as often as it may where that is bounded."""
    async with asyncio.timeout(HEALED_S):
        while True:
            faults = (await stone.control.get("/faults")).json()
            if all(
                fault["struck"] >= (fault.get("times") or 1) or fault["fault"] in {"skew", "refuse"} for fault in faults
            ):
                return
            await describe(stone, "once more")
            await asyncio.sleep(0.1)


async def lasting(person: Person, words: tuple[str, ...]) -> None:
    """Wait until the banner tells of a fault in one of these words, and how old the picture is."""
    await person.until(f"the banner says {words}", lambda: any(word in banner(person) for word in words))
    assert "Connection lost" in banner(person)
    assert "What you see is from" in banner(person)


def changing_calls(stone: PretendPool) -> list[str]:
    """The calls of ours that begin work, as the pool has them in its log."""
    ours = [str(call["method"]) for call in stone.calls() if call["originator"] == ORIGINATOR]
    return [method for method in ours if method.startswith("Async.")]


def arguments(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


@dataclass(frozen=True)
class Fault:
    """A fault, and the words of the banner while it lasts. Without words nobody needs to notice. `anew` has the pool
    end its sessions besides, because the fault strikes new connections."""

    name: str
    says: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)
    anew: bool = False
    spoils: bool = False
    """Answers arrive that no recorder can read."""


SILENT = ("does not answer",)
ODD = ("not as a XenServer or XCP-ng server does",)
FAULTS = {
    "refused": Fault("refuse", ("refused the connection",)),
    "silent": Fault("silent", SILENT),
    "silent after it was carried out": Fault("silent", SILENT, {"carried_out": True}),
    "no handshake": Fault("silent_connect", SILENT, anew=True),
    "trickling": Fault("trickle", ("too slowly", *SILENT), {"bytes_per_second": 10}),
    "corrupt": Fault("corrupt", (), {"times": 3}, spoils=True),
    "truncated": Fault("truncated", ("closed the connection",)),
    "short": Fault("short", ODD, spoils=True),
    "a web page": Fault("not_rpc", ODD, spoils=True),
    "dropped": Fault("drop", ("closed the connection",)),
    "the answer dropped": Fault("drop", ("closed the connection",), {"after": 0}),
    "the request dropped": Fault("drop_request", ("closed the connection",)),
    "http 500": Fault("http", ("500",)),
    "http 503": Fault("http", ("503",), {"status": 503}),
    "slow": Fault("slow", (), {"seconds_each": 0.3}),
    "lost deletions": Fault("lost_deletions"),
    "an old token": Fault("old_token"),
    "skew": Fault("skew", (), {"by": 86_400}),
    "every session invalid": Fault("fails", ("session",), {"code": "SESSION_INVALID", "params": ["OpaqueRef:x"]}),
    "events lost": Fault("fails", (), {"code": "EVENTS_LOST", "method": "event.from", "times": 3}),
    "a slave": Fault("fails", ("name",), {"code": "HOST_IS_SLAVE", "params": ["127.0.0.1"]}),
    "booting": Fault("fails", ("start",), {"code": "HOST_STILL_BOOTING"}),
}


@pytest.mark.usefixtures("errors")
@pytest.mark.parametrize("fault", FAULTS)
def test_the_tree_is_the_pools_again_when_a_fault_is_over(go, pretend, recorded, fault: str) -> None:
    pool, given = pretend("demo", "--control", "0"), FAULTS[fault]

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.fault(given.name, **given.params)
            if given.anew:
                await stone.act("logout_all")
            await stone.act("vanish", **{"class": "VM", "name": "web-02"})
            await describe(stone, "while it lasts")
            if given.says:
                await lasting(person, given.says)
            await struck(stone)
            await describe(stone, "told by nobody yet")
            await stone.heal()
            await healed(person, stone)

    go(journey, *arguments(pool), password=pool.password)
    if given.spoils:
        recorded[:] = [(place, asked, None) for place, asked, _ in recorded]


ACTS: dict[str, dict[str, Any]] = {
    "a restart": {"act": "restart", "away_s": 1},
    "a restart with fewer objects": {"act": "restart", "away_s": 1, "fewer": 2},
    "a toolstack restart": {"act": "toolstack_restart", "away_s": 1},
    "all sessions end": {"act": "logout_all"},
    "fail-over": {"act": "failover", "to": "basalt"},
}


@pytest.mark.usefixtures("errors")
@pytest.mark.parametrize("act", ACTS)
def test_the_tree_is_the_pools_again_after_an_act(go, pretend, act: str) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            heard = connection(person).heard
            await stone.act(**ACTS[act])
            await stone.act("vanish", **{"class": "VM", "name": "web-02"})
            await person.until("it is heard again", lambda: connection(person).heard != heard)
            await healed(person, stone)

    go(journey, *arguments(pool), password=pool.password)


@pytest.mark.usefixtures("errors")
def test_a_dead_coordinator_that_comes_back_is_a_member(go, pretend) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.act("failover", to="basalt")
            await lasting(person, ("refused the connection", "Asking"))
            await healed(person, stone)
            dead = next(host["address"] for host in await stone.hosts() if not host["live"])
            await stone.act("return", host=dead)
            await healed(person, stone)

    go(journey, *arguments(pool), password=pool.password)


@pytest.mark.usefixtures("errors")
def test_modifications_that_nobody_told_are_found_by_a_look_at_everything(go, pretend, monkeypatch) -> None:
    monkeypatch.setattr(pace, "QUIET_LOOK_S", 3.0)
    monkeypatch.setattr(pace, "_SHARE", 1)
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.fault("lost_modifications", times=1)
            await describe(stone, "told by nobody")
            await healed(person, stone)

    go(journey, *arguments(pool), password=pool.password)


@pytest.mark.usefixtures("errors")
@pytest.mark.parametrize("trusted", [True, False])
def test_another_certificate_after_a_restart_is_a_question(go, pretend, trusted: bool) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.act("restart", away_s=0.5, certificate="other")
            dialog = await person.dialog_shown("certificateDialog")
            assert (await stone.counts())[0] == 0
            if trusted:
                await person.until("it is told", lambda: "shows a different certificate" in banner(person))
                person.check(dialog, "comparedBox")
                person.press(dialog, "trustButton")
                await healed(person, stone)
                return
            person.cancel(dialog)
            await person.until("it is disconnected", lambda: connection(person).status is Status.DISCONNECTED)
            assert "shows a different certificate" in connection(person).problem
            assert (await stone.counts())[0] == 0

    go(journey, *arguments(pool), password=pool.password)


JOBS: dict[str, tuple[str, dict[str, Any], Outcome, str]] = {
    "its task fails": ("task_fails", {"code": "INTERNAL_ERROR", "params": ["a test"]}, Outcome.FAILED, "a test"),
    "its task vanishes": ("task_lost", {}, Outcome.DONE, ""),
    "its answer is lost": ("drop", {"after": 0, "method": "Async.VM.clean_shutdown"}, Outcome.FAILED, "may"),
    "never answered": ("silent", {"carried_out": True, "method": "Async.VM.clean_shutdown"}, Outcome.FAILED, "may"),
    "it is not carried out": ("drop_request", {"method": "Async.VM.clean_shutdown"}, Outcome.FAILED, "may"),
}  # fmt: skip


@pytest.mark.usefixtures("errors")
@pytest.mark.parametrize("trouble", JOBS)
def test_a_job_that_meets_a_fault_is_asked_for_once_and_told(go, pretend, trouble: str) -> None:
    pool = pretend("demo", "--control", "0")
    fault, params, outcome, words = JOBS[trouble]

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.fault(fault, times=1, **params)
            person.click("web-01")
            await person.trigger("vm.shutdown")
            person.press(await person.dialog_shown("confirmDialog"), "goButton")
            await person.until("it is told", lambda: [job.outcome for job in person.jobs()][:1] == [outcome])
            await person.until(f"it says {words}", lambda: words in person.told_of("Shut down web-01"))
            await stone.heal()
            await healed(person, stone)
            asked = ["Async.VM.clean_shutdown"] if fault != "drop_request" else []
            assert changing_calls(stone) == asked

    go(journey, *arguments(pool), password=pool.password)


@pytest.mark.usefixtures("errors")
def test_a_task_that_is_stuck_is_at_work_until_the_toolstack_restarts(go, pretend) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await stone.fault("task_stuck", at=0.5, times=1)
            person.click("web-01")
            await person.trigger("vm.shutdown")
            person.press(await person.dialog_shown("confirmDialog"), "goButton")
            await person.until("it is stuck", lambda: [job.progress for job in person.jobs()] == [0.5])
            await stone.act("toolstack_restart", away_s=0.5)
            await person.until("its end is told", lambda: person.jobs()[0].outcome is not Outcome.RUNNING)
            assert person.jobs()[0].outcome in {Outcome.FAILED, Outcome.GONE}
            await healed(person, stone)
            assert len(changing_calls(stone)) == 1

    go(journey, *arguments(pool), password=pool.password)


LOSSES: tuple[tuple[str, dict[str, Any]], ...] = (
    ("drop", {}),
    ("drop_request", {}),
    ("truncated", {}),
    ("refuse", {}),
    ("fails", {"code": "SESSION_INVALID", "params": ["OpaqueRef:x"]}),
)


@pytest.mark.usefixtures("errors")
def test_nothing_is_left_of_fifteen_losses(go, pretend) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            await healed(person, stone)
            before = Census.now()
            (_, connections) = await stone.counts()
            for fault, params in LOSSES * 3:
                await stone.fault(fault, **params)
                await describe(stone, "on the way")
                await person.until("the loss shows", lambda: connection(person).status is Status.LOST)
                await stone.heal()
                lost = person.program.servers.find(connection(person).key)
                assert lost
                lost.try_now()
                await healed(person, stone)

            async def counted() -> tuple[bool, bool, bool, bool]:
                after = Census.now()
                sessions, opened = await stone.counts()
                return (
                    sessions == 1,
                    after.tasks <= before.tasks,
                    after.sockets <= before.sockets + 3,
                    opened <= connections + 3,
                )

            async with asyncio.timeout(HEALED_S):
                while not all(told := await counted()):  # noqa: ASYNC110 (what is waited for is in another process)
                    await asyncio.sleep(0.2)
            assert all(told)
            assert Census.now().threads <= before.threads + 4  # the pool of workers fills up as it is needed

    go(journey, *arguments(pool), password=pool.password)


STATES = {"connected": "", "lost": "drop_request", "after a silence": "silent", "connecting": "refuse"}


@pytest.mark.usefixtures("errors")
@pytest.mark.parametrize("state", STATES)
def test_who_leaves_has_no_session_at_the_pool(go, pretend, state: str) -> None:
    pool = pretend("demo", "--control", "0")

    async def journey(person: Person) -> None:
        async with at_the_pool(person, pool) as stone:
            if state == "connecting":
                closed = await stone.fault("refuse")
                await person.until("the loss shows", lambda: connection(person).status is Status.LOST)
                await stone.fault("slow", seconds_each=0.5)
                await stone.control.delete(f"/faults/{closed}")
                await person.until("it connects", lambda: bool(connection(person).asking))
            elif state != "connected":
                await stone.fault(STATES[state])
                await describe(stone, "noticed")
                await person.until("the loss shows", lambda: connection(person).status is Status.LOST)
                await stone.heal()
            await person.leave_servers()
            await stone.heal()
            async with asyncio.timeout(HEALED_S):
                while (await stone.counts())[0]:  # noqa: ASYNC110 (as above)
                    await asyncio.sleep(0.1)

    go(journey, *arguments(pool), password=pool.password)
