from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from xengui.forms.rename import Rename
from xengui.ui.dialogs.rename import RenameDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> RenameDialog:
    made = RenameDialog(Rename(ref="web", before="web", name="web", taken=frozenset({"mail"})))
    qtbot.addWidget(made)
    made.show()
    return made


def field(dialog: RenameDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit, "nameField")
    assert found
    return found


def button(dialog: RenameDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "renameButton")
    assert found
    return found


def test_the_whole_name_is_selected_so_that_typing_replaces_it(dialog: RenameDialog):
    assert field(dialog).selectedText() == "web"


def test_enter_submits_the_new_name(dialog: RenameDialog, qtbot: QtBot):
    QTest.keyClicks(field(dialog), "web-02")

    with qtbot.waitSignal(dialog.submitted):
        QTest.keyClick(field(dialog), Qt.Key.Key_Return)

    assert dialog.form.name == "web-02"


def test_without_a_name_the_button_says_what_is_missing(dialog: RenameDialog):
    field(dialog).clear()

    assert not button(dialog).isEnabled()
    assert button(dialog).accessibleDescription() == "Type a name."


def test_a_name_that_is_taken_is_told_and_allowed(dialog: RenameDialog):
    field(dialog).setText("mail")

    assert dialog._warning.text() == "There is another mail; both can have the name."
    assert button(dialog).isEnabled()
