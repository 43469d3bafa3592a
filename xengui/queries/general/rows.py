"""Rows and sections, and those that every class has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from itertools import islice
from typing import NamedTuple

from xengui.model.classes import SR, VM, Host, Pool
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries import custom_fields, names, units
from xengui.queries.natural import natural
from xengui.queries.visibility import hidden

LONGEST_VALUE = 10_000
MOST_ITEMS = 200
MOST_ROWS = 1_000

_IN_THE_TREE = (Pool, Host, VM, SR)


CLOCK_OFF_S = 60.0
"""From here on the difference between two clocks is worth a word."""


@dataclass(frozen=True, slots=True)
class Row:
    """A fact. `kind` says how to set it: text, mono, multiline, tags or link; `tone` is "", "warn" or "error".

    `items` are the single tags of a row of tags, which `value` lists in one line. `ref` leads to the object that the
    row names: the value where the kind is "link", the label otherwise. `copied` is what
    copying the row gives where that is not `value`. `commands` are the ids of those that change what the row tells,
    whether they are meant for the object or not.
    """

    label: str
    value: str
    kind: str = "text"
    tone: str = ""
    items: tuple[str, ...] = ()
    ref: str = ""
    copied: str = ""
    commands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a title. `command` is the id of the one that changes most of what they tell."""

    title: str
    rows: tuple[Row, ...]
    command: str = ""


class Sheet(NamedTuple):
    """What rows are read from: the pool, when and where they are read, whether this is its last picture only. `now` is
    the time by the pool's clock, which is `ahead_s` ahead of this computer's."""

    snapshot: Snapshot
    now: datetime
    stale: bool = False
    ahead_s: float = 0.0

    @property
    def tz(self) -> tzinfo | None:
        return self.now.tzinfo


def section(title: str, rows: Iterable[Row | None], command: str = "") -> Section:
    """A section of the rows that have something to say. What no page could show is cut, and ends in dots."""
    telling = (row for row in rows if row and row.value)
    return Section(title, tuple(_bounded(row) for row in islice(telling, MOST_ROWS)), command)


def _bounded(row: Row) -> Row:
    """A cut value is still copied as a whole."""
    if len(row.value) <= LONGEST_VALUE and len(row.label) <= names.LONGEST and len(row.items) <= MOST_ITEMS:
        return row
    items = tuple(names.cut(item) for item in row.items[:MOST_ITEMS])
    value = row.value if len(row.value) <= LONGEST_VALUE else f"{row.value[:LONGEST_VALUE]}…"
    return replace(row, label=names.cut(row.label), value=value, items=items, copied=row.copied or row.value)


def general(record: Record, sheet: Sheet, rows: Iterable[Row | None], name: str = "") -> Section:
    """The first section: what people wrote about it, the rows of the class, and the UUID last."""
    tags = tuple(sorted(getattr(record, "tags", ()), key=natural))
    keys = getattr(record, "other_config", {})
    properties = "vm.properties" if isinstance(record, VM) else ""
    written = (properties,) if properties else ()
    said = names.description(record, sheet.snapshot).strip()
    return section(
        "General",
        (
            Row("Name", name or names.name(record, sheet.snapshot), commands=("object.rename",)),
            Row("Description", said, kind="multiline", commands=written),
            Row("Tags", ", ".join(tags), kind="tags", items=tags, commands=written),
            Row("Folder", " › ".join(part for part in keys.get("folder", "").split("/") if part)),
            Row("Notes", keys.get(custom_fields.NOTES, "").strip(), kind="multiline", commands=written),
            Row("Hidden", "Yes" if hidden(record) else "", commands=("object.show",)),
            *rows,
            Row("UUID", str(getattr(record, "uuid", "")), kind="mono"),
        ),
        properties,
    )


def custom(record: Record, sheet: Sheet) -> Section:
    fields = custom_fields.values(record, sheet.snapshot.pool, sheet.tz)
    return section("Custom fields", [Row(label, value) for label, value in fields])


def link(label: str, record: Record | None, sheet: Sheet) -> Row | None:
    """A row that names another object, and leads to it where it may have a place in the tree."""
    if record is None:
        return None
    leads = has_a_place(record)
    return Row(label, names.name(record, sheet.snapshot), kind="link" if leads else "text", ref=record.ref * leads)


def has_a_place(record: Record) -> bool:
    """Whether the tree may show an object of this kind: snapshots and control domains are never in it."""
    if isinstance(record, VM) and (record.is_a_snapshot or record.is_control_domain):
        return False
    return isinstance(record, _IN_THE_TREE)


def since(label: str, start: datetime | None, sheet: Sheet, commands: tuple[str, ...] = ()) -> Row | None:
    """A row like "23 Nov 2026 07:14 (8 h 37 min ago)"."""
    if start is None:
        return None
    passed = (sheet.now - start).total_seconds()
    text = units.day_and_time(start, sheet.tz)
    return Row(label, f"{text} ({units.duration(passed)} ago)" if passed >= 0 else text, commands=commands)


def clock(sheet: Sheet) -> Row | None:
    """How far the pool's clock is off, where that is worth a look. Kerberos, for one, gives up at five minutes."""
    if abs(sheet.ahead_s) < CLOCK_OFF_S:
        return None
    off = f"{units.duration(abs(sheet.ahead_s))} {'ahead of' if sheet.ahead_s > 0 else 'behind'} this computer"
    return Row("Clock", f"{off}. Check the time servers (NTP) of the pool, and the clock here.", tone="warn")


def yes_no(value: bool) -> str:
    return "Yes" if value else "No"
