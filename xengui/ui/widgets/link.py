"""A word that does something, without the edge of a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget


class Link(QPushButton):
    """Looks like a link, and is a button for the keyboard and the screen reader."""

    def __init__(
        self, text: str, act: Callable[[], object] | None = None, parent: QWidget | None = None, *, says: str = ""
    ) -> None:
        super().__init__(text.replace("&", "&&"), parent)
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(says or text)
        self._act = act
        self.clicked.connect(self._follow)

    def _follow(self) -> None:
        if self._act is not None:
            self._act()
