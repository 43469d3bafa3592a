"""The small things a row is painted from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QPainter

from xengui.ui import glyphs, theme

BAR: Final = QSize(80, 4)
CHECK: Final = 16
DOT: Final = 8
LOCK: Final = 14

_WARN_FROM: Final = 0.85
_FULL_FROM: Final = 0.97
_PILL: Final = 18
_PILL_EDGE: Final = 9
_PILLS: Final = {
    "error": ("error_soft", "error_text"),
    "warn": ("warn_soft", "warn_text"),
    "ok": ("ok_soft", "ok_text"),
    "sleep": ("sleep_soft", "sleep_text"),
    "link": ("info_soft", "accent_text"),
}


@dataclass(slots=True)
class Words:
    """A piece of text on its way to its place."""

    text: str
    font: QFont
    colour: QColor
    width: int


def secondary_font(body: QFont) -> QFont:
    font = QFont(body)
    font.setPixelSize(QFontInfo(body).pixelSize() - 1)
    return font


def pill_font(body: QFont) -> QFont:
    font = QFont(body)
    font.setPixelSize(QFontInfo(body).pixelSize() - 2)
    font.setWeight(QFont.Weight.Medium)
    return font


def paint_words(painter: QPainter, place: QRect, words: Words, side: Qt.AlignmentFlag) -> None:
    text = words.text
    if words.width > place.width():
        text = QFontMetrics(words.font).elidedText(text, Qt.TextElideMode.ElideRight, place.width())
    painter.setFont(words.font)
    painter.setPen(words.colour)
    painter.drawText(place, side | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text)


def paint_bar(painter: QPainter, track: QRect, share: float) -> None:
    worn = theme.current()
    share = min(1.0, max(0.0, share))
    token = "error" if share >= _FULL_FROM else "warn" if share >= _WARN_FROM else "focus"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(worn.colour("track"))
    painter.drawRoundedRect(track, 2, 2)
    if share > 0:
        filled = QRectF(track)
        filled.setWidth(max(4.0, track.width() * share))
        painter.setBrush(worn.colour(token))
        painter.drawRoundedRect(filled, 2, 2)
    painter.restore()


def paint_pill(painter: QPainter, place: QRect, words: Words, tone: str, *, outline: bool = False) -> None:
    """Draw a pill as wide as its words say; a text that is longer than that ends in dots. With an outline it stands out
    from the ground of a selected row, too."""
    worn = theme.current()
    ground, text = _PILLS.get(tone, ("track", "text2"))
    if words.width < _PILL:
        return
    height = max(_PILL, QFontMetrics(words.font).height() + 2)
    box = QRectF(place.left(), place.top() + (place.height() - height) / 2, words.width, height)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(worn.colour("button") if outline else Qt.PenStyle.NoPen)
    painter.setBrush(worn.colour(ground))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5) if outline else box, 8, 8)
    painter.setFont(words.font)
    painter.setPen(worn.colour(text))
    room = max(0, words.width - 2 * _PILL_EDGE)
    shown = QFontMetrics(words.font).elidedText(words.text, Qt.TextElideMode.ElideRight, room)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    painter.restore()


def paint_check(painter: QPainter, place: QRect, checked: Qt.CheckState, *, enabled: bool) -> None:
    worn = theme.current()
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    filled = checked is not Qt.CheckState.Unchecked and enabled
    painter.setPen(worn.colour("accent" if filled else "border_strong" if enabled else "border"))
    painter.setBrush(worn.colour("accent" if filled else "base" if enabled else "window"))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 3.5, 3.5)
    painter.restore()
    if checked is not Qt.CheckState.Unchecked:
        name = "check-bold" if checked is Qt.CheckState.Checked else "minus-bold"
        colour = worn.on_accent if enabled else worn.text3
        mark = glyphs.pixmap(name, 12, colour, painter.device().devicePixelRatioF())
        painter.drawPixmap(place.topLeft() + QPoint(2, 2), mark)


def paint_lock(painter: QPainter, place: QRect, colour: QColor) -> None:
    """Draw the mark of a locked pool at the left of its place."""
    mark = glyphs.pixmap("lock-simple-fill", LOCK, colour.name(), painter.device().devicePixelRatioF())
    painter.drawPixmap(QPoint(place.left(), place.top() + (place.height() - LOCK) // 2), mark)


def paint_dot(painter: QPainter, place: QRect, label: str) -> None:
    """Draw the dot of a pool label at the left of its place."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.current().colour(label))
    painter.drawEllipse(QRectF(place.left(), place.top() + (place.height() - DOT) / 2, DOT, DOT))
    painter.restore()
