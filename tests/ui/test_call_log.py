"""The page of API calls follows, filters, and copies what is selected."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import a_connection, a_vm, pool_with, ref
from xengui.net.session import CallNote
from xengui.operations.call_log import CallLog
from xengui.queries.script import Server
from xengui.ui.call_log import CallLogPage
from xengui.ui.call_rows import CALL

VM = ref("web-01")
POOL = pool_with(a_vm(name_label="web-01", uuid="u-web"))
CONNECTIONS = {
    "stone": a_connection(POOL, key="stone", name="Stone"),
    "lab": a_connection(POOL, key="lab", name="Lab"),
}


class Log:
    """The page in a window, with its tools above it."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.log = CallLog(lambda key: POOL)
        self.said: list[str] = []
        self.page = CallLogPage(
            self.log, CONNECTIONS.get, lambda key: Server(f"https://{key}", "root", ("ab" * 32,)), self.said.append
        )
        self._window = QWidget()
        column = QVBoxLayout(self._window)
        column.addWidget(self.page.tools)
        column.addWidget(self.page)
        qtbot.addWidget(self._window)
        self._window.resize(1000, 300)
        self._window.show()
        self._number = 0

    def make(self, method: str, *params: object, key: str = "stone", error: str = "", gave: str = "") -> None:
        self._number += 1
        note = CallNote(method, params, 1_700_000_000.0, 0.0, number=self._number)
        self.log.begun(key, note)
        words = (VM, "Halted", "Running") if error else ()
        self.log.noted(key, replace(note, took_s=0.1, error=error, error_params=words, ref=gave))

    def methods(self) -> list[object]:
        rows = self.page.rows
        return [rows.index(row, CALL).data() for row in range(rows.rowCount())]

    def shows(self, *methods: str) -> None:
        self.qtbot.waitUntil(lambda: self.methods() == list(methods))

    def scrolled_away(self) -> QScrollBar:
        """Scroll down, as soon as the rows are laid out."""
        bar = self.page.view.verticalScrollBar()
        self.qtbot.waitUntil(lambda: bar.maximum() > self.page.view.row_height())
        bar.setValue(bar.maximum())
        self.qtbot.waitUntil(lambda: not self.page.following)
        return bar

    def select(self, *rows: int) -> None:
        chosen = self.page.view.selectionModel()
        chosen.clearSelection()
        how = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for row in rows:
            chosen.select(self.page.rows.index(row, 0), how)

    def action(self, name: str) -> QAction:
        found = self.page.findChild(QAction, name)
        assert isinstance(found, QAction)
        return found

    def copied(self, name: str) -> str:
        self.action(name).trigger()
        return QApplication.clipboard().text()


@pytest.fixture
def log(qtbot: QtBot) -> Log:
    return Log(qtbot)


def test_new_calls_come_in_on_top(log: Log):
    log.make("VM.start", VM, False, False)
    log.make("VM.pause", VM)

    log.shows("VM.pause", "VM.start")


def test_who_has_scrolled_away_is_left_there_and_told_how_many_are_new(log: Log):
    for _ in range(50):
        log.make("VM.start", VM, False, False)
    log.shows(*["VM.start"] * 50)
    bar = log.scrolled_away()
    at = bar.value()

    log.make("VM.pause", VM)
    log.qtbot.waitUntil(log.page.newer.isVisible)

    assert bar.value() == at
    assert log.page.newer.text() == "↑ 1 newer call"
    assert len(log.methods()) == 50
    QTest.mouseClick(log.page.newer, Qt.MouseButton.LeftButton)
    assert log.methods()[0] == "VM.pause"
    assert bar.value() == 0
    assert not log.page.newer.isVisible()


def test_scrolling_back_to_the_top_lets_new_calls_in(log: Log):
    for _ in range(50):
        log.make("VM.start", VM, False, False)
    log.shows(*["VM.start"] * 50)
    bar = log.scrolled_away()
    log.make("VM.pause", VM)
    log.qtbot.waitUntil(log.page.newer.isVisible)

    bar.setValue(0)

    log.qtbot.waitUntil(lambda: log.methods()[0] == "VM.pause")


def test_the_filter_finds_and_says_when_it_finds_nothing(log: Log):
    log.make("VM.start", VM, False, False)
    log.make("host.dmesg", "OpaqueRef:x")

    QTest.keyClicks(log.page.filter, "web-01")
    log.shows("VM.start")
    QTest.keyClicks(log.page.filter, "zzz")
    log.qtbot.waitUntil(log.page._nothing.isVisible)
    assert log.page._nothing.text() == "No call matches “web-01zzz”."

    QTest.mouseClick(log.page._unfilter, Qt.MouseButton.LeftButton)
    log.shows("host.dmesg", "VM.start")


def test_polling_is_shown_on_demand(log: Log):
    log.make("event.from", ["*"], "", 30.0)
    log.make("VM.start", VM, False, False)
    log.shows("VM.start")

    log.page.polling.trigger()

    log.shows("event.from", "VM.start")


def test_several_calls_are_copied_in_their_order_with_results_handed_on(log: Log):
    log.make("VDI.create", {"name_label": "data"}, gave="OpaqueRef:new")
    log.make("VBD.create", {"VM": VM, "VDI": "OpaqueRef:new"})
    log.shows("VBD.create", "VDI.create")
    log.select(0, 1)

    script = log.copied("callCopyPython")

    assert "result_1 = api.VDI.create({'name_label': 'data'})" in script
    assert "api.VBD.create({'VM': vm_web_01, 'VDI': result_1})" in script
    assert "vm_web_01 = api.VM.get_by_uuid('u-web')  # web-01" in script
    assert "https://stone" in script
    assert log.said == ["2 calls copied as Python."]


def test_a_call_is_copied_in_every_way(log: Log):
    log.make("VM.start", VM, False, False)
    log.shows("VM.start")
    log.select(0)

    assert log.copied("callCopyCall") == f'VM.start("{VM}" web-01, false, false)'
    assert log.copied("callCopyXe").endswith("# web-01\nxe vm-start uuid=u-web\n")
    assert log.copied("callCopyCurl").startswith("#!/bin/sh")


def test_an_error_is_copied_in_words_and_with_its_code(log: Log):
    log.make("VM.start", VM, False, False, error="VM_BAD_POWER_STATE")
    log.shows("VM.start")
    log.select(0)

    said = log.copied("callCopyError")

    assert said.startswith("VM.start web-01, false, false: ")
    assert said.endswith(f"(VM_BAD_POWER_STATE({VM}, Halted, Running))")


def test_what_cannot_be_copied_says_why(log: Log):
    log.make("VM.start", VM, False, False)
    log.make("VM.start", VM, False, False, key="lab")
    log.shows("VM.start", "VM.start")
    assert log.action("callCopyXe").toolTip() == "Copy as xe: select a call first."

    log.select(0, 1)

    assert not log.action("callCopyPython").isEnabled()
    assert "several pools" in log.action("callCopyPython").toolTip()
    assert log.action("callCopyError").toolTip() == "Copy error: none of the selected calls failed."
    assert log.action("callCopyCall").isEnabled()


def test_ctrl_c_copies_the_call(log: Log):
    log.make("VM.pause", VM)
    log.shows("VM.pause")
    log.select(0)
    log.page.view.setFocus()
    log.qtbot.waitUntil(log.page.view.hasFocus)

    QTest.keyClick(log.page.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QApplication.clipboard().text() == f'VM.pause("{VM}" web-01)'


def test_everything_that_takes_the_focus_has_a_name(log: Log):
    for widget in (*log.page.findChildren(QWidget), *log.page.tools.findChildren(QWidget)):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    assert log.page.view.objectName() == "callLog"
    assert log.page.filter.objectName() == "callFilter"
