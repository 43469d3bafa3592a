"""What is left of a pool."""

from __future__ import annotations

import asyncio

import pytest

from xengui.sim.failures import ApiError
from xengui.sim.restarts import restarted


@pytest.fixture
def session(pool):
    return pool.sessions.open("root", "tests", "OpaqueRef:granite")


def test_nobody_is_logged_in_any_more(pool, session):
    restarted(pool, tasks="vanish")

    with pytest.raises(ApiError, match="SESSION_INVALID"):
        pool.sessions.enter(session)
    assert pool.database.refs("session") == []


def test_sessions_may_survive(pool, session):
    restarted(pool, tasks="vanish", keeps_sessions=True)

    assert pool.sessions.enter(session)


@pytest.mark.parametrize(("left", "statuses"), [("vanish", []), ("fail", ["failure", "success"])])
def test_pending_tasks_vanish_or_fail(pool, left, statuses):
    pending, done = (pool.tasks.create(label, "", None, "OpaqueRef:granite") for label in ("pending", "done"))
    pool.tasks.write(done, status="success")

    restarted(pool, tasks=left)

    assert sorted(record["status"] for _, record in pool.database.rows("task")) == statuses
    if statuses:
        assert pool.record("task", pending)["error_info"][0] == "INTERNAL_ERROR"


def test_work_that_could_not_be_cancelled_ends_too(pool):
    async def work() -> str:
        work = pool.tasks.begin("VM.suspend", None, "OpaqueRef:granite")
        going = asyncio.ensure_future(work.takes(10_000, cancellable=False))
        await asyncio.sleep(0)
        restarted(pool, tasks="vanish")
        with pytest.raises(ApiError) as ended:
            await going
        return ended.value.code

    assert asyncio.run(work()) == "INTERNAL_ERROR"


def test_deletions_are_forgotten_and_generations_go_on(pool):
    pool.database.remove("VM", "OpaqueRef:idle")
    before = pool.database.generation

    restarted(pool, tasks="vanish")

    assert all(table.deletions == [] for table in pool.database.tables.values())
    assert pool.messages.gone_since(0) == []
    assert pool.database.generation == before


def test_counted_anew_every_generation_of_before_lies_in_the_future(pool):
    pool.tell("VM_STARTED", "VM", "OpaqueRef:web", "")
    before = pool.database.generation

    restarted(pool, tasks="vanish", counts_anew=True)

    assert pool.database.generation < before
    stamps = {row.modified for table in pool.database.tables.values() for row in table.rows.values()}
    assert stamps == {1}
    assert [message.generation for message in pool.messages.made_since(0)] == [1]
