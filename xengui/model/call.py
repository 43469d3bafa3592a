"""A call of the XenAPI as a value: what a recipe is made of, what the call log shows, what is copied as a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Earlier:
    """Stands among the parameters for the result of an earlier call of the same list, by its place there (from 0)."""

    place: int


@dataclass(frozen=True, slots=True)
class Call:
    """A method and its parameters after the session, as they go over the wire; parameters may be `Earlier`."""

    method: str
    params: tuple[Any, ...] = ()

    def settled(self, results: list[Any]) -> Call:
        """The same call with the results of earlier ones in their places."""
        return Call(self.method, tuple(results[p.place] if isinstance(p, Earlier) else p for p in self.params))
