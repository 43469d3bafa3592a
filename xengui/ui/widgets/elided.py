"""A line of text that gives way when the window is narrow."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption, QToolTip, QWidget

from xengui.ui.widgets.plain import as_tip, in_order

_LONGEST = 2_000
"""No window is so wide that more would be seen."""


class Elided(QLabel):
    """Cuts its text at the right, and shows all of it in the tooltip, then."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(" ".join(in_order(text[:_LONGEST]).splitlines()))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(super().sizeHint().width(), 4 * self.fontMetrics().height()), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        place = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(option.palette.color(self.foregroundRole()))
        painter.drawText(place, self.alignment() | Qt.TextFlag.TextSingleLine, shown)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip and not self.toolTip():
            cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
            QToolTip.showText(event.globalPos(), as_tip(self.text()) if cut else "", self)
            return True
        return super().event(event)
