"""One action for each command: greyed, explained, and called by its key."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec
import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow, QMenu
from pytestqt.qtbot import QtBot

from tests.builders import a_connection, a_host, a_vm, an_sr, pool_with
from xengui.commands.catalogue import COMMANDS, CONTEXT, LINE, MENU_BAR, POWER_MENU, TOOLBAR, Menu
from xengui.commands.command import Chosen, Command
from xengui.model.classes import VM
from xengui.ui import actions
from xengui.ui.actions import ActionBoard
from xengui.ui.widgets.plain import as_tip

HALTED = a_vm(name_label="web", allowed_operations=("start",))
RUNNING = a_vm(name_label="mail", resident_on="granite", allowed_operations=("clean_shutdown",))


class Desk:
    """A window with a board, what ran on what, and what was told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.window = QMainWindow()
        qtbot.addWidget(self.window)
        self.ran: list[tuple[str, list[str]]] = []
        self.told: list[str] = []
        self.chosen: list[Chosen] = []
        self.board = ActionBoard(self.window, self._run, self.told.append, lambda: self.chosen)

    def select(self, *machines: VM) -> None:
        """Select these, and have the board look at them."""
        connection = a_connection(pool_with(*machines))
        self.chosen = [Chosen(connection, machine) for machine in machines]
        self.board.look(self.chosen, lambda command: False)

    def _run(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None:
        self.ran.append((command.id, [getattr(one.record, "name_label", "") for one in selection]))

    def press(self, keys: str) -> None:
        QTest.keySequence(self.window, QKeySequence(keys))


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    desk = Desk(qtbot)
    desk.window.show()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)
    desk.select()
    return desk


def shown(menu: QMenu) -> list[str]:
    """The entries of a menu, hairlines as "-", sub-menus with theirs behind them."""
    entries: list[str] = []
    for action in menu.actions():
        below = menu.findChildren(QMenu)
        entries.append("-" if action.isSeparator() else action.objectName() or action.text())
        entries += [f"> {one}" for sub in below if sub.menuAction() is action for one in shown(sub)]
    return entries


def test_every_command_has_one_action_that_has_its_name(desk: Desk):
    for id_, command in COMMANDS.items():
        action = desk.board[id_]

        assert action.objectName() == id_
        assert action.text() == command.text
        assert not action.icon().isNull()
        assert action.isCheckable() == (command.checked is not None)
        assert desk.board[id_] is action


def test_every_key_is_one_that_qt_knows():
    keys = [QKeySequence(command.shortcut) for command in COMMANDS.values() if command.shortcut]

    assert all(key.toString() for key in keys)


def test_an_action_shows_its_key_and_leaves_it_to_the_dispatcher(desk: Desk):
    desk.select(HALTED)

    desk.press("Ctrl+B")

    assert desk.board["vm.start"].shortcut() == QKeySequence("Ctrl+B")
    assert desk.ran == [("vm.start", ["web"])]


def test_a_refused_action_says_why(desk: Desk):
    desk.select(HALTED)

    assert desk.board["vm.start"].isEnabled()
    assert not desk.board["vm.shutdown"].isEnabled()
    assert desk.board["vm.shutdown"].toolTip() == "Shut down: web is already off."
    assert desk.board["vm.shutdown"].statusTip() == "web is already off."


def test_an_able_action_tells_its_key(desk: Desk):
    desk.select(HALTED)

    key = QKeySequence("Ctrl+B").toString(QKeySequence.SequenceFormat.NativeText)
    assert desk.board["vm.start"].toolTip() == f"Start ({key})"
    assert desk.board["vm.start"].statusTip() == ""
    assert desk.board["server.pretend"].toolTip() == "Try a pretend pool"


def test_nothing_selected_is_a_reason_too(desk: Desk):
    assert desk.board["vm.start"].toolTip() == "Start: Select a virtual machine first."


def test_a_name_in_a_reason_is_no_markup(desk: Desk):
    desk.select(replace_name(HALTED, "<b>web</b>"))

    tip = desk.board["vm.shutdown"].toolTip()
    assert tip == as_tip("Shut down: <b>web</b> is already off.")
    assert "<b>" not in tip


def replace_name(machine: VM, name: str) -> VM:
    return a_vm(name_label=name, allowed_operations=machine.allowed_operations)


def test_a_refused_key_answers_with_the_reason(desk: Desk):
    desk.select(HALTED)

    desk.press("Ctrl+E")

    assert desk.ran == []
    assert desk.told == ["Shut down: web is already off."]


def test_a_key_without_a_selection_says_what_is_missing(desk: Desk):
    desk.press("Ctrl+R")

    assert desk.told == ["Reboot: Select a virtual machine first."]


def test_a_key_that_is_held_acts_once(desk: Desk):
    assert all(not shortcut.autoRepeat() for shortcut in desk.window.findChildren(QShortcut))


@pytest.mark.parametrize("call", [lambda desk: desk.board["vm.start"].trigger(), lambda desk: desk.press("Ctrl+B")])
def test_what_runs_gets_the_records_as_they_are_now(desk: Desk, call: Callable[[Desk], None]):
    desk.select(HALTED)
    renamed = replace_name(HALTED, "web-renamed")
    desk.chosen = [Chosen(a_connection(pool_with(renamed)), renamed)]

    call(desk)

    assert desk.ran == [("vm.start", ["web-renamed"])]


def test_a_key_judges_the_records_as_they_are_now(desk: Desk):
    desk.select(HALTED)
    running = a_vm(name_label="web", resident_on="granite")
    desk.chosen = [Chosen(a_connection(pool_with(running)), running)]

    desk.press("Ctrl+B")

    assert desk.ran == []
    assert desk.told == ["Start: web is already running."]


def test_a_choice_is_ticked(desk: Desk):
    desk.board.look([], lambda command: command.id == "view.toolbar")

    assert desk.board["view.toolbar"].isChecked()
    assert not desk.board["view.hidden_objects"].isChecked()


def test_an_action_of_the_program_runs_with_nothing_selected(desk: Desk):
    desk.board["server.add"].trigger()

    assert desk.ran == [("server.add", [])]


def test_quitting_is_told_to_the_platform(desk: Desk):
    role = desk.board["program.quit"].menuRole()

    assert role is role.QuitRole


def all_entries() -> Iterator[tuple[str, tuple[str | Menu, ...]]]:
    yield from (("context", CONTEXT), ("toolbar", TOOLBAR), ("power", POWER_MENU))
    yield from ((menu.title, menu.entries) for menu in MENU_BAR)


@pytest.mark.parametrize(("title", "entries"), list(all_entries()))
@pytest.mark.parametrize("only_meant", [True, False])
@pytest.mark.parametrize("selected", [(), (HALTED,), (HALTED, RUNNING)])
def test_a_hairline_is_never_first_last_or_doubled(
    desk: Desk, title: str, entries: tuple[str | Menu, ...], only_meant: bool, selected: tuple[VM, ...]
):
    desk.select(*selected)

    entries_shown = shown(desk.board.fill(QMenu(desk.window), entries, only_meant=only_meant))

    assert entries_shown[:1] != ["-"]
    assert entries_shown[-1:] != ["-"]
    assert ("-", "-") not in itertools.pairwise(entries_shown)


def test_hairlines_around_what_is_left_out_go_with_it(desk: Desk):
    desk.select(HALTED)
    entries = (LINE, "vm.start", LINE, LINE, "server.connect", LINE, "vm.reboot", LINE)

    whole = desk.board.fill(QMenu(desk.window), entries)
    meant = desk.board.fill(QMenu(desk.window), entries, only_meant=True)

    assert shown(whole) == ["vm.start", "-", "server.connect", "-", "vm.reboot"]
    assert shown(meant) == ["vm.start", "-", "vm.reboot"]


def test_a_sub_menu_shows_what_is_meant_and_is_left_out_when_that_is_nothing(desk: Desk):
    desk.select(HALTED)
    entries = ("vm.start", LINE, Menu("Server", ("server.connect",)), Menu("More", ("vm.reboot", "server.forget")))

    menu = desk.board.fill(QMenu(desk.window), entries, only_meant=True)

    assert shown(menu) == ["vm.start", "-", "More", "> vm.reboot"]


def test_a_menu_shows_its_reasons(desk: Desk):
    menu = desk.board.fill(QMenu(desk.window), POWER_MENU)

    assert menu.toolTipsVisible()


def test_the_first_that_can_run_is_found(desk: Desk):
    desk.select(HALTED)

    command = desk.board.first_enabled(("server.connect", "vm.start"), desk.chosen)

    assert command is not None
    assert command.id == "vm.start"
    assert desk.board.first_enabled(("vm.shutdown",), desk.chosen) is None


def test_a_key_of_two_commands_goes_to_the_one_that_is_able(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    resume = replace(COMMANDS["vm.reboot"], id="vm.resume", text="&Resume", shortcut="Ctrl+B", refuses=lambda *_: None)
    monkeypatch.setattr(actions, "COMMANDS", {**COMMANDS, "vm.resume": resume})
    desk = Desk(qtbot)
    desk.window.show()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.isActiveWindow)

    desk.select(HALTED)
    desk.press("Ctrl+B")
    desk.select(RUNNING)
    desk.press("Ctrl+B")

    assert desk.ran == [("vm.start", ["web"]), ("vm.resume", ["mail"])]


def test_a_command_with_choices_is_a_sub_menu(desk: Desk):
    machine = a_vm(allowed_operations=("start", "start_on"))
    connection = a_connection(pool_with(machine, a_host(), a_host(name_label="basalt")))
    desk.chosen = [Chosen(connection, machine)]
    desk.board.look(desk.chosen, lambda command: False)

    action = desk.board["vm.start_on"]
    menu = action.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()

    assert action.isEnabled()
    assert [entry.text() for entry in menu.actions()][1:] == ["basalt", "granite"]
    menu.actions()[1].trigger()
    assert desk.ran == [("vm.start_on", ["web"])]


def test_one_key_stands_for_opposites(desk: Desk):
    running = a_vm(power_state="Running", allowed_operations=("suspend",))
    asleep = a_vm(power_state="Suspended", allowed_operations=("resume",))
    for machine in (running, asleep):
        pool = pool_with(machine, an_sr(ref="room"), suspend_image_SR="room")
        desk.chosen = [Chosen(a_connection(pool), machine)]

        desk.press("Ctrl+Y")

    assert desk.ran == [("vm.suspend", ["web"]), ("vm.resume", ["web"])]


def test_the_context_menu_has_of_opposites_only_the_one_that_can_be(desk: Desk):
    machine = a_vm(power_state="Suspended", allowed_operations=("resume",))
    desk.select(machine)

    menu = desk.board.fill(QMenu(desk.window), CONTEXT, only_meant=True)
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]

    assert "R&esume" in texts
    assert "U&npause" not in texts
    assert "Sho&w again" not in texts


def test_a_changed_key_takes_the_place_of_the_shipped_one(desk: Desk):
    desk.select(HALTED)

    desk.board.use_keys({"vm.start": "F9"})
    desk.press("Ctrl+B")
    desk.press("F9")

    assert desk.ran == [("vm.start", ["web"])]
    assert desk.board["vm.start"].shortcut() == QKeySequence("F9")
    desk.select(HALTED)
    assert desk.board["vm.start"].toolTip() == "Start (F9)"


def test_a_key_that_was_taken_away_does_nothing_and_comes_back(desk: Desk):
    desk.select(HALTED)

    desk.board.use_keys({"vm.start": ""})
    desk.press("Ctrl+B")
    assert desk.ran == []
    desk.board.use_keys({})
    desk.press("Ctrl+B")

    assert desk.ran == [("vm.start", ["web"])]


def test_the_platform_knows_where_options_and_about_belong(desk: Desk):
    role = desk.board["program.options"].menuRole()

    assert role is role.PreferencesRole
    assert desk.board["program.about"].menuRole() is role.AboutRole
    assert desk.board["vm.start"].menuRole() is role.NoRole


def test_a_page_is_offered_what_a_menu_about_the_selection_would_have(desk: Desk):
    desk.select(HALTED)

    assert desk.board.offered("object.rename") is desk.board["object.rename"]
    assert desk.board.offered("vm.shutdown") is desk.board["vm.shutdown"]  # refused, with its reason
    assert desk.board.offered("object.show") is None  # its opposite is there
    assert desk.board.offered("host.reset_machines") is None
    assert desk.board.offered("vm.unheard_of") is None


def test_a_look_that_finds_nothing_new_touches_no_action(desk: Desk):
    desk.select(HALTED)
    touched: list[str] = []
    for id_ in COMMANDS:
        desk.board[id_].changed.connect(lambda id_=id_: touched.append(id_))

    desk.select(msgspec.structs.replace(HALTED, name_description="the same to every command"))

    assert touched == []
    desk.select(RUNNING)
    assert "vm.start" in touched


def test_a_tip_names_the_key_that_was_chosen_since_the_last_look(desk: Desk):
    desk.select(HALTED)

    desk.board.use_keys({"vm.start": "Ctrl+F9"})
    desk.select(HALTED)

    assert "Ctrl+F9" in desk.board["vm.start"].toolTip()
