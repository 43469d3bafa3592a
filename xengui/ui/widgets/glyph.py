"""An icon standing by itself, as a sign beside words."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class Glyph(QWidget):
    """Paints its icon in the colours of the moment; a `QLabel` would keep the old ones."""

    def __init__(self, icon: QIcon, side: int = 16, *, says: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(side, side)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(says)

    def show_icon(self, icon: QIcon, *, says: str = "") -> None:
        """Show another icon, with its meaning in words."""
        self._icon = icon
        self.setAccessibleName(says)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        mode = QIcon.Mode.Normal if self.isEnabled() else QIcon.Mode.Disabled
        self._icon.paint(painter, QRect(0, 0, self.width(), self.height()), Qt.AlignmentFlag.AlignLeft, mode)
        painter.end()

    def sizeHint(self) -> QSize:
        return self.minimumSize()
