"""What is said while no single object is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui.start_page import NAMES_SHOWN, StartPage


class Start:
    """The page, and which of its actions were chosen."""

    def __init__(self, qtbot: QtBot) -> None:
        self.chosen: list[str] = []
        self._owner = QWidget()
        add, pretend = QAction("Add server…", self._owner), QAction("Try", self._owner)
        add.setShortcut(QKeySequence("Ctrl+Shift+N"))
        add.triggered.connect(lambda: self.chosen.append("add"))
        pretend.triggered.connect(lambda: self.chosen.append("pretend"))
        self.page = StartPage(add, pretend)
        qtbot.addWidget(self.page)
        qtbot.addWidget(self._owner)
        self.page.show()

    def texts(self) -> list[str]:
        return [label.text() for label in self.page.findChildren(QLabel) if label.isVisible() and label.text()]

    def buttons(self) -> list[QPushButton]:
        return [button for button in self.page.findChildren(QPushButton) if button.isVisible()]


@pytest.fixture
def start(qtbot: QtBot) -> Start:
    return Start(qtbot)


def test_without_servers_there_are_two_ways_to_get_one(start: Start):
    start.page.show_for(0)

    key = QKeySequence("Ctrl+Shift+N").toString(QKeySequence.SequenceFormat.NativeText)
    assert start.texts()[0] == "No servers yet"
    assert key in start.texts()
    for button in start.buttons():
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert start.chosen == ["add", "pretend"]


def test_the_ways_can_be_reached_by_keyboard(start: Start):
    start.page.show_for(0)

    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in start.buttons())


def test_with_servers_it_advises_to_select_something(start: Start):
    start.page.show_for(2)

    assert start.texts()[0] == "Nothing selected"
    assert start.buttons() == []


def test_one_selected_object_is_not_many(start: Start):
    start.page.show_for(2, ["web"])

    assert start.texts()[0] == "Nothing selected"


def test_many_selected_objects_are_named(start: Start):
    start.page.show_for(2, ["web", "mail"])

    assert start.texts() == ["2 objects selected", "web, mail. Commands act on all of them that are able."]


def test_of_very_many_a_few_are_named(start: Start):
    names = [f"web-{at}" for at in range(NAMES_SHOWN + 3)]

    start.page.show_for(1, names)

    assert start.texts()[0] == f"{NAMES_SHOWN + 3} objects selected"
    assert f"web-{NAMES_SHOWN - 1} and 3 more." in start.texts()[1]


def test_names_are_shown_as_they_are(start: Start):
    start.page.show_for(1, ["<b>web</b>", "R&D"])

    assert start.texts()[1].startswith("<b>web</b>, R&D.")
    assert {label.textFormat() for label in start.page.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
