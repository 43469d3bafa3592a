"""What goes on in the pools, as the task pane drives it: cancel, retry, undo, show the calls; and what others do."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Coroutine, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer

from xengui.app.servers import Servers
from xengui.commands.carrying import carried, undone
from xengui.commands.catalogue import COMMANDS
from xengui.commands.command import Chosen, Command
from xengui.forms.calls import Calls
from xengui.forms.details import Details
from xengui.model.classes import Task
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.net.link import Link
from xengui.operations import tasks
from xengui.operations.jobs import Job, Ledger
from xengui.operations.onlooker import Onlooker
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.queries import units
from xengui.queries.aftermath import aftermath
from xengui.queries.call_words import known
from xengui.queries.labels import locked_words
from xengui.queries.names import name
from xengui.queries.problems import connection_words
from xengui.ui import task_rows
from xengui.ui.bridge import Bridge, Changes
from xengui.ui.task_pane import JobActs

_LOOK_MS = 1_000
"""How often the picture is looked at for what became of a job. A pool in which nothing happens brings no news."""

_SETTLES = timedelta(minutes=2)
"""So long after a pool is back it may still be doing what was asked for before."""

_SOON_MS = 1_000


class Work(QObject):
    """Acts on the jobs of the ledger, and enters there what other clients do.

    `run` sets a command going, `start` any work that nobody waits for, `show` shows a form about a pool, `tell`
    says something. `earlier` are the marks of this computer's earlier runs.
    """

    def __init__(  # noqa: PLR0913
        self,
        ledger: Ledger,
        servers: Servers,
        bridge: Bridge,
        *,
        earlier: Sequence[str],
        run: Callable[[Command, Sequence[Chosen], str], None],
        start: Callable[[Coroutine[Any, Any, object]], None],
        show: Callable[[object, str], None],
        tell: Callable[[str], None],
    ) -> None:
        super().__init__()
        self._ledger = ledger
        self._servers = servers
        self._bridge = bridge
        self._run = run
        self._start = start
        self._show = show
        self._tell = tell
        self._onlooker = Onlooker(ledger, earlier, lambda key, task: start(self._clear_away(key, task)))
        self._back: dict[int, datetime] = {}
        self._unexplained = QTimer(self, interval=_SOON_MS)
        self._unexplained.timeout.connect(self._look_again)
        self._curious = QTimer(self, interval=_LOOK_MS)
        self._curious.timeout.connect(self._find_out)
        ledger.listen(self._be_curious)
        bridge.changed.connect(self._look_on)

    @property
    def acts(self) -> JobActs:
        """All that the task pane can do about a job."""
        return JobActs(self.cancel, self.retry, self.undo, self.show_calls, self.show_details)

    def cancel(self, job: Job) -> None:
        """Stop a job: ask the pool to stop its task, and begin no further step."""
        latest = self._ledger.jobs.get(job.number)  # a menu may have been open for long
        if latest is None or not latest.can_be_stopped:
            return
        link = self._servers.find(latest.connection)
        if link and (locked := locked_words(link.connection)):
            self._tell(f"Cancel: {locked}")
            return
        self._ledger.update(latest.number, stopping=True)
        if link and latest.task:
            self._start(self._cancel(link, latest))

    def retry(self, job: Job) -> None:
        """Do once more what failed: as the command does it, with its question and its reasons against it, or where that
        would have a form filled in again, as it was."""
        link = self._servers.find(job.connection)
        if link is None or job.recipe is None:
            self._tell(f"{job.title}: its server is no longer on the list.")
        elif locked := locked_words(link.connection):
            self._tell(f"{job.title}: {locked}")
        elif (command := COMMANDS.get(job.command)) is None:
            self._start(carried(job.recipe, self._ledger, link.connection, self._servers.way, job.target))
        elif not link.connection.usable:
            where = link.connection.name or link.connection.key
            self._tell(f"{job.title}: There is no connection to {where}.")
        elif record := link.connection.snapshot.anything(job.target):
            self._run(command, [Chosen(link.connection, record)], job.choice)
        else:
            self._tell(f"{job.title}: it is gone.")

    def undo(self, job: Job) -> None:
        """Take back what a job did."""
        if link := self._servers.find(job.connection):
            self._start(self._undo(job, link))
        else:
            self._tell(f"{job.title}: its server is no longer on the list.")

    def show_calls(self, job: Job) -> None:
        """Show what a job sends to the pool, for learning and for scripts."""
        if job.recipe:
            calls, where = job.recipe.calls, job.connection
            objects = known(calls, self._servers.picture(where))
            form = Calls(title=job.title, calls=calls, objects=objects, server=self._servers.where(where))
            self._show(form, where)

    def words(self, job: Job) -> tuple[str, str]:
        """What went wrong with a job, in sentences and as the pool said it."""
        return task_rows.failure(job, self._servers.picture(job.connection)), task_rows.raw(job.fault)

    def show_details(self, job: Job) -> None:
        """Show what became of a job that failed."""
        connection = self._bridge.connection(job.connection)
        pool = connection.snapshot if connection else Snapshot()
        record = pool.anything(job.target)
        took = (job.ended or datetime.now(UTC)) - job.started
        facts = (
            ("Object", name(record, pool) if record else ""),
            ("Pool", (connection.name or connection.key) if connection else job.connection),
            ("Began", f"{units.day_and_time(job.started, None)}, took {units.duration(took.total_seconds())}"),
        )
        said = task_rows.failure(job, pool)
        shown = tuple((label, value) for label, value in facts if value)
        self._show(Details(title=job.title, said=said, raw=task_rows.raw(job.fault), facts=shown), job.connection)

    async def _undo(self, job: Job, link: Link) -> None:
        if why_not := await undone(job, self._ledger, link.connection, self._servers.way):
            self._tell(why_not)

    async def _cancel(self, link: Link, job: Job) -> None:
        try:
            await tasks.cancel(link, job.task)
        except (Failure, Problem) as fault:
            if job.recipe and len(job.recipe.steps) > 1:
                return  # its step ends as it will, and no further one is begun
            self._ledger.update(job.number, stopping=False)
            self._tell(f"{job.title}: it cannot be cancelled. {connection_words(fault)}")

    async def _clear_away(self, key: str, task: str) -> None:
        """Destroy a task that is over, if we may."""
        if link := self._servers.find(key):
            with contextlib.suppress(Failure, Problem):
                await link.call("task.destroy", task)

    def _look_on(self, changes: Changes) -> None:
        """Enter what other clients do. A task that nobody explains gets its row later, without further news."""
        for key, kinds in changes.items():
            if Connection in kinds or kinds.pictures is None:
                self._look_at(key)
            elif Task in kinds:
                self._look_at(key, kinds.refs.get(Task, ()))

    def _be_curious(self) -> None:
        if self._ledger.unclear and not self._curious.isActive():
            self._curious.start()

    def _find_out(self) -> None:
        """Tell of jobs whose answer was lost what the picture shows of them, for a while: it may take its time."""
        for number in tuple(self._ledger.unclear):
            job = self._ledger.jobs.get(number)
            connection = self._bridge.connection(job.connection) if job else None
            steps = job.recipe.steps if job and job.recipe else ()
            if job is None or job.ended is None or connection is None or len(steps) != 1:
                self._ledger.unclear.discard(number)
            elif connection.usable and connection.heard and connection.heard > job.ended:
                back = self._back.setdefault(number, connection.heard)
                self._ledger.learn(number, aftermath(steps[0].call, connection.snapshot))
                if connection.heard - back > _SETTLES:
                    self._ledger.unclear.discard(number)
                    del self._back[number]
        if not self._ledger.unclear:
            self._curious.stop()

    def _look_again(self) -> None:
        self._unexplained.stop()
        for connection in self._bridge.estate:
            self._look_at(connection.key, ())

    def _look_at(self, key: str, changed: Collection[str] | None = None) -> None:
        connection = self._bridge.connection(key)
        if connection is None or connection.status is Status.DISCONNECTED:
            self._onlooker.leave(key)
        elif connection.usable and self._onlooker.look(
            key, connection.snapshot, datetime.now(UTC), changed, connection.ahead_s
        ):
            self._unexplained.start()
