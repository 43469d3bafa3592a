"""The sheet of all shortcuts; there is nothing to fill in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shortcuts:
    """The commands that have a key, by menu: its name, then words and key of each."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]

    def problems(self) -> dict[str, str]:
        return {}
