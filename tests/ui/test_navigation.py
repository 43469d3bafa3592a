"""The pane at the left: the views that exist, the filter, and the way from it into the tree."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.forests import forest, key_of
from xengui.ui.navigation import VIEWS, NavigationPane
from xengui.ui.widgets.link import Link


@pytest.fixture
def pane(qtbot: QtBot) -> NavigationPane:
    pane = NavigationPane()
    qtbot.addWidget(pane)
    pane.resize(268, 500)
    pane.show()
    pane.activateWindow()
    qtbot.waitUntil(pane.isActiveWindow)
    pane.tree.show_nodes(forest("granite\n  web\n  mail"))
    pane.search.setFocus()
    return pane


def views(pane: NavigationPane) -> list[QToolButton]:
    row = pane.findChild(QWidget, "navigationViews")
    assert row
    return row.findChildren(QToolButton)


def test_only_views_that_exist_are_offered_and_one_is_open(pane: NavigationPane):
    assert [button.accessibleName() for button in views(pane)] == [caption for caption, _ in VIEWS]
    assert [button.isChecked() for button in views(pane)] == [True]


def test_the_open_view_cannot_be_closed(pane: NavigationPane):
    QTest.mouseClick(views(pane)[0], Qt.MouseButton.LeftButton)

    assert views(pane)[0].isChecked()


def test_typing_filters(pane: NavigationPane, qtbot: QtBot):
    with qtbot.waitSignal(pane.filter_changed) as changed:
        QTest.keyClicks(pane.search, "w")

    assert changed.args == ["w"]


def test_escape_ends_the_filter(pane: NavigationPane, qtbot: QtBot):
    QTest.keyClicks(pane.search, "web")

    with qtbot.waitSignal(pane.filter_changed) as changed:
        QTest.keyClick(pane.search, Qt.Key.Key_Escape)

    assert changed.args == [""]


@pytest.mark.parametrize("key", [Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_filter_leads_on_to_what_was_found(pane: NavigationPane, key: Qt.Key):
    QTest.keyClick(pane.search, key)

    assert pane.tree.hasFocus()
    assert [node.text for node in pane.tree.selection] == ["granite"]


def test_the_way_into_the_tree_keeps_the_selection(pane: NavigationPane):
    pane.tree.select(key_of("mail"))

    QTest.keyClick(pane.search, Qt.Key.Key_Down)

    assert [node.text for node in pane.tree.selection] == ["mail"]


def test_a_filter_that_found_nothing_leads_nowhere(pane: NavigationPane):
    pane.tree.show_nodes((), filtering=True)

    QTest.keyClick(pane.search, Qt.Key.Key_Down)

    assert pane.tree.selection == []


def test_the_tab_key_goes_from_the_views_to_the_filter_to_the_tree(pane: NavigationPane):
    views(pane)[0].setFocus()
    order = []

    for _ in range(2):
        QTest.keyClick(pane.focusWidget(), Qt.Key.Key_Tab)
        order.append(pane.focusWidget())

    assert order == [pane.search, pane.tree]


def test_everything_in_it_has_a_name(pane: NavigationPane):
    for widget in (pane.search, pane.tree, *views(pane)):
        assert widget.accessibleName()


def test_it_is_as_wide_as_it_may_be(pane: NavigationPane):
    assert pane.sizeHint().width() == 268
    assert (pane.minimumWidth(), pane.maximumWidth()) == (220, 480)


def test_the_filter_leads_to_the_row_that_matches_and_not_to_the_branch_it_hangs_under(pane: NavigationPane):
    found = [
        replace(node, children=tuple(replace(child, search=child.text) for child in node.children))
        for node in forest("granite\n  web\n  mail")
    ]
    pane.tree.show_nodes(found, filtering=True)
    pane.tree.select(key_of("granite"))
    QTest.keyClicks(pane.search, "MAIL")

    QTest.keyClick(pane.search, Qt.Key.Key_Down)

    assert [node.text for node in pane.tree.selection] == ["mail"]


def test_a_filter_that_finds_nothing_says_so_and_can_be_cleared(pane: NavigationPane):
    QTest.keyClicks(pane.search, "zzz")

    pane.show_found("zzz")

    words = [label.text() for label in pane.findChildren(QLabel) if label.isVisible()]
    assert "Nothing matches “zzz”." in words
    (clear,) = [link for link in pane.findChildren(Link) if link.isVisible()]
    clear.click()
    assert pane.search.text() == ""
