"""An empty page says what to do next."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from xengui.ui.widgets.empty import Empty


def test_an_empty_page_has_its_parts_in_the_middle(qtbot: QtBot):
    button = QPushButton("Add server…")
    page = Empty("hard-drives", "No servers yet", "Add any server of a pool.", [button], hint="Ctrl+Shift+N.")
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.show()

    assert [label.text() for label in page.findChildren(QLabel) if label.isVisible()] == [
        "No servers yet",
        "Add any server of a pool.",
        "Ctrl+Shift+N.",
    ]
    assert abs(button.mapTo(page, button.rect().center()).x() - 350) <= 1


def test_a_long_sentence_is_shown_whole(qtbot: QtBot):
    page = Empty("hard-drives", "No servers yet", "Add any server of a XenServer or XCP-ng pool. " * 3)
    qtbot.addWidget(page)
    page.resize(700, 500)
    page.show()
    sentence = page.findChildren(QLabel)[1]

    assert sentence.height() >= sentence.heightForWidth(sentence.width())


def test_two_buttons_are_enough(qtbot: QtBot):
    with pytest.raises(ValueError, match="two"):
        Empty("x", "Title", "Sentence", [QPushButton() for _ in range(3)])
