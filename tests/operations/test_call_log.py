"""The log keeps the last calls with the names of their objects, and polling apart."""

from __future__ import annotations

from dataclasses import replace

from tests.builders import a_task, a_vm, pool_with, ref
from xengui.model.snapshot import Snapshot
from xengui.net.session import CallNote
from xengui.operations.call_log import MOST_TASKS, CallLog

VM = ref("web-01")


def note(number: int, method: str = "VM.start", *params: object) -> CallNote:
    return CallNote(method, params or (VM, False, False), 1_000.0 + number, 0.0, number=number)


def over(begun: CallNote, error: str = "", *words: str, result: str = "") -> CallNote:
    return replace(begun, took_s=0.25, error=error, error_params=words, size=40, ref=result)


class Told:
    """A log of the pool "stone", and how often it told that something changed."""

    def __init__(self, capacity: int = 100) -> None:
        self.pool = pool_with(a_vm(name_label="web-01", uuid="0cb0b6b9"))
        self.log = CallLog(lambda key: self.pool, capacity)
        self.times = 0
        self.log.listen(self._hear)

    def _hear(self) -> None:
        self.times += 1

    def make(self, number: int, method: str = "VM.start", *params: object) -> None:
        begun = note(number, method, *params)
        self.log.begun("stone", begun)
        self.log.noted("stone", over(begun))


def test_a_call_is_there_while_it_runs_and_then_with_its_end():
    told = Told()
    begun = note(1)

    told.log.begun("stone", begun)
    (running,) = told.log
    assert (running.took_s, running.error, running.method, running.connection) == (None, "", "VM.start", "stone")

    told.log.noted("stone", over(begun, result="OpaqueRef:task"))
    (ended,) = told.log
    assert (ended.took_s, ended.error, ended.size, ended.ref) == (0.25, "", 40, "OpaqueRef:task")
    assert told.times == 2


def test_a_refusal_has_its_code_and_a_problem_its_words():
    told = Told()
    told.log.noted("stone", over(note(1), "VM_BAD_POWER_STATE", VM, "Halted", "Running"))
    told.log.noted("stone", over(note(2), "Unreachable", "granite"))

    refused, problem = told.log

    assert (refused.refused, refused.error_params) == (True, (VM, "Halted", "Running"))
    assert (problem.refused, problem.error_params) == (False, ("granite",))


def test_the_name_stays_when_the_object_is_gone():
    told = Told()
    begun = note(1, "VM.destroy", VM)
    told.log.begun("stone", begun)
    told.pool = Snapshot()

    told.log.noted("stone", over(begun))

    (entry,) = told.log
    assert entry.objects[VM].name == "web-01"
    assert entry.objects[VM].uuid == "0cb0b6b9"


def test_the_oldest_go_when_it_is_full():
    told = Told(capacity=3)
    for number in range(1, 6):
        told.make(number)

    assert [entry.number for entry in told.log] == [3, 4, 5]
    assert list(told.log.numbers) == [3, 4, 5]
    assert told.log.entry(2) is None


def test_polling_is_one_entry_for_each_connection():
    told = Told()
    for number in range(1, 5):
        told.make(number, "event.from", ["*"], "", 30.0)
    told.log.begun("lab", note(9, "event.from", ["*"], "", 30.0))

    assert list(told.log) == []
    assert [(entry.connection, entry.times, entry.took_s) for entry in told.log.polls] == [
        ("stone", 4, 0.25),
        ("lab", 1, None),
    ]


def test_the_end_of_an_older_poll_does_not_end_the_running_one():
    told = Told()
    first, second = note(1, "event.from"), note(2, "event.from")
    told.log.begun("stone", first)
    told.log.begun("stone", second)

    told.log.noted("stone", over(first, "Unreachable", "granite"))

    (poll,) = told.log.polls
    assert (poll.number, poll.took_s, poll.error) == (2, None, "")


def test_clearing_leaves_what_still_runs():
    told = Told()
    told.make(1)
    told.log.begun("stone", note(2))
    told.make(3, "event.from")

    told.log.clear()

    assert [entry.number for entry in told.log] == [2]
    assert told.log.polls == ()


def test_the_end_of_a_call_nobody_saw_begin_is_entered():
    told = Told()

    told.log.noted("stone", over(note(7)))

    assert [(entry.number, entry.took_s) for entry in told.log] == [(7, 0.25)]


def test_a_call_that_ran_so_long_that_it_was_dropped_does_not_come_in_out_of_order():
    told = Told(capacity=2)
    long = note(1, "VM.suspend")
    told.log.begun("stone", long)
    told.make(2)
    told.make(3)

    told.log.noted("stone", over(long))

    assert list(told.log.numbers) == [2, 3]


TASK = "OpaqueRef:8240fa00"


def mark(number: int, task: str = TASK) -> CallNote:
    return note(number, "task.add_to_other_config", task, "applies_to", "x")


def names(told: Told, number: int) -> dict[str, str]:
    entry = told.log.entry(number)
    assert entry is not None
    return {ref: known.name for ref, known in entry.objects.items()}


def test_a_task_that_is_not_in_the_picture_yet_is_named_for_its_call():
    told = Told()
    told.log.noted("stone", over(note(1, "Async.VM.start"), result=TASK))

    told.log.begun("stone", mark(2))
    told.log.begun("lab", mark(3))

    assert names(told, 2) == {TASK: "task of VM.start web-01"}
    assert names(told, 3) == {}  # another pool's


def test_a_task_keeps_the_name_that_the_picture_has_for_it():
    told = Told()
    told.log.noted("stone", over(note(1, "Async.VM.start"), result=TASK))
    told.pool = pool_with(a_task(ref=TASK, name_label="Async.VM.start"))

    told.log.begun("stone", mark(2))

    assert names(told, 2) == {TASK: "Async.VM.start"}


def test_only_so_many_tasks_are_remembered_and_the_newest_stay():
    told = Told()
    for number in range(MOST_TASKS + 1):
        told.log.noted("stone", over(note(number, "Async.VM.start"), result=f"OpaqueRef:task-{number}"))

    told.log.begun("stone", mark(MOST_TASKS + 5, "OpaqueRef:task-0"))
    told.log.begun("stone", mark(MOST_TASKS + 6, f"OpaqueRef:task-{MOST_TASKS}"))

    assert names(told, MOST_TASKS + 5) == {}
    assert names(told, MOST_TASKS + 6) == {f"OpaqueRef:task-{MOST_TASKS}": "task of VM.start web-01"}
