"""The rows of the task pane: what was set going, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from xengui.commands.catalogue import COMMANDS
from xengui.model.secrets import cut_error, cut_text
from xengui.model.snapshot import Snapshot
from xengui.operations.executor import LeftBehind
from xengui.operations.jobs import Job, Origin, Outcome, Told
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.queries import errors, units
from xengui.queries.hosting import ABOUT_HOSTS
from xengui.queries.names import name_of
from xengui.queries.problems import connection_words
from xengui.ui import icons
from xengui.ui.roles import Role

Index = QModelIndex | QPersistentModelIndex
Picture = Callable[[str], Snapshot]
"""The latest picture of a connection, for the names of the objects in an error."""

Label = Callable[[str], tuple[str, str]]
"""The name and the colour of a connection's pool; two times "" where one is not to be told from another."""

TITLE, PICK, DETAILS, BAR, FIGURE, ACT = range(6)

PICK_WORDS = "Pick another server"
DETAILS_WORDS = "Details"

_SIGNS = {
    Outcome.RUNNING: "result-busy",
    Outcome.DONE: "result-ok",
    Outcome.FAILED: "result-failed",
    Outcome.CANCELLED: "result-info",
    Outcome.GONE: "result-info",
}

_ORIGINS = {
    Origin.HERE: "",
    Origin.PAST: "",
    Origin.EARLIER: "begun in another run of xengui",
    Origin.OTHERS: "by another client",
}


class Act(StrEnum):
    """The one thing that a row offers at its end; its value is the word for it."""

    CANCEL = "Cancel"
    RETRY = "Try again"
    UNDO = "Undo"


_ACT_ICONS = {Act.CANCEL: "x", Act.RETRY: "arrow-clockwise", Act.UNDO: "arrow-counter-clockwise"}


class TaskRows(QAbstractTableModel):
    """The jobs, newest first."""

    def __init__(self, picture: Picture, parent: QObject | None = None, *, label: Label = lambda key: ("", "")) -> None:
        super().__init__(parent)
        self._label = label
        self._picture = picture
        self._jobs: list[Job] = []

    def show(self, jobs: Sequence[Job]) -> None:
        """Show these; rows that stay are edited in place. Most that come stand at the head, since numbers grow; those
        that were left out until now come in where they belong."""
        wanted = list(reversed(jobs))
        kept = {job.number for job in wanted}
        for at in range(len(self._jobs) - 1, -1, -1):
            if self._jobs[at].number not in kept:
                self.beginRemoveRows(QModelIndex(), at, at)
                del self._jobs[at]
                self.endRemoveRows()
        held = {job.number for job in self._jobs}
        at = 0
        while at < len(wanted):
            end = at
            while end < len(wanted) and wanted[end].number not in held:
                end += 1
            if end > at:
                self.beginInsertRows(QModelIndex(), at, end - 1)
                self._jobs[at:at] = wanted[at:end]
                self.endInsertRows()
            at = end + 1
        before, self._jobs = self._jobs, wanted
        for row, (old, new) in enumerate(zip(before, wanted, strict=True)):
            if old != new:
                self.dataChanged.emit(self.index(row, 0), self.index(row, ACT))

    def tell_time(self) -> None:
        """Have the figures of what runs told anew: the time that is left changes also while nothing is heard."""
        for row, job in enumerate(self._jobs):
            if job.running:
                self.dataChanged.emit(self.index(row, FIGURE), self.index(row, FIGURE))

    def job(self, row: int) -> Job:
        return self._jobs[row]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's signature)
        return 0 if parent.isValid() else len(self._jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return ACT + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        job = self._jobs[index.row()]
        match index.column():
            case 0:
                return self._title(job, role)
            case 1 if elsewhere(job, self._picture(job.connection)):
                return _link(job, PICK_WORDS, role)
            case 2 if job.fault is not None:
                return _link(job, DETAILS_WORDS, role)
            case 3 if role == Role.BAR and job.outcome is Outcome.RUNNING:
                return job.progress
            case 4 if role == Role.FIGURE:
                return figure(job, datetime.now(UTC))
            case 5 if offer := act(job):
                return _act(job, offer, role)
        return None

    def links(self) -> tuple[bool, bool]:
        """Whether a row offers another server, and whether one has details."""
        failed = [job for job in self._jobs if job.fault is not None]
        return any(elsewhere(job, self._picture(job.connection)) for job in failed), bool(failed)

    def _title(self, job: Job, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return job.title
        if role == Qt.ItemDataRole.DecorationRole:
            return icons.state_icon(_SIGNS[job.outcome])
        if role in (Role.DIM, Qt.ItemDataRole.ToolTipRole):
            said = words(job, self._picture(job.connection))
            whole = "\n".join(part for part in (job.title, said, self._label(job.connection)[0]) if part)
            return said if role == Role.DIM else whole
        if role == Role.POOL_COLOUR:
            return self._label(job.connection)[1]
        if role == Role.DIM_TONE:
            return "error" if job.outcome is Outcome.FAILED else ""
        if role == Qt.ItemDataRole.AccessibleTextRole:
            said = words(job, self._picture(job.connection))
            return ", ".join(part for part in (job.title, job.outcome, said, self._label(job.connection)[0]) if part)
        return None


def _link(job: Job, text: str, role: int) -> Any:
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return f"{text}: {job.title}"
    if role == Qt.ItemDataRole.DisplayRole:
        return text
    return "link" if role == Role.TONE else None


def elsewhere(job: Job, snapshot: Snapshot) -> str:
    """The command that may still do on another server what failed on this one; "" where no other is worth a try."""
    command = COMMANDS.get(job.command)
    failed = job.outcome is Outcome.FAILED and isinstance(job.fault, Failure) and job.fault.code in ABOUT_HOSTS
    worth = failed and len(snapshot.hosts) > 1 and snapshot.anything(job.target) is not None
    return command.elsewhere if command and worth else ""


def _act(job: Job, offer: Act, role: int) -> Any:
    if role == Qt.ItemDataRole.DecorationRole:
        return icons.icon(_ACT_ICONS[offer])
    if role == Qt.ItemDataRole.ToolTipRole:
        return f"{offer}: {job.title}"
    return f"{offer}: {job.title}" if role == Qt.ItemDataRole.AccessibleTextRole else None


def act(job: Job) -> Act | None:
    """What the end of a row offers."""
    if job.can_be_stopped:
        return Act.CANCEL
    if job.can_be_retried:
        return Act.RETRY
    return Act.UNDO if job.undo else None


def words(job: Job, snapshot: Snapshot) -> str:
    """What a job does now or what became of it; for a failure the error in words."""
    origin = _ORIGINS[job.origin]
    match job.outcome:
        case Outcome.RUNNING:
            now = "being cancelled" if job.stopping else job.doing
            return ", ".join(part for part in (now, origin) if part)
        case Outcome.CANCELLED:
            return ", ".join(part for part in ("cancelled", origin) if part)
        case Outcome.GONE if job.origin is Origin.PAST:
            return "xengui was closed while it ran"
        case Outcome.GONE if job.fault:
            return f"no longer followed: {failure(job, snapshot)}"
        case Outcome.GONE:
            return f"ended, {origin}; the pool no longer knows how"
        case Outcome.DONE:
            return origin
    return failure(job, snapshot) + (f" ({origin})" if origin else "")


def failure(job: Job, snapshot: Snapshot) -> str:
    """What went wrong with a job, with the names of the objects; "" where nothing did."""
    return f"{fault_words(job.fault, snapshot, (job.target, job.choice))} {job.aftermath}".rstrip()


def fault_words(fault: BaseException | None, snapshot: Snapshot, about: Sequence[str] = ()) -> str:
    """What went wrong, with the names of the objects, and what could not be undone after it."""
    if isinstance(fault, LeftBehind):
        left = "; ".join(f"{step.words} ({fault_words(why, snapshot).rstrip('.')})" for step, why in fault.steps)
        return f"{fault_words(fault.cause, snapshot, about)} This could not be undone: {left}."
    if isinstance(fault, Told):
        return fault.said
    if isinstance(fault, Failure):
        said = errors.words(fault.code, fault.params, snapshot, about)
        return f"{said.text} {said.advice}".strip()
    told = cut_text(connection_words(fault)) if isinstance(fault, Exception) else ""
    if isinstance(fault, Problem) and fault.maybe_done:
        name = next((name_of(snapshot, ref) for ref in about if snapshot.anything(ref)), "")
        told += f" It may have been carried out all the same: look at {name or 'the object'} before you try again."
    return told


def raw(fault: BaseException | None) -> str:
    """The error as the pool gave it, for looking it up."""
    if isinstance(fault, LeftBehind):
        return "\n".join([raw(fault.cause), *(raw(why) for _, why in fault.steps)])
    if isinstance(fault, Told):
        return fault.raw
    if isinstance(fault, Failure):
        return str(Failure(fault.code, cut_error(fault.code, fault.params)))
    return cut_text(str(fault)) if fault else ""


def figure(job: Job, now: datetime) -> str:
    """The figure at the end of a row: how far and how long still, or when it ended and how long it took."""
    if job.ended is not None:
        took = (job.ended - job.started).total_seconds()
        return f"{_clock(job.ended, now)}, took {units.duration(took)}"
    if job.progress is None:
        return ""
    spent = (now - job.started).total_seconds()
    if job.progress < _ENOUGH or spent < _ENOUGH_S:
        return units.percent(job.progress)
    left = spent * (1 - job.progress) / job.progress
    return f"{units.percent(job.progress)}, about {units.duration(left)} left"


_ENOUGH, _ENOUGH_S = 0.05, 5.0
"""A guess at the time left needs so much progress and so many seconds to rest on."""


def _clock(moment: datetime, now: datetime) -> str:
    """The time of the day, or on another day that day with it."""
    local = moment.astimezone()
    if local.date() != now.astimezone().date():
        return units.day_and_time(moment, None)
    return units.clock(moment, None)
