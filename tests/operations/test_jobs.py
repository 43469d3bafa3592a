from datetime import UTC, datetime
from typing import Any

import pytest

from xengui.operations.jobs import MOST_ENDED, MOST_MINOR, Job, Ledger, Origin, Outcome, at_work
from xengui.operations.recipe import Recipe
from xengui.protocol.failure import Failure


def test_a_job_is_entered_as_running():
    ledger = Ledger()

    number = ledger.begin("Start web", "granite", "OpaqueRef:web")

    job = ledger.jobs[number]
    assert (job.title, job.connection, job.target) == ("Start web", "granite", "OpaqueRef:web")
    assert (job.outcome, job.progress, job.task, job.ended) == (Outcome.RUNNING, None, "", None)
    assert job.started.tzinfo is UTC


def test_jobs_are_numbered_and_stand_in_the_order_they_began():
    ledger = Ledger()

    numbers = [ledger.begin(title, "granite") for title in ("a", "b", "c")]

    assert list(ledger.jobs) == numbers == sorted(set(numbers))


def test_progress_is_entered():
    ledger = Ledger()
    number = ledger.begin("Start web", "granite")

    ledger.update(number, progress=0.5, task="OpaqueRef:task", cancellable=True)

    job = ledger.jobs[number]
    assert (job.progress, job.task, job.cancellable) == (0.5, "OpaqueRef:task", True)


@pytest.mark.parametrize("outcome", [Outcome.DONE, Outcome.FAILED, Outcome.CANCELLED])
def test_an_ended_job_says_when_and_cannot_be_cancelled_any_more(outcome: Outcome):
    ledger = Ledger()
    number = ledger.begin("Start web", "granite")
    ledger.update(number, progress=0.5, task="OpaqueRef:task", cancellable=True)

    ledger.end(number, outcome)

    job = ledger.jobs[number]
    assert (job.outcome, job.cancellable) == (outcome, False)
    assert job.ended is not None
    assert job.started <= job.ended <= datetime.now(UTC)


def test_a_failed_job_keeps_what_was_raised():
    ledger = Ledger()
    number = ledger.begin("Start web", "granite")
    fault = Failure("NO_HOSTS_AVAILABLE")

    ledger.end(number, Outcome.FAILED, fault)

    assert ledger.jobs[number].fault is fault


def test_progress_that_comes_late_changes_nothing():
    ledger = Ledger()
    number = ledger.begin("Start web", "granite")
    ledger.end(number, Outcome.DONE)
    ended = ledger.jobs[number]

    ledger.update(number, progress=0.5, task="OpaqueRef:task", cancellable=True)

    assert ledger.jobs[number] is ended


def test_what_is_over_can_be_cleared_away():
    ledger = Ledger()
    running, ended = ledger.begin("a", "granite"), ledger.begin("b", "granite")
    ledger.end(ended, Outcome.FAILED)

    ledger.clear_ended()

    assert list(ledger.jobs) == [running]


def test_a_job_that_was_cleared_away_does_not_come_back():
    ledger = Ledger()
    number = ledger.begin("a", "granite")
    ledger.end(number, Outcome.DONE)
    ledger.clear_ended()

    ledger.update(number, progress=1.0, task="", cancellable=False)
    ledger.end(number, Outcome.FAILED)

    assert dict(ledger.jobs) == {}


def test_listeners_are_told_of_everything():
    ledger = Ledger()
    told: list[list[Outcome]] = []
    ledger.listen(lambda: told.append([job.outcome for job in ledger.jobs.values()]))

    number = ledger.begin("a", "granite")
    ledger.update(number, progress=0.5, task="", cancellable=False)
    ledger.end(number, Outcome.DONE)
    ledger.clear_ended()

    assert told == [[Outcome.RUNNING], [Outcome.RUNNING], [Outcome.DONE], []]


def test_the_ledger_is_written_by_its_own_methods_only():
    ledger = Ledger()
    number = ledger.begin("a", "granite")

    with pytest.raises(TypeError):
        ledger.jobs[number] = ledger.jobs[number]  # type: ignore[index]
    with pytest.raises(AttributeError):
        ledger.jobs[number].title = "b"  # type: ignore[misc]
    assert isinstance(ledger.jobs[number], Job)


def test_at_work_is_what_this_run_has_not_ended():
    ledger = Ledger()
    ours = ledger.begin("Start web", "granite")
    ledger.begin("Start mail", "granite", origin=Origin.OTHERS)
    ledger.begin("Start hall", "granite", origin=Origin.EARLIER)
    ledger.end(ledger.begin("Start db", "granite"), Outcome.DONE)

    assert [job.number for job in at_work(ledger.jobs.values())] == [ours]


def test_history_has_an_end_and_minor_work_of_others_does_not_push_out_the_rest():
    ledger = Ledger()
    ours = ledger.begin("ours", "granite")
    ledger.end(ours, Outcome.DONE)

    for _ in range(MOST_ENDED + 10):
        ledger.end(ledger.begin("SR.scan", "granite", origin=Origin.OTHERS, minor=True), Outcome.DONE)
    assert ours in ledger.jobs
    assert len(ledger.jobs) == MOST_MINOR + 1

    for _ in range(MOST_ENDED):
        ledger.end(ledger.begin("ours too", "granite"), Outcome.DONE)
    assert ours not in ledger.jobs
    assert len(ledger.jobs) == MOST_MINOR + MOST_ENDED


def test_a_job_that_is_undone_offers_it_no_more():
    ledger = Ledger()
    number = ledger.begin("Rename", "granite")
    ledger.end(number, Outcome.DONE, undo=Recipe(title="Undo", steps=()))
    assert ledger.jobs[number].undo

    ledger.no_undo(number)

    assert ledger.jobs[number].undo is None


def test_a_dropped_job_is_forgotten():
    ledger, told = Ledger(), list[int]()
    number = ledger.begin("twice", "granite")
    ledger.listen(lambda: told.append(len(ledger.jobs)))

    ledger.drop(number)
    ledger.drop(number)

    assert told == [0]


def test_an_update_that_says_nothing_new_is_not_told():
    ledger, told = Ledger(), list[int]()
    number = ledger.begin("Start", "granite")
    ledger.update(number, progress=0.5)
    ledger.listen(lambda: told.append(1))

    ledger.update(number, progress=0.5)

    assert told == []


class Walked(dict[int, Job]):
    """Counts how often all jobs are gone through."""

    walks = 0

    def items(self) -> Any:
        Walked.walks += 1
        return super().items()


def test_the_end_of_a_job_goes_through_no_others(monkeypatch: pytest.MonkeyPatch):
    ledger = Ledger()
    monkeypatch.setattr(ledger, "_jobs", Walked())

    for number in range(MOST_MINOR + 50):
        ledger.end(ledger.begin(f"Task {number}", "granite", minor=True), Outcome.DONE)

    assert Walked.walks == 0
    assert len(ledger.jobs) == MOST_MINOR
    assert min(ledger.jobs) == 51


def test_a_job_that_goes_on_is_not_forgotten_as_one_that_is_over():
    ledger = Ledger()
    first = ledger.begin("Copy web", "granite")
    ledger.end(first, Outcome.GONE)
    ledger.reopen(first)

    for number in range(MOST_ENDED + 1):
        ledger.end(ledger.begin(f"Start {number}", "granite"), Outcome.DONE)

    assert ledger.jobs[first].running
    assert len(ledger.jobs) == MOST_ENDED + 1
