from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from xengui.protocol.certificate import spelled
from xengui.queries.trusted import Row
from xengui.ui.dialogs.certificate import CertificateDialog
from xengui.ui.widgets.link import Link

ROW = Row("granite:443", "<b>granite</b>", "server", "since", (("Subject", "CN=<i>granite</i>"),), "ab" * 32)


def test_everything_that_is_known_is_there_as_it_is(qtbot: QtBot):
    dialog = CertificateDialog(ROW)
    qtbot.addWidget(dialog)

    labels = dialog.findChildren(QLabel)
    assert {"<b>granite</b>", "Subject", "CN=<i>granite</i>"} <= {label.text() for label in labels}
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    assert dialog.cancel.text() == "Close"


def test_the_fingerprint_can_be_copied(qtbot: QtBot):
    dialog = CertificateDialog(ROW)
    qtbot.addWidget(dialog)
    link = dialog.findChild(Link)
    assert link

    QTest.mouseClick(link, Qt.MouseButton.LeftButton)

    assert QGuiApplication.clipboard().text() == spelled("ab" * 32)
