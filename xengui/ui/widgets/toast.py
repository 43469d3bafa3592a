"""A few words at the bottom of the page that go away by themselves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QEnterEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QWidget

from xengui.ui import icons
from xengui.ui.widgets.glyph import Glyph
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import in_order, plain_label

try:
    from PySide6.QtGui import QAccessibleAnnouncementEvent
except ImportError:  # before Qt 6.8
    QAccessibleAnnouncementEvent = None  # type: ignore[assignment,misc]

SHOWN_MS = 8_000
SHOWN_WITH_UNDO_MS = 10_000
_FROM_BOTTOM = 20


class Toast(QFrame):
    """Says what has been done, perhaps with a way to undo it. Never for something that stays true.

    It takes the place of the page's toast before it, waits while the pointer or the keyboard is on it, and is
    spoken to the screen reader.
    """

    def __init__(
        self,
        page: QWidget,
        text: str,
        *,
        glyph: str = "check-circle-fill",
        colour: str = "tip_ok",
        undo: Callable[[], object] | None = None,
    ) -> None:
        for old in page.findChildren(Toast, options=Qt.FindChildOption.FindDirectChildrenOnly):
            old.go()
        super().__init__(page)
        self.setProperty("surface", "tip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page = page
        self._words = plain_label(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 14, 4)
        row.setSpacing(0)
        row.addWidget(Glyph(icons.icon(glyph, colour)))
        row.addSpacing(10)
        row.addWidget(self._words)
        self._link: Link | None = None
        if undo is not None:
            self._link = Link("Undo", undo, says=f"Undo: {text}")
            self._link.clicked.connect(self.go)
            row.addSpacing(12)
            row.addWidget(self._link)
        self.setAccessibleName(in_order(text))
        self._timer = QTimer(self, singleShot=True, interval=SHOWN_WITH_UNDO_MS if undo else SHOWN_MS)
        self._timer.timeout.connect(self._run_out)
        page.installEventFilter(self)
        self._settle()
        self.show()
        self.raise_()
        self._timer.start()
        self._announce()

    def text(self) -> str:
        return self._words.text()

    def go(self) -> None:
        """Leave now."""
        self._timer.stop()
        self._page.removeEventFilter(self)
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and watched is self._page:
            self._settle()
        return False

    def enterEvent(self, event: QEnterEvent) -> None:
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._timer.start()
        super().leaveEvent(event)

    def _run_out(self) -> None:
        if self.underMouse() or (self._link is not None and self._link.hasFocus()):
            self._timer.start()
        else:
            self.go()

    def _settle(self) -> None:
        room = self._page.width() - 40
        self._words.setWordWrap(False)
        self.adjustSize()
        if self.width() > room:
            # In lines of the width that is left; Qt would choose a narrow column.
            self._words.setWordWrap(True)
            self.resize(room, self.heightForWidth(room))
        self.move((self._page.width() - self.width()) // 2, self._page.height() - self.height() - _FROM_BOTTOM)

    def _announce(self) -> None:
        if QAccessibleAnnouncementEvent is not None and QApplication.instance() is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.text()))
