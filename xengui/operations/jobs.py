"""Everything that was set going from this program, running or ended, for the task pane."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType


class Outcome(StrEnum):
    """How a job stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing that was set going.

    `progress` is a fraction, None while nobody knows. `fault` is what went wrong, as it was raised. `task` is the
    pool's own task, "" before the pool has one.
    """

    number: int
    title: str
    connection: str
    target: str = ""
    outcome: Outcome = Outcome.RUNNING
    progress: float | None = None
    fault: Exception | None = None
    task: str = ""
    cancellable: bool = False
    started: datetime
    ended: datetime | None = None


class Ledger:
    """The jobs of this run of the program, newest last. Listeners are told when one is new, changed or forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._listeners: list[Callable[[], None]] = []

    @property
    def jobs(self) -> Mapping[int, Job]:
        return MappingProxyType(self._jobs)

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def begin(self, title: str, connection: str, target: str = "") -> int:
        """Enter a job; the number is how to speak of it."""
        job = Job(number=next(self._numbers), title=title, connection=connection, target=target, started=_now())
        self._enter(job)
        return job.number

    def update(self, number: int, *, progress: float | None, task: str, cancellable: bool) -> None:
        job = self._jobs.get(number)
        if job and job.outcome is Outcome.RUNNING:
            self._enter(replace(job, progress=progress, task=task, cancellable=cancellable))

    def end(self, number: int, outcome: Outcome, fault: Exception | None = None) -> None:
        job = self._jobs.get(number)
        if job:
            self._enter(replace(job, outcome=outcome, fault=fault, ended=_now(), cancellable=False))

    def clear_ended(self) -> None:
        """Forget the jobs that are over."""
        self._jobs = {number: job for number, job in self._jobs.items() if job.outcome is Outcome.RUNNING}
        self._tell()

    def _enter(self, job: Job) -> None:
        self._jobs[job.number] = job
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _now() -> datetime:
    return datetime.now(UTC)
