"""What a row shows, from the roles of its item."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QImage, QStandardItem, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip
from pytestqt.qtbot import QtBot

from xengui.ui import row_parts, theme
from xengui.ui.item_view import ItemView, Look
from xengui.ui.roles import Role
from xengui.ui.widgets.plain import as_tip

TEXT = 90


def a_table(qtbot: QtBot, *, text: str = "web-01", width: int = 400, **roles: Any) -> ItemView:
    """A table of one row, with this data."""
    view = ItemView(look=Look.TABLE)
    qtbot.addWidget(view)
    model = QStandardItemModel(view)
    item = QStandardItem(text)
    for name, value in roles.items():
        item.setData(value, Role[name])
    model.appendRow(item)
    view.setModel(model)
    view.setHeaderHidden(True)
    view.resize(width, 60)
    view.show()
    return view


def row(view: ItemView) -> QImage:
    """The picture of the row, with nothing under the pointer."""
    return view.viewport().grab(QRect(0, 0, view.viewport().width(), view.row_height())).toImage()


def ink(picture: QImage, colour: str, off_by: int = 0) -> list[int]:
    """The columns in which a colour is found; that of text only nearly, for its edges are soft."""
    wanted = QColor(colour)

    def close(x: int, y: int) -> bool:
        found = picture.pixelColor(x, y)
        apart = (found.red() - wanted.red(), found.green() - wanted.green(), found.blue() - wanted.blue())
        return sum(map(abs, apart)) <= off_by

    return [x for x in range(picture.width()) if any(close(x, y) for y in range(picture.height()))]


def anything(picture: QImage) -> list[int]:
    columns = range(picture.width())
    return [x for x in columns if any(picture.pixelColor(x, y).name() != "#ffffff" for y in range(picture.height()))]


def test_text_starts_on_the_line(qtbot: QtBot):
    view = a_table(qtbot, text="HHH")

    assert anything(row(view))[0] in {20, 21, 22}


def test_an_icon_shifts_the_text(qtbot: QtBot):
    view = a_table(qtbot, text="", STATE="vm-running")

    assert ink(row(view), theme.LIGHT.ok)


def test_a_warning_puts_its_badge_on_the_icon(qtbot: QtBot):
    view = a_table(qtbot, STATE="vm-running", WARNING="No guest tools.")

    assert ink(row(view), theme.LIGHT.warn)
    assert not ink(row(view), theme.LIGHT.ok)


def test_flags_reach_the_icon(qtbot: QtBot):
    shared = a_table(qtbot, STATE="sr-ok")
    local = a_table(qtbot, STATE="sr-ok", ICON_FLAGS=frozenset({"local"}))

    assert row(shared) != row(local)


def test_a_figure_stands_at_the_right(qtbot: QtBot):
    view = a_table(qtbot, text="", FIGURE="40 GiB")

    drawn = anything(row(view))

    assert drawn[0] > 300
    assert drawn[-1] in range(388, 393)


@pytest.mark.parametrize(("share", "token"), [(0.5, "focus"), (0.85, "warn"), (0.97, "error")])
def test_a_bar_changes_colour_when_it_fills(qtbot: QtBot, share: float, token: str):
    view = a_table(qtbot, text="24.8 of 40 GiB", BAR=share)

    drawn = ink(row(view), getattr(theme.LIGHT, token))

    assert drawn
    assert drawn[-1] - drawn[0] == pytest.approx(80 * share, abs=4)


def test_a_pool_dot_follows_the_name(qtbot: QtBot):
    view = a_table(qtbot, text="Stone", POOL_COLOUR="red")

    drawn = ink(row(view), theme.POOL_LABELS["red"])

    assert 4 <= len(drawn) <= 8
    assert drawn[0] > 40


def test_a_tone_colours_the_text_or_the_pill(qtbot: QtBot):
    toned = a_table(qtbot, text="HHHHH", TONE="error")
    pilled = a_table(qtbot, text="HHHHH", TONE="error", PILL="Crashed")

    assert ink(row(toned), theme.LIGHT.error_text, TEXT)
    assert ink(row(pilled), theme.LIGHT.error_soft)
    assert ink(row(pilled), theme.LIGHT.text, TEXT)


def test_dim_words_keep_their_place_when_the_name_is_long(qtbot: QtBot):
    view = a_table(qtbot, text="build-runner-linux-x86-64-nightly-02-with-more", DIM="starting", width=240)

    drawn = ink(row(view), theme.LIGHT.text2, TEXT)

    assert drawn
    assert drawn[-1] in range(220, 233)


def test_a_tip_keeps_its_lines(qtbot: QtBot):
    view = a_table(qtbot)
    index = view.model().index(0, 0)
    view.model().setData(index, "Start web\nNot enough memory.", Qt.ItemDataRole.ToolTipRole)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(40, 10), view.viewport().mapToGlobal(QPoint(40, 10)))

    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    view.itemDelegate().helpEvent(event, view, option, index)

    assert QToolTip.text() == "Start web\nNot enough memory."
    QToolTip.hideText()


def test_a_cut_text_is_told_in_the_tooltip_as_plain_text(qtbot: QtBot):
    view = a_table(qtbot, text="<b>a name that does not fit into its cell</b>", width=120)
    index = view.model().index(0, 0)
    option = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(40, 10), view.viewport().mapToGlobal(QPoint(40, 10)))

    view.itemDelegate().helpEvent(event, view, option, index)

    assert QToolTip.text() == as_tip("<b>a name that does not fit into its cell</b>")
    QToolTip.hideText()


def test_a_click_on_the_box_turns_it_over(qtbot: QtBot):
    view = a_table(qtbot)
    model = view.model()
    assert isinstance(model, QStandardItemModel)
    model.item(0).setCheckable(True)

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(28, view.row_height() // 2))

    assert model.item(0).checkState() is Qt.CheckState.Checked

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(60, view.row_height() // 2))

    assert model.item(0).checkState() is Qt.CheckState.Checked

    view.setCurrentIndex(model.index(0, 0))
    QTest.keyClick(view, Qt.Key.Key_Space)

    assert model.item(0).checkState() is Qt.CheckState.Unchecked


@pytest.mark.parametrize("text", ["line 1\nline 2", "line 1\tline 2", "\x07line 1 line 2", "\u202eline 1 line 2\u202c"])
def test_a_name_is_one_line_that_reads_in_the_order_of_its_letters(qtbot: QtBot, text: str):
    assert row(a_table(qtbot, text=text)) == row(a_table(qtbot, text="line 1 line 2"))


def test_a_row_makes_no_fonts_that_it_does_not_use(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    made: list[str] = []

    def noted(name: str, make: Callable[[QFont], QFont], body: QFont) -> QFont:
        made.append(name)
        return make(body)

    for name in ("secondary_font", "pill_font"):
        monkeypatch.setattr(row_parts, name, partial(noted, name, getattr(row_parts, name)))
    plain = a_table(qtbot)
    row(plain)
    made.clear()  # the height of rows rests on one of them, once

    row(plain)

    assert made == []
    row(a_table(qtbot, DIM="rebooting", PILL="Production"))
    assert set(made) == {"secondary_font", "pill_font"}
