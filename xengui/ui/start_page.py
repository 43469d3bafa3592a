"""What the page shows while nothing is selected."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from xengui.ui import icons
from xengui.ui.widgets.empty import Empty


class StartPage(QWidget):
    """With no servers, the two ways to get one; else the advice to select something."""

    def __init__(self, add: QAction, pretend: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("startPage")
        self.setProperty("surface", "base")
        self._no_servers = Empty(
            "hard-drives",
            "No servers yet",
            "Add any server of a XenServer or XCP-ng pool. Nothing is installed on it: an address and a password are"
            " enough.",
            [
                _button("Add a server", add, primary=True, glyph="plus"),
                _button("Try it with a pretend pool", pretend),
            ],
            hint=add.shortcut().toString(add.shortcut().SequenceFormat.NativeText),
        )
        self._nothing_selected = Empty(
            "tree-structure", "Nothing selected", "Select a pool, a server or a virtual machine at the left."
        )
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self._no_servers)
        self._pages.addWidget(self._nothing_selected)

    def show_for(self, servers: int) -> None:
        """Say what fits this number of servers in the list."""
        self._pages.setCurrentWidget(self._nothing_selected if servers else self._no_servers)


def _button(text: str, action: QAction, *, primary: bool = False, glyph: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("primary", primary)
    if glyph:
        button.setIcon(icons.icon(glyph, "on_accent"))
        button.setIconSize(icons.BUTTON_SIZE)
    button.clicked.connect(action.trigger)
    return button
