from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.operations.recording import TASK, RecordingPool
from xengui.model.call import Call, Earlier
from xengui.model.classes import Task
from xengui.operations.executor import LeftBehind, Place, carry_out
from xengui.operations.recipe import Recipe, Step
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Locked, Problem

CREATE = Step(words="Creating", call=Call("VDI.create"), undo=(Call("VDI.set_name_label", (Earlier(0), "gone")),))
ATTACH = Step(
    words="Attaching", call=Call("VBD.create", (Earlier(0),)), undo=(Call("VBD.remove_from_other_config", ("x",)),)
)
START = Step(words="Starting", call=Call("VM.start", ("vm",)), task=True, share=2)
FULL = Failure("SR_FULL", ["1", "2"])


class Pool(RecordingPool):
    """Answers with the method's name in small letters."""

    def __init__(self, *ends: Task | None, refuses: Mapping[str, BaseException] | None = None) -> None:
        super().__init__(*ends, refuses=refuses)

    async def call(self, method: str, *params: Any) -> Any:
        await super().call(method, *params)
        return TASK if method.startswith("Async.") else method.lower()

    def made(self) -> list[str]:
        return [call[0] for call in self.calls if not call[0].startswith(("task.", "("))]


def run(pool: Pool, *steps: Step, stopping: Callable[[], bool] = lambda: False) -> tuple[list[Any], list[Place]]:
    told: list[Place] = []
    values = asyncio.run(
        carry_out(Recipe(title="Add a disk", steps=steps, applies_to=("vm",)), pool, told.append, stopping)
    )
    return values, told


def test_steps_run_in_order_with_the_results_of_earlier_ones():
    pool = Pool()

    values, _ = run(pool, CREATE, ATTACH)

    assert values == ["vdi.create", "vbd.create"]
    assert pool.calls == [("VDI.create",), ("VBD.create", "vdi.create")]


def test_work_of_the_pool_runs_as_a_task_that_says_what_it_is_about():
    pool = Pool(Task(ref=TASK, status="success", result="<value>OpaqueRef:made</value>"))

    values, _ = run(pool, START)

    assert values == ["OpaqueRef:made"]
    assert pool.calls[0] == ("Async.VM.start", "vm")
    assert ("task.add_to_other_config", TASK, "applies_to", "vm") in pool.calls


def test_progress_counts_the_share_of_each_step():
    half = Task(ref=TASK, progress=0.5, allowed_operations=("cancel",))

    _, told = run(Pool(half, Task(ref=TASK, status="success")), CREATE, ATTACH, START)

    assert [(place.words, place.progress) for place in told] == [
        ("Creating", 0.0),
        ("Attaching", 0.25),
        ("Starting", 0.5),
        ("Starting", 0.5),
        ("Starting", 0.75),
    ]
    assert told[-1].task == TASK


def test_a_single_step_without_a_task_has_no_progress_and_cannot_be_stopped():
    _, told = run(Pool(), CREATE)

    assert told == [Place(words="Creating", progress=None)]


def test_a_failure_undoes_the_steps_before_it_backwards():
    pool = Pool(Task(ref=TASK, status="failure", error_info=("SR_FULL", "1", "2")))

    with pytest.raises(Failure, match="SR_FULL"):
        run(pool, CREATE, ATTACH, START)

    assert pool.made() == [
        "VDI.create",
        "VBD.create",
        "Async.VM.start",
        "VBD.remove_from_other_config",
        "VDI.set_name_label",
    ]
    assert ("VDI.set_name_label", "vdi.create", "gone") in pool.calls


def test_a_refused_step_is_not_undone_itself():
    pool = Pool(refuses={"VBD.create": FULL})

    with pytest.raises(Failure):
        run(pool, CREATE, ATTACH)

    assert pool.made() == ["VDI.create", "VBD.create", "VDI.set_name_label"]


def test_a_step_whose_answer_was_lost_is_undone_if_that_needs_no_answer():
    pool = Pool(refuses={"VBD.create": Problem("granite", "lost")})

    with pytest.raises(Problem):
        run(pool, CREATE, ATTACH)

    assert pool.made() == ["VDI.create", "VBD.create", "VBD.remove_from_other_config", "VDI.set_name_label"]


def test_a_single_step_whose_answer_was_lost_is_neither_repeated_nor_undone():
    rename = Step(words="Renaming", call=Call("VM.set_name_label", ("vm", "new")), undo=(Call("VM.set_name_label"),))
    pool = Pool(refuses={"VM.set_name_label": Problem("granite", "lost")})

    with pytest.raises(Problem):
        run(pool, rename)

    assert pool.made() == ["VM.set_name_label"]


def test_a_step_whose_lost_answer_would_be_needed_cannot_be():
    pool = Pool(refuses={"VDI.create": Problem("granite", "lost")})

    with pytest.raises(Problem):
        run(pool, CREATE, ATTACH)

    assert pool.made() == ["VDI.create"]


def test_what_cannot_be_undone_is_told_and_the_rest_is_undone_all_the_same():
    refusal = Failure("VBD_NOT_UNPLUGGABLE")
    pool = Pool(
        Task(ref=TASK, status="failure", error_info=("SR_FULL", "1", "2")),
        refuses={"VBD.remove_from_other_config": refusal},
    )

    with pytest.raises(LeftBehind) as caught:
        run(pool, CREATE, ATTACH, START)

    assert isinstance(caught.value.cause, Failure)
    assert caught.value.steps == ((ATTACH, refusal),)
    assert pool.made()[-1] == "VDI.set_name_label"


def test_what_is_gone_when_it_is_to_be_undone_is_undone():
    pool = Pool(refuses={"VBD.create": FULL, "VDI.set_name_label": Failure("HANDLE_INVALID", ["VDI", "x"])})

    with pytest.raises(Failure, match="SR_FULL"):
        run(pool, CREATE, ATTACH)


def test_a_forgiven_failure_is_no_failure():
    step = Step(words="Removing", call=Call("VDI.destroy"), forgiven=frozenset({"HANDLE_INVALID"}))

    values, _ = run(Pool(refuses={"VDI.destroy": Failure("HANDLE_INVALID", ["VDI", "x"])}), step)

    assert values == [None]


def test_stopping_begins_no_further_step_and_undoes():
    pool = Pool()

    with pytest.raises(Failure, match="TASK_CANCELLED"):
        run(pool, CREATE, ATTACH, stopping=lambda: True)

    assert pool.made() == ["VDI.create", "VDI.set_name_label"]


def test_a_cancelled_task_undoes_what_was_before_it():
    pool = Pool(Task(ref=TASK, status="cancelled"))

    with pytest.raises(Failure, match="TASK_CANCELLED"):
        run(pool, CREATE, START)

    assert pool.made()[-1] == "VDI.set_name_label"


def test_a_stop_that_came_before_the_task_was_known_cancels_it_as_soon_as_it_is():
    answered: list[bool] = []

    class Slow(Pool):
        async def call(self, method: str, *params: Any) -> Any:
            answer = await super().call(method, *params)
            answered.append(True)  # the person presses cancel while the answer is on its way
            return answer

    pool = Slow(Task(ref=TASK, status="cancelled"))

    with pytest.raises(Failure, match="TASK_CANCELLED"):
        run(pool, START, ATTACH, stopping=lambda: bool(answered))

    assert ("task.cancel", TASK) in pool.calls


@pytest.mark.parametrize("fault", [Failure("OPERATION_NOT_ALLOWED", ["no"]), Problem("stone", "lost")])
def test_a_task_that_cannot_be_cancelled_is_followed_to_its_end(fault: Exception):
    pool = Pool(Task(ref=TASK, status="success"), refuses={"task.cancel": fault})

    values, _ = run(pool, START, stopping=lambda: True)

    assert len(values) == 1
    assert ("task.cancel", TASK) in pool.calls


def test_the_end_of_the_program_undoes_too():
    pool = Pool(refuses={"VBD.create": asyncio.CancelledError()})

    with pytest.raises(asyncio.CancelledError):
        run(pool, CREATE, ATTACH)

    assert pool.made()[-1] == "VDI.set_name_label"


def test_undoing_is_told_while_it_goes_on():
    told: list[Place] = []
    recipe = Recipe(title="Add", steps=(CREATE, ATTACH))

    with pytest.raises(Failure):
        asyncio.run(carry_out(recipe, Pool(refuses={"VBD.create": FULL}), told.append))

    assert told[-1] == Place(words="Undoing: Creating", progress=None)


def test_a_step_that_a_lock_kept_back_is_not_undone_and_what_was_begun_is_told():
    """The lock went on between two steps: what came before cannot be taken back now either."""
    locked = Locked("granite", "Async.VM.start")
    pool = Pool(refuses={"VDI.create": locked})

    with pytest.raises(Locked):
        run(pool, Step(words="Creating", call=Call("VDI.create"), undo=(Call("VDI.forget", ("it",)),)))

    assert pool.calls == [("VDI.create",)]

    pool = Pool(refuses={"Async.VM.start": locked, "VDI.set_name_label": Locked("granite", "VDI.set_name_label")})

    with pytest.raises(LeftBehind) as left:
        run(pool, CREATE, START)

    assert left.value.cause is locked
    assert [step.words for step, _ in left.value.steps] == ["Creating"]
