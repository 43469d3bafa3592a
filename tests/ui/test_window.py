"""The main window as a whole: what is selected decides what is shown, and everything can be reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QSplitter, QToolBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.builders import NOW, a_connection, a_host, a_vm, pool_with
from xengui.commands.command import Chosen, Command
from xengui.model.classes import VM, Host
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, Table
from xengui.model.store import Delta
from xengui.operations.jobs import Job, Ledger
from xengui.queries.tree import Node
from xengui.settings.preferences import Choices
from xengui.ui import theme, tree_model
from xengui.ui.bridge import Bridge
from xengui.ui.roles import Role
from xengui.ui.tabs import catalogue
from xengui.ui.task_pane import JobActs
from xengui.ui.widgets.link import ActionLink, Link
from xengui.ui.widgets.section import Section
from xengui.ui.widgets.toast import Toast
from xengui.ui.window import MainWindow

WEB = a_vm(name_label="web", resident_on="granite", allowed_operations=("clean_shutdown", "clean_reboot"))
MAIL = a_vm(name_label="mail", allowed_operations=("start",))
HOSTS = (a_host(name_label="granite"), a_host(name_label="basalt"))


def _different(before: Table, after: Table) -> frozenset[str]:
    return frozenset(ref for ref in before.keys() | after.keys() if before.get(ref) != after.get(ref))


def stone(*machines: VM, **fields: object) -> Connection:
    return a_connection(pool_with(*HOSTS, *machines), **fields)


class Program:
    """A window, the bridge that feeds it, and what it set going."""

    def __init__(self, qtbot: QtBot, choices: Choices | None = None) -> None:
        self._qtbot = qtbot
        self.bridge, self.ledger = Bridge(), Ledger()
        self.ran: list[tuple[str, list[Chosen]]] = []
        self.cancelled: list[Job] = []
        self.window = MainWindow(
            self.bridge,
            self.ledger,
            choices or Choices(),
            run=self._run,
            acts=JobActs(self.cancelled.append, *[lambda job: None] * 4),
        )
        qtbot.addWidget(self.window)
        self.tree = self.window.tree
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)

    def _run(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None:
        self.ran.append((command.id, list(selection)))

    def hear(self, connection: Connection, *kinds: type[Record]) -> None:
        """Have the window hear of a connection."""
        known = self.bridge.connection(connection.key)
        before, after = known.snapshot if known else Snapshot(), connection.snapshot
        changed = {kind: _different(before.of(kind), after.of(kind)) for kind in kinds}
        told = Delta(after, changed) if kinds else None
        with self._qtbot.waitSignal(self.bridge.changed):
            self.bridge.publish(connection, told)

    def node(self, text: str) -> Node:
        found = self.find(text)
        assert found, text
        return found

    def find(self, text: str) -> Node | None:
        pending = [self.tree.rows.index(row, 0) for row in range(self.tree.rows.rowCount())]
        while pending:
            index = pending.pop(0)
            node = self.tree.rows.node(index)
            if node and node.text == text:
                return node
            pending += [self.tree.rows.index(row, 0, index) for row in range(self.tree.rows.rowCount(index))]
        return None

    def place(self, text: str) -> QPoint:
        rect = self.tree.visualRect(self.tree.rows.index_of(self.node(text).key))
        return QPoint(rect.left() + 30, rect.center().y())

    def click(self, text: str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.mouseClick(self.tree.viewport(), Qt.MouseButton.LeftButton, modifier, self.place(text))

    def double_click(self, text: str) -> None:
        self.click(text)
        QTest.mouseDClick(self.tree.viewport(), Qt.MouseButton.LeftButton, pos=self.place(text))

    def selected(self) -> list[str]:
        return [node.text for node in self.tree.selection]

    def tip(self, id_: str) -> str:
        return self.window.actions_board[id_].toolTip()

    def menu(self) -> QMenu | None:
        found = QApplication.activePopupWidget()
        return found if isinstance(found, QMenu) else None

    def words(self) -> list[str]:
        QApplication.sendPostedEvents()
        return [label.text() for label in self.window.findChildren(QLabel) if label.isVisible() and label.text()]


@pytest.fixture
def program(qtbot: QtBot) -> Program:
    program = Program(qtbot)
    program.hear(stone(WEB, MAIL))
    return program


def test_it_starts_in_the_tree_with_the_start_page(qtbot: QtBot):
    program = Program(qtbot)

    assert program.window.focusWidget() is program.tree
    assert program.window.start_page.isVisible()
    assert "No servers yet" in program.words()
    assert program.window.windowTitle() == "xengui"


def test_what_is_selected_is_shown_and_named_in_the_title(program: Program):
    program.click("web")

    assert program.window.windowTitle() == "web – Stone – xengui"
    assert program.window.page.title == "web"
    assert program.tip("vm.start") == "Start: web is already running."
    assert program.window.actions_board["vm.shutdown"].isEnabled()


def test_many_selected_are_named(program: Program):
    program.click("web")
    program.click("mail", Qt.KeyboardModifier.ControlModifier)

    assert "2 objects selected" in program.words()
    assert program.window.windowTitle() == "xengui"
    assert program.window.actions_board["vm.start"].isEnabled()


@pytest.mark.parametrize("many_edits", [400, -1])
def test_commands_are_about_what_takes_the_place_of_a_machine_that_vanished(
    program: Program, monkeypatch: pytest.MonkeyPatch, many_edits: int
):
    monkeypatch.setattr(tree_model, "MANY_EDITS", many_edits)
    program.click("web")

    program.hear(stone(MAIL), VM)

    assert program.selected() == ["granite"]
    assert program.window.windowTitle() == "granite – Stone – xengui"
    assert program.tip("vm.shutdown") == "Shut down: It is for virtual machines only."
    program.window.actions_board["vm.shutdown"].trigger()
    assert program.ran == []


@pytest.mark.parametrize("many_edits", [400, -1])
def test_a_filter_that_hides_the_selection_takes_it_from_the_page_too(
    program: Program, monkeypatch: pytest.MonkeyPatch, many_edits: int
):
    monkeypatch.setattr(tree_model, "MANY_EDITS", many_edits)
    program.click("web")

    QTest.keyClicks(program.window.navigation.search, "mail")

    assert program.selected() == []
    assert program.window.start_page.isVisible()
    assert not program.window.actions_board["vm.shutdown"].isEnabled()


def test_a_forgotten_server_takes_its_selection_with_it(program: Program, qtbot: QtBot):
    program.click("web")

    with qtbot.waitSignal(program.bridge.changed):
        program.bridge.forget("granite.example")

    assert program.tree.rows.size == 0
    assert "No servers yet" in program.words()


def test_a_change_of_the_selected_object_is_shown(program: Program):
    program.click("web")

    program.hear(stone(a_vm(name_label="web", allowed_operations=("start",)), MAIL), VM)

    assert program.selected() == ["web"]
    assert program.window.actions_board["vm.start"].isEnabled()
    assert "Halted" in program.words()


def test_a_command_gets_the_records_of_this_moment(program: Program):
    program.click("mail")
    running = a_vm(name_label="mail", resident_on="basalt", allowed_operations=("clean_shutdown",))
    program.bridge.publish(stone(WEB, running), None)  # the views are told in a moment; the person is faster

    program.window.actions_board["vm.start"].trigger()

    ((id_, selection),) = program.ran
    assert id_ == "vm.start"
    assert [one.record for one in selection] == [running]


def test_a_double_click_and_enter_do_the_same(program: Program):
    program.double_click("mail")
    QTest.keyClick(program.tree, Qt.Key.Key_Return)

    assert [id_ for id_, _ in program.ran] == ["vm.start", "vm.start"]


def test_calling_upon_a_branch_that_has_no_command_folds_it(program: Program):
    index = program.tree.rows.index_of(program.node("granite").key)

    program.double_click("granite")
    assert not program.tree.isExpanded(index)

    QTest.keyClick(program.tree, Qt.Key.Key_Return)
    assert program.tree.isExpanded(index)
    assert program.ran == []


def test_a_context_menu_is_for_the_row_under_the_pointer(program: Program):
    program.click("web")
    at = program.place("mail")
    viewport = program.tree.viewport()

    QTest.mousePress(viewport, Qt.MouseButton.RightButton, pos=at)
    QApplication.sendEvent(viewport, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, viewport.mapToGlobal(at)))

    menu = program.menu()
    assert menu
    assert program.selected() == ["mail"]
    names = [action.objectName() for action in menu.actions()]
    assert "vm.start" in names
    assert "server.connect" not in names
    start = next(action for action in menu.actions() if action.objectName() == "vm.start")
    assert start.isEnabled()
    menu.close()


def test_the_menu_key_opens_the_menu_at_the_selection(program: Program):
    program.click("web")
    QTest.keyClick(program.tree, Qt.Key.Key_Menu)
    if program.menu() is None:  # the offscreen platform makes no menu out of the key, as others do
        rect = program.tree.visualRect(program.tree.currentIndex())
        asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, rect.center(), QPoint())
        QApplication.sendEvent(program.tree, asked)

    menu = program.menu()
    assert menu
    rect = program.tree.visualRect(program.tree.currentIndex())
    assert rect.contains(program.tree.viewport().mapFromGlobal(menu.pos()))
    menu.close()


def test_a_menu_that_would_be_empty_is_not_opened_nor_kept(program: Program):
    before = len(program.window.findChildren(QMenu, "contextMenu"))

    program.tree.clearSelection()
    program.tree.menu_wanted.emit(QPoint(10, 10))
    QApplication.sendPostedEvents(None, 52)  # QEvent.DeferredDelete

    assert program.menu() is None
    assert len(program.window.findChildren(QMenu, "contextMenu")) == before


@pytest.mark.parametrize("text", ["web", "granite", "Stone"])
def test_the_button_above_a_lost_pool_tries_now_whatever_is_selected(program: Program, text: str):
    lost = replace(stone(WEB, MAIL), status=Status.LOST, heard=NOW)
    program.hear(lost)
    program.click(text)

    QTest.mouseClick(program.window.page.header.connect_button, Qt.MouseButton.LeftButton)

    ((id_, selection),) = program.ran
    assert id_ == "server.connect"
    assert [(one.connection.key, one.record) for one in selection] == [("granite.example", None)]


def test_a_step_of_the_path_selects_its_object(program: Program):
    program.click("web")
    QApplication.sendPostedEvents()
    step = next(link for link in program.window.page.header.findChildren(Link) if link.text() == "granite")

    QTest.mouseClick(step, Qt.MouseButton.LeftButton)

    assert program.selected() == ["granite"]


def test_a_step_that_the_filter_left_out_ends_the_filter(program: Program):
    program.click("web")
    program.window.navigation.search.setText("web")
    assert program.find("basalt") is None

    program.window.page.step_wanted.emit("OpaqueRef:basalt")

    assert program.selected() == ["basalt"]
    assert program.window.navigation.search.text() == ""


def test_names_are_no_markup_and_no_placeholders(program: Program):
    name = "<b>R&D</b>[*]"
    program.hear(stone(a_vm(ref="web", name_label=name, resident_on="granite")), VM)

    program.click(name)

    assert program.window.windowTitle() == "<b>R&D</b>[*][*] – Stone – xengui"
    assert name in program.words()
    assert "<b>" not in program.tip("vm.start")
    program.window.tell(f"{name} is busy.")
    assert f"{name} is busy." in program.words()


def test_a_long_name_does_not_widen_the_window(program: Program):
    before = program.window.minimumSizeHint().width()

    program.hear(a_connection(pool_with(*HOSTS, a_vm(name_label="shop-" * 100), name="stone-" * 100)), VM)
    program.click("shop-" * 100)
    QApplication.sendPostedEvents()

    assert program.window.minimumSizeHint().width() < before + 600
    assert program.window.minimumSizeHint().width() < 1_200


def test_a_toast_is_plain_and_one_at_a_time(program: Program):
    program.window.tell("One")
    program.window.tell("Two")

    toasts = [toast for toast in program.window.findChildren(Toast) if toast.isVisible()]
    assert [toast.text() for toast in toasts] == ["Two"]


def test_a_switch_of_the_theme_repaints_everything(program: Program, qapp: QApplication, qtbot: QtBot):
    program.click("web")
    program.ledger.begin("Start mail", "granite.example")

    theme.choose(qapp, theme.Appearance.DARK)
    switched = program.window.grab().toImage()
    opened_dark = Program(qtbot)
    opened_dark.ledger.begin("Start mail", "granite.example")
    opened_dark.hear(stone(WEB, MAIL))
    opened_dark.click("web")

    light = {theme.current().colour("base").name()}
    assert light
    for widget in (program.tree, program.window.page.header, program.window.navigation, program.window.task_pane):
        at = widget.mapTo(program.window, QPoint(widget.width() - 6, widget.height() - 6))
        assert switched.pixelColor(at).lightness() < 80, widget.objectName()
    for mine, other in (
        (program.tree, opened_dark.tree),
        (program.window.page.header, opened_dark.window.page.header),
        (program.window.status, opened_dark.window.status),
    ):
        assert pale(mine) == pale(other)


def pale(widget: QWidget) -> int:
    """How many of a widget's points are nearly white: old icons and grounds of the light theme would be."""
    image = widget.grab().toImage()
    points = ((x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 3))
    return sum(image.pixelColor(x, y).lightness() > 245 for x, y in points)


def test_closing_tells_where_the_panes_are_and_then_that_it_closed(program: Program):
    told: list[object] = []
    program.window.arranged.connect(told.append)
    program.window.closed.connect(lambda: told.append("closed"))

    program.window.close()

    assert isinstance(told[0], dict)
    assert set(told[0]) == {"geometry", "splitters", "closed", "places", "last", "folded"}
    assert told[1:] == ["closed"]


def test_a_window_comes_back_as_it_was_left(program: Program, qtbot: QtBot):
    places: dict[str, Any] = {}
    program.window.arranged.connect(places.update)
    program.window.resize(780, 600)  # the offscreen screen is 800 wide
    splitter = program.window.navigation.parentWidget()
    assert isinstance(splitter, QSplitter)
    splitter.setSizes([300, 480])
    program.window.close()

    again = Program(qtbot, replace(Choices(), **places))

    assert again.window.size() == program.window.size()
    assert again.window.navigation.width() == program.window.navigation.width() == 300


@pytest.mark.parametrize("at", [(5_000, 5_000), (-3_000, 40), (40, -900)])
def test_a_window_whose_screen_is_gone_comes_where_it_can_be_seen(program: Program, qtbot: QtBot, at: tuple[int, int]):
    places: dict[str, Any] = {}
    program.window.arranged.connect(places.update)
    program.window.resize(780, 600)
    program.window.move(*at)
    program.window.close()

    again = Program(qtbot, replace(Choices(), **places))

    room = again.window.screen().availableGeometry()
    assert room.contains(again.window.frameGeometry().topLeft())
    assert again.window.frameGeometry().width() <= room.width()


def test_the_object_and_its_tab_come_back_with_their_pool(
    program: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
):
    other = replace(catalogue.TABS[0], caption="Other")
    monkeypatch.setattr(catalogue, "TABS", (*catalogue.TABS, other))
    places: dict[str, Any] = {}
    program.window.arranged.connect(places.update)
    program.hear(stone(WEB, MAIL), VM)
    program.click("web")
    program.window.page.turn_to("Other")
    program.window.close()

    again = Program(qtbot, replace(Choices(), **places))
    again.hear(stone(WEB, MAIL), VM)

    assert again.selected() == ["web"]
    assert again.window.page.tab == "Other"


@pytest.mark.parametrize("broken", ["not base64", ";;;", "AAAA"])
def test_places_that_make_no_sense_are_left_out(qtbot: QtBot, broken: str):
    program = Program(qtbot, Choices(geometry=broken, splitters=broken))

    assert program.window.navigation.width() >= 220


def test_choices_are_taken_over(program: Program):
    program.window.apply(replace(Choices(), toolbar=False, density="nonsense"))

    assert not any(toolbar.isVisible() for toolbar in program.window.findChildren(QToolBar))
    assert not program.window.actions_board["view.toolbar"].isChecked()


def test_the_filter_can_be_gone_to(program: Program):
    program.window.go_to_filter()

    assert program.window.focusWidget() is program.window.navigation.search


def test_everything_can_be_reached_with_tab_and_has_a_name(program: Program):
    program.click("web")
    program.ledger.begin("Start mail", "granite.example")
    QApplication.sendPostedEvents()
    program.tree.setFocus()

    reached: list[QWidget] = []
    while True:
        QTest.keyClick(program.window.focusWidget(), Qt.Key.Key_Tab)
        at = program.window.focusWidget()
        if at in reached:
            break
        reached.append(at)

    for widget in reached:
        assert widget.accessibleName() or getattr(widget, "text", str)(), widget
    unreached = [
        button
        for button in program.window.findChildren(QAbstractButton)
        if button.isVisible() and button.isEnabled() and button not in reached and not tied_to_another(button)
    ]
    assert [button.accessibleName() or button.text() for button in unreached] == []
    assert program.tree in reached
    assert program.window.navigation.search in reached
    assert program.window.page.tabs in reached
    assert program.window.task_pane.view in reached
    assert [one for one in reached if isinstance(one, QToolButton) and one.text() == "Reboot"]


def tied_to_another(button: QAbstractButton) -> bool:
    """Buttons that a key of the widget around them presses as well: the arrows of tab rows, the filter's cross."""
    parent = button.parentWidget()
    return button.accessibleName() == "Clear" or (parent is not None and parent.inherits("QTabBar"))


def said(program: Program) -> list[str]:
    return [toast.text() for toast in program.window.findChildren(Toast) if toast.isVisible()]


def test_a_selected_machine_that_is_gone_gives_way_to_what_it_stood_in(program: Program):
    program.click("web")

    program.hear(stone(MAIL), VM)

    assert program.selected() == ["granite"]
    assert program.window.page.title == "granite"
    assert said(program) == ["web is gone from Stone."]


def test_what_went_while_the_whole_pool_was_read_is_not_told(program: Program):
    program.click("web")

    program.bridge.publish(stone(MAIL), None)
    program.hear(stone(MAIL), VM)

    assert program.selected() == ["granite"]
    assert said(program) == []


def test_a_machine_that_is_hidden_is_not_gone(program: Program):
    program.click("web")

    program.hear(stone(msgspec.structs.replace(WEB, other_config={"HideFromXenCenter": "true"}), MAIL), VM)

    assert program.selected() == ["granite"]
    assert said(program) == []


def test_a_connection_that_is_closed_leads_to_its_server(program: Program):
    program.click("web")

    program.hear(a_connection(status=Status.DISCONNECTED, name="Stone"))

    assert program.selected() == ["Stone"]
    assert said(program) == []


def test_a_server_that_is_taken_off_leaves_nothing_selected(program: Program, qtbot: QtBot):
    program.click("web")

    with qtbot.waitSignal(program.bridge.changed):
        program.bridge.forget(stone().key)

    assert program.selected() == []
    assert program.window.start_page.isVisible()
    assert said(program) == []


def test_a_way_to_what_is_not_in_the_tree_says_so(program: Program):
    program.click("web")

    program.window.page.step_wanted.emit("OpaqueRef:nowhere")

    assert said(program) == ["It is not in the tree at the moment. The View menu shows more."]
    assert program.selected() == ["web"]


def test_what_a_filter_leaves_out_is_not_told_and_nothing_else_is_selected(program: Program):
    program.click("web")

    program.window.navigation.search.setText("mail")

    assert program.selected() == []
    assert said(program) == []


def test_what_is_gone_is_told_under_a_filter_too(program: Program):
    program.window.navigation.search.setText("web")
    program.click("web")

    program.hear(stone(MAIL), VM)

    assert said(program) == ["web is gone from Stone."]


def links(program: Program) -> list[ActionLink]:
    QApplication.sendPostedEvents()
    return [link for link in program.window.page.findChildren(ActionLink) if link.isVisible()]


def test_properties_are_reached_from_the_page_of_what_has_some(program: Program):
    vm = a_vm(resident_on="granite")
    program.hear(stone(vm))

    program.click("web")
    (link,) = links(program)
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert [(id_, selection[0].record) for id_, selection in program.ran] == [("vm.properties", vm)]

    program.click("granite")
    assert links(program) == []


def test_the_properties_of_a_lost_pool_are_refused_with_the_reason(program: Program):
    vm = a_vm(resident_on="granite")
    program.hear(stone(vm))
    program.click("web")

    program.hear(stone(vm, status=Status.LOST))

    (link,) = links(program)
    assert not link.isEnabled()
    assert link.toolTip() == "Properties: There is no connection to granite.example."


FOLDED = "Processors and memory"


def test_a_page_that_was_folded_comes_back_folded_with_the_next_run(program: Program, qtbot: QtBot):
    program.hear(stone(a_vm(resident_on="granite")))
    program.click("web")
    next(one for one in program.window.page.findChildren(Section) if one.title == FOLDED).set_open(False)
    places: dict[str, Any] = {}
    program.window.arranged.connect(places.update)
    program.window.close()

    again = Program(qtbot, replace(Choices(), **places))
    again.hear(stone(a_vm(name_label="mail", resident_on="granite")))
    again.click("mail")

    folded = {one.title for one in again.window.page.findChildren(Section) if not one.is_open()}
    assert folded == {FOLDED}


def test_jobs_wear_the_color_of_their_pool_once_there_are_several(program: Program):
    program.hear(stone(WEB, colour="teal"), VM)
    program.ledger.begin("Start web", stone(WEB).key, WEB.ref)
    program.window.task_pane.refresh()
    row = program.window.task_pane.rows.index(0, 0)
    assert not row.data(Role.POOL_COLOUR)

    program.hear(replace(stone(WEB), key="lab", name="Lab"), VM)

    assert row.data(Role.POOL_COLOUR) == "teal"


def test_what_changes_around_an_object_is_not_followed_at_every_change(
    program: Program, monkeypatch: pytest.MonkeyPatch
):
    program.click("web")
    looks: list[int] = []
    look = program.window.actions_board.look

    def noted(*given: Any) -> None:
        looks.append(1)
        look(*given)

    monkeypatch.setattr(program.window.actions_board, "look", noted)

    for number in range(10):
        now = stone(WEB, a_vm(name_label="mail", name_description=f"change {number}"))
        program.bridge.publish(now, Delta(now.snapshot, {VM: frozenset({MAIL.ref})}))
        program.bridge._flush()

    assert len(looks) == 1


def test_what_changes_around_an_object_is_shown_in_the_end(program: Program, qtbot: QtBot):
    program.click("web")

    for name in ("slate", "marble", "chalk"):
        program.hear(
            a_connection(pool_with(msgspec.structs.replace(HOSTS[0], name_label=name), HOSTS[1], WEB, MAIL)), Host
        )

    qtbot.waitUntil(lambda: "chalk" in [link.text() for link in program.window.page.findChildren(Link)])


def test_a_pool_that_is_not_shown_has_nothing_looked_at(program: Program, monkeypatch: pytest.MonkeyPatch):
    flint = a_connection(pool_with(a_host(name_label="flint"), a_vm(name_label="db")), key="flint", name="Flint")
    program.hear(flint)
    program.click("web")
    looks: list[int] = []
    monkeypatch.setattr(program.window.actions_board, "look", lambda *_: looks.append(1))

    changed = a_connection(pool_with(a_host(name_label="flint"), a_vm(name_label="db2")), key="flint", name="Flint")
    program.hear(changed, VM)

    assert looks == []
