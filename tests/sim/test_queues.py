"""The queues of `event.next`."""

from __future__ import annotations

import asyncio

import pytest

from xengui.sim import queues as module
from xengui.sim.failures import ApiError

WEB = "OpaqueRef:web"


@pytest.fixture
def session(pool):
    return pool.sessions.enter(pool.sessions.login("root", "pretend", "", pool.coordinator))


@pytest.fixture
def queues(pool):
    return pool.events.queues


def told(queues, session) -> list[tuple[str, str, str]]:
    return [(event["class"], event["operation"], event["ref"]) for event in asyncio.run(queues.next(session))]


def test_additions_changes_and_deletions_come_one_by_one(pool, queues, session):
    queues.register(session, ["*"])

    network = pool.database.add("network", {})
    pool.database.write("network", network, "name_label", "x")
    pool.database.remove("network", network)
    message = pool.messages.create({"name": "x"})
    pool.messages.destroy(message)

    assert told(queues, session) == [
        ("network", "add", network),
        ("network", "mod", network),
        ("network", "del", network),
        ("message", "add", message),
        ("message", "del", message),
    ]


def test_classes_can_be_given_up_again(pool, queues, session):
    queues.register(session, ["VM", "network"])
    queues.unregister(session, ["vm"])

    pool.database.write("VM", WEB, "name_label", "x")
    network = pool.database.add("network", {})

    assert told(queues, session) == [("network", "add", network)]


def test_a_queue_that_is_full_has_lost_events_and_begins_anew(pool, queues, session, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    queues.register(session, ["VM"])
    for number in range(3):
        pool.database.write("VM", WEB, "name_label", str(number))

    with pytest.raises(ApiError, match="EVENTS_LOST"):
        told(queues, session)
    pool.database.write("VM", WEB, "name_label", "x")

    assert told(queues, session) == [("vm", "mod", WEB)]


def test_a_quiet_pool_has_a_heartbeat(pool, queues, session, monkeypatch):
    monkeypatch.setattr(module, "HEARTBEAT_S", 0.01)
    queues.register(session, ["VM"])

    assert told(queues, session) == [("pool", "mod", pool.ref)]


def test_the_end_of_the_session_ends_the_wait(pool, queues, session):
    queues.register(session, ["VM"])

    async def wait() -> None:
        waiting = asyncio.ensure_future(queues.next(session))
        await asyncio.sleep(0)
        pool.sessions.end(session.ref)
        await waiting

    with pytest.raises(ApiError, match="SESSION_INVALID"):
        asyncio.run(wait())


def test_who_has_not_registered_is_told_so(queues, session):
    with pytest.raises(ApiError, match="SESSION_NOT_REGISTERED"):
        asyncio.run(queues.next(session))
