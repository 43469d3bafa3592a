"""A long word goes on in the next line, and is copied as it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.breaking import BREAK, BreakingLabel, broken

UUID = "3eed90bf-0706-50a0-90e9-904514aeb3de"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("short words stay", "short words stay"),
        ("granite.stone.example", "granite.|stone.|example"),
        ("to granite.stone.example\n now", "to granite.|stone.|example\n now"),
        (UUID, "3eed90bf-|0706-|50a0-|90e9-|9|0|4|5|1|4|a|e|b|3|d|e"),
        ("lettersonly", "l|e|t|t|e|r|s|o|n|l|y"),
        ("", ""),
    ],
)
def test_a_word_breaks_after_its_punctuation_and_anywhere_where_that_is_not_enough(text: str, shown: str):
    assert broken(text, lambda part: len(part) <= 10).replace(BREAK, "|") == shown


def a_label(qtbot: QtBot, text: str, width: int) -> BreakingLabel:
    label = BreakingLabel(text)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
    qtbot.addWidget(label)
    label.resize(width, 20)
    label.show()
    return label


def lines(label: BreakingLabel) -> int:
    return round(label.heightForWidth(label.width()) / label.fontMetrics().lineSpacing())


def test_a_word_that_does_not_fit_takes_more_lines_until_there_is_room(qtbot: QtBot):
    label = a_label(qtbot, UUID, 100)
    assert lines(label) > 1
    assert label.text() == UUID

    label.resize(800, 20)

    assert lines(label) == 1
    assert QLabel.text(label) == UUID


def test_a_text_that_comes_later_is_broken_too(qtbot: QtBot):
    label = a_label(qtbot, "web", 100)

    label.setText("a" * 300)

    assert lines(label) > 3


def test_breaks_are_not_copied(qtbot: QtBot):
    label = a_label(qtbot, UUID, 100)
    assert BREAK in QLabel.text(label)
    label.setSelection(0, len(QLabel.text(label)))
    label.setFocus()

    QTest.keyClick(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    assert QGuiApplication.clipboard().text() == UUID
    assert label.selectedText() == UUID
