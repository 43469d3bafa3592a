"""The label that a person gave to a pool, beside a dot in its color."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from xengui.ui import row_parts, theme
from xengui.ui.row_parts import Words
from xengui.ui.widgets.plain import as_tip, in_order

_BEFORE = 10
_GAP = 6
_AFTER = 10


class PoolTag(QWidget):
    """A pill with a dot and a word; without a word there is nothing to see. A word that is longer than its place ends
    in dots."""

    def __init__(self, label: str = "", colour: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = ""
        self._colour = ""
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_label(label, colour)

    def show_label(self, label: str, colour: str) -> None:
        self._label = in_order(label)
        self._colour = colour if colour in theme.POOL_LABELS else ""
        self.setAccessibleName(self._label)
        self.setToolTip("")
        self.updateGeometry()
        self.update()
        self.setVisible(bool(label))

    @property
    def text(self) -> str:
        return self._label

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(row_parts.pill_font(self.font()))
        return QSize(self._around() + metrics.horizontalAdvance(self._label) + 1, max(18, metrics.height() + 2))

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), self._around() + 3 * self.fontMetrics().height()), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.current()
        painter = QPainter(self)
        row_parts.paint_pill(painter, self.rect(), Words("", self.font(), worn.colour("text2"), self.width()), "")
        left = _BEFORE
        if self._colour:
            row_parts.paint_dot(painter, self.rect().translated(QPoint(left, 0)), self._colour)
            left += row_parts.DOT + _GAP
        font = row_parts.pill_font(self.font())
        width = QFontMetrics(font).horizontalAdvance(self._label)
        place = QRect(left, 0, self.width() - left - _AFTER, self.height())
        words = Words(self._label, font, worn.colour("text2"), width)
        row_parts.paint_words(painter, place, words, Qt.AlignmentFlag.AlignLeft)
        painter.end()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip:
            cut = self.width() < self.sizeHint().width()
            QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), as_tip(self._label) if cut else "", self)
            return True
        return super().event(event)

    def _around(self) -> int:
        return _BEFORE + (row_parts.DOT + _GAP if self._colour else 0) + _AFTER
