"""The line at the bottom: how the connections fare, how old the picture is, how many tasks run."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QLabel, QStatusBar, QWidget

from xengui.model.estate import Connection, Status
from xengui.operations.jobs import Job, Origin, Outcome
from xengui.queries import units
from xengui.queries.tree import summary
from xengui.ui import glyphs, theme
from xengui.ui.stylesheet import restyle
from xengui.ui.widgets.elided import Elided
from xengui.ui.widgets.plain import plain_label


class StatusLine(QStatusBar):
    """Facts only, each in one place that does not jump."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statusLine")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self._dot = QLabel()
        self._connections = Elided()
        self._heard = plain_label()
        self._running = plain_label()
        self._failed = plain_label()
        self._dot.setFixedWidth(16)
        restyle(self._heard, type="secondary")
        restyle(self._running, type="secondary")
        restyle(self._failed, tone="error")
        for label in (self._dot, self._connections, self._heard):
            self.addWidget(label)
        for label in (self._running, self._failed):
            self.addPermanentWidget(label)
        self._tone = ""
        self._painted: tuple[str, float] | None = None

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 26)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "_tone"):
            self._paint(self._tone)

    def show_connections(self, estate: Sequence[Connection], changed: datetime | None, now: datetime) -> None:
        """Say how the connections fare, and when something last changed in any pool."""
        self._connections.setText(summary(estate))
        self._heard.setText(f"last change {_ago(changed, now)}" if changed and estate else "")
        self._paint(_tone(estate))

    def show_jobs(self, jobs: Sequence[Job]) -> None:
        """Say how many tasks run and how many failed."""
        jobs = [job for job in jobs if not job.minor and job.origin is not Origin.PAST]
        running = sum(job.running for job in jobs)
        failed = sum(job.outcome is Outcome.FAILED for job in jobs)
        self._running.setText(f"{running} task{'s' if running > 1 else ''}" if running else "")
        self._failed.setText(f"{failed} failed" if failed else "")

    def _paint(self, tone: str) -> None:
        self._tone = tone
        worn = theme.current()
        colour = worn.colour(tone or "idle").name()
        if self._painted == (colour, self.devicePixelRatioF()):
            return  # the line is told at every change, which the dot seldom shows
        self._painted = (colour, self.devicePixelRatioF())
        self._dot.setPixmap(glyphs.pixmap("circle-fill", 10, colour, self.devicePixelRatioF()))


def _tone(estate: Sequence[Connection]) -> str:
    if any(connection.status is Status.LOST for connection in estate):
        return "error"
    return "ok" if any(connection.usable for connection in estate) else "idle"


def _ago(then: datetime, now: datetime) -> str:
    seconds = max(0.0, (now - then).total_seconds())
    return f"{seconds:.1f} s ago" if seconds < 10 else f"{units.duration(seconds)} ago"
