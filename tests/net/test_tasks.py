from __future__ import annotations

import asyncio

import pytest

from tests.builders import a_task, pool_with
from xengui.model.classes import Task
from xengui.model.snapshot import Snapshot
from xengui.net import tasks as subject
from xengui.net.tasks import TaskWatch
from xengui.protocol.problems import Problem

REF = "OpaqueRef:task"


def task(status: str = "pending", progress: float = 0.0) -> Task:
    return a_task(name_label="task", status=status, progress=progress)


async def never_asked(_: str) -> Task | None:
    raise AssertionError("the task was asked for")


async def settle() -> None:
    """Let every other coroutine run until it waits for something."""
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize("status", ["success", "failure", "cancelled"])
def test_a_wait_ends_with_the_record_of_the_ended_task(status):
    async def waited() -> Task | None:
        watch = TaskWatch()
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with(task()))
        watch.look(pool_with(task(status, 1.0)))
        return await waiting

    ended = asyncio.run(waited())

    assert ended
    assert ended.status == status


def test_a_task_that_is_done_but_pending_has_not_ended():
    async def waited() -> bool:
        watch = TaskWatch()
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with(task("pending", 1.0)))
        await settle()
        done = waiting.done()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        return done

    assert not asyncio.run(waited())


def test_progress_is_told_once_for_each_change():
    told: list[float] = []

    async def waited() -> None:
        watch = TaskWatch()
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda record: told.append(record.progress)))
        await settle()
        for progress in (0.0, 0.0, 0.5, 0.5):
            watch.look(pool_with(task(progress=progress)))
        watch.look(pool_with(task("success", 1.0)))
        await waiting

    asyncio.run(waited())

    assert told == [0.0, 0.5]


def test_a_task_that_ended_before_anybody_waited_is_found_in_the_latest_picture():
    async def waited() -> Task | None:
        watch = TaskWatch()
        watch.look(pool_with(task("success", 1.0)))
        return await asyncio.wait_for(watch.end(REF, never_asked, lambda _: None), 5)

    assert asyncio.run(waited())


def test_a_task_that_was_seen_and_is_gone_has_no_record():
    async def waited() -> Task | None:
        watch = TaskWatch()
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with(task()))
        watch.look(pool_with())
        return await waiting

    assert asyncio.run(waited()) is None


def test_a_picture_from_before_the_task_says_nothing():
    async def waited() -> Task | None:
        watch = TaskWatch()
        watch.look(pool_with())
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with())
        assert not waiting.done()
        watch.look(pool_with(task("success")))
        return await waiting

    assert asyncio.run(waited())


def test_a_task_that_no_event_tells_of_is_asked_for(monkeypatch):
    monkeypatch.setattr(subject, "LOOK_ANYWAY_S", 0.01)
    answers = iter([task(), task("success")])

    async def ask(ref: str) -> Task | None:
        assert ref == REF
        return next(answers)

    assert asyncio.run(asyncio.wait_for(TaskWatch().end(REF, ask, lambda _: None), 5)) == task("success")


def test_a_task_that_nobody_saw_before_the_pool_began_anew_is_not_called_done(monkeypatch):
    monkeypatch.setattr(subject, "LOOK_ANYWAY_S", 0.01)
    watch = TaskWatch("granite")

    async def ask(_: str) -> Task | None:
        return None

    async def waited() -> None:
        waiting = asyncio.create_task(watch.end(REF, ask, lambda _: None))
        await asyncio.sleep(0)
        watch.look(pool_with(), anew=True)
        await asyncio.wait_for(waiting, 5)

    with pytest.raises(Problem, match="look whether it was carried out"):
        asyncio.run(waited())


def test_a_task_that_is_younger_than_the_whole_picture_is_followed_to_its_end():
    watch = TaskWatch("granite")

    async def waited() -> Task | None:
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with(), anew=True)
        watch.look(pool_with(task("success")))
        return await waiting

    assert asyncio.run(waited())


def test_a_task_that_is_not_there_when_asked_for_has_vanished(monkeypatch):
    monkeypatch.setattr(subject, "LOOK_ANYWAY_S", 0.01)

    async def ask(_: str) -> Task | None:
        return None

    assert asyncio.run(asyncio.wait_for(TaskWatch().end(REF, ask, lambda _: None), 5)) is None


def test_a_lost_connection_does_not_end_a_wait(monkeypatch):
    monkeypatch.setattr(subject, "LOOK_ANYWAY_S", 0.01)
    asked = 0

    async def waited() -> Task | None:
        async def ask(_: str) -> Task | None:
            nonlocal asked
            asked += 1
            if asked == 3:
                watch.look(pool_with(task("success")))
            raise Problem("granite", "not connected")

        watch = TaskWatch()
        return await asyncio.wait_for(watch.end(REF, ask, lambda _: None), 5)

    assert asyncio.run(waited()) == task("success")


def test_everybody_who_waits_for_a_task_hears_of_its_end():
    async def waited() -> list[Task | None]:
        watch = TaskWatch()
        waiting = [asyncio.create_task(watch.end(REF, never_asked, lambda _: None)) for _ in range(2)]
        await settle()
        watch.look(pool_with(task("success")))
        return await asyncio.gather(*waiting)

    assert asyncio.run(waited()) == [task("success")] * 2


def test_an_abandoned_wait_is_a_problem_for_everybody():
    async def waited() -> list[object]:
        watch = TaskWatch()
        waiting = [asyncio.create_task(watch.end(ref, never_asked, lambda _: None)) for ref in (REF, "OpaqueRef:b")]
        await settle()
        watch.abandon(Problem("granite", "disconnected"))
        return list(await asyncio.gather(*waiting, return_exceptions=True))

    assert [str(end) for end in asyncio.run(waited())] == ["granite: disconnected"] * 2


def test_a_wait_that_is_given_up_is_forgotten():
    async def waited() -> TaskWatch:
        watch = TaskWatch()
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        watch.abandon(Problem("granite"))
        return watch

    assert asyncio.run(waited())._waiting == {}


def test_a_wait_that_begins_after_the_end_is_a_problem_until_there_is_a_picture_again():
    async def visit() -> tuple[str, str]:
        watch = TaskWatch()
        watch.abandon(Problem("granite", "disconnected"))
        try:
            await watch.end("OpaqueRef:task", nobody_knows, lambda _: None)
        except Problem as problem:
            told = problem.detail
        done = Task(ref="OpaqueRef:task", status="success")
        watch.look(Snapshot({Task: {done.ref: done}}))
        ended = await watch.end(done.ref, nobody_knows, lambda _: None)
        return told, ended.status if ended else ""

    async def nobody_knows(_: str) -> Task | None:
        raise Problem("granite", "not connected")

    assert asyncio.run(visit()) == ("disconnected", "success")


def test_a_task_that_is_missing_after_everything_was_loaded_anew_ended_nobody_knows_how():
    async def visit() -> str:
        watch = TaskWatch("granite")
        waiting = asyncio.create_task(watch.end(REF, never_asked, lambda _: None))
        await settle()
        watch.look(pool_with(task()))
        watch.look(pool_with(), anew=True)
        with pytest.raises(Problem) as told:
            await waiting
        return str(told.value)

    assert asyncio.run(visit()) == "granite: the pool has forgotten this task; look whether it was carried out"
