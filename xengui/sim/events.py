"""What a watcher has missed: `event.from`, worked out of the stamps of the database.

The answer is a state and not a history. A row created after the watcher's token is one
`add` however often it was changed since, one that changed is one `mod` with its record as it is
now, and one that came and went in between is nothing at all. Only messages tell both.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any

from xengui.sim.clock import Clock
from xengui.sim.database import Database
from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import ApiError, handle_invalid
from xengui.sim.messages import Messages
from xengui.sim.queues import Queues
from xengui.sim.sessions import Session

SILENT = {
    "session",
    "user",
    "secret",
    "auth",
    "event",
    "data_source",
    "sr_stat",
    "probe_result",
    "vdi_nbd_server_info",
    "diagnostics",
}
LONGEST_S = 24 * 3600.0
FOREVER_S = 104 * LONGEST_S
FIRST_LOOK_S = 0.05
BETWEEN_LOOKS_S = (0.00625, 0.0125, 0.025, 0.05)

Event = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Subscription:
    """Lower-case class -> the references watched, or `None` for all of them; "*" for every class."""

    classes: dict[str, set[str] | None]

    @classmethod
    def parse(cls, filters: list[str]) -> Subscription:
        classes: dict[str, set[str] | None] = {}
        for text in filters:
            name, slash, ref = text.partition("/")
            if not name:
                raise ApiError("EVENT_SUBSCRIPTION_PARSE_FAILURE", text)
            name = name.lower()
            if not slash or name == "message":
                classes[name] = None
            elif (refs := classes.setdefault(name, set())) is not None:
                refs.add(ref)
        return cls(classes)

    def covers(self, class_: str, ref: str) -> bool:
        if "*" in self.classes:
            return True
        refs = self.classes.get(class_.lower(), set())
        return refs is None or ref in refs

    def tables(self) -> list[str]:
        """The classes worth looking through, in the spelling of the datamodel."""
        everything = "*" in self.classes
        return [
            class_
            for class_ in FIELDS
            if class_ not in SILENT and class_ != "message" and (everything or class_.lower() in self.classes)
        ]

    @property
    def messages(self) -> bool:
        return "*" in self.classes or "message" in self.classes

    @property
    def only_tasks(self) -> bool:
        return set(self.classes) == {"task"}


@dataclass(frozen=True, slots=True)
class Token:
    """A watcher's place: generation of the rows, generation of the messages."""

    rows: int = 0
    messages: int = 0

    @classmethod
    def parse(cls, text: str) -> Token:
        if not text:
            return cls()
        try:
            rows, messages = text.split(",")
            return cls(int(rows), int(messages))
        except ValueError:
            raise ApiError("EVENT_FROM_TOKEN_PARSE_FAILURE", text) from None

    def __str__(self) -> str:
        return f"{self.rows:020d},{self.messages:020d}"


@dataclass(eq=False, slots=True)
class Watch:
    """Somebody blocked in `event.from`."""

    session: Session
    subscription: Subscription
    woken: asyncio.Event = field(default_factory=asyncio.Event)
    cut: bool = False
    """Whether the server has been restarted since; nobody listens any more."""


class Events:
    def __init__(self, database: Database, messages: Messages, clock: Clock) -> None:
        self._database = database
        self._messages = messages
        self._clock = clock
        self._watches: set[Watch] = set()
        self.queues = Queues(database, messages, clock)
        self.strikes: Callable[[str], bool] = lambda fault: False
        """Whether a fault of this name strikes just now."""
        self.week_old = 0
        """A place long before the present one."""
        database.on_write = self._wake

    def _wake(self, class_: str, ref: str) -> None:
        if class_ in SILENT:
            return
        self.queues.note(class_, ref)
        for watch in self._watches:
            if watch.subscription.covers(class_, ref):
                watch.woken.set()

    def session_ended(self, session: Session) -> None:
        self.queues.session_ended(session)
        for watch in self._watches:
            if watch.session is session:
                watch.woken.set()

    def cut(self) -> None:
        """End all watches: the server restarts, and their connections are gone."""
        for watch in self._watches:
            watch.cut = True
            watch.woken.set()

    async def wait(self, session: Session, classes: list[str], token: str, timeout: float) -> dict[str, Any]:
        """`event.from`: what happened since `token`, or nothing once `timeout` real seconds are over."""
        watch = Watch(session, Subscription.parse(classes))
        place = Token.parse(token)
        if math.isnan(timeout) or timeout < 0 or timeout > FOREVER_S:
            timeout = LONGEST_S
        deadline = self._clock.monotonic() + timeout
        self._watches.add(watch)
        try:
            return await self._wait(watch, place, deadline)
        finally:
            self._watches.discard(watch)

    async def _wait(self, watch: Watch, place: Token, deadline: float) -> dict[str, Any]:
        pauses = self._pauses(watch.subscription)
        await asyncio.sleep(next(pauses))
        while True:
            watch.woken.clear()
            events, place = self._look(watch.subscription, place)
            left = deadline - self._clock.monotonic()
            if watch.session.ended or watch.cut:
                raise ApiError("SESSION_INVALID", watch.session.ref)
            if events or left <= 0:
                return {"events": events, "valid_ref_counts": self._counts(), "token": str(self._told(place))}
            try:
                async with asyncio.timeout(left):
                    await watch.woken.wait()
                await asyncio.sleep(next(pauses))
            except TimeoutError:
                pass  # one last look decides

    def _told(self, place: Token) -> Token:
        if not self.strikes("old_token"):
            return place
        old = min(self.week_old, place.rows)
        return Token(old, min(old, place.messages))

    @staticmethod
    def _pauses(subscription: Subscription) -> Iterator[float]:
        if subscription.only_tasks:
            return repeat(0.0)
        return chain((FIRST_LOOK_S,), BETWEEN_LOOKS_S, repeat(BETWEEN_LOOKS_S[-1]))

    def _look(self, subscription: Subscription, place: Token) -> tuple[list[Event], Token]:
        added: list[Event] = []
        modified: list[Event] = []
        deleted: list[Event] = []
        newest = place.rows
        for class_ in subscription.tables():
            table = self._database.tables[class_]
            for ref, row in reversed(table.rows.items()):
                if row.modified <= place.rows:
                    break
                if subscription.covers(class_, ref):
                    newest = max(newest, row.modified)
                    if row.created > place.rows:
                        added.append(_event(class_, "add", ref, row.created, row.snapshot()))
                    else:
                        modified.append(_event(class_, "mod", ref, row.modified, row.snapshot()))
            for gone in reversed(table.deletions):
                if gone.deleted <= place.rows:
                    break
                if subscription.covers(class_, gone.ref):
                    newest = max(newest, gone.deleted)
                    if gone.created <= place.rows:
                        deleted.append(_event(class_, "del", gone.ref, gone.deleted))
        if modified and self.strikes("lost_modifications"):
            modified = []
        if deleted and self.strikes("lost_deletions"):
            deleted = []
        spoken, newest_message = self._look_at_messages(subscription, place)
        return [*spoken, *added, *modified, *deleted], Token(newest, newest_message)

    def _look_at_messages(self, subscription: Subscription, place: Token) -> tuple[list[Event], int]:
        if not subscription.messages:
            return [], 0
        gone = self._messages.gone_since(place.messages)
        made = self._messages.made_since(place.messages)
        events = [_event("message", "del", farewell.ref, 0) for farewell in gone]
        events += [_event("message", "add", message.ref, 0, dict(message.record)) for message in made]
        generations = [farewell.generation for farewell in gone] + [message.generation for message in made]
        return events, max([place.messages, *generations])

    def _counts(self) -> dict[str, int]:
        return {class_.lower(): len(table.rows) for class_, table in self._database.tables.items()}

    def inject(self, class_: str, ref: str) -> str:
        """Make a row look changed; the token returned is certain to see it."""
        if class_ not in self._database.tables or not self._database.has(class_, ref):
            raise handle_invalid(class_, ref)
        place = Token(self._database.advance())
        self._database.touch(class_, ref)
        return str(place)


def _event(class_: str, operation: str, ref: str, generation: int, record: dict[str, Any] | None = None) -> Event:
    event: Event = {
        "id": str(generation),
        "timestamp": "0.0",
        "class": class_.lower(),
        "operation": operation,
        "ref": ref,
    }
    if record is not None:
        event["snapshot"] = record
    return event
