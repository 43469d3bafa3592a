"""What people write about an object: name, description, tags, notes."""

from __future__ import annotations

from dataclasses import dataclass

MOST_NOTES = 2_048
"""Characters of notes; they live in a map that every client loads whole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """The properties of an object as they were and as they are to be. `known_tags` are those that the pool has, for
    completion."""

    ref: str
    before: tuple[str, str, tuple[str, ...], str]
    name: str
    description: str
    tags: tuple[str, ...]
    notes: str
    known_tags: tuple[str, ...] = ()

    def problems(self) -> dict[str, str]:
        found = {}
        if not self.name.strip():
            found["name"] = "Type a name."
        if len(self.notes) > MOST_NOTES:
            found["notes"] = f"Notes can have {MOST_NOTES:,} characters; these have {len(self.notes):,}."
        return found

    def tags_of(self, now: tuple[str, ...]) -> tuple[str, ...]:
        """What becomes of the tags as they are now: those that others added or took off meanwhile stay so."""
        before = self.before[2]
        kept = [tag for tag in now if tag in self.tags or tag not in before]
        return (*kept, *(tag for tag in self.tags if tag not in before and tag not in kept))

    def changes(self) -> dict[str, object]:
        """What is different from before, by name: only that is to be written."""
        now = {"name": self.name.strip(), "description": self.description, "tags": self.tags, "notes": self.notes}
        return {key: value for (key, value), was in zip(now.items(), self.before, strict=True) if value != was}
