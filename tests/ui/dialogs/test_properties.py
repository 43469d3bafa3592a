from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from xengui.forms.properties import MOST_NOTES, Properties
from xengui.ui.dialogs.properties import PropertiesDialog

FORM = Properties(
    ref="web",
    before=("R&D <b>web</b>", "old", ("prod",), ""),
    name="R&D <b>web</b>",
    description="old",
    tags=("prod",),
    notes="",
    known_tags=("eu", "prod"),
)


@pytest.fixture
def dialog(qtbot: QtBot) -> PropertiesDialog:
    made = PropertiesDialog(FORM)
    qtbot.addWidget(made)
    made.show()
    return made


def save(dialog: PropertiesDialog) -> QPushButton:
    found = dialog.findChild(QPushButton, "saveButton")
    assert found
    return found


def text(dialog: PropertiesDialog, name: str) -> QPlainTextEdit:
    found = dialog.findChild(QPlainTextEdit, name)
    assert found
    return found


def test_it_shows_what_is_there_and_has_nothing_to_save(dialog: PropertiesDialog):
    assert dialog.form == FORM
    assert not save(dialog).isEnabled()
    assert save(dialog).accessibleDescription() == "Nothing is changed yet."


def test_what_is_typed_is_in_the_form(dialog: PropertiesDialog, qtbot: QtBot):
    text(dialog, "descriptionField").setPlainText("new\nlines")
    text(dialog, "notesField").setPlainText("call Ada")
    tag = dialog.findChild(QLineEdit, "tagEdit")
    assert tag
    QTest.keyClicks(tag, "eu")
    QTest.keyClick(tag, Qt.Key.Key_Return)

    assert dialog.isVisible()  # Enter added the tag and did not save
    assert dialog.form.changes() == {"description": "new\nlines", "tags": ("prod", "eu"), "notes": "call Ada"}
    with qtbot.waitSignal(dialog.submitted):
        QTest.mouseClick(save(dialog), Qt.MouseButton.LeftButton)


def test_notes_that_are_too_long_are_counted_and_refused(dialog: PropertiesDialog):
    text(dialog, "notesField").setPlainText("x" * (MOST_NOTES + 1))

    assert "2,049 of 2,048" in dialog._fact.text()
    assert not save(dialog).isEnabled()


def test_tab_leaves_the_text_fields(dialog: PropertiesDialog):
    assert text(dialog, "descriptionField").tabChangesFocus()
    assert text(dialog, "notesField").accessibleName() == "Notes"


def test_tab_goes_from_the_description_over_the_tags_to_the_notes_also_after_one_was_added(dialog: PropertiesDialog):
    tag = dialog.findChild(QLineEdit, "tagEdit")
    assert tag
    QTest.keyClicks(tag, "eu")
    QTest.keyClick(tag, Qt.Key.Key_Return)
    text(dialog, "descriptionField").setFocus()
    over = []
    for _ in range(4):
        dialog.focusNextChild()
        found = dialog.focusWidget()
        assert found
        over.append(found.accessibleName())

    assert over == ["Remove the tag prod", "Remove the tag eu", "Add a tag", "Notes"]


def test_it_grows_with_a_further_line_of_tags(dialog: PropertiesDialog):
    tag = dialog.findChild(QLineEdit, "tagEdit")
    assert tag
    for number in range(12):
        QTest.keyClicks(tag, f"a rather long tag {number}")
        QTest.keyClick(tag, Qt.Key.Key_Return)
    QApplication.sendPostedEvents()

    notes = text(dialog, "notesField")
    bottom = notes.mapTo(dialog, notes.rect().bottomLeft()).y()
    assert bottom < dialog.buttons.mapTo(dialog, dialog.buttons.rect().topLeft()).y()
    assert tag.mapTo(dialog, tag.rect().bottomLeft()).y() < notes.mapTo(dialog, notes.rect().topLeft()).y()
