"""A state in a word, on its own soft ground."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from xengui.ui.stylesheet import restyle

Tone = Literal["neutral", "ok", "warn", "error", "sleep", "info"]


class Pill(QLabel):
    """A rounded word: a power state in the header, a tag in a section."""

    def __init__(self, text: str = "", tone: Tone = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_state(text, tone)

    def show_state(self, text: str, tone: Tone = "neutral") -> None:
        """Show another word; an empty one hides the pill."""
        self.setText(text)
        if self.property("pill") != tone:
            restyle(self, pill=tone)
        self.setVisible(bool(text))
