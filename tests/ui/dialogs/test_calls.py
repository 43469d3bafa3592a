from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.forms.test_calls import FORM
from xengui.forms.calls import LANGUAGES
from xengui.ui.dialogs.calls import CallsDialog
from xengui.ui.widgets.tab_row import TabRow


@pytest.fixture
def dialog(qtbot: QtBot) -> CallsDialog:
    made = CallsDialog(FORM)
    qtbot.addWidget(made)
    made.show()
    return made


def text(dialog: CallsDialog) -> str:
    found = dialog.findChild(QPlainTextEdit, "callsText")
    assert found
    return found.toPlainText()


@pytest.mark.parametrize("at", range(len(LANGUAGES)))
def test_each_tab_shows_the_calls_in_its_language(dialog: CallsDialog, at: int):
    tabs = dialog.findChild(TabRow, "callsTabs")
    assert tabs
    tabs.setCurrentIndex(at)

    assert tabs.tabText(at) == LANGUAGES[at]
    assert text(dialog) == FORM.text(LANGUAGES[at])


def test_what_is_shown_is_copied_and_the_dialog_stays(dialog: CallsDialog):
    button = dialog.findChild(QPushButton, "copyButton")
    assert button

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == FORM.text("Calls")
    assert dialog.isVisible()
