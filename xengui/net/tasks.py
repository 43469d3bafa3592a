"""Waits for tasks of a pool to end, by the events that tell of them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from xengui.model.classes import Task
from xengui.model.snapshot import Snapshot
from xengui.protocol.problems import Problem

LOOK_ANYWAY_S = 20.0
"""After this long without an event about a task it is asked for: it may have come and gone between two batches."""

FORGOTTEN = "the pool has forgotten this task; look whether it was carried out"

Progress = Callable[[Task], None]
Ask = Callable[[str], Awaitable[Task | None]]
ENDED = frozenset({"success", "failure", "cancelled"})


@dataclass(slots=True)
class _Waiting:
    future: asyncio.Future[Task | None]
    progress: Progress
    seen: Task | None = None
    missed: bool = False
    """A whole picture has come since without the task: it went, or it is younger than the picture."""


class TaskWatch:
    """Who waits for which task of one pool, known by its `address`."""

    def __init__(self, address: str = "") -> None:
        self._address = address
        self._waiting: dict[str, list[_Waiting]] = {}
        self._latest = Snapshot()
        self._over: Problem | None = None

    def look(self, snapshot: Snapshot, *, anew: bool = False) -> None:
        """Hear of the pool's latest picture. `anew` says that it was loaded from the beginning: a task that is not in
        it went while nobody looked, so nobody knows how it ended."""
        self._latest = snapshot
        self._over = None
        for ref, waiting in list(self._waiting.items()):
            task = snapshot.tasks.get(ref)
            for one in waiting:
                if anew and task is None and one.seen and not one.future.done():
                    one.future.set_exception(Problem(self._address, FORGOTTEN))
                else:
                    one.missed |= anew and task is None
                    _tell(one, task)

    async def end(self, ref: str, ask: Ask, progress: Progress) -> Task | None:
        """The record of a task when it has ended; None when it vanished before anyone saw its end (XenCenter takes
        that for success too). A task whose progress is 1 may still be pending: only the status counts.

        `ask` gets the task's record, or None when there is no such task. While the connection is lost it fails and
        the wait goes on: the picture after the return tells.

        Raises:
            Problem: `abandon` was called, now or before, and no picture has come since.
        """
        if self._over:
            raise self._over
        waiting = _Waiting(asyncio.get_running_loop().create_future(), progress)
        self._waiting.setdefault(ref, []).append(waiting)
        _tell(waiting, self._latest.tasks.get(ref))
        try:
            while True:
                done, _ = await asyncio.wait({waiting.future}, timeout=LOOK_ANYWAY_S)
                if done:
                    return waiting.future.result()
                with contextlib.suppress(Problem):
                    task = await ask(ref)
                    if task is None and waiting.missed and not waiting.future.done():
                        waiting.future.set_exception(Problem(self._address, FORGOTTEN))
                    _tell(waiting, task, gone=True)
        finally:
            self._waiting[ref].remove(waiting)
            if not self._waiting[ref]:
                del self._waiting[ref]

    def abandon(self, problem: Problem) -> None:
        """End every wait with a problem, also those that begin later: nobody will hear of these tasks any more."""
        self._over = problem
        for one in [one for waiting in self._waiting.values() for one in waiting]:
            if not one.future.done():
                one.future.set_exception(problem)


def _tell(waiting: _Waiting, task: Task | None, *, gone: bool = False) -> None:
    if waiting.future.done():
        return
    if task is None:
        if waiting.seen or gone:
            waiting.future.set_result(None)
    elif task.status in ENDED:
        waiting.future.set_result(task)
    elif task != waiting.seen:
        waiting.seen = task
        waiting.progress(task)
