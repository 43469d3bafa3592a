"""What a page says when it has nothing to show."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from xengui.ui import icons
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.plain import plain_label


class Empty(QWidget):
    """A glyph, a title, a sentence, a button or two and a hint, in the middle of the page."""

    def __init__(  # noqa: PLR0913 - its parts, in reading order
        self,
        glyph: str,
        title: str,
        sentence: str,
        buttons: Sequence[QPushButton] = (),
        *,
        hint: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if len(buttons) > 2:
            raise ValueError("An empty page offers two ways on at most.")
        centre = Qt.AlignmentFlag.AlignHCenter
        self._title = plain_label(title, type_="empty")
        self._sentence = plain_label(sentence, wraps=True, tone="dim")
        self._hint = plain_label(hint, wraps=True, type_="secondary")
        for label in (self._title, self._sentence, self._hint):
            label.setAlignment(centre)
        # A line of this length reads well; the window may be wider.
        self._sentence.setFixedWidth(self.fontMetrics().horizontalAdvance("n") * 46)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch()
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(0)
        column.addStretch()
        column.addWidget(Glyph(icons.icon(glyph, "idle"), 40), alignment=centre)
        column.addSpacing(20)
        column.addWidget(self._title)
        column.addSpacing(8)
        column.addWidget(self._sentence, alignment=centre)
        column.addSpacing(14)
        column.addLayout(row)
        column.addSpacing(10)
        column.addWidget(self._hint)
        column.addStretch()
        self.show_words(title, sentence, hint)

    def show_words(self, title: str, sentence: str, hint: str = "") -> None:
        """Say something else: "No disk matches 'log'"."""
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self._sentence.setMinimumHeight(self._sentence.heightForWidth(self._sentence.width()))
        self.setAccessibleName(f"{title}. {sentence}")
