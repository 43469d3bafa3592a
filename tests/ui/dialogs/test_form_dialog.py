"""What all dialogs of forms do alike."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from xengui.ui.dialogs.form_dialog import FormDialog


@dataclass(frozen=True)
class Rename:
    name: str = ""
    note: str = ""

    def problems(self) -> dict[str, str]:
        found = {} if self.name else {"name": "Type a name."}
        return found if self.note else {**found, "note": "Type a note."}


class RenameDialog(FormDialog):
    form: Rename

    def __init__(self) -> None:
        super().__init__("Rename", "Rename web")
        self.form = Rename()
        self.name, self.note = QLineEdit(), QLineEdit()
        self.fields = {"name": self.name, "note": self.note}
        self.add_row("Name", self.name)
        self.add_row("Note", self.note)
        self.add_button("Rename", primary=True)


@pytest.fixture
def dialog(qtbot: QtBot) -> RenameDialog:
    dialog = RenameDialog()
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def texts(dialog: FormDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible() and label.text()]


def test_a_form_with_problems_is_not_submitted(qtbot: QtBot, dialog: RenameDialog):
    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()

    assert dialog.problem(dialog.name) == "Type a name."
    assert dialog.problem(dialog.note) == "Type a note."
    assert dialog.focusWidget() is dialog.name


def test_the_first_field_that_can_be_mended_gets_the_keyboard(dialog: RenameDialog):
    dialog.name.setEnabled(False)

    dialog.accept()

    assert dialog.focusWidget() is dialog.note


def test_a_form_without_problems_is_submitted_and_stays_open(qtbot: QtBot, dialog: RenameDialog):
    dialog.form = replace(dialog.form, name="web", note="x")

    with qtbot.waitSignal(dialog.submitted):
        dialog.accept()

    assert dialog.isVisible()


def test_a_form_is_submitted_once_until_it_was_tried(qtbot: QtBot, dialog: RenameDialog):
    dialog.form = replace(dialog.form, name="web", note="x")
    dialog.accept()

    with qtbot.assertNotEmitted(dialog.submitted):
        dialog.accept()
    dialog.tried({"name": "Taken."})
    with qtbot.waitSignal(dialog.submitted):
        dialog.accept()


def test_a_problem_of_no_field_stands_in_the_footer_until_it_is_over(dialog: RenameDialog):
    dialog.tried({"pool": "The pool does not answer."})
    assert "The pool does not answer." in texts(dialog)
    assert dialog.isVisible()

    dialog.show_problems({})
    assert "The pool does not answer." not in texts(dialog)


def test_it_closes_when_all_is_well(qtbot: QtBot, dialog: RenameDialog):
    with qtbot.waitSignal(dialog.accepted):
        dialog.tried({})

    assert not dialog.isVisible()


@pytest.mark.parametrize("accepted", [True, False])
def test_whoever_asked_closes_it_with_yes_or_no(dialog: RenameDialog, accepted: bool):
    dialog.close_as(accepted)

    assert (dialog.result() == QDialog.DialogCode.Accepted) == accepted
