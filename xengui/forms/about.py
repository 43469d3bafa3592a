"""What the program is and what it is made of; there is nothing to fill in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """A package that the program is made of, with its version and its license."""

    name: str
    version: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """Our version, what it runs on, and whose work is in it."""

    version: str
    runs_on: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    licence: str = "MIT"

    @property
    def report(self) -> str:
        """What a bug report should say about the program: versions, and nothing of its user."""
        lines = [f"xengui {self.version}", *(f"{name} {version}" for name, version in self.runs_on)]
        return "\n".join([*lines, *(f"{part.name} {part.version}" for part in self.parts)])

    def problems(self) -> dict[str, str]:
        return {}
