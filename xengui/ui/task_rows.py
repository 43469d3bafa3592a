"""The rows of the task pane: what was set going, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Job, Outcome
from xengui.protocol.failure import Failure
from xengui.queries import errors, units
from xengui.queries.problems import connection_words
from xengui.ui import icons
from xengui.ui.roles import Role

Index = QModelIndex | QPersistentModelIndex
Picture = Callable[[str], Snapshot]
"""The latest picture of a connection, for the names of the objects in an error."""

TITLE, BAR, FIGURE, CANCEL = range(4)

_SIGNS = {
    Outcome.RUNNING: "result-busy",
    Outcome.DONE: "result-ok",
    Outcome.FAILED: "result-failed",
    Outcome.CANCELLED: "result-info",
}


class TaskRows(QAbstractTableModel):
    """The jobs, newest first."""

    def __init__(self, picture: Picture, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._picture = picture
        self._jobs: list[Job] = []

    def show(self, jobs: Sequence[Job]) -> None:
        """Show these; rows that stay are edited in place. Numbers grow, so new ones stand at the head."""
        wanted = list(reversed(jobs))
        kept = {job.number for job in wanted}
        for at in range(len(self._jobs) - 1, -1, -1):
            if self._jobs[at].number not in kept:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._jobs[at]
                self.endRemoveRows()
        if come := len(wanted) - len(self._jobs):
            self.beginInsertRows(QModelIndex(), 0, come - 1)
            self._jobs[:0] = wanted[:come]
            self.endInsertRows()
        before, self._jobs = self._jobs, wanted
        for row, (old, new) in enumerate(zip(before, wanted, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row, 0), self.index(row, CANCEL))

    def job(self, row: int) -> Job:
        return self._jobs[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 4

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        match index.column():
            case 0:
                return self._title(job, role)
            case 1 if role == Role.BAR and job.outcome is Outcome.RUNNING:
                return job.progress
            case 2 if role == Role.FIGURE:
                return figure(job)
            case 3 if role == Qt.ItemDataRole.DecorationRole and job.cancellable:
                return icons.icon("x")
            case 3 if role == Qt.ItemDataRole.ToolTipRole and job.cancellable:
                return f"Cancel: {job.title} (Del)"
            case 3 if role == Qt.ItemDataRole.AccessibleTextRole and job.cancellable:
                return f"Cancel: {job.title}"
        return None

    def _title(self, job: Job, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return job.title
        if role == Qt.ItemDataRole.DecorationRole:
            return icons.state_icon(_SIGNS[job.outcome])
        if role in (Role.DIM, Qt.ItemDataRole.ToolTipRole):
            said = words(job, self._picture(job.connection))
            return said if role == Role.DIM else f"{job.title}\n{said}".strip()
        if role == Role.DIM_TONE:
            return "error" if job.outcome is Outcome.FAILED else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{job.title}, {job.outcome}, {words(job, self._picture(job.connection))}"
        return None


def words(job: Job, snapshot: Snapshot) -> str:
    """What a job does now or what became of it; for a failure the error in words."""
    if job.outcome is Outcome.CANCELLED:
        return "cancelled"
    if isinstance(job.fault, Failure):
        said = errors.words(job.fault.code, job.fault.params, snapshot)
        return f"{said.text} {said.advice}".strip()
    return connection_words(job.fault) if job.fault else ""


def figure(job: Job) -> str:
    """The figure at the end of a row: how far, or when it ended and how long it took."""
    if job.ended is None:
        return "" if job.progress is None else units.percent(job.progress)
    took = (job.ended - job.started).total_seconds()
    return f"{_clock(job.ended)}, took {units.duration(took)}"


def _clock(moment: datetime) -> str:
    return moment.astimezone().strftime("%H:%M:%S")
