"""What was done and how it ended, kept over restarts."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import MAXYEAR, MINYEAR, UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from xengui.settings import folder

KEPT = 200
"""So many entries are kept; the oldest go first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One piece of work that is over, or was left running when the program ended (`outcome` "gone").

    `id` tells it from every other, also of other windows. `said` is what went wrong in sentences, with the names as
    they were then, `raw` the pool's own answer; both without secrets. `task` is the pool's task.
    """

    id: str
    title: str
    connection: str
    target: str = ""
    task: str = ""
    outcome: str
    started: datetime
    ended: datetime
    said: str = ""
    raw: str = ""


class History:
    """The file with the entries, oldest first. Several windows may share it: each brings its own up to date and leaves
    those of the others. What one saw of a task that another began is no second entry."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or folder.config_folder() / "history.json"
        self._writing = threading.Lock()

    def entries(self) -> tuple[Entry, ...]:
        """What is kept, oldest first; an entry that makes no sense is left out."""
        found = folder.load(self._path, lambda content: msgspec.json.decode(content, type=list[Any]))
        return tuple(entry for values in (found or ())[-KEPT:] if (entry := _entry(values)))

    def keep(self, entries: Iterable[Entry], without: Collection[str] = ()) -> None:
        """Have these entries in it, and none of those that were cleared away, by their ids. From several threads it is
        done in turn.

        Raises:
            OSError: the folder cannot be written.
        """
        with self._writing:
            kept = {entry.id: entry for entry in (*self.entries(), *entries) if entry.id not in without}
            latest = sorted(_once(kept.values()), key=lambda entry: entry.started)[-KEPT:]
            folder.save(self._path, msgspec.json.format(msgspec.json.encode([_sound(entry) for entry in latest])))


def seen_by_all(connection: str, task: str) -> str:
    """The id of an entry on what was begun elsewhere: every window that sees the task gives it the same."""
    return f"{connection}:{task}"


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """One entry for each task: of who began it, unless that one did not see the end and another did."""
    best: dict[str, Entry] = {}
    for entry in entries:
        key = seen_by_all(entry.connection, entry.task) if entry.task else entry.id
        known = best.get(key)
        if known is None or _worth(entry) > _worth(known):
            best[key] = entry
    return list(best.values())


def _worth(entry: Entry) -> tuple[bool, bool]:
    return entry.outcome != "gone", entry.id != seen_by_all(entry.connection, entry.task)


def _entry(values: Any) -> Entry | None:
    try:
        entry = _sound(msgspec.convert(values, Entry))
    except msgspec.ValidationError:
        return None
    if not all(MINYEAR < moment.year < MAXYEAR for moment in (entry.started, entry.ended)):
        return None  # in another zone there would be no such time
    return replace(entry, started=_aware(entry.started), ended=_aware(entry.ended))


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _sound(entry: Entry) -> Entry:
    """What a server says may hold what no file can, and be endless."""
    texts: dict[str, Any] = {name: _text(value) for name, value in asdict(entry).items() if isinstance(value, str)}
    return replace(entry, **texts)


def _text(told: str) -> str:
    return told[:_LONGEST].encode(errors="replace").decode()


_LONGEST = 4_000
"""Some servers send the whole trace of a program."""
