"""Tabs that stay are not touched when others come and go."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from xengui.ui import theme
from xengui.ui.widgets.tab_row import TabRow


def titles(tabs: TabRow) -> list[str]:
    return [tabs.tabText(at) for at in range(tabs.count())]


def test_the_open_tab_stays_open_while_others_change(qtbot: QtBot):
    tabs = TabRow()
    qtbot.addWidget(tabs)
    tabs.show_tabs(["General", "Storage", "Console"])
    tabs.setCurrentIndex(2)

    tabs.show_tabs(["General", "Memory", "Console", "Search"])

    assert titles(tabs) == ["General", "Memory", "Console", "Search"]
    assert tabs.tabText(tabs.currentIndex()) == "Console"


def test_tabs_can_change_places(qtbot: QtBot):
    tabs = TabRow()
    qtbot.addWidget(tabs)
    tabs.show_tabs(["A", "B", "C"])
    tabs.setCurrentIndex(2)

    tabs.show_tabs(["C", "A"])

    assert titles(tabs) == ["C", "A"]
    assert tabs.tabText(tabs.currentIndex()) == "C"


def test_a_line_stands_under_the_open_tab(qtbot: QtBot):
    tabs = TabRow()
    qtbot.addWidget(tabs)
    tabs.show_tabs(["General", "Storage"])
    tabs.show()
    tabs.resize(400, tabs.sizeHint().height())
    shown = tabs.grab().toImage()
    columns = [
        x
        for x in range(shown.width())
        if theme.LIGHT.focus in {shown.pixelColor(x, y).name().upper() for y in range(shown.height())}
    ]

    assert columns[0] == 18
    assert tabs.sizeHint().height() == 32
    assert tabs.focusPolicy() & Qt.FocusPolicy.TabFocus
