"""A state in a word, on its own soft ground."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.plain import as_tip, in_order

Tone = Literal["neutral", "ok", "warn", "error", "sleep", "info"]

_LONGEST = 1_000


class Pill(QLabel):
    """A rounded word: a power state in the header, a tag in a section. One that is longer than its place ends in dots,
    and is whole in the tooltip."""

    def __init__(self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._whole = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone = "neutral") -> None:
        """Show another word; an empty one hides the pill."""
        self._whole = text = " ".join(in_order(text[:_LONGEST]).splitlines())
        self.setText(text)
        self.setToolTip("")
        if self.property("pill") != tone:
            restyle(self, pill=tone)
        self.setVisible(bool(text))

    def text(self) -> str:
        return self._whole

    def sizeHint(self) -> QSize:
        """Room for the whole word, whatever is shown of it."""
        advance = self.fontMetrics().horizontalAdvance
        return super().sizeHint() + QSize(advance(self._whole) - advance(super().text()), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        edges = super().sizeHint().width() - metrics.horizontalAdvance(super().text())
        cut = self.width() < self.sizeHint().width()
        room = max(0, self.width() - edges)
        shown = metrics.elidedText(self._whole, Qt.TextElideMode.ElideRight, room) if cut else self._whole
        if shown != super().text():
            self.setText(shown)
            self.setToolTip(as_tip(self._whole) if cut else "")
            self.setAccessibleName(self._whole if cut else "")
