from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from xengui.forms.about import About, Part
from xengui.ui.dialogs.about import AboutDialog

IT = About(version="1.2", runs_on=(("Python", "3.13.1"),), parts=(Part("httpx", "0.28", "BSD-3-Clause"),))


def shown(qtbot: QtBot) -> AboutDialog:
    dialog = AboutDialog(IT)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_it_tells_versions_and_licenses(qtbot: QtBot):
    words = {label.text() for label in shown(qtbot).findChildren(QLabel)}

    assert {"xengui 1.2", "MIT", "Python", "3.13.1", "httpx", "0.28", "BSD-3-Clause"} <= words


def test_the_report_is_copied(qtbot: QtBot):
    dialog = shown(qtbot)
    link = dialog.findChild(QPushButton, "copyReport")
    assert link

    QTest.mouseClick(link, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == IT.report
    assert "Copied" in {label.text() for label in dialog.findChildren(QLabel)}


def test_esc_and_the_button_close_it(qtbot: QtBot):
    dialog = shown(qtbot)

    QTest.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()
    assert dialog.cancel.text() == "Close"
