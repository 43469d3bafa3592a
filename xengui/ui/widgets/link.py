"""A word that does something, without the edge of a button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from xengui.ui.widgets.plain import in_order, unmarked


class Link(QPushButton):
    """Looks like a link, and is a button for the keyboard and the screen reader."""

    def __init__(
        self, text: str, act: Callable[[], object] | None = None, parent: QWidget | None = None, *, says: str = ""
    ) -> None:
        super().__init__(unmarked(text), parent)
        self.setProperty("link", True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(in_order(says or text))
        self._act = act
        self.clicked.connect(self._follow)

    def _follow(self) -> None:
        if self._act is not None:
            self._act()


class ActionLink(Link):
    """Stands for an action: has its words, can what it can, and says why it cannot. Without one it does not show."""

    def __init__(self, about: str, parent: QWidget | None = None) -> None:
        super().__init__("", self._trigger, parent)
        self._about = about
        self._action: QAction | None = None
        self.hide()

    def stand_for(self, action: QAction | None) -> None:
        if action is not self._action:
            if self._action is not None:
                self._action.changed.disconnect(self._look)
            self._action = action
            if action is not None:
                action.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        action = self._action
        self.setVisible(action is not None)
        if action is not None:
            text = plain_words(action)
            self.setText(unmarked(text))
            self.setAccessibleName(f"{self._about}: {text}")
            self.setEnabled(action.isEnabled())
            self.setToolTip("" if action.isEnabled() else action.toolTip())
            self.setAccessibleDescription(action.statusTip())

    def _trigger(self) -> None:
        if self._action is not None:
            self._action.trigger()


def plain_words(action: QAction) -> str:
    """The text of an action without its mnemonic: "P&roperties…" is "Properties…"."""
    return "&".join(part.replace("&", "") for part in action.text().split("&&"))
