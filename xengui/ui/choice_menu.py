"""A sub-menu of one command: what can be chosen, what cannot and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from xengui.commands.command import Choice, Chosen, Command, offered, verdict
from xengui.ui import icons
from xengui.ui.widgets.plain import as_tip, entry, in_order, unmarked


class Run(Protocol):
    """Sets a command going on a selection, with what was chosen in its sub-menu."""

    def __call__(self, command: Command, selection: Sequence[Chosen], choice: str = "") -> None: ...


class Probe(Protocol):
    """Has the pool itself asked about the choices of a sub-menu; `tell` hears of each and why it cannot be, or ""."""

    def __call__(self, command: Command, selection: Sequence[Chosen], tell: Callable[[str, str], None]) -> None: ...


class ChoiceMenu(QMenu):
    """Filled when it opens: at once from the picture, then as the pool answers. What cannot be chosen says why behind
    its name; a long reason is in its tooltip too."""

    def __init__(
        self, command: Command, run: Run, fresh: Callable[[], Sequence[Chosen]], probe: Probe, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._command = command
        self._run = run
        self._fresh = fresh
        self._probe = probe
        self._entries: dict[str, tuple[Choice, QAction]] = {}
        self._opened = 0
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.open_for_selection)
        self.aboutToHide.connect(self._close)

    def open_for_selection(self) -> None:
        """Offer what the selection can choose from now."""
        self._opened += 1
        self._entries = {}
        self.clear()
        selection = self._fresh()
        for choice, reason in offered(self._command, selection):
            action = self.addAction(icons.icon(choice.icon), "")
            action.triggered.connect(partial(self._chosen, choice.value))
            self._entries[choice.value] = (choice, action)
            self._show(choice.value, reason)
        if not self._entries:
            self.addAction(verdict(self._command, selection).reason).setEnabled(False)
        self._probe(self._command, selection, partial(self._heard, self._opened))

    def _close(self) -> None:
        """What the pool says from now on is of no use: the menu asks anew when it opens, or is gone for good."""
        self._opened += 1

    def entry(self, value: str) -> QAction:
        return self._entries[value][1]

    def _chosen(self, value: str, _checked: bool = False) -> None:
        self._run(self._command, self._fresh(), value)

    def _heard(self, opened: int, value: str, reason: str) -> None:
        if opened == self._opened and value in self._entries:
            self._show(value, reason)

    def _show(self, value: str, reason: str) -> None:
        choice, action = self._entries[value]
        why = reason.removeprefix(choice.text).strip().rstrip(".")
        action.setText(f"{entry(choice.text)} ({unmarked(why)})" if reason else entry(choice.text))
        action.setEnabled(not reason)
        action.setToolTip(as_tip(reason))
        action.setStatusTip(in_order(reason))
