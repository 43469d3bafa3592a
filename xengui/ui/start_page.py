"""What the page shows while nothing is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QStackedLayout, QWidget

from xengui.ui import icons
from xengui.ui.widgets.empty import Empty

NAMES_SHOWN = 6

_ADVICE = "Commands act on all of them that are able."


class StartPage(QWidget):
    """With no servers, the two ways to get one; with many objects selected, which; else the advice to select one."""

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
        self._many_selected = Empty("squares-four", "Several objects selected", _ADVICE)
        self._pages = QStackedLayout(self)
        for page in (self._no_servers, self._nothing_selected, self._many_selected):
            self._pages.addWidget(page)

    def show_for(self, servers: int, selected: Sequence[str] = ()) -> None:
        """Say what fits this number of servers in the list, and these names of selected objects."""
        if len(selected) > 1:
            self._many_selected.show_words(
                f"{len(selected)} objects selected",
                f"{_listed(selected)}. {_ADVICE}",
            )
            self._pages.setCurrentWidget(self._many_selected)
        else:
            self._pages.setCurrentWidget(self._nothing_selected if servers else self._no_servers)


def _listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(names[:NAMES_SHOWN])
    return f"{shown} and {len(names) - NAMES_SHOWN} more" if len(names) > NAMES_SHOWN else shown


def _button(text: str, action: QAction, *, primary: bool = False, glyph: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("primary", primary)
    if glyph:
        button.setIcon(icons.icon(glyph, "on_accent"))
        button.setIconSize(icons.BUTTON_SIZE)
    button.clicked.connect(action.trigger)
    return button
