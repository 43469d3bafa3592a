"""The small parts of a row."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QPainter

from xengui.ui import row_parts, theme
from xengui.ui.row_parts import Words


def a_canvas() -> QImage:
    canvas = QImage(100, 24, QImage.Format.Format_RGB32)
    canvas.fill(QColor("white"))
    return canvas


@pytest.mark.usefixtures("qapp")
def test_words_are_cut_at_the_right():
    canvas = a_canvas()
    font = QFont()
    text = "a long name that does not fit"
    words = Words(text, font, QColor("black"), QFontMetrics(font).horizontalAdvance(text))
    painter = QPainter(canvas)

    row_parts.paint_words(painter, QRect(0, 0, 60, 24), words, Qt.AlignmentFlag.AlignLeft)
    painter.end()

    assert all(canvas.pixelColor(x, y) == QColor("white") for x in range(64, 100) for y in range(24))


def test_an_empty_bar_is_all_track():
    canvas = a_canvas()
    painter = QPainter(canvas)

    row_parts.paint_bar(painter, QRect(10, 10, 80, 4), 0.0)
    painter.end()

    assert canvas.pixelColor(50, 12).name().upper() == theme.LIGHT.track


def test_a_checked_box_is_filled():
    canvas = a_canvas()
    painter = QPainter(canvas)

    row_parts.paint_check(painter, QRect(4, 4, 16, 16), Qt.CheckState.Checked, enabled=True)
    painter.end()

    assert canvas.pixelColor(6, 8).name().upper() == theme.LIGHT.accent
