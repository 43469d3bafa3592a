"""A search field shows its key until there is text, and Escape clears it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.search_field import SearchField


def a_field(qtbot: QtBot) -> SearchField:
    field = SearchField("Find anything or run a command", hint_key="Ctrl+K", name="Find")
    qtbot.addWidget(field)
    field.resize(300, 28)
    field.show()
    return field


def test_the_key_gives_way_to_the_clear_button(qtbot: QtBot):
    field = a_field(qtbot)
    key, clear = field.findChildren(QLabel)[0], field.findChildren(QToolButton)[0]

    assert (key.isVisible(), clear.isVisible()) == (True, False)

    QTest.keyClicks(field, "web")

    assert (key.isVisible(), clear.isVisible()) == (False, True)

    QTest.mouseClick(clear, Qt.MouseButton.LeftButton)

    assert field.text() == ""


def test_escape_clears(qtbot: QtBot):
    field = a_field(qtbot)
    field.setText("web")

    QTest.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == ""
    assert field.accessibleName() == "Find"


def test_text_keeps_clear_of_glyph_and_key(qtbot: QtBot):
    field = a_field(qtbot)

    assert field.textMargins().left() >= 16 + 8
    assert field.textMargins().right() >= field.findChildren(QLabel)[0].width()
