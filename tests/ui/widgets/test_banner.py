"""A banner says a fact, and can be closed unless it must not be."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.banner import Banner
from xengui.ui.widgets.link import Link


def test_a_banner_is_one_line_high_and_can_be_closed(qtbot: QtBot):
    banner = Banner("warn", "2 of 3 servers run an older build.", "Finish the update.")
    qtbot.addWidget(banner)
    banner.show()
    close = banner.findChildren(QToolButton)[0]

    assert banner.height() == 36
    assert close.accessibleName()

    with qtbot.waitSignal(banner.closed):
        QTest.mouseClick(close, Qt.MouseButton.LeftButton)

    assert banner.isHidden()


def test_one_that_is_offline_cannot_be_closed(qtbot: QtBot):
    banner = Banner("offline", "Connection lost 4 min ago.")
    qtbot.addWidget(banner)
    banner.show()

    assert banner.findChildren(QToolButton)[0].isHidden()


def test_its_words_and_links_can_change(qtbot: QtBot):
    tried: list[int] = []
    banner = Banner("offline", "Connection lost 4 min ago.", "Trying again in 8 s.", [("Why?", lambda: None)])
    qtbot.addWidget(banner)
    banner.show()

    banner.show_words("Connection lost 5 min ago.", "Trying again in 2 s.")
    banner.show_links([("Try now", lambda: tried.append(1))])
    link = next(link for link in banner.findChildren(Link) if link.text() == "Try now")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)

    assert banner.accessibleName() == "Connection lost 5 min ago. Trying again in 2 s."
    assert tried == [1]
