"""Everything that goes on in the pools and is worth a row: what was set going from here, and what others do."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from xengui.operations.recipe import Recipe
from xengui.protocol.problems import Problem

MOST_ENDED = 1_000
MOST_MINOR = 200
"""Of the jobs that are over so many are kept, and so many minor ones of others; the oldest go first."""


class Outcome(StrEnum):
    """How a job stands. GONE: its task went before anyone here saw how it ended."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    GONE = "gone"


class Origin(StrEnum):
    """Who set a job going: this run of the program, an earlier run on this computer, or another client. PAST is what
    an earlier run noted, and is not in the pool any more."""

    HERE = "here"
    PAST = "past"
    EARLIER = "earlier"
    OTHERS = "others"


class Told(Exception):
    """What went wrong in an earlier run, in the sentences of then; `raw` is what the pool said."""

    def __init__(self, said: str, raw: str) -> None:
        super().__init__(said)
        self.said = said
        self.raw = raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing that was set going.

    `progress` is a fraction, None while nobody knows; `doing` says which step is at work. `fault` is what went wrong,
    as it was raised. `task` is the pool's own task, "" before the pool has one. `recipe` is what runs, so that it can
    be shown and tried again; `undo` takes back what is done. `command` and `choice` are what a person calls to do it
    again, "" where the recipe itself is enough. `minor` jobs of others are shown only on request. `aftermath` is what
    was seen later of one whose answer was lost.
    """

    number: int
    title: str
    connection: str
    target: str = ""
    outcome: Outcome = Outcome.RUNNING
    progress: float | None = None
    doing: str = ""
    fault: BaseException | None = None
    task: str = ""
    cancellable: bool = False
    stopping: bool = False
    origin: Origin = Origin.HERE
    minor: bool = False
    recipe: Recipe | None = None
    undo: Recipe | None = None
    command: str = ""
    choice: str = ""
    started: datetime
    ended: datetime | None = None
    aftermath: str = ""

    @property
    def running(self) -> bool:
        return self.outcome is Outcome.RUNNING

    @property
    def can_be_stopped(self) -> bool:
        return self.running and self.cancellable and not self.stopping

    @property
    def can_be_retried(self) -> bool:
        return self.recipe is not None and self.outcome in {Outcome.FAILED, Outcome.CANCELLED}


class Ledger:
    """The jobs of this run of the program, in the order they began. Listeners are told when one is new, changed or
    forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[int, Job] = {}
        self._numbers = itertools.count(1)
        self._undone: set[int] = set()
        self._ended: dict[bool, dict[int, None]] = {False: {}, True: {}}
        self.unclear: set[int] = set()
        """Jobs that may have been carried out though they failed, for who can find out."""
        self._listeners: list[Callable[[], None]] = []

    @property
    def jobs(self) -> Mapping[int, Job]:
        return MappingProxyType(self._jobs)

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    def begin(self, title: str, connection: str, target: str = "", **more: Any) -> int:
        """Enter a job; the number is how to speak of it. `more` are further fields of `Job`."""
        fields: dict[str, Any] = {"started": _now()} | more
        job = Job(number=next(self._numbers), title=title, connection=connection, target=target, **fields)
        self._enter(job)
        return job.number

    def recall(self, title: str, connection: str, **more: Any) -> int:
        """Enter a job of an earlier run that is over."""
        return self.begin(title, connection, origin=Origin.PAST, **more)

    def update(self, number: int, **changes: Any) -> None:
        """Enter what is new of a running job; what comes after its end changes nothing."""
        job = self._jobs.get(number)
        if job and job.running and (changed := replace(job, **changes)) != job:
            self._enter(changed)

    def end(
        self, number: int, outcome: Outcome, fault: BaseException | None = None, *, undo: Recipe | None = None
    ) -> None:
        job = self._jobs.get(number)
        if job and job.running:
            self._jobs[number] = replace(
                job, outcome=outcome, fault=fault, undo=undo, ended=_now(), cancellable=False, stopping=False, doing=""
            )
            self._ended[job.minor][number] = None
            if isinstance(fault, Problem) and fault.maybe_done and job.recipe:
                self.unclear.add(number)
            self._forget_oldest(minor=job.minor)
            self._tell()

    def learn(self, number: int, aftermath: str) -> None:
        """Enter what was seen of a job after its end."""
        if (job := self._jobs.get(number)) and not job.running and job.aftermath != aftermath:
            self._enter(replace(job, aftermath=aftermath))

    def reopen(self, number: int) -> None:
        """A job whose task was lost from sight goes on under our eyes."""
        if (job := self._jobs.get(number)) and not job.running:
            origin = Origin.EARLIER if job.origin is Origin.PAST else job.origin
            self._enter(replace(job, outcome=Outcome.RUNNING, fault=None, ended=None, origin=origin))

    def no_undo(self, number: int) -> bool:
        """A job is being undone, which happens once: whether it is the first time. A job that was forgotten meanwhile
        counts too, since its toast may still offer it."""
        if number in self._undone:
            return False
        self._undone.add(number)
        if job := self._jobs.get(number):
            self._enter(replace(job, undo=None))
        return True

    def drop(self, number: int) -> None:
        """Forget a job, running or not."""
        if job := self._jobs.pop(number, None):
            self._ended[job.minor].pop(number, None)
            self._tell()

    def clear_ended(self) -> None:
        """Forget the jobs that are over."""
        self._jobs = {number: job for number, job in self._jobs.items() if job.running}
        for ended in self._ended.values():
            ended.clear()
        self._tell()

    def _forget_oldest(self, *, minor: bool) -> None:
        ended = self._ended[minor]
        while len(ended) > (MOST_MINOR if minor else MOST_ENDED):
            oldest = min(ended)  # the one that began first
            del self._jobs[oldest], ended[oldest]

    def _enter(self, job: Job) -> None:
        self._jobs[job.number] = job
        if job.running:
            self._ended[job.minor].pop(job.number, None)
        else:
            self._ended[job.minor][job.number] = None
        self._tell()

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def at_work(jobs: Iterable[Job]) -> list[Job]:
    """The jobs that quitting would leave to themselves: those of this run that have not ended."""
    return [job for job in jobs if job.running and job.origin is Origin.HERE]


def _now() -> datetime:
    return datetime.now(UTC)
