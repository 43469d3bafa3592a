"""A link acts on a click and on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.link import Link


def test_a_link_acts(qtbot: QtBot):
    done: list[str] = []
    link = Link("Try now", lambda: done.append("tried"))
    qtbot.addWidget(link)
    link.show()

    QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    QTest.keyClick(link, Qt.Key.Key_Space)

    assert done == ["tried", "tried"]
    assert link.accessibleName() == "Try now"


def test_an_ampersand_is_no_mnemonic(qtbot: QtBot):
    link = Link("R&D")
    qtbot.addWidget(link)

    assert link.text() == "R&&D"
