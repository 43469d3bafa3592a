"""What the window asks of a tab."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from xengui.model.estate import Connection


class Tab(QWidget):
    """One page about one object. Only the page in front is told of changes."""

    step_wanted = Signal(str)
    """A reference on the page was followed."""

    def show_object(self, connection: Connection, ref: str, now: datetime) -> None:
        """Show this object as it is now; called again whenever something changed."""
        raise NotImplementedError
