"""Tasks: what a call shows of itself while it works, and what an asynchronous one leaves behind."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NoReturn

from xengui.sim.clock import NEVER, Clock, moment_of
from xengui.sim.database import Database
from xengui.sim.failures import ApiError
from xengui.sim.rpc.xml import value_text
from xengui.sim.sessions import Session
from xengui.sim.values import Type

if TYPE_CHECKING:
    from xengui.sim.dooms import Doom

COMPLETED_FOR = timedelta(seconds=3900)
PENDING_FOR = timedelta(hours=24)
MOST = 200
STEP_S = 0.1
BACKTRACE = (
    "(((process xapi)(filename ocaml/xapi/helpers.ml)(line 1))((process xapi)(filename lib/backtrace.ml)(line 2)))"
)


class Work:
    """A task that somebody in this process is working on."""

    def __init__(self, tasks: Tasks, ref: str, session: Session | None) -> None:
        self._tasks = tasks
        self.ref = ref
        self.session = session
        self.cancel_asked = asyncio.Event()
        self._interrupted = asyncio.Event()
        self._interruption: ApiError | None = None
        self.doom: Doom | None = None

    def interrupt(self, error: ApiError) -> None:
        """End the work with an error wherever it is, also where it could not be cancelled."""
        self._interruption = error
        self.cancel_asked.set()
        self._interrupted.set()

    async def interrupted(self) -> NoReturn:
        """Do nothing until the server restarts."""
        await self._interrupted.wait()
        raise self.cancelled

    async def ends(self) -> None:
        """Meet the doom that has not struck on the way."""
        if self.doom is not None:
            await self.doom.strike(self)

    def show_progress(self, progress: float) -> None:
        self._tasks.write(self.ref, progress=progress)

    def lose(self) -> None:
        """Let the task vanish while the work goes on."""
        self._tasks.remove(self.ref)

    def show_cancellable(self) -> None:
        self._tasks.write(self.ref, allowed_operations=["cancel"])

    @property
    def cancelled(self) -> ApiError:
        return self._interruption or ApiError("TASK_CANCELLED", self.ref)

    async def waits(self, event: asyncio.Event, real_seconds: float) -> bool:
        """Wait for an event; false when it did not come in time, an error when asked to cancel."""
        waiting = [asyncio.ensure_future(event.wait()), asyncio.ensure_future(self.cancel_asked.wait())]
        try:
            await asyncio.wait(waiting, timeout=real_seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiter in waiting:
                waiter.cancel()
        if self.cancel_asked.is_set():
            raise self.cancelled
        return event.is_set()

    async def takes(self, seconds: float, *, until: float = 1.0, cancellable: bool = True) -> None:
        """Let the time the work takes pass, and the progress of the task rise to `until`."""
        clock = self._tasks.clock
        steps = max(1, min(20, int(clock.real(seconds) / STEP_S)))
        start = self._tasks.progress(self.ref)
        for step in range(1, steps + 1):
            try:
                async with asyncio.timeout(clock.real(seconds) / steps):
                    await (self.cancel_asked if cancellable else self._interrupted).wait()
                raise self.cancelled
            except TimeoutError:
                progress = start + (until - start) * step / steps
            if self.doom is not None and progress >= self.doom.at:
                await self.doom.strike(self)
            self.show_progress(progress)


class Tasks:
    def __init__(self, database: Database, clock: Clock, extra: int = 0) -> None:
        self._database = database
        self.clock = clock
        self._extra = extra
        self._works: dict[str, Work] = {}
        self._seen: dict[str, tuple[float, datetime]] = {}

    def create(self, label: str, description: str, session: Session | None, host: str) -> str:
        ref = self._database.add(
            "task",
            {
                "name_label": label,
                "name_description": description,
                "created": self.clock.date(),
                "finished": NEVER,
                "status": "pending",
                "resident_on": host,
                "type": "<none/>",
                "backtrace": "()",
            },
        )
        self._belongs(ref, session)
        return ref

    def begin(self, label: str, session: Session | None, host: str) -> Work:
        work = Work(self, self.create(label, "", session, host), session)
        self._works[work.ref] = work
        if session is not None:
            session.pending += 1
        return work

    def _belongs(self, ref: str, session: Session | None) -> None:
        if session is not None and (row := self._database.find("session", session.ref)) is not None:
            self._database.write("session", session.ref, "tasks", [*row["tasks"], ref])

    def write(self, ref: str, **fields: Any) -> None:
        """Write fields one by one; a task that is gone or has ended takes nothing in any more."""
        for name, value in fields.items():
            if self._database.has("task", ref):
                self._database.write("task", ref, name, value)

    def progress(self, ref: str) -> float:
        record = self._database.find("task", ref)
        return float(record["progress"]) if record else 0.0

    def pending(self, ref: str) -> bool:
        record = self._database.find("task", ref)
        return record is not None and record["status"] in {"pending", "cancelling"}

    def succeed(self, work: Work, value: Any, type_: Type) -> None:
        self._end(work)
        if self.pending(work.ref):
            text = "" if type_.kind == "void" else value_text(value, type_)
            now = self.clock.date()
            self.write(work.ref, allowed_operations=[], finished=now, progress=1.0, result=text, status="success")

    def fail(self, work: Work, error: ApiError) -> None:
        self._end(work)
        if not self.pending(work.ref):
            return
        if error.code == "TASK_CANCELLED":
            now = self.clock.date()
            self.write(work.ref, progress=1.0, finished=now, status="cancelled", allowed_operations=[])
        else:
            self._write_failure(work.ref, error)

    def _write_failure(self, ref: str, error: ApiError) -> None:
        self.write(
            ref,
            progress=1.0,
            error_info=error.description,
            backtrace=BACKTRACE,
            finished=self.clock.date(),
            allowed_operations=[],
            status="failure",
        )

    def drop(self, work: Work) -> None:
        """End the task of a synchronous call: its row goes as soon as the call has its answer."""
        self._end(work)
        self.remove(work.ref)

    def _end(self, work: Work) -> None:
        if self._works.pop(work.ref, None) is not None and work.session is not None:
            work.session.pending -= 1

    def cancel(self, ref: str) -> None:
        """Ask for an end: the work may heed it, or come to its own end all the same."""
        record = self._database.record("task", ref)
        if self.pending(ref):
            self.write(ref, current_operations=record["current_operations"] | {ref: "cancel"})
            if (work := self._works.get(ref)) is not None:
                work.cancel_asked.set()

    def interrupt(self, error: ApiError) -> None:
        """End all that is being worked on, and let no task wait any longer."""
        for work in self._works.values():
            work.interrupt(error)
        for ref in self._database.refs("task"):
            if self.pending(ref):
                self._write_failure(ref, error)

    def destroy(self, ref: str) -> None:
        """Remove a completed task; one that is pending goes at the first collection after its end."""
        record = self._database.record("task", ref)
        if self.pending(ref):
            self.write(ref, current_operations=record["current_operations"] | {"task": "destroy"})
        else:
            self.remove(ref)

    def remove(self, ref: str) -> None:
        if not self._database.has("task", ref):
            return
        self._database.remove("task", ref)
        for session, record in self._database.rows("session"):
            if ref in record["tasks"]:
                self._database.write("session", session, "tasks", [task for task in record["tasks"] if task != ref])

    def collect(self) -> None:
        """Remove what has been over for long, what stands still for a day, and the oldest that are too many."""
        now = self.clock.now()
        ended: list[tuple[datetime, str]] = []
        self._seen = {ref: self._last_progress(ref, now) for ref in self._database.refs("task") if self.pending(ref)}
        for ref, record in self._database.rows("task"):
            if self.pending(ref):
                if ref not in self._works and now - self._seen[ref][1] > PENDING_FOR:
                    self.remove(ref)
            elif "task" in record["current_operations"] or now - moment_of(record["finished"]) > COMPLETED_FOR:
                self.remove(ref)
            else:
                ended.append((moment_of(record["finished"]), ref))
        excess = len(self._database.refs("task")) - MOST - self._extra
        for _, ref in sorted(ended)[: max(0, excess)]:
            self.remove(ref)

    def _last_progress(self, ref: str, now: datetime) -> tuple[float, datetime]:
        """How far a task is, and since when it has been just there; never seen before, since it was made."""
        progress = self.progress(ref)
        seen, since = self._seen.get(ref, (progress, moment_of(self._database.record("task", ref)["created"])))
        return (seen, since) if seen == progress else (progress, now)
