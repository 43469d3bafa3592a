"""Folds batches of events into snapshots of a pool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xengui.model.batch import Batch
from xengui.model.classes import Message, Secret, Session, User
from xengui.model.record import Record
from xengui.model.records import class_named
from xengui.model.snapshot import Snapshot, Table

# Rows that a server counts but sends no events for, or that are no rows at all.
_NOT_COUNTED: frozenset[type[Record]] = frozenset({Session, User, Secret, Message})


@dataclass(frozen=True, slots=True)
class Delta:
    """The next snapshot, and which references of which class it has different from the last one."""

    snapshot: Snapshot
    changed: Mapping[type[Record], frozenset[str]]


class Store:
    """The latest snapshot of one pool."""

    def __init__(self) -> None:
        self.snapshot = Snapshot()

    def fold(self, batch: Batch) -> Delta:
        """Take in one batch and return what it changed.

        A record we have never seen is added even when the server calls it a modification, because a lost watch
        may hide the addition; one that is equal to what we have changes nothing (servers repeat the pool's
        record at every heartbeat). Folding the same batch twice is harmless.
        """
        tables: dict[type[Record], Table] = dict(self.snapshot.tables)
        fresh: dict[type[Record], dict[str, Record]] = {}
        touched: dict[type[Record], set[str]] = {}
        for change in batch.changes:
            table = fresh.get(change.kind)
            if table is None:
                table = fresh[change.kind] = {} if batch.complete else dict(tables.get(change.kind, {}))
                touched[change.kind] = set()
            touched[change.kind].add(change.ref)
            if change.record is None:
                table.pop(change.ref, None)
            else:
                table[change.ref] = change.record
        if batch.complete:
            fresh |= {kind: {} for kind in tables if kind not in fresh}
        changed = {}
        for kind, table in fresh.items():
            before = tables.get(kind, {})
            if batch.complete and not before:
                refs = frozenset(table)
                if refs:
                    changed[kind], tables[kind] = refs, table
                continue
            among = before.keys() | table.keys() if batch.complete else touched[kind]
            if refs := frozenset(ref for ref in among if before.get(ref) != table.get(ref)):
                changed[kind] = refs
                tables[kind] = table
        if changed:
            self.snapshot = Snapshot(tables)
        return Delta(self.snapshot, changed)

    def disagreements(self, counts: Mapping[str, int]) -> Mapping[str, tuple[int, int]]:
        """Classes of which the server has another number of rows than we: (ours, theirs) by class name.

        A server remembers only its last few hundred deletions; this is how a lost one shows.
        """
        found = {}
        for event_class, theirs in counts.items():
            known = class_named(event_class)
            if known is None or known[1] in _NOT_COUNTED:
                continue
            name, kind = known
            ours = len(self.snapshot.of(kind))
            if ours != theirs:
                found[name] = (ours, theirs)
        return found
