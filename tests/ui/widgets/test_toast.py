"""A toast goes away by itself, waits for the pointer, and can undo."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui.widgets import toast
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.toast import Toast


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.resize(600, 300)
    shown.show()
    return shown


def test_a_toast_stands_at_the_bottom_centre(page: QWidget, qtbot: QtBot):
    shown = Toast(page, "2 snapshots tagged “keep”.")

    page.resize(800, 400)

    qtbot.waitUntil(lambda: shown.geometry().bottom() == 379)
    assert abs(shown.geometry().center().x() - 400) <= 1
    assert shown.accessibleName() == "2 snapshots tagged “keep”."


def test_a_toast_leaves(page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(toast, "SHOWN_MS", 10)
    shown = Toast(page, "Done.")

    with qtbot.waitSignal(shown.destroyed):
        pass

    assert page.findChildren(Toast) == []


def test_a_new_toast_takes_the_place_of_the_old_one(page: QWidget):
    Toast(page, "One.")
    Toast(page, "Two.")

    assert [each.text() for each in page.findChildren(Toast)] == ["Two."]


def test_undo_undoes_once_and_leaves(page: QWidget, qtbot: QtBot):
    undone: list[int] = []
    shown = Toast(page, "2 snapshots tagged.", undo=lambda: undone.append(1))

    QTest.mouseClick(shown.findChildren(Link)[0], Qt.MouseButton.LeftButton)

    assert undone == [1]
    assert page.findChildren(Toast) == []


def test_it_stays_while_the_keyboard_is_on_it(page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(toast, "SHOWN_WITH_UNDO_MS", 30)
    page.activateWindow()
    shown = Toast(page, "2 snapshots tagged.", undo=lambda: None)
    link = shown.findChildren(Link)[0]
    link.setFocus()
    qtbot.waitUntil(link.hasFocus)

    shown._run_out()

    assert shown.isVisible()


def test_words_that_do_not_fit_into_one_line_are_all_read(page: QWidget, qtbot: QtBot):
    shown = Toast(page, " ".join(["a machine with a very long name is busy."] * 8), undo=lambda: None)
    words = shown.findChild(QLabel)

    assert words is not None
    needed = words.fontMetrics().boundingRect(
        0, 0, words.contentsRect().width(), 10_000, int(Qt.TextFlag.TextWordWrap), words.text()
    )
    assert shown.width() <= page.width() - 40
    assert needed.width() <= words.contentsRect().width()
    assert needed.height() <= words.contentsRect().height()
    assert shown.geometry().bottom() == page.height() - 21

    page.resize(4000, 300)

    qtbot.waitUntil(lambda: words.height() < 2 * words.fontMetrics().lineSpacing())
