"""The pool's messages: no table of the database, but announced and numbered beside it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace

from xengui.sim.database import Database, new_ref
from xengui.sim.failures import handle_invalid
from xengui.sim.values import Record

KEPT = 10_000
REMEMBERED, CUT_TO = 1024, 512


@dataclass(frozen=True, slots=True)
class Message:
    ref: str
    generation: int
    record: Record


@dataclass(frozen=True, slots=True)
class Farewell:
    ref: str
    generation: int


class Messages:
    """Messages in the order they were made; beyond ten thousand the oldest are removed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._messages: dict[str, Message] = {}
        self._farewells: list[Farewell] = []

    def create(self, fields: Record) -> str:
        """Make a message and tell the watchers."""
        return self.add({"uuid": str(uuid.uuid4()), **fields}, new_ref())

    def add(self, record: Record, ref: str) -> str:
        self._messages[ref] = Message(ref, self._database.advance(), record)
        self._database.on_write("message", ref)
        while len(self._messages) > KEPT:
            self.destroy(next(iter(self._messages)))
        return ref

    def destroy(self, ref: str) -> None:
        if self._messages.pop(ref, None) is None:
            raise handle_invalid("message", ref)
        self._farewells.append(Farewell(ref, self._database.advance()))
        if len(self._farewells) >= REMEMBERED:
            del self._farewells[:-CUT_TO]
        self._database.on_write("message", ref)

    def forget(self, *, anew: bool) -> None:
        """Remember no deletion, and no generation either if they are to be counted anew."""
        self._farewells.clear()
        if anew:
            self._messages = {ref: replace(message, generation=1) for ref, message in self._messages.items()}

    def records(self) -> dict[str, Record]:
        return {ref: message.record for ref, message in self._messages.items()}

    def record(self, ref: str) -> Record:
        if ref not in self._messages:
            raise handle_invalid("message", ref)
        return self._messages[ref].record

    def made_since(self, generation: int) -> list[Message]:
        """The messages younger than a generation, oldest first."""
        return [message for message in self._messages.values() if message.generation > generation]

    def gone_since(self, generation: int) -> list[Farewell]:
        """The deletions remembered since a generation, also of messages nobody has heard of."""
        return [farewell for farewell in self._farewells if farewell.generation > generation]
