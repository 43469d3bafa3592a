"""The frame of a dialog: what takes Enter, what is refused, and where a problem stands."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.dialog import Dialog, fit, refuse
from xengui.ui.widgets.plain import as_tip


def a_dialog(qtbot: QtBot) -> Dialog:
    dialog = Dialog("Add server", "Add server", "Any one server of a pool will do.")
    qtbot.addWidget(dialog)
    return dialog


def test_enter_presses_the_primary_button(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    field = QLineEdit()
    dialog.add_row("Address", field)
    dialog.add_button("Add server", primary=True)
    dialog.show()

    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(field, Qt.Key.Key_Return)


def test_a_bare_question_is_cancelled_by_enter(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    dialog.add_button("Shut down 2 VMs")
    dialog.show()

    assert dialog.cancel.isDefault()
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog, Qt.Key.Key_Return)


def test_danger_is_never_the_default(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    button = dialog.add_button("Delete web-01", danger=True)
    dialog.show()

    assert not button.isDefault()
    assert not button.autoDefault()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_a_refused_button_says_what_is_missing(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    button = dialog.add_button("Delete web-01", danger=True)

    refuse(button, "Type the name <first>.")

    assert not button.isEnabled()
    assert button.toolTip() == as_tip("Type the name <first>.")

    refuse(button, "")

    assert button.isEnabled()


def test_a_problem_stands_under_its_field(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    field = QLineEdit()
    dialog.add_row("Password", field)
    dialog.show()

    dialog.show_problem(field, "Wrong user name or password.")

    assert dialog.problem(field) == "Wrong user name or password."
    assert field.property("tone") == "error"
    assert field.accessibleDescription() == "Wrong user name or password."

    dialog.show_problem(field, "")

    assert field.property("tone") == ""


def test_a_problem_of_many_words_is_shown_whole(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    field = QLineEdit()
    dialog.add_row("Password", field)
    dialog.show()
    before = dialog.height()

    dialog.show_problem(field, "The server says something very long about this. " * 12)

    assert dialog.height() > before + 60


def test_a_field_is_named_after_its_label(qtbot: QtBot):
    dialog = a_dialog(qtbot)
    field = QLineEdit()

    label = dialog.add_row("Address", field)

    assert field.accessibleName() == "Address"
    assert label.buddy() is field


def test_a_spin_box_is_as_high_as_a_field(qtbot: QtBot):
    box = QSpinBox()
    qtbot.addWidget(box)

    fit(box)

    assert box.height() >= 28


def test_a_name_cannot_turn_the_question_around(qtbot: QtBot):
    dialog = Dialog("Delete", "Delete \u202elive\u202c\x07?", "First line.\nSecond \u2067line\u2069.")
    qtbot.addWidget(dialog)

    assert {label.text() for label in dialog.findChildren(QLabel)} >= {"Delete live?", "First line.\nSecond line."}

    dialog.show_heading("Keep \u202edaed\u202c?")
    assert "Keep daed?" in {label.text() for label in dialog.findChildren(QLabel)}
