"""Text that goes on in the next line wherever it must, a long name without a space too."""

from __future__ import annotations

import re
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel

from xengui.ui.widgets.plain import in_order

BREAK = "\u200b"
"""Where a line may end. It is on screen only: nobody who asks for the text, or copies it, gets it."""

_SPACES = re.compile(r"(\s+)")
_PARTS = re.compile(r"[^-:./_@,;=+]*[-:./_@,;=+]+|[^-:./_@,;=+]+")
_SHORT = 8
"""Words of so few letters fit every place that is worth having."""
_LEAST = 24
"""Narrower places are those of layouts that are still at work."""


class BreakingLabel(QLabel):
    """Plain text that wraps at its spaces; a word that does not fit wraps after its punctuation, or anywhere."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self._whole = ""
        self._has_room = False
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setText(text)

    def setText(self, text: str) -> None:
        self._whole = in_order(text)
        self._fit()

    def text(self) -> str:
        return self._whole

    def selectedText(self) -> str:
        return super().selectedText().replace(BREAK, "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._has_room = event.size().width() >= _LEAST
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy) and self.hasSelectedText():
            self._copy(QClipboard.Mode.Clipboard)
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if QGuiApplication.clipboard().supportsSelection() and self.hasSelectedText():
            self._copy(QClipboard.Mode.Selection)

    def _copy(self, to: QClipboard.Mode) -> None:
        QGuiApplication.clipboard().setText(self.selectedText().replace("\u2029", "\n"), to)

    def _fit(self) -> None:
        width, advance = self.contentsRect().width(), self.fontMetrics().horizontalAdvance
        shown = broken(self._whole, lambda part: advance(part) <= width) if self._has_room else self._whole
        if shown != super().text():
            super().setText(shown)


def broken(text: str, fits: Callable[[str], bool]) -> str:
    """A text with breaks in the words that do not fit."""
    words = _SPACES.split(text)
    return "".join(word if len(word) <= _SHORT or fits(word) else _broken(word, fits) for word in words)


def _broken(word: str, fits: Callable[[str], bool]) -> str:
    parts = _PARTS.findall(word)
    return BREAK.join(part if fits(part) else BREAK.join(part) for part in parts)
