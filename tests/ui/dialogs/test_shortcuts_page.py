from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from xengui.forms.options import Options
from xengui.queries.keys import Binding
from xengui.ui.dialogs.shortcuts_page import KeyField, ShortcutsPage
from xengui.ui.item_view import ItemView

START = Binding("vm.start", "Start", "VM", "Ctrl+B", frozenset({"vm"}))
STOP = Binding("vm.shutdown", "Shut down", "VM", "Ctrl+E", frozenset({"vm"}))
TOOLBAR = Binding("view.toolbar", "Toolbar", "View")
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def page(qtbot: QtBot) -> ShortcutsPage:
    page = ShortcutsPage(Options(bindings=(START, STOP, TOOLBAR), menus={"Alt+F": "File"}))
    qtbot.addWidget(page)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def keys(page: ShortcutsPage) -> list[str]:
    return [str(page._rows.index(row, 1).data()) for row in range(page._rows.rowCount())]


def choose(page: ShortcutsPage, row: int) -> None:
    view = page.findChild(ItemView, "keyList")
    assert view
    view.setCurrentIndex(page._rows.index(row, 0))


def press(page: ShortcutsPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    field = page.findChild(KeyField)
    assert field
    QTest.keyClick(field, key, modifier)


def link(page: ShortcutsPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert found
    return found


def problem(page: ShortcutsPage) -> str:
    found = page.findChild(QLabel, "keyProblem")
    assert found
    return found.text()


def test_every_command_stands_there_with_its_key(page: ShortcutsPage):
    assert keys(page) == ["Ctrl+B", "Ctrl+E", ""]


def test_the_next_key_that_is_pressed_is_the_command_s(page: ShortcutsPage):
    press(page, Qt.Key.Key_F9)

    assert page.form.keys == {"vm.start": "F9"}
    assert keys(page) == ["F9", "Ctrl+E", ""]
    assert problem(page) == ""


def test_a_key_of_another_command_is_told_and_can_be_taken_from_there(page: ShortcutsPage):
    press(page, Qt.Key.Key_E, CONTROL)

    assert problem(page) == "Ctrl+E is the key of “Shut down”."
    assert page.form.problems()
    link(page, "takeKey").click()
    assert page.form.keys == {"vm.start": "Ctrl+E", "vm.shutdown": ""}
    assert keys(page) == ["Ctrl+E", "", ""]
    assert page.form.problems() == {}
    assert not link(page, "takeKey").isVisible()


def test_a_key_for_typing_is_refused_in_words(page: ShortcutsPage):
    press(page, Qt.Key.Key_B)

    assert problem(page) == "B is for typing. Add Ctrl or Alt, or take a function key."
    assert not link(page, "takeKey").isVisible()


def test_a_key_is_taken_away_and_put_back(page: ShortcutsPage):
    link(page, "removeKey").click()
    assert page.form.keys == {"vm.start": ""}
    assert not link(page, "removeKey").isEnabled()

    link(page, "resetKey").click()

    assert page.form.keys == {}
    assert keys(page)[0] == "Ctrl+B"
    assert not link(page, "resetKey").isEnabled()


def test_all_keys_are_put_back_at_once(page: ShortcutsPage):
    press(page, Qt.Key.Key_F9)
    choose(page, 2)
    press(page, Qt.Key.Key_F10)
    assert keys(page) == ["F9", "Ctrl+E", "F10"]

    link(page, "resetKeys").click()

    assert keys(page) == ["Ctrl+B", "Ctrl+E", ""]
    assert not link(page, "resetKeys").isEnabled()


def test_choosing_another_command_changes_nothing(page: ShortcutsPage):
    choose(page, 1)
    choose(page, 2)
    choose(page, 0)

    assert page.form.keys == {}


def test_esc_is_no_key_for_a_command(page: ShortcutsPage):
    press(page, Qt.Key.Key_Escape)

    assert page.form.keys == {}


def test_commands_are_found_by_words_menu_and_key(page: ShortcutsPage):
    view = page.findChild(ItemView, "keyList")
    field = page.findChild(QLineEdit, "keyFilter")
    assert view
    assert field

    def left(text: str) -> list[str]:
        field.setText(text)
        rows = range(page._rows.rowCount())
        return [str(page._rows.index(row, 0).data()) for row in rows if not view.isRowHidden(row, QModelIndex())]

    assert left("down") == ["Shut down"]
    assert left("vm") == ["Start", "Shut down"]
    assert left("ctrl+b") == ["Start"]
    assert left("nothing of this") == []
    assert left("") == ["Start", "Shut down", "Toolbar"]
