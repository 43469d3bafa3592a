"""What was done and how it ended, kept over restarts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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
    those of the others."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or folder.config_folder() / "history.toml"

    def entries(self) -> tuple[Entry, ...]:
        """What is kept; an entry that makes no sense is left out."""
        found = folder.read(self._path).get("entry", [])
        return tuple(entry for values in found if (entry := _entry(values))) if isinstance(found, list) else ()

    def keep(self, entries: Iterable[Entry], without: Collection[str] = ()) -> None:
        """Have these entries in it, and none of those that were cleared away, by their ids.

        Raises:
            OSError: the folder cannot be written.
        """
        kept = {entry.id: entry for entry in (*self.entries(), *entries) if entry.id not in without}
        latest = sorted(kept.values(), key=lambda entry: entry.started)[-KEPT:]
        folder.write(self._path, {"entry": [_values(entry) for entry in latest]})


def _values(entry: Entry) -> dict[str, Any]:
    """What a server says may hold what no file can."""
    return {
        name: value[:_LONGEST].encode(errors="replace").decode() if isinstance(value, str) else value
        for name, value in asdict(entry).items()
    }


_LONGEST = 4_000
"""Some servers send the whole trace of a program."""

_TEXTS = tuple(field.name for field in fields(Entry) if field.type == "str")


def _entry(values: Any) -> Entry | None:
    match values:
        case {"id": str(), "title": str(), "started": datetime() as started, "ended": datetime() as ended}:
            texts = {name: values.get(name, "") for name in _TEXTS}
            if all(isinstance(text, str) for text in texts.values()):
                return Entry(started=_aware(started), ended=_aware(ended), **texts)
    return None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
