"""A field to filter or find with."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton, QWidget

from xengui.ui import icons

_GLYPH_LEFT = 8
_TEXT_LEFT = 26


class SearchField(QLineEdit):
    """A glyph at the left; at the right the key that leads here, or the button that clears it."""

    def __init__(
        self,
        placeholder: str,
        *,
        glyph: str = "magnifying-glass",
        hint_key: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("search", True)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self._glyph = icons.icon(glyph)
        self._key = QLabel(hint_key, self)
        self._key.setProperty("keycap", True)
        self._key.setIndent(0)
        self._key.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._clear = QToolButton(self)
        self._clear.setProperty("tiny", True)
        self._clear.setIcon(icons.icon("x"))
        self._clear.setIconSize(QSize(12, 12))
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setAccessibleName("Clear")
        self._clear.setToolTip("Clear (Esc)")
        self._clear.clicked.connect(self.clear)
        self.textChanged.connect(self._text_changed)
        self._text_changed("")

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        place = QRect(_GLYPH_LEFT, (self.height() - 16) // 2, 16, 16)
        self._glyph.paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)

    def _text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._key.setVisible(bool(self._key.text()) and not text)
        self._settle()

    def _settle(self) -> None:
        taken = 0
        for part in (self._key, self._clear):
            if not part.isHidden():
                part.adjustSize()
                taken = part.width() + 1
                part.move(self.width() - part.width() - 7, (self.height() - part.height()) // 2)
        self.setTextMargins(_TEXT_LEFT, 0, taken, 0)
