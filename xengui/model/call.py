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
        return Call(self.method, tuple(_settled(param, results) for param in self.params))


def _settled(value: Any, results: list[Any]) -> Any:
    """Also inside records and lists."""
    if isinstance(value, Earlier):
        return results[value.place]
    if isinstance(value, dict):
        return {key: _settled(held, results) for key, held in value.items()}
    return [_settled(held, results) for held in value] if isinstance(value, list) else value
