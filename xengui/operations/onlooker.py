"""Enters what other clients do in the pools, and what an earlier run of this program left running.

A task of another client is shown once its client has said what it is about, or after five seconds: a client that
does not know the custom never says it, and one that does may not have come to it yet (as in XenCenter,
`MeddlingActionManager`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from xengui.model.classes import Task
from xengui.model.dates import moment
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Ledger, Origin, Outcome
from xengui.operations.tasks import PROCESS
from xengui.protocol.failure import Failure
from xengui.queries import tasks

UNAWARE_AFTER = timedelta(seconds=5)

_ENDS = {"success": Outcome.DONE, "failure": Outcome.FAILED, "cancelled": Outcome.CANCELLED}


@dataclass(slots=True)
class _Seen:
    since: datetime
    job: int = 0
    adopted: bool = False
    """Whether the job is one of ours that had lost sight of its task."""


class Onlooker:
    """Keeps the ledger up to date with the tasks of every pool. `earlier` are the marks of this computer's earlier
    runs. `tidy` hears of a connection and of a task there that is over and that nobody else will clear away: one that
    a run which has ended had begun."""

    def __init__(
        self,
        ledger: Ledger,
        earlier: Collection[str] = (),
        tidy: Callable[[str, str], None] = lambda connection, task: None,
    ) -> None:
        self._ledger = ledger
        self._tidy = tidy
        self._earlier = frozenset(earlier)
        self._seen: dict[tuple[str, str], _Seen] = {}
        self._unexplained: set[tuple[str, str]] = set()
        self._looked: set[str] = set()
        self._ahead_s: dict[str, float] = {}

    def look(
        self,
        connection: str,
        pool: Snapshot,
        now: datetime,
        changed: Collection[str] | None = None,
        ahead_s: float = 0.0,
    ) -> bool:
        """Hear of a pool's picture; whether to look again soon, because a task is not explained yet. `changed` are the
        references of the tasks that are different since the last look, where that is known: a pool may keep thousands
        that are over. `ahead_s` is how far the pool's clock is ahead of `now`."""
        self._ahead_s[connection] = ahead_s
        noted = (Origin.HERE, Origin.PAST)
        jobs = [job for job in self._ledger.jobs.values() if job.origin in noted and job.connection == connection]
        ours = {job.task for job in jobs if job.task and job.outcome is not Outcome.GONE}
        lost = {job.task: job.number for job in jobs if job.task and job.outcome is Outcome.GONE}
        first_look = connection not in self._looked
        self._looked.add(connection)
        wanted = None if first_look or changed is None else self._concerned(connection, changed, ours, lost)
        here = pool.tasks if wanted is None else wanted & pool.tasks.keys()
        for ref in here if wanted is None else sorted(here, key=lambda ref: (pool.tasks[ref].created, ref)):
            key, task = (connection, ref), pool.tasks[ref]
            if ref in lost:  # the connection was closed under it, and is back
                self._ledger.reopen(lost[ref])
                self._seen[key] = _Seen(now, lost[ref], adopted=True)
            seen = self._seen.get(key)
            adopted = seen is not None and seen.adopted
            if not adopted and (ref in ours or task.other_config.get(tasks.MARK) == PROCESS):
                self._not_theirs(key)
            elif seen or task.status not in _ENDS or not first_look or self._from_before(task):
                self._look_at(key, task, pool, now)
        known = (
            {key for key in self._seen if key[0] == connection} if wanted is None else self._known(connection, wanted)
        )
        for key in sorted(key for key in known if key[1] not in pool.tasks):
            if key[1] in ours and not self._seen[key].adopted:  # it was over before the answer said that it is ours
                self._not_theirs(key)
            else:
                self._forget(key)
        return any(key[0] == connection for key in self._unexplained)

    def leave(self, connection: str) -> None:
        """A connection was closed: nobody will hear how its tasks end."""
        self._looked.discard(connection)
        for key in [key for key in self._seen if key[0] == connection]:
            self._forget(key)

    def _concerned(
        self, connection: str, changed: Collection[str], ours: Collection[str], lost: Collection[str]
    ) -> set[str]:
        """The tasks to look at: what changed, what still waits to be explained, and what a job may have laid claim to
        since."""
        waiting = {ref for key, ref in self._unexplained if key == connection}
        claimed = {ref for ref in ours if (connection, ref) in self._seen}
        return {*changed, *waiting, *claimed, *lost}

    def _known(self, connection: str, refs: Collection[str]) -> set[tuple[str, str]]:
        return {(connection, ref) for ref in refs} & self._seen.keys()

    def _forget(self, key: tuple[str, str]) -> None:
        self._unexplained.discard(key)
        self._ledger.end(self._seen.pop(key).job, Outcome.GONE)

    def _from_before(self, task: Task) -> bool:
        return task.other_config.get(tasks.MARK) in self._earlier

    def _not_theirs(self, key: tuple[str, str]) -> None:
        self._unexplained.discard(key)
        if seen := self._seen.pop(key, None):
            self._ledger.drop(seen.job)

    def _look_at(self, key: tuple[str, str], task: Task, pool: Snapshot, now: datetime) -> None:
        seen = self._seen.setdefault(key, _Seen(now))
        if not seen.job:
            if not (tasks.aware(task) or now - seen.since >= UNAWARE_AFTER or task.status in _ENDS):
                self._unexplained.add(key)
                return
            self._unexplained.discard(key)
            seen.job = self._begin(key, task, pool)
        self._ledger.update(
            seen.job,
            title=tasks.title(task, pool),
            progress=task.progress,
            task=task.ref,
            cancellable="cancel" in task.allowed_operations,
            stopping="cancel" in task.current_operations.values(),
        )
        if outcome := _ENDS.get(task.status):
            job = self._ledger.jobs.get(seen.job)
            if seen.adopted and job and job.running:
                self._tidy(*key)
            failed = outcome is Outcome.FAILED and task.error_info
            self._ledger.end(seen.job, outcome, Failure(task.error_info[0], task.error_info[1:]) if failed else None)

    def _begin(self, key: tuple[str, str], task: Task, pool: Snapshot) -> int:
        about = tasks.about(task, pool)
        before = self._from_before(task)
        created, ahead = moment(task.created), timedelta(seconds=self._ahead_s.get(key[0], 0.0))
        return self._ledger.begin(
            tasks.title(task, pool),
            key[0],
            about.ref if about else "",
            origin=Origin.EARLIER if before else Origin.OTHERS,
            minor=not before and not tasks.worth_showing(task, pool),
            started=created - ahead if created else datetime.now(UTC),
        )
