"""Tabs of words: with a line under the one that is open, or filled in the task pane."""

from __future__ import annotations

from typing import Final, Literal

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QTabBar, QWidget

from xengui.ui import theme

_KEYS: Final = frozenset(
    {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason, Qt.FocusReason.ShortcutFocusReason}
)


class TabRow(QTabBar):
    """The page's tabs stand on the 20 px line over a hairline; the pane's are small, so the two never compete."""

    def __init__(self, kind: Literal["page", "pane"] = "page", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        self._by_keyboard = False
        self.setProperty("kind", kind)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Tabs" if kind == "page" else "Task pane tabs")

    def show_tabs(self, titles: list[str]) -> None:
        """Have these tabs; the open one stays open if it is still there, and those that stay are not touched."""
        for at in reversed(range(self.count())):
            if self.tabText(at) not in titles:
                self.removeTab(at)
        for at, title in enumerate(titles):
            if at >= self.count() or self.tabText(at) != title:
                self.insertTab(at, title)
                for later in reversed(range(at + 1, self.count())):
                    if self.tabText(later) == title:
                        if self.currentIndex() == later:
                            self.setCurrentIndex(at)
                        self.removeTab(later)

    def paintEvent(self, event: QPaintEvent) -> None:
        worn = theme.current()
        if self._kind == "page":
            painter = QPainter(self)
            painter.fillRect(0, self.height() - 1, self.width(), 1, worn.colour("border"))
            painter.end()
        super().paintEvent(event)
        if self.hasFocus() and self._by_keyboard and self.currentIndex() >= 0:
            place = QRectF(self.tabRect(self.currentIndex()))
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(worn.colour("focus"), 2))
            width = self.fontMetrics().horizontalAdvance(self.tabText(self.currentIndex())) + 12
            if self._kind == "page":
                left = place.left() + (18 if self.currentIndex() == 0 else 0) - 4
                place = QRectF(left, 3, width, self.height() - 8)
            else:
                place = place.adjusted(1, 1, -5, -1)
            painter.drawRoundedRect(place, 5, 5)
            painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._by_keyboard = event.reason() in _KEYS
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self.update()
