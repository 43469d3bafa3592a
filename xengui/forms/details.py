"""What became of one piece of work, to read in peace and to take along."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Details:
    """`said` tells in sentences what went wrong, `raw` is the server's own answer. `facts` are labels and values."""

    title: str
    said: str
    raw: str
    facts: tuple[tuple[str, str], ...] = ()

    @property
    def report(self) -> str:
        """All of it, for a ticket."""
        facts = "\n".join(f"{label}: {value}" for label, value in self.facts)
        return "\n\n".join(part for part in (self.title, self.said, facts, self.raw) if part)

    def problems(self) -> dict[str, str]:
        return {}
