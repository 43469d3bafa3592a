"""The view draws its own selection, carets and hover, and keeps to the density."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui import item_view, theme
from xengui.ui.item_view import Density, ItemView, Look
from xengui.ui.roles import Role

_windows: list[QWidget] = []


@pytest.fixture(autouse=True)
def _tidy() -> Iterator[None]:
    yield
    _windows.clear()
    item_view.set_density(Density.COMPACT)


def a_tree(qtbot: QtBot, look: Look = Look.TREE) -> ItemView:
    """A host with two machines, in a window with a field that can take the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    view = ItemView(look=look)
    column.addWidget(view)
    column.addWidget(QLineEdit())
    model = QStandardItemModel(view)
    host = QStandardItem("granite")
    host.setData("host-connected", Role.STATE)
    for name in ("web-01", "web-02"):
        machine = QStandardItem(name)
        machine.setData("vm-running", Role.STATE)
        host.appendRow(machine)
    model.appendRow(host)
    view.setModel(model)
    view.expandAll()
    window.resize(300, 400)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isVisible)
    _windows.append(window)
    return view


def picture(view: ItemView) -> QImage:
    return view.viewport().grab().toImage()


def colour_at(view: ItemView, row: int, x: int) -> str:
    """The colour in the middle of a row, counted from the top."""
    return picture(view).pixelColor(x, row * view.row_height() + view.row_height() // 2).name().upper()


def test_the_selection_spans_the_view_and_shows_the_focus(qtbot: QtBot):
    view = a_tree(qtbot)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    first = view.model().index(0, 0)
    view.setCurrentIndex(view.model().index(1, 0, first))
    right = view.viewport().width() - 8

    assert (colour_at(view, 2, 8), colour_at(view, 2, right)) == (theme.LIGHT.select, theme.LIGHT.select)
    assert colour_at(view, 2, 2) == theme.LIGHT.nav

    view.window().findChildren(QLineEdit)[0].setFocus()
    qtbot.waitUntil(lambda: not view.hasFocus())

    assert colour_at(view, 2, 8) == theme.LIGHT.select_off


def test_the_row_under_the_pointer_is_tinted(qtbot: QtBot):
    view = a_tree(qtbot)

    QTest.mouseMove(view.viewport(), QPoint(60, view.row_height() + 5))
    qtbot.waitUntil(lambda: colour_at(view, 1, 8) == theme.LIGHT.hover)


def test_a_row_that_can_be_opened_has_a_caret(qtbot: QtBot):
    view = a_tree(qtbot)
    height = view.row_height()

    def ink(row: int) -> bool:
        shown = picture(view)
        points = [(x, y) for x in range(16) for y in range(row * height, (row + 1) * height)]
        return any(shown.pixelColor(x, y).name().upper() != theme.LIGHT.nav for x, y in points)

    assert ink(0)
    assert not ink(1)


@pytest.mark.parametrize("look", Look)
def test_rows_follow_look_and_density(qtbot: QtBot, look: Look):
    view = a_tree(qtbot, look)
    compact, comfortable = look.value
    least = view.fontMetrics().height() + 8
    first = view.model().index(0, 0)

    assert view.visualRect(first).height() == max(compact, least)

    item_view.set_density(Density.COMFORTABLE)

    qtbot.waitUntil(lambda: view.visualRect(first).height() == max(comfortable, least))


def test_the_first_column_of_a_table_stands_on_the_line(qtbot: QtBot):
    view = a_tree(qtbot, Look.TABLE)

    assert view.insets(view.model().index(0, 0)) == (20, 8)


def test_in_a_dialog_the_line_is_closer(qtbot: QtBot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    view = ItemView(dialog)
    model = QStandardItemModel(2, 2, view)
    view.setModel(model)

    assert view.insets(model.index(0, 0)) == (12, 8)
    assert view.insets(model.index(0, 1)) == (8, 8)


def test_a_moved_column_takes_the_line_with_it(qtbot: QtBot):
    view = ItemView()
    qtbot.addWidget(view)
    model = QStandardItemModel(2, 2, view)
    view.setModel(model)

    view.header().moveSection(1, 0)

    assert view.insets(model.index(0, 1)) == (20, 8)
    assert view.insets(model.index(0, 0)) == (8, 8)


def test_the_current_row_has_an_edge_while_nothing_is_selected(qtbot: QtBot):
    view = a_tree(qtbot)
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    view.setCurrentIndex(view.model().index(0, 0))
    view.clearSelection()

    shown = picture(view)
    edges = {shown.pixelColor(6, y).name().upper() for y in range(view.row_height())}

    assert theme.LIGHT.focus in edges
    assert view.currentIndex().data(Qt.ItemDataRole.DisplayRole) == "granite"
