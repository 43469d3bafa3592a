"""A line that gives way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import as_tip


def test_it_never_widens_its_window(qtbot: QtBot):
    line = Elided("a sentence that is far too long for the place it is given, and goes on")
    qtbot.addWidget(line)

    assert line.minimumSizeHint().width() < 100


def test_the_whole_text_is_in_the_tooltip_only_when_it_is_cut(qtbot: QtBot):
    line = Elided("<i>a sentence that is far too long</i>")
    qtbot.addWidget(line)
    line.resize(60, 20)
    line.show()
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(5, 5), line.mapToGlobal(QPoint(5, 5)))

    QApplication.sendEvent(line, event)

    assert QToolTip.text() == as_tip("<i>a sentence that is far too long</i>")
    QToolTip.hideText()
