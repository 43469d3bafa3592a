"""Rows of the call log are made as they are asked for, and change in place."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.builders import a_connection, a_vm, pool_with, ref
from xengui.net.session import CallNote
from xengui.operations.call_log import CallLog
from xengui.ui.call_rows import ARGUMENTS, CALL, PAGE, POOL, RESULT, TIME, TOOK, CallRows, took
from xengui.ui.roles import Role

VM = ref("web-01")
STONE = a_connection(pool_with(a_vm(name_label="web-01")), key="stone", name="Stone", colour="red")


class Calls:
    """The rows of a log, watched by Qt's own tester of models."""

    def __init__(self, capacity: int = 10_000) -> None:
        self.log = CallLog(lambda key: STONE.snapshot, capacity)
        self.rows = CallRows(self.log, lambda key: STONE if key == "stone" else None)
        self._tester = QAbstractItemModelTester(self.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
        self._tester.setUseFetchMore(False)
        self._number = 0
        self.rows.show("", polling=False)

    def begin(self, method: str = "VM.start", *params: object) -> CallNote:
        self._number += 1
        note = CallNote(method, params or (VM, False, False), 1_700_000_000.5, 0.0, number=self._number)
        self.log.begun("stone", note)
        return note

    def end(self, note: CallNote, error: str = "", *words: str) -> None:
        self.log.noted("stone", replace(note, took_s=0.084, error=error, error_params=words))

    def make(self, method: str = "VM.start", *params: object, error: str = "") -> None:
        self.end(self.begin(method, *params), error)

    def column(self, column: int) -> list[object]:
        return [self.rows.index(row, column).data() for row in range(self.rows.rowCount())]


@pytest.fixture
def calls(qtbot: QtBot) -> Calls:
    return Calls()


def test_a_row_tells_when_where_what_on_what_how_long_and_how_it_ended(calls: Calls):
    calls.make()
    calls.rows.refresh(follow=True)

    row = [calls.rows.index(0, column).data() for column in range(6)]

    assert str(row[TIME]).endswith(".500")
    assert row[1:] == ["Stone", "VM.start", "web-01, false, false", "84 ms", "ok"]
    assert calls.rows.index(0, POOL).data(Role.POOL_COLOUR) == "red"
    assert calls.rows.headerData(ARGUMENTS, Qt.Orientation.Horizontal) == "Arguments"


def test_a_running_call_is_shown_and_ends_in_its_row(calls: Calls, qtbot: QtBot):
    note = calls.begin()
    calls.make("VM.pause", VM)
    calls.rows.refresh(follow=True)
    assert (calls.column(TOOK), calls.column(RESULT)) == (["84 ms", "–"], ["ok", "running"])

    with qtbot.waitSignal(calls.rows.dataChanged) as changed:
        calls.end(note, "VM_BAD_POWER_STATE", VM, "halted", "running")
        calls.rows.refresh(follow=True)

    assert changed.args
    assert changed.args[0].row() == 1
    assert calls.column(RESULT) == ["ok", "VM_BAD_POWER_STATE"]
    assert calls.rows.index(1, CALL).data(Role.TONE) == "error"
    assert "web-01" in calls.rows.index(1, RESULT).data(Qt.ItemDataRole.ToolTipRole)
    assert VM in calls.rows.index(1, CALL).data(Qt.ItemDataRole.ToolTipRole)
    assert "VM.start web-01" in calls.rows.index(1, TIME).data(Qt.ItemDataRole.AccessibleTextRole)


def test_new_calls_come_on_top_or_wait(calls: Calls):
    calls.make("VM.start")
    calls.rows.refresh(follow=True)
    calls.make("VM.pause")

    assert calls.rows.refresh(follow=False) == 1
    assert calls.column(CALL) == ["VM.start"]
    assert calls.rows.refresh(follow=True) == 0
    assert calls.column(CALL) == ["VM.pause", "VM.start"]


def test_the_view_gets_a_page_at_a_time(calls: Calls):
    for _ in range(PAGE + 10):
        calls.make()
    calls.rows.show("", polling=False)
    assert calls.rows.rowCount() == PAGE

    calls.rows.fetchMore()

    assert calls.rows.rowCount() == PAGE + 10
    assert not calls.rows.canFetchMore()


def test_rows_stay_few_however_long_one_watches(calls: Calls):
    for _ in range(30):
        for _ in range(100):
            calls.make()
        calls.rows.refresh(follow=True)
        assert calls.rows.rowCount() <= 2 * PAGE

    while calls.rows.canFetchMore():
        calls.rows.fetchMore()
    assert [entry.number for entry in calls.rows.entries(range(calls.rows.rowCount()))] == list(range(1, 3001))


def test_the_filter_looks_at_call_names_and_outcome(calls: Calls):
    calls.make("VM.start")
    calls.make("VM.pause", VM, error="VM_BAD_POWER_STATE")
    calls.make("host.dmesg", "OpaqueRef:else")

    for text, found in (("web-01 pause", ["VM.pause"]), ("bad_power", ["VM.pause"]), ("STONE dmesg", ["host.dmesg"])):
        calls.rows.show(text, polling=False)
        assert calls.column(CALL) == found
    calls.make("VM.start")
    calls.rows.refresh(follow=True)
    assert calls.column(CALL) == ["host.dmesg"]


def test_a_search_goes_on_in_pieces_until_the_page_is_full_or_all_is_seen(calls: Calls):
    calls.make("pool.sync_database", "x")
    for _ in range(2_500):
        calls.make()

    calls.rows.show("sync_database", polling=False)
    steps = 1
    while calls.rows.search_on():
        steps += 1

    assert calls.column(CALL) == ["pool.sync_database"]
    assert steps > 1


def test_polling_is_one_line_on_top_where_it_is_wanted(calls: Calls):
    calls.make("event.from", ["*"], "", 30.0)
    calls.make("VM.start")
    calls.rows.refresh(follow=True)
    assert calls.column(CALL) == ["VM.start"]

    calls.rows.show("", polling=True)
    calls.make("event.from", ["*"], "1", 30.0)
    calls.rows.refresh(follow=True)

    assert calls.column(CALL) == ["event.from", "VM.start"]
    assert calls.column(RESULT)[0] == "ok, 2 times"


def test_what_the_log_forgets_leaves_the_rows_too(qtbot: QtBot):
    calls = Calls(capacity=5)
    for _ in range(5):
        calls.make("VM.start")
    calls.rows.refresh(follow=True)
    for _ in range(3):
        calls.make("VM.pause")
    calls.rows.refresh(follow=True)
    assert calls.column(CALL) == ["VM.pause"] * 3 + ["VM.start"] * 2

    calls.log.clear()
    calls.rows.refresh(follow=True)

    assert calls.rows.rowCount() == 0


def test_durations_have_a_unit_that_fits():
    assert [took(one) for one in (None, 0.0841, 28.44, 200.0)] == ["–", "84 ms", "28.4 s", "3 min 20 s"]
