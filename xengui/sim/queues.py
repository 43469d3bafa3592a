"""The old way of watching: each session has one queue, filled since it registered and emptied by `event.next`."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xengui.sim.clock import Clock
from xengui.sim.database import Database
from xengui.sim.failures import ApiError

if TYPE_CHECKING:
    from xengui.sim.messages import Messages
    from xengui.sim.sessions import Session

MOST = 10_000
HEARTBEAT_S = 30.0


@dataclass(slots=True)
class Queue:
    classes: set[str] = field(default_factory=set)
    events: list[dict[str, Any]] = field(default_factory=list)
    lost: bool = False
    woken: asyncio.Event = field(default_factory=asyncio.Event)


class Queues:
    """What happened, one event for every write, for sessions that asked to be told."""

    def __init__(self, database: Database, messages: Messages, clock: Clock) -> None:
        self._database = database
        self._messages = messages
        self._clock = clock
        self._queues: dict[str, Queue] = {}
        self._number = 0

    def register(self, session: Session, classes: list[str]) -> None:
        self._queues.setdefault(session.ref, Queue()).classes.update(map(str.lower, classes))

    def unregister(self, session: Session, classes: list[str]) -> None:
        self._of(session).classes.difference_update(map(str.lower, classes))

    def _of(self, session: Session) -> Queue:
        if session.ref not in self._queues:
            raise ApiError("SESSION_NOT_REGISTERED", session.ref)
        return self._queues[session.ref]

    def session_ended(self, session: Session) -> None:
        if (queue := self._queues.pop(session.ref, None)) is not None:
            queue.woken.set()

    def note(self, class_: str, ref: str) -> None:
        """A row was added, changed or removed."""
        for queue in self._queues.values():
            if class_.lower() in queue.classes or "*" in queue.classes:
                queue.lost = queue.lost or len(queue.events) >= MOST
                if not queue.lost:
                    queue.events.append(self._event(class_, ref))
                queue.woken.set()

    def _event(self, class_: str, ref: str, operation: str = "") -> dict[str, Any]:
        if class_ == "message":
            record = self._messages.records().get(ref)
            operation = "add" if record is not None else "del"
        else:
            row = self._database.tables[class_].rows.get(ref)
            record = row.record if row is not None else None
            operation = "del" if row is None else operation or ("add" if row.created == row.modified else "mod")
        self._number += 1
        event: dict[str, Any] = {
            "id": str(self._number),
            "timestamp": f"{self._clock.now().timestamp():.1f}",
            "class": class_.lower(),
            "operation": operation,
            "ref": ref,
        }
        return event if record is None else event | {"snapshot": dict(record)}

    async def next(self, session: Session) -> list[dict[str, Any]]:
        """All that waits in the queue; in a quiet pool the heartbeat, which no other watcher hears."""
        queue = self._of(session)
        try:
            async with asyncio.timeout(HEARTBEAT_S):
                await queue.woken.wait()
        except TimeoutError:
            (pool,) = self._database.refs("pool")
            return [self._event("pool", pool, "mod")]
        if session.ended:
            raise ApiError("SESSION_INVALID", session.ref)
        queue.woken.clear()
        events, lost = queue.events, queue.lost
        queue.events, queue.lost = [], False
        if lost:
            raise ApiError("EVENTS_LOST")
        return events
