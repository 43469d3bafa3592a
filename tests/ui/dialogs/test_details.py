from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.forms.test_details import FORM
from xengui.forms.details import Details
from xengui.ui.dialogs.details import DetailsDialog


@pytest.fixture
def dialog(qtbot: QtBot) -> DetailsDialog:
    made = DetailsDialog(FORM)
    qtbot.addWidget(made)
    made.show()
    return made


def words(dialog: DetailsDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def test_it_tells_what_went_wrong_with_the_facts_and_the_raw_answer(dialog: DetailsDialog):
    raw = dialog.findChild(QPlainTextEdit, "rawError")

    assert {"Start web", "No server has room.", "Object", "web", "Pool", "Stone"} <= set(words(dialog))
    assert raw
    assert raw.toPlainText() == "NO_HOSTS_AVAILABLE"
    assert raw.isReadOnly()


def test_all_of_it_is_copied_and_the_dialog_stays(dialog: DetailsDialog):
    button = dialog.findChild(QPushButton, "copyButton")
    assert button

    button.click()

    assert QGuiApplication.clipboard().text() == FORM.report
    assert "Copied." in words(dialog)
    assert dialog.isVisible()


def test_a_long_error_is_read_whole(qtbot: QtBot):
    made = DetailsDialog(Details(title="Start web", said="No room. " * 60, raw="X" * 3_000))
    qtbot.addWidget(made)
    made.show()

    (said,) = [label for label in made.findChildren(QLabel) if label.text().startswith("No room.")]
    assert said.height() >= said.heightForWidth(said.width())


def test_an_endless_error_leaves_the_buttons_on_the_screen_and_can_be_scrolled(qtbot: QtBot):
    said = "web-01 cannot leave: its disk is on local storage. " * 80
    made = DetailsDialog(Details(title="Evacuate granite", said=said, raw="X" * 3_000))
    qtbot.addWidget(made)
    made.show()

    text = made.findChild(QPlainTextEdit, "saidError")

    assert text
    assert text.toPlainText() == said
    assert text.isReadOnly()
    assert made.height() < 600
    assert made.layout().totalHeightForWidth(made.width()) <= made.height()  # type: ignore[union-attr]


def test_a_long_name_breaks_and_does_not_widen_the_dialog(dialog: DetailsDialog, qtbot: QtBot):
    name = "W" * 300
    made = DetailsDialog(Details(title=f"Start {name}", said=f"{name} needs more memory.", raw="X"))
    qtbot.addWidget(made)
    made.show()

    assert made.width() <= dialog.width() + 40
    for label in made.findChildren(QLabel):
        if "WWW" in label.text():
            assert label.height() >= label.heightForWidth(label.width())
            assert label.accessibleName() in ("", f"Start {name}")
