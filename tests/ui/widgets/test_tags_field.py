from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.tags_field import TagsField


@pytest.fixture
def field(qtbot: QtBot) -> TagsField:
    made = TagsField(["prod", "R&D <b>x</b>"], ["eu", "prod"])
    qtbot.addWidget(made)
    made.resize(400, 80)
    made.show()
    return made


def edit(field: TagsField) -> QLineEdit:
    found = field.findChild(QLineEdit, "tagEdit")
    assert found
    return found


def chips(field: TagsField) -> list[str]:
    return [chip.accessibleName() for chip in field.findChildren(QToolButton) if chip.isVisible()]


def test_each_tag_is_a_chip_that_takes_it_off(field: TagsField):
    assert chips(field) == ["Remove the tag prod", "Remove the tag R&D <b>x</b>"]

    chip = next(chip for chip in field.findChildren(QToolButton) if chip.accessibleName().endswith("prod"))
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)

    assert field.tags == ("R&D <b>x</b>",)


def test_enter_adds_a_tag_once(field: TagsField):
    for _ in range(2):
        QTest.keyClicks(edit(field), " eu ")
        QTest.keyClick(edit(field), Qt.Key.Key_Return)

    assert field.tags == ("prod", "R&D <b>x</b>", "eu")
    assert edit(field).text() == ""


def test_a_comma_adds_what_stands_before_it(field: TagsField):
    QTest.keyClicks(edit(field), "eu,te")

    assert field.tags == ("prod", "R&D <b>x</b>", "eu", "te")
    assert edit(field).text() == "te"


def test_what_was_typed_and_not_added_counts_too(field: TagsField):
    QTest.keyClicks(edit(field), "eu")

    assert field.tags[-1] == "eu"


def test_backspace_takes_the_last_chip_when_nothing_is_typed(field: TagsField):
    QTest.keyClick(edit(field), Qt.Key.Key_Backspace)

    assert field.tags == ("prod",)
    assert chips(field) == ["Remove the tag prod"]


def test_every_change_is_told(field: TagsField, qtbot: QtBot):
    with qtbot.waitSignal(field.changed):
        QTest.keyClicks(edit(field), "e")
    with qtbot.waitSignal(field.changed):
        field.remove("prod")


def test_known_tags_are_offered(field: TagsField):
    completer = edit(field).completer()
    completer.setCompletionPrefix("E")

    assert completer.currentCompletion() == "eu"
