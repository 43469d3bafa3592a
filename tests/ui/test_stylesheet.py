"""One sheet, complete and without a colour of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QFont, QFontInfo
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from xengui.ui import theme
from xengui.ui.stylesheet import mono_font, restyle, stylesheet


def a_font(pixels: int) -> QFont:
    font = QFont()
    font.setPixelSize(pixels)
    return font


@pytest.mark.parametrize("worn", theme.THEMES, ids=lambda worn: worn.name)
def test_every_colour_is_one_of_the_theme(worn: theme.Theme):
    used = set(re.findall(r"#[0-9A-Fa-f]{6}\b", stylesheet(worn, a_font(13))))

    assert used <= set(worn.tokens().values())


def test_the_arrows_lie_where_the_sheet_says():
    paths = re.findall(r"url\(([^)]+)\)", stylesheet(theme.LIGHT, a_font(13)))

    assert len(set(paths)) >= 6
    assert all(b"currentColor" not in Path(path).read_bytes() for path in paths)


def test_sizes_follow_the_font():
    def sizes(b: int) -> set[str]:
        return set(re.findall(r"font-size: (\d+)px", stylesheet(theme.LIGHT, a_font(b))))

    assert sizes(13) == {"11", "12", "15", "16", "18"}
    assert sizes(15) == {"13", "14", "17", "18", "20"}


def test_braces_are_balanced():
    sheet = stylesheet(theme.DARK, a_font(13))

    assert sheet.count("{") == sheet.count("}")
    assert "$" not in sheet


@pytest.mark.parametrize("widget", [QPushButton, QToolButton, QLineEdit])
def test_focus_moves_nothing(qtbot: QtBot, widget: type[QPushButton] | type[QToolButton] | type[QLineEdit]):
    shown = widget()
    qtbot.addWidget(shown)
    shown.setText("web-01") if isinstance(shown, QLineEdit) else shown.setText("Start")
    shown.show()
    before = shown.sizeHint()

    shown.setFocus()
    qtbot.waitUntil(shown.hasFocus)

    assert shown.sizeHint() == before


def test_a_restyled_label_takes_the_tone(qtbot: QtBot):
    label = QLabel("failed")
    qtbot.addWidget(label)

    restyle(label, tone="error", type_="strong")

    assert label.palette().color(label.foregroundRole()).name().upper() == theme.LIGHT.error_text
    assert label.property("type") == "strong"


def test_mono_is_a_pixel_smaller_than_the_body(qapp: QApplication):
    assert mono_font(qapp.font()).pixelSize() == QFontInfo(qapp.font()).pixelSize() - 1
