"""The rows of the task pane: what runs, how far it is, and in words how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon
from PySide6.QtTest import QAbstractItemModelTester, QSignalSpy

from tests.builders import NOW, a_host, a_vm, pool_with, ref
from tests.ui.forests import complaints
from xengui.model.call import Call
from xengui.model.snapshot import Snapshot
from xengui.operations.executor import LeftBehind
from xengui.operations.jobs import Job, Origin, Outcome
from xengui.operations.recipe import Step
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Unreachable
from xengui.ui.roles import Role
from xengui.ui.task_rows import ACT, BAR, FIGURE, TITLE, TaskRows, elsewhere, fault_words, figure, raw, words

STONE = pool_with(a_vm(name_label="R&D <b>web</b>"))


def a_job(number: int = 1, **fields: object) -> Job:
    made: dict[str, object] = {"title": f"Start vm-{number}", "connection": "stone", "started": NOW} | fields
    return Job(number=number, **made)  # type: ignore[arg-type]


def ended(outcome: Outcome, fault: Exception | None = None, number: int = 1) -> Job:
    return a_job(number, outcome=outcome, fault=fault, ended=NOW + timedelta(seconds=80))


def rows_of(*jobs: Job, snapshot: Snapshot = STONE) -> TaskRows:
    rows = TaskRows(lambda key: snapshot if key == "stone" else Snapshot())
    rows.show(jobs)
    return rows


def titles(rows: TaskRows) -> list[object]:
    return [rows.index(row, TITLE).data() for row in range(rows.rowCount())]


def test_the_newest_stands_first(qapp: object):
    assert titles(rows_of(a_job(1), a_job(2))) == ["Start vm-2", "Start vm-1"]


def test_a_running_job_shows_how_far_it_is(qapp: object):
    rows = rows_of(a_job(progress=0.61, started=datetime.now(UTC)))

    assert rows.index(0, BAR).data(Role.BAR) == 0.61
    assert rows.index(0, FIGURE).data(Role.FIGURE) == "61 %"


def test_a_job_whose_progress_nobody_knows_has_no_bar(qapp: object):
    rows = rows_of(a_job())

    assert rows.index(0, BAR).data(Role.BAR) is None
    assert rows.index(0, FIGURE).data(Role.FIGURE) == ""


def test_an_ended_job_shows_when_it_ended_and_how_long_it_took(qapp: object):
    job = ended(Outcome.DONE)
    over = (NOW + timedelta(seconds=80)).astimezone()

    assert figure(job, over) == f"{over:%H:%M:%S}, took 1 min 20 s"
    assert figure(job, over + timedelta(days=2)).endswith(f"{over:%Y %H:%M}, took 1 min 20 s")
    assert rows_of(job).index(0, FIGURE).data(Role.FIGURE).endswith("took 1 min 20 s")
    assert rows_of(job).index(0, BAR).data(Role.BAR) is None


@pytest.mark.parametrize("outcome", list(Outcome))
def test_each_outcome_has_its_sign(qapp: object, outcome: Outcome):
    rows = rows_of(a_job(outcome=outcome))

    assert isinstance(rows.index(0, TITLE).data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert rows.index(0, TITLE).data(Role.DIM_TONE) == ("error" if outcome is Outcome.FAILED else "")


def test_a_failure_is_told_in_words_with_the_names_of_the_objects(qapp: object):
    fault = Failure("VM_BAD_POWER_STATE", [ref("R&D <b>web</b>"), "halted", "running"])

    rows = rows_of(ended(Outcome.FAILED, fault))

    said = str(rows.index(0, TITLE).data(Role.DIM))
    assert "R&D <b>web</b>" in said
    assert "OpaqueRef" not in said
    assert rows.index(0, TITLE).data(Qt.ItemDataRole.ToolTipRole) == f"Start vm-1\n{said}"
    assert said in str(rows.index(0, TITLE).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_failure_of_a_pool_that_is_gone_is_still_told(qapp: object):
    fault = Failure("VM_BAD_POWER_STATE", [ref("web"), "halted", "running"])

    assert "the virtual machine" in words(ended(Outcome.FAILED, fault), Snapshot()).lower()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (Unreachable("granite", Cause.SILENT), "granite does not answer"),
        (ValueError("a mistake of ours"), "a mistake of ours"),
        (None, ""),
    ],
)
def test_other_faults_are_told_too(fault: Exception | None, said: str):
    assert said in words(ended(Outcome.FAILED, fault), Snapshot())


def test_a_cancelled_job_says_so():
    assert words(ended(Outcome.CANCELLED), Snapshot()) == "cancelled"


def test_a_name_with_an_ampersand_is_shown_as_it_is(qapp: object):
    assert titles(rows_of(a_job(title="Start R&D <b>web</b>"))) == ["Start R&D <b>web</b>"]


def test_what_can_be_cancelled_has_a_cross_with_a_name(qapp: object):
    rows = rows_of(a_job(1), a_job(2, cancellable=True))

    able, unable = rows.index(0, ACT), rows.index(1, ACT)
    assert isinstance(able.data(Qt.ItemDataRole.DecorationRole), QIcon)
    assert able.data(Qt.ItemDataRole.ToolTipRole) == "Cancel: Start vm-2"
    assert able.data(Qt.ItemDataRole.AccessibleTextRole) == "Cancel: Start vm-2"
    assert unable.data(Qt.ItemDataRole.DecorationRole) is None
    assert unable.data(Qt.ItemDataRole.ToolTipRole) is None


def test_only_the_row_that_changed_is_painted_again(qapp: object):
    rows = rows_of(a_job(1), a_job(2))
    painted, reset = QSignalSpy(rows.dataChanged), QSignalSpy(rows.modelReset)

    rows.show([a_job(1, progress=0.5), a_job(2)])

    assert [painted.at(at)[0].row() for at in range(painted.count())] == [1]
    assert reset.count() == 0


def test_a_held_row_keeps_its_job_when_others_come_and_go(qapp: object):
    rows = rows_of(a_job(1), a_job(2), a_job(3))
    held = QPersistentModelIndex(rows.index(1, TITLE))
    assert held.data() == "Start vm-2"

    rows.show([a_job(2), a_job(4), a_job(5)])

    assert held.row() == 2
    assert held.data() == "Start vm-2"


def test_a_held_row_keeps_its_job_when_one_that_was_left_out_comes_in_below_it(qapp: object):
    rows = rows_of(a_job(1), a_job(3))
    held = QPersistentModelIndex(rows.index(0, TITLE))

    rows.show([a_job(1), a_job(2), a_job(3)])

    assert titles(rows) == ["Start vm-3", "Start vm-2", "Start vm-1"]
    assert held.data() == "Start vm-3"


@settings(deadline=None, max_examples=60)
@given(runs=st.lists(st.tuples(st.integers(0, 3), st.sets(st.integers(1, 12)), st.booleans()), max_size=6))
def test_any_jobs_become_any_later_ones(qapp: object, runs: Sequence[tuple[int, set[int], bool]]):
    rows = rows_of()
    jobs: list[Job] = []
    with complaints() as heard:
        tester = QAbstractItemModelTester(rows, QAbstractItemModelTester.FailureReportingMode.Warning)

        for come, gone, further in runs:
            highest = max((job.number for job in jobs), default=0)
            jobs = [replace(job, progress=0.5 if further else None) for job in jobs if job.number not in gone]
            jobs += [a_job(highest + one) for one in range(1, come + 1)]
            rows.show(jobs)

            assert [rows.job(row) for row in range(rows.rowCount())] == list(reversed(jobs))
        del tester
    assert heard == []


def test_nothing_is_where_no_row_is(qapp: object):
    rows = rows_of()

    assert rows.data(QModelIndex()) is None
    assert rows.rowCount() == 0
    assert rows_of(a_job()).rowCount(rows_of(a_job()).index(0, 0)) == 0


def test_a_figure_is_a_percentage_until_the_end():
    assert figure(a_job(progress=0.0), NOW) == "0 %"
    assert figure(a_job(progress=1.0), NOW) == "100 %"


def test_the_time_left_is_told_once_there_is_something_to_go_by():
    assert figure(a_job(progress=0.25), NOW + timedelta(seconds=20)) == "25 %, about 1 min left"
    assert figure(a_job(progress=0.01), NOW + timedelta(seconds=20)) == "1 %"
    assert figure(a_job(progress=0.25), NOW + timedelta(seconds=2)) == "25 %"


def test_a_step_that_is_at_work_is_told():
    assert words(a_job(doing="Creating the disk"), Snapshot()) == "Creating the disk"
    assert words(a_job(doing="Creating the disk", stopping=True), Snapshot()) == "being cancelled"


@pytest.mark.parametrize("origin", [Origin.EARLIER, Origin.OTHERS])
def test_who_began_it_is_told_unless_it_was_here(origin):
    said = "by another client" if origin is Origin.OTHERS else "begun in another run of xengui"

    for outcome in (Outcome.RUNNING, Outcome.DONE, Outcome.CANCELLED, Outcome.FAILED, Outcome.GONE):
        assert said in words(a_job(origin=origin, outcome=outcome), Snapshot())


def test_what_could_not_be_undone_is_named():
    step = Step(words="Creating the disk", call=Call("VDI.create"))
    fault = LeftBehind(Failure("SR_FULL", ["1", "2"]), ((step, Failure("SR_HAS_NO_PBDS", [ref("local")])),))

    said = words(ended(Outcome.FAILED, fault), Snapshot())

    assert "This could not be undone: Creating the disk (" in said
    assert "OpaqueRef" not in said
    assert raw(fault).splitlines() == ["SR_FULL: 1, 2", f"SR_HAS_NO_PBDS: {ref('local')}"]


def test_an_error_is_told_and_copied_without_its_secrets():
    fault = Failure("SR_BACKEND_FAILURE_111", ("", "mount -o username=bob,password=hunter2 failed", ""))

    for told in (raw(fault), words(ended(Outcome.FAILED, fault), Snapshot())):
        assert "hunter2" not in told
        assert "username=bob" in told
    assert "5e55" not in raw(Failure("SESSION_INVALID", ("OpaqueRef:5e55-1",)))


@pytest.mark.parametrize(("hosts", "command"), [(("granite",), ""), (("granite", "basalt"), "vm.start_on")])
def test_another_server_is_offered_only_where_there_is_one(hosts: tuple[str, ...], command: str):
    web = a_vm()
    pool = pool_with(web, *(a_host(name_label=name) for name in hosts))
    job = replace(ended(Outcome.FAILED, Failure("NO_HOSTS_AVAILABLE")), target=web.ref, command="vm.start")

    assert elsewhere(job, pool) == command


def test_an_answer_that_was_lost_is_told_with_the_object_to_look_at():
    web = a_vm(name_label="web-01")
    lost = Unreachable("granite", Cause.DROPPED, maybe_done=True)

    told = fault_words(lost, pool_with(web), (web.ref,))

    assert told.endswith("It may have been carried out all the same: look at web-01 before you try again.")
    assert "carried out" not in fault_words(Unreachable("granite", Cause.REFUSED), pool_with(web), (web.ref,))
