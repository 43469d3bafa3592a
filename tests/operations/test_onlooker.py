from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.builders import a_vm, pool_with
from xengui.model.classes import Task
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Job, Ledger, Origin, Outcome
from xengui.operations.onlooker import UNAWARE_AFTER, Onlooker
from xengui.operations.tasks import PROCESS
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

WEB = a_vm(name_label="web")
NOW = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
EARLIER = "an-earlier-run"


def a_task(ref: str = "OpaqueRef:task", **fields: Any) -> Task:
    usual: dict[str, Any] = {
        "name_label": "Async.VM.clean_shutdown",
        "other_config": {"applies_to": WEB.ref},
        "status": "pending",
    }
    return Task(ref=ref, **(usual | fields))


class Watching:
    def __init__(self) -> None:
        self.ledger = Ledger()
        self.onlooker = Onlooker(self.ledger, [EARLIER])
        self.onlooker.look("stone", pool_with(WEB), NOW)

    def see(self, *tasks: Task, after: timedelta = timedelta()) -> list[Job]:
        self.onlooker.look("stone", pool_with(WEB, *tasks), NOW + after)
        return list(self.ledger.jobs.values())


@pytest.fixture
def watching() -> Watching:
    return Watching()


def test_another_clients_task_gets_a_row_with_its_object(watching):
    (job,) = watching.see(a_task(progress=0.4, allowed_operations=("cancel",)))

    assert (job.title, job.target, job.task) == ("Shut down web", WEB.ref, "OpaqueRef:task")
    assert (job.origin, job.outcome, job.progress, job.minor) == (Origin.OTHERS, Outcome.RUNNING, 0.4, False)
    assert job.can_be_stopped


def test_a_task_of_this_run_is_no_other_clients(watching):
    assert watching.see(a_task(other_config={"XenCenterUUID": PROCESS})) == []


def test_a_task_whose_job_learns_of_it_late_is_not_shown_twice(watching):
    watching.see(a_task())
    number = watching.ledger.begin("Shut down web", "stone", WEB.ref)
    watching.ledger.update(number, task="OpaqueRef:task")

    assert [job.number for job in watching.see(a_task(progress=0.1))] == [number]


def test_a_task_of_ours_that_is_over_and_gone_before_its_job_learns_of_it_is_not_shown_twice(watching):
    watching.see(a_task(status="success", other_config={}))
    number = watching.ledger.begin("Shut down web", "stone", WEB.ref)
    watching.ledger.update(number, task="OpaqueRef:task")

    assert [job.number for job in watching.see()] == [number]


def test_a_task_that_nobody_explains_is_shown_after_a_while(watching):
    bare = a_task(other_config={})

    assert watching.see(bare) == []
    assert watching.see(bare, after=UNAWARE_AFTER / 2) == []
    assert [job.title for job in watching.see(bare, after=UNAWARE_AFTER)] == ["Shut down a virtual machine"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [("success", Outcome.DONE), ("failure", Outcome.FAILED), ("cancelled", Outcome.CANCELLED)],
)
def test_how_it_ended_is_entered(watching, status, outcome):
    watching.see(a_task())

    (job,) = watching.see(a_task(status=status, error_info=("NO_HOSTS_AVAILABLE",)))

    assert job.outcome is outcome
    assert isinstance(job.fault, Failure) == (outcome is Outcome.FAILED)


def test_a_task_that_vanishes_ended_without_our_knowing_how(watching):
    watching.see(a_task())

    (job,) = watching.see()

    assert job.outcome is Outcome.GONE


def test_history_stays_when_the_task_is_cleared_away(watching):
    watching.see(a_task())
    watching.see(a_task(status="success"))

    (job,) = watching.see()

    assert job.outcome is Outcome.DONE


def test_what_is_not_about_machines_is_minor(watching):
    (job,) = watching.see(a_task(name_label="SR.scan"))

    assert job.minor


def test_what_was_over_before_we_came_is_left_out():
    ledger = Ledger()

    Onlooker(ledger).look("stone", pool_with(WEB, a_task(status="success")), NOW)

    assert not ledger.jobs


@pytest.mark.parametrize("status", ["pending", "success"])
def test_what_an_earlier_run_left_is_found_again_even_if_it_is_over(status):
    ledger = Ledger()
    mine = a_task(name_label="Async.VM.pause", status=status, other_config={"XenCenterUUID": EARLIER, "applies_to": ""})

    Onlooker(ledger, [EARLIER]).look("stone", pool_with(WEB, mine), NOW)

    (job,) = ledger.jobs.values()
    assert (job.origin, job.minor) == (Origin.EARLIER, False)


def test_a_closed_connection_tells_no_more(watching):
    watching.see(a_task())

    watching.onlooker.leave("stone")

    (job,) = watching.ledger.jobs.values()
    assert job.outcome is Outcome.GONE


def test_a_cancel_that_was_asked_for_shows(watching):
    (job,) = watching.see(a_task(allowed_operations=("cancel",), current_operations={"x": "cancel"}))

    assert job.stopping
    assert not job.can_be_stopped


def test_an_empty_picture_is_harmless(watching):
    watching.onlooker.look("lab", Snapshot(), NOW)

    assert not watching.ledger.jobs


def test_a_job_that_lost_sight_of_its_task_follows_it_again(watching):
    number = watching.ledger.begin("Reboot web", "stone", WEB.ref)
    watching.ledger.update(number, task="OpaqueRef:task")
    mine = a_task(name_label="Async.VM.clean_reboot", other_config={"XenCenterUUID": PROCESS, "applies_to": WEB.ref})
    watching.see(mine)
    watching.ledger.end(number, Outcome.GONE, Problem("stone", "disconnected"))
    watching.onlooker.leave("stone")

    (job,) = watching.see(mine)
    assert (job.number, job.outcome, job.fault) == (number, Outcome.RUNNING, None)

    (job,) = watching.see(a_task(other_config=mine.other_config, progress=0.5))
    assert job.progress == 0.5

    (job,) = watching.see(a_task(other_config=mine.other_config, status="success"))
    assert job.outcome is Outcome.DONE


def test_a_task_of_another_pool_with_the_same_reference_is_not_mistaken(watching):
    number = watching.ledger.begin("Reboot web", "lab")
    watching.ledger.update(number, task="OpaqueRef:task")

    assert [job.title for job in watching.see(a_task())] == ["Reboot web", "Shut down web"]


def test_what_an_earlier_run_left_running_goes_on_in_the_row_it_had():
    ledger = Ledger()
    number = ledger.recall(
        "Shut down web", "stone", target=WEB.ref, task="OpaqueRef:task", outcome=Outcome.GONE, started=NOW, ended=NOW
    )
    mine = a_task(progress=0.4, other_config={"XenCenterUUID": EARLIER, "applies_to": WEB.ref})

    Onlooker(ledger, [EARLIER]).look("stone", pool_with(WEB, mine), NOW)

    (job,) = ledger.jobs.values()
    assert (job.number, job.origin, job.outcome, job.progress) == (number, Origin.EARLIER, Outcome.RUNNING, 0.4)


def test_a_finished_task_of_the_past_gets_no_second_row():
    ledger = Ledger()
    ledger.recall(
        "Shut down web", "stone", target=WEB.ref, task="OpaqueRef:task", outcome=Outcome.DONE, started=NOW, ended=NOW
    )
    mine = a_task(status="success", other_config={"XenCenterUUID": EARLIER, "applies_to": WEB.ref})

    Onlooker(ledger, [EARLIER]).look("stone", pool_with(WEB, mine), NOW)

    assert [job.outcome for job in ledger.jobs.values()] == [Outcome.DONE]


@pytest.mark.parametrize("mark", [EARLIER, "another-client"])
def test_only_what_a_run_that_has_ended_left_is_cleared_away_when_it_is_over(mark: str):
    ledger, tidied = Ledger(), list[tuple[str, str]]()
    if mark == EARLIER:
        ledger.recall("Shut down web", "stone", task="OpaqueRef:task", outcome=Outcome.GONE, started=NOW, ended=NOW)
    onlooker = Onlooker(ledger, [EARLIER], lambda *what: tidied.append(what))
    keys = {"XenCenterUUID": mark, "applies_to": WEB.ref}

    onlooker.look("stone", pool_with(WEB, a_task(other_config=keys)), NOW)
    assert tidied == []
    for _ in range(2):
        onlooker.look("stone", pool_with(WEB, a_task(status="success", other_config=keys)), NOW)

    assert tidied == ([("stone", "OpaqueRef:task")] if mark == EARLIER else [])


class Busy(Ledger):
    """A ledger that notes which jobs it is told of."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[int] = []

    def update(self, number: int, **changes: Any) -> None:
        self.told.append(number)
        super().update(number, **changes)


def test_tasks_that_are_over_cost_nothing_when_another_changes():
    ledger = Busy()
    onlooker = Onlooker(ledger)
    over = [a_task(f"OpaqueRef:{number}") for number in range(50)]
    onlooker.look("stone", pool_with(WEB, *over), NOW)
    over = [a_task(f"OpaqueRef:{number}", status="success") for number in range(50)]
    onlooker.look("stone", pool_with(WEB, *over), NOW)
    ledger.told.clear()

    onlooker.look("stone", pool_with(WEB, a_task(), *over), NOW, {"OpaqueRef:task"})

    assert [ledger.jobs[number].task for number in ledger.told] == ["OpaqueRef:task"]


def test_of_the_changed_tasks_those_that_are_gone_are_over(watching):
    watching.see(a_task(), a_task("OpaqueRef:other"))

    watching.onlooker.look("stone", pool_with(WEB, a_task("OpaqueRef:other")), NOW, {"OpaqueRef:task"})

    assert [job.outcome for job in watching.ledger.jobs.values()] == [Outcome.GONE, Outcome.RUNNING]


def test_a_task_that_nobody_explains_is_shown_without_being_changed(watching):
    task = a_task(other_config={})
    assert watching.onlooker.look("stone", pool_with(WEB, task), NOW, {task.ref})

    assert not watching.onlooker.look("stone", pool_with(WEB, task), NOW + UNAWARE_AFTER, ())

    assert [job.task for job in watching.ledger.jobs.values()] == [task.ref]


def test_a_task_that_a_job_claims_later_is_taken_from_the_others_without_being_changed(watching):
    watching.see(a_task())
    number = watching.ledger.begin("Shut down web", "stone", WEB.ref)
    watching.ledger.update(number, task="OpaqueRef:task")

    watching.onlooker.look("stone", pool_with(WEB, a_task()), NOW, ())

    assert list(watching.ledger.jobs) == [number]


def test_when_a_task_of_others_began_is_told_by_our_clock():
    ledger = Ledger()
    task = a_task(created=(NOW + timedelta(hours=1)).strftime("%Y%m%dT%H:%M:%SZ"))

    Onlooker(ledger).look("stone", pool_with(WEB, task), NOW + timedelta(minutes=1), ahead_s=3600.0)

    (job,) = ledger.jobs.values()
    assert abs((job.started - NOW).total_seconds()) < 1
