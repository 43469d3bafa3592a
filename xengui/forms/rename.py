"""Another name for an object."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """What an object is to be called. `ref` is the object, `taken` the names that others of its kind have: the API
    allows a name twice, so that is a warning and no problem."""

    ref: str
    before: str
    name: str
    taken: frozenset[str] = frozenset()

    def problems(self) -> dict[str, str]:
        if not self.name.strip():
            return {"name": "Type a name."}
        return {}

    @property
    def warning(self) -> str:
        name = self.name.strip()
        return f"There is another {name}; both can have the name." if name in self.taken and name != self.before else ""
