"""A fact can be selected and copied."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.fact_row import Fact, FactRow
from xengui.ui.widgets.pill import Pill


def a_row(qtbot: QtBot, fact: Fact) -> FactRow:
    row = FactRow(fact)
    qtbot.addWidget(row)
    row.resize(500, 24)
    row.show()
    return row


def test_the_value_is_plain_and_can_be_selected(qtbot: QtBot):
    row = a_row(qtbot, Fact("Name", "<b>web-01</b>"))
    value = row.findChildren(QLabel)[1]

    assert value.textFormat() is Qt.TextFormat.PlainText
    assert value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_the_copy_button_shows_under_the_pointer_in_a_place_that_is_kept(qtbot: QtBot):
    row = a_row(qtbot, Fact("UUID", "5f1c9e0a", mono=True))
    button = row.findChildren(QToolButton)[0]
    place = button.geometry()

    assert button.icon().isNull()

    QApplication.sendEvent(row, QEnterEvent(QPointF(5, 5), QPointF(5, 5), QPointF(5, 5)))

    assert not button.icon().isNull()
    assert button.geometry() == place

    QApplication.sendEvent(row, QEvent(QEvent.Type.Leave))

    assert button.icon().isNull()


def test_copying_takes_the_whole_value(qtbot: QtBot):
    row = a_row(qtbot, Fact("UUID", "5f1c9e0a", mono=True))
    button = row.findChildren(QToolButton)[0]

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == "5f1c9e0a"
    assert button.accessibleName() == "Copy UUID"


def test_tags_are_pills(qtbot: QtBot):
    row = a_row(qtbot, Fact("Tags", tags=("web", "gold")))

    assert [pill.text() for pill in row.findChildren(Pill)] == ["web", "gold"]


def test_a_fact_of_another_kind_is_refused(qtbot: QtBot):
    row = a_row(qtbot, Fact("Name", "web-01"))

    row.show_fact(Fact("Name", "web-02"))
    with pytest.raises(ValueError, match="row of its own"):
        row.show_fact(Fact("UUID", "5f1c"))

    assert row.fact.value == "web-02"


def test_a_word_that_fits_nowhere_does_not_widen_the_page(qtbot: QtBot):
    row = FactRow(Fact("Name", "a" * 5000))
    qtbot.addWidget(row)

    assert row.minimumSizeHint().width() < 400


def test_tags_are_copied_with_a_button_after_the_last_one(qtbot: QtBot):
    row = a_row(qtbot, Fact("Tags", "web, gold", tags=("web", "gold")))
    (button,) = row.findChildren(QToolButton)

    assert button.x() > max(pill.x() for pill in row.findChildren(Pill))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == "web, gold"


def test_whoever_hears_of_its_menu_may_add_to_it(qtbot: QtBot):
    row = a_row(qtbot, Fact("Name", "web-01", commands=("object.rename",)))
    row.menu_opening.connect(lambda menu, fact: menu.addAction(fact.commands[0]))

    at = row.rect().center()
    QApplication.sendEvent(row, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, row.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    menu.close()

    assert texts == ["Copy", "object.rename"]


def test_long_words_go_on_in_the_next_line_in_label_and_value(qtbot: QtBot):
    row = a_row(qtbot, Fact("granite.datacenter.stone.example", "a" * 500))
    one_line = a_row(qtbot, Fact("Name", "web")).heightForWidth(500)

    assert row.heightForWidth(500) > 4 * one_line
    label, value = row.findChildren(QLabel)
    assert label.heightForWidth(label.width()) > one_line
    assert value.text() == "a" * 500
