"""The life of a task's record."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from xengui.sim import tasks as module
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool
from xengui.sim.tasks import Work
from xengui.sim.values import parse


@pytest.fixture
def work(pool):
    return pool.tasks.begin("Async.VM.start", None, pool.coordinator)


def record(pool: Pool, work: Work) -> dict[str, Any]:
    return pool.record("task", work.ref)


def written(pool, work, do) -> list[str]:
    """The fields a step writes, in order."""
    order = []
    write = pool.database.write

    def spy(class_, ref, name, value):
        if pool.record(class_, ref)[name] != value:
            order.append(name)
        write(class_, ref, name, value)

    pool.database.write = spy
    do()
    pool.database.write = write
    return order


def test_a_task_begins_pending_and_empty(pool, work):
    row = record(pool, work)

    assert (row["name_label"], row["status"], row["progress"], row["result"]) == ("Async.VM.start", "pending", 0.0, "")
    assert (row["type"], row["backtrace"], row["finished"]) == ("<none/>", "()", "19700101T00:00:00Z")
    assert (row["resident_on"], row["allowed_operations"]) == ("OpaqueRef:granite", [])


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        ("OpaqueRef:x", "VM ref", "<value>OpaqueRef:x</value>"),
        (5, "int", "<value>5</value>"),
        (True, "bool", "<value><boolean>1</boolean></value>"),
        (["OpaqueRef:x"], "VM ref set", "<value><array><data><value>OpaqueRef:x</value></data></array></value>"),
        ({"a": "b"}, "(string -> string) map", "<value><struct><member><name>a</name><value>b</value></member>"),
        ("", "void", ""),
    ],
)
def test_the_result_is_the_text_of_an_xml_rpc_value(pool, work, value, type_, text):
    pool.tasks.succeed(work, value, parse(type_))

    assert record(pool, work)["result"].removesuffix("</struct></value>") == text


def test_success_is_written_field_by_field_the_status_last(pool, work):
    work.show_cancellable()

    order = written(pool, work, lambda: pool.tasks.succeed(work, 5, parse("int")))

    assert order == ["allowed_operations", "finished", "progress", "result", "status"]
    assert (record(pool, work)["status"], record(pool, work)["progress"]) == ("success", 1.0)


def test_failure_tells_the_error_before_the_status(pool, work):
    work.show_cancellable()

    order = written(pool, work, lambda: pool.tasks.fail(work, ApiError("VM_IS_TEMPLATE", "vm", "start")))

    assert order == ["progress", "error_info", "backtrace", "finished", "allowed_operations", "status"]
    assert record(pool, work)["error_info"] == ["VM_IS_TEMPLATE", "vm", "start"]


def test_a_cancelled_task_has_its_status_first_and_no_error(pool, work):
    work.show_cancellable()

    order = written(pool, work, lambda: pool.tasks.fail(work, work.cancelled))

    assert order == ["progress", "finished", "status", "allowed_operations"]
    assert (record(pool, work)["status"], record(pool, work)["error_info"]) == ("cancelled", [])


def test_a_completed_task_is_not_completed_again(pool, work):
    pool.tasks.succeed(work, 5, parse("int"))

    pool.tasks.fail(work, ApiError("INTERNAL_ERROR"))

    assert record(pool, work)["status"] == "success"


def test_cancelling_shows_beside_the_pending_status_and_reaches_the_work(pool, work):
    async def cancel_meanwhile() -> Any:
        going = asyncio.create_task(work.takes(1000.0))
        await asyncio.sleep(0)
        pool.tasks.cancel(work.ref)
        row = dict(record(pool, work))
        with pytest.raises(ApiError, match="TASK_CANCELLED"):
            await going
        return row

    row = asyncio.run(cancel_meanwhile())

    assert (row["status"], row["current_operations"]) == ("pending", {work.ref: "cancel"})


def test_work_that_cannot_be_cancelled_goes_on_to_its_end(pool, work):
    async def cancel_meanwhile() -> Any:
        pool.tasks.cancel(work.ref)
        await work.takes(1.0, until=0.9, cancellable=False)

    asyncio.run(cancel_meanwhile())

    assert record(pool, work)["progress"] == pytest.approx(0.9)


def test_progress_rises_in_steps(pool, work):
    seen = []
    pool.database.on_write = lambda class_, ref: seen.append(record(pool, work)["progress"])

    asyncio.run(work.takes(20.0, until=0.8))

    assert seen == sorted(seen)
    assert len(seen) == 4
    assert seen[-1] == pytest.approx(0.8)


def test_a_pending_task_is_only_marked_for_destruction_and_goes_once_it_has_ended(pool, work):
    pool.tasks.destroy(work.ref)
    assert record(pool, work)["current_operations"] == {"task": "destroy"}

    pool.tasks.collect()
    assert pool.database.has("task", work.ref)

    pool.tasks.succeed(work, "", parse("void"))
    pool.tasks.collect()
    assert not pool.database.has("task", work.ref)


def test_a_completed_task_is_destroyed_at_once(pool, work):
    pool.tasks.succeed(work, "", parse("void"))

    pool.tasks.destroy(work.ref)

    assert not pool.database.has("task", work.ref)


def test_the_session_lists_its_tasks(pool):
    session = pool.sessions.enter(pool.sessions.login("root", "pretend", "", pool.coordinator))

    work = pool.tasks.begin("x", session, pool.coordinator)
    assert pool.record("session", session.ref)["tasks"] == [work.ref]

    pool.tasks.drop(work)
    assert pool.record("session", session.ref)["tasks"] == []


def test_old_tasks_are_collected_and_pending_work_is_not(pool, work, monkeypatch):
    ended = pool.tasks.begin("ended", None, pool.coordinator)
    pool.tasks.succeed(ended, "", parse("void"))
    forgotten = pool.tasks.create("forgotten", "", None, pool.coordinator)
    monkeypatch.setattr(module, "COMPLETED_FOR", timedelta(seconds=-5))
    monkeypatch.setattr(module, "PENDING_FOR", timedelta(seconds=-5))

    pool.tasks.collect()

    assert pool.database.refs("task") == [work.ref]
    assert not pool.database.has("task", forgotten)


def test_a_pending_task_lives_on_as_long_as_it_makes_progress(pool, monkeypatch):
    moving = pool.tasks.create("moving", "", None, pool.coordinator)
    pool.tasks.write(moving, created="20200101T00:00:00Z")
    monkeypatch.setattr(module, "PENDING_FOR", timedelta(days=365 * 50))
    pool.tasks.collect()
    monkeypatch.setattr(module, "PENDING_FOR", timedelta(hours=24))

    pool.tasks.write(moving, progress=0.5)
    pool.tasks.collect()

    assert pool.database.has("task", moving)


def test_beyond_the_limit_the_oldest_completed_go(pool, work, monkeypatch):
    monkeypatch.setattr(module, "MOST", 2)
    for number in range(3):
        ended = pool.tasks.begin(f"ended {number}", None, pool.coordinator)
        pool.tasks.succeed(ended, "", parse("void"))
        pool.tasks.write(ended.ref, finished=f"2100010{number + 1}T00:00:00Z")

    pool.tasks.collect()

    assert {row["name_label"] for _, row in pool.database.rows("task")} == {"Async.VM.start", "ended 2"}
