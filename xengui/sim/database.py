"""The pool's tables, every row stamped with the generations at which it came and last changed.

One counter serves the whole database. A write that changes something takes the next
number and stamps the rows it touches; a write of the value that is already there is no
write at all. Deletions are remembered for a while. `events.py` works out of these stamps what
a watcher has missed.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import handle_invalid
from xengui.sim.relations import LINKED, MIRRORED, REVERSED
from xengui.sim.values import NULL, Record, new_record

REMEMBERED, CUT_TO = 512, 256


def new_ref() -> str:
    return f"OpaqueRef:{uuid.uuid4()}"


class Snapshot(Record):
    """A record as it was, with what has been written of it in any language."""

    __slots__ = ("texts",)

    def __init__(self, record: Record, texts: dict[str, bytes]) -> None:
        super().__init__(record)
        self.texts = texts


@dataclass(slots=True)
class Row:
    record: Record
    created: int
    modified: int
    texts: dict[str, bytes] | None = None
    """What has been written of the record as it is now; nothing since it changed."""

    def snapshot(self) -> Snapshot:
        if self.texts is None:
            self.texts = {}
        return Snapshot(self.record, self.texts)


@dataclass(frozen=True, slots=True)
class Deletion:
    ref: str
    created: int
    deleted: int


@dataclass(slots=True)
class Table:
    rows: dict[str, Row] = field(default_factory=dict)
    """In the order of their last change, so that what is new stands at the end."""
    deletions: list[Deletion] = field(default_factory=list)


class Database:
    """Values in a record are replaced, never changed in place, so that a copied record stays as it was."""

    def __init__(self) -> None:
        self.generation = 0
        self.tables = {class_: Table() for class_ in FIELDS}
        self.on_write: Callable[[str, str], None] = lambda class_, ref: None

    def refs(self, class_: str) -> list[str]:
        return list(self.tables[class_].rows)

    def rows(self, class_: str) -> Iterator[tuple[str, Record]]:
        return ((ref, row.record) for ref, row in list(self.tables[class_].rows.items()))

    def has(self, class_: str, ref: str) -> bool:
        return ref in self.tables[class_].rows

    def record(self, class_: str, ref: str) -> Record:
        """The live record: read it, but write through `write`."""
        try:
            return self.tables[class_].rows[ref].record
        except KeyError:
            raise handle_invalid(class_, ref) from None

    def find(self, class_: str, ref: str) -> Record | None:
        row = self.tables[class_].rows.get(ref)
        return row.record if row else None

    def by_uuid(self, class_: str, uuid_: str) -> str | None:
        return next((ref for ref, record in self.rows(class_) if record["uuid"] == uuid_), None)

    def advance(self) -> int:
        self.generation += 1
        return self.generation

    def add(self, class_: str, fields: Record, ref: str | None = None) -> str:
        """Add a row with the datamodel's defaults for what `fields` leaves out."""
        ref = ref or new_ref()
        record = dict(fields) if fields.keys() == FIELDS[class_].keys() else new_record(class_) | fields
        if not record.get("uuid") and "uuid" in record:
            record["uuid"] = str(uuid.uuid4())
        generation = self.advance()
        self.tables[class_].rows[ref] = Row(record, generation, generation)
        for name in LINKED.get(class_, ()):
            self._link(class_, ref, name, None, record[name])
        self.on_write(class_, ref)
        return ref

    def put(self, class_: str, record: Record, ref: str) -> None:
        """Add a whole record whose links have their other ends already."""
        generation = self.advance()
        self.tables[class_].rows[ref] = Row(record, generation, generation)

    def write(self, class_: str, ref: str, name: str, value: Any) -> None:
        record = self.record(class_, ref)
        before = record[name]
        if before == value:
            return
        self.advance()
        record[name] = value
        self._stamp(class_, ref)
        self._link(class_, ref, name, before, value)

    def write_all(self, class_: str, ref: str, **fields: Any) -> None:
        """Write fields one after the other, each a write of its own."""
        for name, value in fields.items():
            self.write(class_, ref, name, value)

    def remove(self, class_: str, ref: str) -> None:
        self.record(class_, ref)
        table = self.tables[class_]
        row = table.rows.pop(ref)
        table.deletions.append(Deletion(ref, row.created, self.advance()))
        if len(table.deletions) >= REMEMBERED:
            del table.deletions[:-CUT_TO]
        for name in LINKED.get(class_, ()):
            self._link(class_, ref, name, row.record[name], None)
        self.on_write(class_, ref)

    def forget(self, *, anew: bool) -> None:
        """Remember no deletion, and no generation either if they are to be counted anew."""
        for table in self.tables.values():
            table.deletions.clear()
        if anew:
            self.generation = 1
            for table in self.tables.values():
                for row in table.rows.values():
                    row.created = row.modified = 1

    def touch(self, class_: str, ref: str) -> None:
        """Stamp a row as changed though nothing did."""
        self.record(class_, ref)
        self.advance()
        self._stamp(class_, ref)

    def _stamp(self, class_: str, ref: str) -> None:
        rows = self.tables[class_].rows
        row = rows.pop(ref)
        row.modified = self.generation
        row.texts = None
        rows[ref] = row
        self.on_write(class_, ref)

    def _link(self, class_: str, ref: str, name: str, before: Any, after: Any) -> None:
        """Keep the other end of a link in step, within the same generation."""
        if (other := REVERSED.get((class_, name))) is not None:
            if before and before != NULL:
                self._drop(*other, before, ref)
            if after and after != NULL:
                self._join(*other, after, ref)
        elif (other := MIRRORED.get((class_, name))) is not None:
            for lost in set(before or ()) - set(after or ()):
                self._drop(*other, lost, ref)
            for won in set(after or ()) - set(before or ()):
                self._join(*other, won, ref)

    def _join(self, class_: str, name: str, row: str, ref: str) -> None:
        record = self.find(class_, row)
        if record is not None and ref not in record[name]:
            record[name] = [*record[name], ref]
            self._stamp(class_, row)

    def _drop(self, class_: str, name: str, row: str, ref: str) -> None:
        record = self.find(class_, row)
        if record is not None and ref in record[name]:
            record[name] = [held for held in record[name] if held != ref]
            self._stamp(class_, row)
