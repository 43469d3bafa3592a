from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_connection, a_vm, pool_with
from tests.operations.recording import TASK, WAIT, RecordingPool
from xengui.commands.carrying import carried, undone
from xengui.model.call import Call
from xengui.model.classes import Task
from xengui.operations.executor import LeftBehind
from xengui.operations.jobs import Job, Ledger, Outcome
from xengui.operations.recipe import Recipe, Step, Wrote
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

WEB = a_vm()
STONE = a_connection(pool_with(WEB))
NAME = Step(
    words="Naming", call=Call("VM.set_name_label", ("web", "new")), undo=(Call("VM.set_name_label", ("web", "old")),)
)
NOTE = Step(
    words="Noting",
    call=Call("VM.add_to_other_config", ("web", "a", "b")),
    undo=(Call("VM.remove_from_other_config", ("web", "a")),),
)
START = Step(words="Start web", call=Call("VM.start", ("web",)), task=True)


def carry(pool: RecordingPool, *steps: Step, ledger: Ledger | None = None) -> list[Job]:
    ledger = ledger or Ledger()
    recipe = Recipe(title="Start web", steps=steps)
    asyncio.run(carried(recipe, ledger, STONE, lambda _: pool, WEB.ref))
    return list(ledger.jobs.values())


def test_a_recipe_becomes_a_job_that_knows_how_to_be_undone():
    (job,) = carry(RecordingPool(), NAME, NOTE)

    assert (job.title, job.connection, job.target, job.outcome) == ("Start web", STONE.key, WEB.ref, Outcome.DONE)
    assert job.undo
    assert [call.method for call in job.undo.calls] == ["VM.remove_from_other_config", "VM.set_name_label"]


def test_what_cannot_be_undone_offers_no_undo():
    (job,) = carry(RecordingPool(), START)

    assert job.undo is None


def test_nothing_to_do_is_no_job():
    assert carry(RecordingPool()) == []


def test_the_job_shows_the_step_and_the_task_that_are_at_work():
    ledger, seen = Ledger(), list[Job]()
    ledger.listen(lambda: seen.extend(ledger.jobs.values()))
    half = Task(ref=TASK, progress=0.5, allowed_operations=("cancel",))

    carry(RecordingPool(half, Task(ref=TASK, status="success")), NAME, START, ledger=ledger)

    told = [(job.doing, job.progress, job.task) for job in seen if job.running]
    assert ("Naming", 0.0, "") in told
    assert ("", 0.75, TASK) in told  # the words of the step are those of the row
    assert seen[-1].doing == ""


@pytest.mark.parametrize("fault", [Failure("SR_FULL"), Problem("granite", "lost")])
def test_a_failure_is_entered_with_its_reason_and_can_be_tried_again(fault):
    (job,) = carry(RecordingPool(refuses={"Async.VM.start": fault}), START)

    assert (job.outcome, job.fault) == (Outcome.FAILED, fault)
    assert job.can_be_retried


def test_what_is_left_behind_is_entered():
    refuses = {"VM.add_to_other_config": Failure("SR_FULL"), "VM.set_name_label": None}

    class Once(RecordingPool):
        async def call(self, method: str, *params: Any) -> Any:
            if params == ("web", "old"):
                raise Failure("RBAC_PERMISSION_DENIED")
            return await super().call(method, *params)

    (job,) = carry(Once(refuses={key: fault for key, fault in refuses.items() if fault}), NAME, NOTE)

    assert isinstance(job.fault, LeftBehind)


def test_a_job_that_was_asked_to_stop_begins_no_further_step():
    ledger = Ledger()

    class Stopping(RecordingPool):
        async def call(self, method: str, *params: Any) -> Any:
            ledger.update(1, stopping=True)
            return await super().call(method, *params)

    pool = Stopping()
    (job,) = carry(pool, NAME, NOTE, ledger=ledger)

    assert (job.outcome, job.fault) == (Outcome.CANCELLED, None)
    assert [call[0] for call in pool.calls] == ["VM.set_name_label", "VM.set_name_label"]


def test_a_mistake_of_ours_is_raised_and_leaves_no_job_running():
    ledger = Ledger()

    with pytest.raises(KeyError):
        carry(RecordingPool(refuses={"VM.set_name_label": KeyError("x")}), NAME, ledger=ledger)

    assert [job.outcome for job in ledger.jobs.values()] == [Outcome.FAILED]


def test_undoing_is_a_job_of_its_own_and_happens_once():
    ledger, pool = Ledger(), RecordingPool()
    (job,) = carry(pool, NAME, ledger=ledger)

    for _ in range(2):
        asyncio.run(undone(job, ledger, STONE, lambda _: pool))

    assert [job.title for job in ledger.jobs.values()] == ["Start web", "Undo: Start web"]
    assert [call for call in pool.calls if call[-1] == "old"] == [("VM.set_name_label", "web", "old")]
    assert ledger.jobs[job.number].undo is None


def test_what_somebody_else_wrote_since_is_left_to_them():
    wrote = replace(NAME, wrote=Wrote(WEB.ref, "name_label", "old", "new"))
    ledger, pool = Ledger(), RecordingPool()
    (job,) = carry(pool, wrote, ledger=ledger)
    since = a_connection(pool_with(a_vm(ref=WEB.ref, name_label="theirs")))

    told = asyncio.run(undone(job, ledger, since, lambda _: pool))

    assert told == "Start web: it was changed by somebody else since, and is left as it is."
    assert [call for call in pool.calls if call[-1] == "old"] == []
    assert ledger.jobs[job.number].undo is None


def test_a_task_that_is_lost_from_sight_is_no_failure():
    pool = RecordingPool(refuses={WAIT: Problem("granite", "disconnected")})

    (job,) = carry(pool, START)

    assert (job.outcome, job.task, job.can_be_retried) == (Outcome.GONE, TASK, False)
