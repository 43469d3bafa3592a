"""Carries what was done from one run of the program to the next."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

from PySide6.QtCore import QObject

from xengui.operations.jobs import Job, Ledger, Origin, Outcome, Told
from xengui.operations.tasks import PROCESS
from xengui.settings.history import Entry, History, seen_by_all
from xengui.ui.calm import Calm

Words = Callable[[Job], tuple[str, str]]
"""What went wrong with a job, in sentences and as the pool said it."""


class Chronicle:
    """Keeps the history file in step with the ledger. The file is written in a thread, one time after the other.

    Only what was done on servers that are `listed` is worth keeping: pretend pools are gone the next time. `start` sets
    work going that nobody waits for, `tell` says something to the person.
    """

    def __init__(  # noqa: PLR0913
        self,
        ledger: Ledger,
        history: History,
        words: Words,
        *,
        listed: Callable[[str], bool],
        start: Callable[[Coroutine[Any, Any, None]], None],
        tell: Callable[[str], None],
        owner: QObject,
    ) -> None:
        self._ledger = ledger
        self._history = history
        self._words = words
        self._listed = listed
        self._start = start
        self._tell = tell
        self._look_calmly = Calm(self._look, owner)
        self._recalled: dict[int, Entry] = {}
        self._noted: dict[int, Entry] = {}
        self._cleared: set[str] = set()
        self._writing = asyncio.Lock()
        self._waiting = False
        self._left = False
        self._failed = False

    def recall(self) -> None:
        """Enter what earlier runs did, then note what this one does."""
        for entry in self._history.entries():
            fault = Told(entry.said, entry.raw) if entry.said else None
            known = entry.outcome in set(Outcome) - {Outcome.RUNNING}
            number = self._ledger.recall(
                entry.title,
                entry.connection,
                target=entry.target,
                task=entry.task,
                outcome=Outcome(entry.outcome) if known else Outcome.GONE,
                fault=fault,
                started=entry.started,
                ended=entry.ended,
            )
            self._recalled[number] = self._noted[number] = entry
        self._ledger.listen(self._look_calmly)

    def leave(self) -> None:
        """Note what still runs, before it is let go: nobody here will see how that ends. Nothing is noted after it."""
        self._change(leaving=True)
        self._left = True

    async def close(self) -> None:
        """Write the last of it."""
        await self._write()

    def _look(self) -> None:
        """Jobs change often; what is over does not. So most looks write nothing."""
        if not self._left and self._change() and not self._waiting:
            self._waiting = True
            self._start(self._write())

    async def _write(self) -> None:
        async with self._writing:
            self._waiting = False
            # What was only recalled may have been cleared away by another window meanwhile.
            entries = [entry for number, entry in self._noted.items() if entry is not self._recalled.get(number)]
            cleared = frozenset(self._cleared)
            try:
                await asyncio.to_thread(self._history.keep, entries, cleared)
            except OSError as fault:
                if not self._failed:
                    self._tell(f"What is done now will not be known after a restart: {fault.strerror or fault}.")
                self._failed = True

    def _change(self, *, leaving: bool = False) -> bool:
        """Take in what is new in the ledger; whether there was anything."""
        jobs = self._ledger.jobs
        gone = [number for number in self._noted if number not in jobs or jobs[number].running]
        kept = {key for key in {job.connection for job in jobs.values()} if self._listed(key)}
        fresh = {
            number: job
            for number, job in jobs.items()
            if number not in self._noted and job.connection in kept and _worth(job, leaving)
        }
        for number in gone:
            self._cleared.add(self._noted.pop(number).id)
        self._noted |= {number: self._entry(job, self._recalled.get(number)) for number, job in fresh.items()}
        for number in fresh:
            self._cleared.discard(self._noted[number].id)
        return bool(gone or fresh)

    def _entry(self, job: Job, before: Entry | None) -> Entry:
        said, raw = self._words(job)
        return Entry(
            id=before.id if before else _id(job),
            title=job.title,
            connection=job.connection,
            target=job.target,
            task=job.task,
            outcome=Outcome.GONE if job.running else job.outcome,
            started=job.started,
            ended=job.ended or datetime.now(UTC),
            said=said,
            raw=raw,
        )


def _id(job: Job) -> str:
    """What others do is seen by every window, and is one entry all the same."""
    theirs = job.task and job.origin is not Origin.HERE
    return seen_by_all(job.connection, job.task) if theirs else f"{PROCESS}:{job.number}"


def _worth(job: Job, leaving: bool) -> bool:
    ours = job.origin is not Origin.OTHERS
    return not job.minor and (not job.running or (leaving and ours))
