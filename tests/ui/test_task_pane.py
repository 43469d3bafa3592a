"""The pane at the bottom opens at the first job, counts those that run, and cancels what can be cancelled."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import a_host, a_vm, pool_with
from xengui.operations.jobs import Job, Ledger, Origin, Outcome
from xengui.operations.recipe import Recipe
from xengui.protocol.failure import Failure
from xengui.ui.roles import Role
from xengui.ui.task_pane import JobActs, TaskPane
from xengui.ui.task_rows import ACT, DETAILS, FIGURE, PICK, TITLE
from xengui.ui.widgets.tab_row import TabRow

WEB = a_vm(name_label="web")
POOL = pool_with(WEB, a_host(name_label="granite"), a_host(name_label="basalt"))
RECIPE = Recipe(title="Rename web", steps=())


class Tasks:
    """The pane with its ledger, and what was cancelled."""

    def __init__(self, qtbot: QtBot) -> None:
        self.ledger = Ledger()
        self.cancelled: list[str] = []
        self._owner = QWidget()
        clear = QAction("Clear &finished", self._owner)
        clear.triggered.connect(self.ledger.clear_ended)
        self.did: list[tuple[str, str]] = []
        acts = JobActs(
            self._cancel,
            lambda job: self.did.append(("retry", job.title)),
            lambda job: self.did.append(("undo", job.title)),
            lambda job: self.did.append(("calls", job.title)),
            lambda job: self.did.append(("details", job.title)),
        )
        self.pools: dict[str, tuple[str, str]] = {}
        self.pane = TaskPane(
            self.ledger,
            lambda key: POOL,
            [clear],
            acts,
            elsewhere=self._elsewhere,
            label=lambda key: self.pools.get(key, ("", "")),
        )
        qtbot.addWidget(self._owner)
        qtbot.addWidget(self.pane)
        self.pane.resize(900, 200)
        self.pane.show()
        self.pane.activateWindow()
        qtbot.waitUntil(self.pane.isActiveWindow)

    def _elsewhere(self, job: Job) -> QMenu:
        self.did.append(("elsewhere", job.title))
        menu = QMenu(self.pane)
        menu.addAction("basalt")
        return menu

    def _cancel(self, job: Job) -> None:
        self.cancelled.append(job.title)

    def begin(self, title: str, *, cancellable: bool = False) -> int:
        number = self.ledger.begin(title, "stone")
        self.ledger.update(number, progress=0.5, task="OpaqueRef:task", cancellable=cancellable)
        self.pane.refresh()  # what comes quickly is shown a moment later
        return number

    def end(self, number: int, outcome: Outcome, fault: Exception | None = None, undo: Recipe | None = None) -> None:
        self.ledger.end(number, outcome, fault, undo=undo)
        self.pane.refresh()

    def tab(self) -> str:
        tabs = self.pane.findChild(TabRow)
        assert tabs
        return tabs.tabText(0)

    def button(self, name: str) -> QToolButton:
        return next(one for one in self.pane.findChildren(QToolButton) if name in (one.accessibleName(), one.text()))

    def click(self, row: int, column: int) -> None:
        view = self.pane.view
        place = view.visualRect(self.pane.rows.index(row, column))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())

    def titles(self) -> list[object]:
        return [self.pane.rows.index(row, TITLE).data() for row in range(self.pane.rows.rowCount())]


@pytest.fixture
def tasks(qtbot: QtBot) -> Tasks:
    return Tasks(qtbot)


def test_it_is_folded_until_the_first_job(tasks: Tasks):
    assert not tasks.pane.view.isVisible()

    tasks.begin("Start web")

    assert tasks.pane.view.isVisible()
    assert tasks.titles() == ["Start web"]


def test_a_pane_that_was_folded_by_hand_stays_so(tasks: Tasks):
    tasks.begin("Start web")
    QTest.mouseClick(tasks.button("Fold the task pane"), Qt.MouseButton.LeftButton)

    tasks.begin("Start mail")

    assert not tasks.pane.is_open


def test_a_folded_pane_is_as_high_as_its_head(tasks: Tasks):
    tasks.begin("Start web")
    tasks.pane.set_open(False)
    assert tasks.pane.maximumHeight() < 60

    tasks.pane.set_open(True)
    assert tasks.pane.maximumHeight() > 10_000


def test_the_fold_button_says_what_it_does(tasks: Tasks, qtbot: QtBot):
    with qtbot.waitSignal(tasks.pane.folded) as folded:
        QTest.mouseClick(tasks.button("Open the task pane"), Qt.MouseButton.LeftButton)

    assert folded.args == [False]
    assert tasks.button("Fold the task pane").toolTip() == "Fold the task pane"


def test_the_tab_counts_those_that_run(tasks: Tasks):
    assert tasks.tab() == "Tasks"

    tasks.begin("Start web")
    number = tasks.begin("Start mail")
    assert tasks.tab() == "Tasks  2"

    tasks.end(number, Outcome.DONE)
    assert tasks.tab() == "Tasks  1"


def test_clear_finished_leaves_those_that_run(tasks: Tasks, qtbot: QtBot):
    tasks.begin("Start web")
    tasks.end(tasks.begin("Start mail"), Outcome.DONE)

    QTest.mouseClick(tasks.button("Clear finished"), Qt.MouseButton.LeftButton)

    qtbot.waitUntil(lambda: tasks.titles() == ["Start web"])


def test_a_click_on_the_cross_cancels_that_job(tasks: Tasks):
    tasks.begin("Start web", cancellable=True)
    tasks.begin("Start mail", cancellable=True)

    tasks.click(1, ACT)

    assert tasks.cancelled == ["Start web"]


def test_a_click_elsewhere_or_on_no_cross_cancels_nothing(tasks: Tasks):
    tasks.begin("Start web")
    tasks.begin("Start mail", cancellable=True)

    tasks.click(1, ACT)
    tasks.click(0, TITLE)

    assert tasks.cancelled == []


def test_the_delete_key_opens_the_menu_of_the_row_and_stops_nothing_by_itself(tasks: Tasks):
    tasks.begin("Start mail", cancellable=True)
    tasks.pane.view.setFocus()
    tasks.pane.view.setCurrentIndex(tasks.pane.rows.index(0, TITLE))

    QTest.keyClick(tasks.pane.view, Qt.Key.Key_Delete)

    menu = tasks.pane.findChild(QMenu, "taskMenu")
    assert menu
    assert menu.isVisible()
    assert texts(menu) == ["Cancel", "Copy"]
    assert tasks.cancelled == []
    menu.close()


def test_the_selection_stays_with_its_job(tasks: Tasks):
    tasks.begin("Start web")
    tasks.click(0, TITLE)

    tasks.begin("Start mail")

    assert [index.data() for index in tasks.pane.view.selectionModel().selectedRows()] == ["Start web"]


def test_everything_in_it_has_a_name(tasks: Tasks):
    tasks.begin("Start web")

    assert tasks.pane.accessibleName() == "Tasks"
    for widget in tasks.pane.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            assert widget.accessibleName() or getattr(widget, "text", str)(), widget


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions()]


def test_a_failed_recipe_is_tried_again_at_a_click(tasks: Tasks):
    number = tasks.ledger.begin("Rename web", "stone", WEB.ref, recipe=RECIPE)
    tasks.end(number, Outcome.FAILED, Failure("SR_FULL"))

    tasks.click(0, ACT)

    assert tasks.did == [("retry", "Rename web")]


def test_what_is_done_can_be_undone_from_its_row(tasks: Tasks):
    number = tasks.ledger.begin("Rename web", "stone", WEB.ref, recipe=RECIPE)
    tasks.end(number, Outcome.DONE, undo=RECIPE)

    tasks.click(0, ACT)

    assert tasks.did == [("undo", "Rename web")]


def test_the_menu_of_a_row_has_what_can_be_done_with_it(tasks: Tasks):
    tasks.begin("Start web", cancellable=True)
    failed = tasks.ledger.begin("Rename web", "stone", WEB.ref, recipe=RECIPE)
    tasks.end(failed, Outcome.FAILED, Failure("SR_FULL"))

    running, over = (tasks.pane.menu(job) for job in tasks.ledger.jobs.values())

    assert texts(running) == ["Cancel", "Copy"]
    assert texts(over) == ["Try again", "Details…", "Show the calls…", "Go to the object", "Copy", "Copy the error"]
    over.actions()[1].trigger()
    over.actions()[2].trigger()
    assert tasks.did == [("details", "Rename web"), ("calls", "Rename web")]


def no_room(tasks: Tasks) -> Job:
    """A start that failed for want of a place."""
    number = tasks.ledger.begin("Start web", "stone", WEB.ref, recipe=RECIPE, command="vm.start")
    tasks.end(number, Outcome.FAILED, Failure("NO_HOSTS_AVAILABLE"))
    return tasks.ledger.jobs[number]


def test_a_failed_row_leads_to_its_details(tasks: Tasks):
    no_room(tasks)
    assert tasks.pane.rows.index(0, DETAILS).data() == "Details"

    tasks.click(0, DETAILS)

    assert tasks.did == [("details", "Start web")]


def test_what_found_no_place_offers_the_others_in_its_row_and_in_its_menu(tasks: Tasks, qtbot: QtBot):
    job = no_room(tasks)
    assert tasks.pane.rows.index(0, PICK).data() == "Pick another server"

    tasks.click(0, PICK)
    menu = next(menu for menu in tasks.pane.findChildren(QMenu) if texts(menu) == ["basalt"])
    qtbot.waitUntil(menu.isVisible)
    menu.hide()

    assert texts(tasks.pane.menu(job))[0] == "Pick another server"


def test_the_other_places_of_a_menu_go_with_it(tasks: Tasks, qtbot: QtBot):
    menu = tasks.pane.menu(no_room(tasks))
    others = menu.actions()[0].menu()
    assert isinstance(others, QMenu)

    with qtbot.waitSignal(others.destroyed):
        menu.deleteLater()


def test_a_failure_that_is_not_about_a_server_offers_no_other(tasks: Tasks):
    number = tasks.ledger.begin("Start web", "stone", WEB.ref, recipe=RECIPE, command="vm.start")
    tasks.end(number, Outcome.FAILED, Failure("SR_FULL", ["1", "2"]))

    assert tasks.pane.rows.index(0, PICK).data() is None
    assert tasks.pane.view.isColumnHidden(PICK)
    assert "Pick another server" not in texts(tasks.pane.menu(tasks.ledger.jobs[number]))


def test_figures_that_come_into_sight_are_not_cut(tasks: Tasks, qtbot: QtBot):
    old = datetime(2026, 3, 21, 9, 0, tzinfo=UTC)
    tasks.ledger.recall("Start db", "stone", outcome=Outcome.DONE, started=old, ended=old + timedelta(seconds=3599))
    for _ in range(30):
        tasks.end(tasks.begin("Start web"), Outcome.DONE)
    header = tasks.pane.view.header()
    qtbot.waitUntil(lambda: header.sectionSize(FIGURE) > 0)
    before = header.sectionSize(FIGURE)

    tasks.pane.view.scrollToBottom()

    qtbot.waitUntil(lambda: header.sectionSize(FIGURE) > before)


def test_in_a_narrow_pane_the_links_give_way_to_the_words_and_stay_in_the_menu(tasks: Tasks, qtbot: QtBot):
    job = no_room(tasks)
    hidden = tasks.pane.view.isColumnHidden

    tasks.pane.resize(560, 200)
    qtbot.waitUntil(lambda: hidden(PICK) and not hidden(DETAILS))
    tasks.pane.resize(400, 200)
    qtbot.waitUntil(lambda: hidden(DETAILS))
    assert texts(tasks.pane.menu(job))[:3] == ["Pick another server", "Try again", "Details…"]

    tasks.pane.resize(900, 200)
    qtbot.waitUntil(lambda: not hidden(PICK) and not hidden(DETAILS))


def test_links_take_no_room_while_there_are_none(tasks: Tasks):
    tasks.begin("Start web")

    assert tasks.pane.view.isColumnHidden(DETAILS)
    tasks.click(0, TITLE)
    assert tasks.did == []


def test_several_pools_are_told_apart(tasks: Tasks):
    tasks.begin("Start web")
    row = tasks.pane.rows.index(0, TITLE)
    assert not row.data(Role.POOL_COLOUR)

    tasks.pools["stone"] = ("Stone", "red")

    assert row.data(Role.POOL_COLOUR) == "red"
    assert "Stone" in row.data(Qt.ItemDataRole.ToolTipRole)
    assert "Stone" in row.data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_link_looks_like_one_under_the_pointer(tasks: Tasks, qtbot: QtBot):
    no_room(tasks)
    viewport = tasks.pane.view.viewport()

    def over(column: int) -> Qt.CursorShape:
        QTest.mouseMove(viewport, tasks.pane.view.visualRect(tasks.pane.rows.index(0, column)).center())
        QApplication.processEvents()
        return viewport.cursor().shape()

    qtbot.waitUntil(lambda: over(DETAILS) is Qt.CursorShape.PointingHandCursor)
    qtbot.waitUntil(lambda: over(TITLE) is Qt.CursorShape.ArrowCursor)


def test_the_copied_error_has_the_raw_code(tasks: Tasks):
    number = tasks.ledger.begin("Rename web", "stone")
    tasks.end(number, Outcome.FAILED, Failure("SR_FULL", ["1", "2"]))

    next(a for a in tasks.pane.menu(tasks.ledger.jobs[number]).actions() if a.text() == "Copy the error").trigger()

    assert "SR_FULL: 1, 2" in QGuiApplication.clipboard().text()


def test_a_double_click_leads_to_the_object(tasks: Tasks, qtbot: QtBot):
    tasks.ledger.begin("Start web", "stone", WEB.ref)

    with qtbot.waitSignal(tasks.pane.step_wanted) as wanted:
        tasks.pane.view.doubleClicked.emit(tasks.pane.rows.index(0, TITLE))

    assert wanted.args == [WEB.ref]


def test_minor_work_of_others_is_shown_on_request(tasks: Tasks):
    tasks.ledger.begin("Shut down web", "stone", origin=Origin.OTHERS)
    tasks.ledger.begin("SR.scan", "stone", origin=Origin.OTHERS, minor=True)
    assert tasks.titles() == ["Shut down web"]

    tasks.pane.show_all(True)

    assert tasks.titles() == ["SR.scan", "Shut down web"]


def test_work_of_others_does_not_open_the_pane(tasks: Tasks):
    tasks.ledger.begin("Shut down web", "stone", origin=Origin.OTHERS)

    assert not tasks.pane.is_open
    assert tasks.tab() == "Tasks  1"


def test_another_page_has_a_tab_and_its_tools_stand_in_the_head_while_it_is_open(tasks: Tasks):
    page, tools = QLabel("the page"), QLabel("its tools")
    tasks.pane.add_page("API calls", page, tools)
    tabs = tasks.pane.findChild(TabRow)
    assert tabs
    assert (tabs.tabText(1), tools.isVisible(), page.isVisible()) == ("API calls", False, False)

    QTest.mouseClick(tabs, Qt.MouseButton.LeftButton, pos=tabs.tabRect(1).center())
    assert (tasks.pane.is_open, page.isVisible(), tools.isVisible()) == (True, True, True)
    assert not tasks.pane.view.isVisible()

    tasks.pane.set_open(False)
    assert not page.isVisible()
    tasks.pane.open_page(0)
    assert (tasks.pane.view.isVisible(), page.isVisible(), tools.isVisible()) == (True, False, False)


def test_a_page_that_is_open_stays_when_a_job_begins(tasks: Tasks):
    page = QLabel("the page")
    tasks.pane.add_page("API calls", page, QLabel("its tools"))
    tasks.pane.open_page(1)

    tasks.begin("Start web")

    assert page.isVisible()


def test_a_row_acts_on_its_job_as_it_is_now_and_not_as_it_is_shown(tasks: Tasks):
    number = tasks.begin("Start web", cancellable=True)
    tasks.ledger.update(number, stopping=True)  # not shown yet

    tasks.click(0, ACT)

    assert tasks.cancelled == []


def test_the_second_half_of_a_double_click_acts_on_no_other_job(tasks: Tasks):
    older, newer = tasks.begin("Rename web"), tasks.begin("Rename mail")
    for number in (older, newer):
        tasks.end(number, Outcome.DONE, undo=RECIPE)
    view = tasks.pane.view
    at = view.visualRect(tasks.pane.rows.index(1, ACT)).center()

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    tasks.begin("Undo: Rename web")
    for kind in (QEvent.Type.MouseButtonDblClick, QEvent.Type.MouseButtonRelease):
        left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        where = view.viewport().mapToGlobal(at)
        QApplication.sendEvent(view.viewport(), QMouseEvent(kind, at, where, left, left, none))

    assert tasks.did == [("undo", "Rename web")]


def test_the_figure_of_a_job_that_nothing_is_heard_of_is_never_cut(tasks: Tasks, qtbot: QtBot):
    begun = datetime.now(UTC) - timedelta(seconds=4.5)
    number = tasks.ledger.begin("Suspend web", "stone", started=begun)
    tasks.ledger.update(number, progress=0.14)
    tasks.pane.refresh()
    view, index = tasks.pane.view, tasks.pane.rows.index(0, FIGURE)

    qtbot.waitUntil(lambda: "left" in index.data(Role.FIGURE))

    qtbot.waitUntil(lambda: view.columnWidth(FIGURE) >= view.sizeHintForColumn(FIGURE))
    assert view.columnWidth(FIGURE) > view.fontMetrics().horizontalAdvance(index.data(Role.FIGURE))
