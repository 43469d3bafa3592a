"""What the user chose about the program, and where its window was."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from xengui.settings import folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Every preference with its default. `appearance` is system, light or dark; `density` compact or comfortable;
    `quiet` names the questions that are not asked any more, `runs` the marks that the last runs of the program
    left on their tasks. `shortcuts` has the keys that differ from the shipped ones,
    by command, "" where a command has none. `reconnect` opens servers at start whose passwords are remembered, and
    `remember_passwords` is how the tick for that stands at first. `lock_new_servers` has servers that are new to the
    list start locked against changes. `closed` are the closed branches of the tree,
    `places` the object and the tab that were looked at last of each connection, and `last` the connection of them all:
    see `ui.places`. `folded` are the sections of pages that were folded away: see `ui.folds`. `keep_last_state` has
    the last picture of each pool kept on disk: see `settings.last_state`."""

    appearance: str = "system"
    density: str = "compact"
    custom_templates: bool = True
    default_templates: bool = False
    local_storage: bool = True
    hidden_objects: bool = False
    toolbar: bool = True
    all_tasks: bool = False
    quiet: tuple[str, ...] = ()
    geometry: str = ""
    splitters: str = ""
    runs: tuple[str, ...] = ()
    reconnect: bool = True
    remember_passwords: bool = False
    lock_new_servers: bool = False
    shortcuts: Mapping[str, str] = field(default_factory=dict)
    closed: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)
    last: str = ""
    folded: tuple[str, ...] = ()
    keep_last_state: bool = True


_OPEN_TO = {"appearance": {"system", "light", "dark"}, "density": {"compact", "comfortable"}}


class Preferences:
    """The choices, written as they are made."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or folder.config_folder() / "preferences.toml"
        self.choices = _choices(folder.read(self._path))

    def choose(self, **changes: Any) -> Choices:
        """Change some and keep the rest."""
        changed = replace(self.choices, **changes)
        if changed != self.choices:
            self.choices = changed
            folder.write(self._path, {f.name: getattr(changed, f.name) for f in fields(Choices)})
        return self.choices


def packed(raw: bytes) -> str:
    """Bytes (a window's geometry) as text for the file."""
    return base64.b64encode(raw).decode()


def unpacked(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _texts(values: list[Any]) -> Iterator[str]:
    return (value for value in values if isinstance(value, str))


def _choices(values: dict[str, Any]) -> Choices:
    """A value of the wrong type, or one that is not on offer, keeps its default."""
    known = {f.name: getattr(Choices(), f.name) for f in fields(Choices)}
    values = {key: tuple(_texts(value)) if isinstance(value, list) else value for key, value in values.items()}
    fitting = {key: values[key] for key, default in known.items() if type(values.get(key)) is type(default)}
    chosen = {key: value for key, value in fitting.items() if key not in _OPEN_TO or value in _OPEN_TO[key]}
    for name, value in chosen.items():
        if isinstance(value, dict):
            chosen[name] = {str(key): text for key, text in value.items() if isinstance(text, str)}
    return Choices(**chosen)
