"""What was done is known in the next run, with how it ended."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.builders import a_vm
from xengui.operations.jobs import Job, Ledger, Origin, Outcome
from xengui.protocol.failure import Failure
from xengui.settings.history import History
from xengui.settings.servers import SavedServer
from xengui.ui.task_rows import raw, words

if TYPE_CHECKING:
    from tests.journeys.person import Person

WEB = a_vm()


def saved(person: Person) -> None:
    """Have granite on the list of servers."""
    assert person.program.servers.saved is not None
    person.program.servers.saved.remember(SavedServer(host="granite"))


Act = Callable[[Ledger], object]
Run = Callable[[Act], list[Job]]


@pytest.fixture
def run(go, monkeypatch) -> Run:
    """Does something in a run of the program, leaves, and gives back the jobs as the next run begins with them."""
    runs = iter(range(100))

    def both(act: Act) -> list[Job]:
        seen: list[Job] = []

        async def first(person: Person) -> None:
            saved(person)
            act(person.program.ledger)

        async def second(person: Person) -> None:
            seen.extend(person.program.ledger.jobs.values())

        for journey in (first, second):
            monkeypatch.setattr("xengui.app.chronicle.PROCESS", f"run-{next(runs)}")
            go(journey)
        return seen

    return both


def begin(ledger: Ledger, title: str = "Start web", **more: object) -> int:
    return ledger.begin(title, "granite", WEB.ref, **more)


def test_how_work_ended_is_known_in_the_next_run(run: Run):
    def act(ledger: Ledger) -> None:
        ledger.end(begin(ledger), Outcome.DONE)
        ledger.end(begin(ledger, "Stop web"), Outcome.FAILED, Failure("NO_HOSTS_AVAILABLE"))

    done, failed = run(act)

    assert [(job.title, job.connection, job.target, job.origin) for job in (done, failed)] == [
        ("Start web", "granite", WEB.ref, Origin.PAST),
        ("Stop web", "granite", WEB.ref, Origin.PAST),
    ]
    assert (done.outcome, failed.outcome) == (Outcome.DONE, Outcome.FAILED)
    assert raw(failed.fault) == "NO_HOSTS_AVAILABLE"
    assert str(failed.fault).startswith("No server")
    assert (done.running, failed.can_be_retried, done.undo) == (False, False, None)


def test_what_still_ran_is_told_as_left_to_itself(run: Run):
    (job,) = run(lambda ledger: begin(ledger, task="OpaqueRef:task"))

    assert (job.outcome, job.task) == (Outcome.GONE, "OpaqueRef:task")
    assert words(job, None) == "xengui was closed while it ran"  # type: ignore[arg-type]


def test_work_that_is_given_up_at_the_end_is_told_the_same_way(go):
    seen: list[Outcome] = []

    async def begun(person: Person) -> None:
        saved(person)
        ledger = person.program.ledger

        async def work(number: int) -> None:
            try:
                await asyncio.Event().wait()
            finally:
                ledger.end(number, Outcome.CANCELLED)

        for ref in ("OpaqueRef:1", "OpaqueRef:2"):
            person.program.start(work(begin(ledger, task=ref)))
        chronicle = person.program._chronicle
        assert chronicle
        await person.until("the first end is heard at once", lambda: not chronicle._look_calmly._pause.isActive())

    async def later(person: Person) -> None:
        seen.extend(job.outcome for job in person.program.ledger.jobs.values())

    go(begun)
    go(later)

    assert seen == [Outcome.GONE, Outcome.GONE]


def test_what_was_cleared_away_stays_away(run: Run):
    run(lambda ledger: ledger.end(begin(ledger), Outcome.DONE))

    def clear(ledger: Ledger) -> None:
        ledger.end(begin(ledger, "Stop web"), Outcome.DONE)
        ledger.clear_ended()
        ledger.end(begin(ledger, "Reboot web"), Outcome.DONE)

    assert [job.title for job in run(clear)] == ["Reboot web"]


def test_what_another_window_cleared_away_does_not_come_back(go, tmp_path: Path, run: Run):
    run(lambda ledger: ledger.end(begin(ledger, "Stop web"), Outcome.DONE))
    history = History(tmp_path / "config" / "xengui" / "history.json")

    async def journey(person: Person) -> None:
        saved(person)
        assert [job.title for job in person.program.ledger.jobs.values()] == ["Stop web"]
        history.keep((), without={entry.id for entry in history.entries()})
        person.program.ledger.end(begin(person.program.ledger), Outcome.DONE)
        await person.until("it is written", lambda: "Start web" in [entry.title for entry in history.entries()])

    go(journey)

    assert [entry.title for entry in history.entries()] == ["Start web"]


def test_nothing_that_the_file_says_runs(go, tmp_path: Path, run: Run):
    run(lambda ledger: ledger.end(begin(ledger), Outcome.DONE))
    history = History(tmp_path / "config" / "xengui" / "history.json")
    history.keep([replace(entry, outcome="running") for entry in history.entries()])

    async def journey(person: Person) -> None:
        (job,) = person.program.ledger.jobs.values()
        assert job.outcome is Outcome.GONE

    go(journey)


def test_history_grows_from_run_to_run(run: Run):
    titles = ["Start web", "Stop web", "Reboot web"]
    jobs: list[Job] = []

    def act(ledger: Ledger) -> None:
        ledger.end(begin(ledger, titles[len(ledger.jobs)]), Outcome.DONE)

    for _ in titles:
        jobs = run(act)

    assert [job.title for job in jobs] == titles


def test_work_of_others_is_kept_once_it_is_over_and_what_is_minor_is_not(run: Run):
    def act(ledger: Ledger) -> None:
        ledger.end(begin(ledger, "Stop web", origin=Origin.OTHERS, task="OpaqueRef:1"), Outcome.DONE)
        ledger.end(begin(ledger, "SR.scan", origin=Origin.OTHERS, minor=True), Outcome.DONE)
        begin(ledger, "Start web", origin=Origin.OTHERS, task="OpaqueRef:2")

    assert [job.title for job in run(act)] == ["Stop web"]


def test_what_two_windows_saw_of_others_is_one_entry(run: Run):
    def act(ledger: Ledger) -> None:
        ledger.end(begin(ledger, "Stop web", origin=Origin.OTHERS, task="OpaqueRef:1"), Outcome.DONE)

    run(act)

    assert [job.title for job in run(act)] == ["Stop web"]


def test_what_was_done_on_a_server_that_is_not_listed_is_not_kept(run: Run):
    assert run(lambda ledger: ledger.end(ledger.begin("Start web", "127.0.0.1:4711", WEB.ref), Outcome.DONE)) == []


def test_it_is_on_disk_before_the_program_ends(go, tmp_path: Path):
    history = History(tmp_path / "config" / "xengui" / "history.json")

    async def journey(person: Person) -> None:
        saved(person)
        person.program.ledger.end(begin(person.program.ledger), Outcome.DONE)
        await person.until("it is written", lambda: [entry.title for entry in history.entries()] == ["Start web"])

    go(journey)


def test_a_folder_that_cannot_be_written_is_told_once(go, monkeypatch):
    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    async def journey(person: Person) -> None:
        saved(person)
        monkeypatch.setattr("xengui.settings.folder.save", refused)
        person.program.ledger.end(begin(person.program.ledger), Outcome.DONE)
        await person.until("it is told", lambda: "after a restart: Permission denied." in person.toast())

    go(journey)


def test_a_demo_is_not_worth_remembering(go, tmp_path: Path):
    async def journey(person: Person) -> None:
        person.program.ledger.end(begin(person.program.ledger), Outcome.DONE)

    go(journey, "--demo")

    assert not (tmp_path / "config" / "xengui" / "history.json").exists()
