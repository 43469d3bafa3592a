import asyncio

import pytest

from tests.operations.recording import TASK, WAIT, RecordingPool
from xengui.model.classes import Task
from xengui.operations.tasks import PROCESS, cancel, run
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

DENIED = Failure("RBAC_PERMISSION_DENIED", ["task.add_to_other_config"])
MARKS = [
    ("task.remove_from_other_config", TASK, "XenCenterUUID"),
    ("task.add_to_other_config", TASK, "XenCenterUUID", PROCESS),
    ("task.remove_from_other_config", TASK, "applies_to"),
    ("task.add_to_other_config", TASK, "applies_to", "OpaqueRef:web,OpaqueRef:db"),
]


def start(pool: RecordingPool) -> list[tuple[str, Task | None]]:
    heard: list[tuple[str, Task | None]] = []
    applies_to = ["OpaqueRef:web", "OpaqueRef:db"]
    asyncio.run(
        run(pool, "VM.start", "OpaqueRef:web", False, applies_to=applies_to, progress=lambda *said: heard.append(said))
    )
    return heard


def test_a_call_runs_as_a_task_that_is_marked_waited_for_and_destroyed():
    pool = RecordingPool()

    start(pool)

    assert pool.calls == [
        ("Async.VM.start", "OpaqueRef:web", False),
        *MARKS,
        (WAIT, TASK),
        ("task.destroy", TASK),
    ]


def test_progress_hears_of_the_task_first_and_then_of_each_change():
    half = Task(ref=TASK, progress=0.5)

    heard = start(RecordingPool(half, Task(ref=TASK, status="success")))

    assert heard == [(TASK, None), (TASK, half)]


def test_a_call_that_is_refused_at_once_leaves_no_task_behind():
    pool = RecordingPool(refuses={"Async.VM.start": Failure("SESSION_INVALID")})

    with pytest.raises(Failure, match="SESSION_INVALID"):
        start(pool)

    assert len(pool.calls) == 1


def test_the_failure_of_a_task_is_raised_with_its_own_code():
    pool = RecordingPool(
        Task(ref=TASK, status="failure", error_info=("VM_BAD_POWER_STATE", "ref", "halted", "running"))
    )

    with pytest.raises(Failure) as caught:
        start(pool)

    assert caught.value.code == "VM_BAD_POWER_STATE"
    assert caught.value.params == ("ref", "halted", "running")
    assert pool.calls[-1] == ("task.destroy", TASK)


def test_a_task_that_fails_without_a_reason_is_still_a_failure():
    with pytest.raises(Failure) as caught:
        start(RecordingPool(Task(ref=TASK, status="failure")))

    assert (caught.value.code, caught.value.params) == ("INTERNAL_ERROR", ("the task failed and gave no reason",))


@pytest.mark.parametrize(
    "end",
    [
        Task(ref=TASK, status="cancelled"),
        Task(ref=TASK, status="cancelled", error_info=("TASK_CANCELLED", TASK)),
        Task(ref=TASK, status="failure", error_info=("TASK_CANCELLED", TASK)),
    ],
)
def test_a_cancelled_task_is_raised_as_such_and_destroyed(end: Task):
    pool = RecordingPool(end)

    with pytest.raises(Failure) as caught:
        start(pool)

    assert (caught.value.code, caught.value.params) == ("TASK_CANCELLED", (TASK,))
    assert pool.calls[-1] == ("task.destroy", TASK)


def test_a_task_that_has_vanished_counts_as_done():
    pool = RecordingPool(None, refuses={"task.destroy": Failure("HANDLE_INVALID", ["task", TASK])})

    start(pool)

    assert pool.calls[-1] == ("task.destroy", TASK)


@pytest.mark.parametrize("method", ["task.remove_from_other_config", "task.add_to_other_config", "task.destroy"])
@pytest.mark.parametrize("fault", [DENIED, Problem("granite", "the connection is lost")])
def test_who_may_not_mark_or_destroy_tasks_may_still_make_the_call(method: str, fault: Exception):
    pool = RecordingPool(refuses={method: fault})

    start(pool)

    assert (WAIT, TASK) in pool.calls
    assert pool.calls[-1] == ("task.destroy", TASK)


def test_a_mark_that_is_refused_does_not_keep_the_other_from_being_set():
    pool = RecordingPool(refuses={"task.add_to_other_config": DENIED})

    start(pool)

    assert pool.calls[1:5] == MARKS


def test_a_connection_closed_while_waiting_is_raised_and_the_task_is_left_to_be_found_again():
    pool = RecordingPool(refuses={WAIT: Problem("granite", "disconnected")})

    with pytest.raises(Problem, match="disconnected"):
        start(pool)

    assert pool.calls[-1] == (WAIT, TASK)


def test_what_the_task_said_is_raised_even_if_it_cannot_be_destroyed():
    end = Task(ref=TASK, status="failure", error_info=("NO_HOSTS_AVAILABLE",))

    with pytest.raises(Failure, match="NO_HOSTS_AVAILABLE"):
        start(RecordingPool(end, refuses={"task.destroy": DENIED}))


def test_a_task_that_still_runs_when_the_program_ends_is_left_to_be_found_again():
    pool = RecordingPool(refuses={WAIT: asyncio.CancelledError()})

    with pytest.raises(asyncio.CancelledError):
        start(pool)

    assert pool.calls[-1] == (WAIT, TASK)


def test_the_result_of_a_task_is_read_from_its_text():
    pool = RecordingPool(Task(ref=TASK, status="success", result="<value>OpaqueRef:new</value>"))

    made = asyncio.run(run(pool, "VM.clone", "OpaqueRef:web", "copy", applies_to=[], progress=lambda *_: None))

    assert made == "OpaqueRef:new"


def test_a_task_is_asked_to_stop():
    pool = RecordingPool()

    asyncio.run(cancel(pool, TASK))

    assert pool.calls == [("task.cancel", TASK)]


def test_a_failure_that_only_misses_the_task_itself_counts_as_done():
    start(RecordingPool(Task(ref=TASK, status="failure", error_info=("HANDLE_INVALID", "task", TASK))))
