"""What the window asks of a tab, and what a tab may ask of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from xengui.model.estate import Connection
from xengui.ui.folds import Folds


@dataclass(frozen=True, slots=True)
class Around:
    """What a tab finds around it: the action of a command by its id, if it is meant for the object that is shown, and
    the sections that are folded."""

    action: Callable[[str], QAction | None] = lambda id_: None
    folds: Folds = field(default_factory=Folds)


class Tab(QWidget):
    """One page about one object. Only the page in front is told of changes."""

    step_wanted = Signal(str)
    """A reference on the page was followed."""

    def show_object(self, connection: Connection, ref: str, now: datetime) -> None:
        """Show this object as it is now; called again whenever something changed."""
        raise NotImplementedError
