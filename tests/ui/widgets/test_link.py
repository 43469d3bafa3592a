"""A link acts on a click and on the keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.link import ActionLink, Link


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


def an_action_link(qtbot: QtBot, action: QAction | None) -> ActionLink:
    link = ActionLink("General")
    qtbot.addWidget(link)
    link.stand_for(action)
    return link


def test_a_link_that_stands_for_an_action_has_its_words_and_does_it(qtbot: QtBot):
    action = QAction("P&roperties of R&&D…")
    link = an_action_link(qtbot, action)

    assert link.isVisible()
    assert link.accessibleName() == "General: Properties of R&D…"
    assert link.text() == "Properties of R&&D…"
    with qtbot.waitSignal(action.triggered):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def test_it_follows_what_becomes_of_its_action(qtbot: QtBot):
    action = QAction("Properties…")
    link = an_action_link(qtbot, action)
    assert (link.isEnabled(), link.toolTip()) == (True, "")

    action.setEnabled(False)
    action.setToolTip("Properties: it is gone.")
    action.setStatusTip("It is gone.")

    assert (link.isEnabled(), link.toolTip()) == (False, "Properties: it is gone.")
    assert link.accessibleDescription() == "It is gone."


def test_without_an_action_it_does_not_show_nor_hear_of_the_last_one(qtbot: QtBot):
    action = QAction("Properties…")
    link = an_action_link(qtbot, action)

    link.stand_for(None)
    action.setText("Edit…")
    assert (link.isVisible(), link.text()) == (False, "Properties…")

    another = QAction("Options…")
    link.stand_for(another)
    action.setText("Change…")
    assert (link.isVisible(), link.text()) == (True, "Options…")
