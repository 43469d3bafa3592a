"""A pill shows a word in the colours of its tone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from xengui.ui import theme
from xengui.ui.widgets.pill import Pill


def test_a_pill_is_round_and_toned(qtbot: QtBot):
    page = QWidget()
    qtbot.addWidget(page)
    pill = Pill("Running", "ok", page)
    page.show()

    shown = page.grab(pill.geometry()).toImage()

    assert pill.height() == 18
    assert shown.pixelColor(pill.width() // 2, 2).name().upper() == theme.LIGHT.ok_soft
    assert shown.pixelColor(0, 0).name().upper() != theme.LIGHT.ok_soft


def test_an_empty_pill_hides(qtbot: QtBot):
    pill = Pill("Running", "ok")
    qtbot.addWidget(pill)

    pill.show_state("")

    assert pill.isHidden()


def test_a_tag_is_plain_text(qtbot: QtBot):
    pill = Pill("<b>gold</b>")
    qtbot.addWidget(pill)

    assert pill.textFormat() is Qt.TextFormat.PlainText


def test_a_word_longer_than_its_place_ends_in_dots_and_is_whole_in_the_tooltip(qtbot: QtBot):
    word = "a tag that goes on and on"
    pill = Pill(word)
    qtbot.addWidget(pill)
    pill.show()
    wanted = pill.sizeHint()

    pill.resize(wanted.width() // 2, wanted.height())

    assert QLabel.text(pill).endswith("…")
    assert (pill.text(), pill.toolTip(), pill.accessibleName()) == (word, word, word)
    assert pill.sizeHint() == wanted

    pill.resize(wanted)

    assert QLabel.text(pill) == word
    assert pill.toolTip() == ""
