"""What every script made of calls has in common: where it logs in, what it looks up first, what it leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xengui.model.call import Call, Earlier
from xengui.model.calls import CALLS
from xengui.queries.call_words import Known, Names, references

ORIGINATOR: Final = "script copied from xengui"
PASSWORD: Final = "XENAPI_PASSWORD"  # noqa: S105 (the name of a variable)
"""The variable of the environment a script takes the password from, before it asks."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a script logs in. `certificates` are the SHA-256 fingerprints that are trusted there, in hex."""

    url: str
    user: str = "root"
    certificates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One call of a script; `place` is where it stood in the list. `left_out` says why it is not made."""

    place: int
    call: Call
    left_out: str = ""


def lines(calls: Sequence[Call]) -> list[Line]:
    """The calls as a script makes them: it logs in by itself, and waits for each call instead of following a task."""
    made = []
    for place, call in enumerate(calls):
        method = call.method.removeprefix("Async.")
        left_out = ""
        if method.startswith("session."):
            left_out = "this script logs in and out by itself"
        elif method.startswith("task.") and any(calls[at].method.startswith("Async.") for at in earlier(call.params)):
            left_out = "this script waits for the call itself, so there is no task"
        made.append(Line(place, Call(method, call.params), left_out))
    return made


def earlier(value: Any) -> set[int]:
    """The places of the earlier calls whose results stand in a parameter."""
    if isinstance(value, Earlier):
        return {value.place}
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return {place for inner in value for place in earlier(inner)}
    return set()


def needed(made: Iterable[Line]) -> set[int]:
    """The places of the calls whose results later ones need."""
    return {place for line in made if not line.left_out for place in earlier(line.call.params)}


def looked_up(made: Iterable[Line], objects: Names) -> dict[str, tuple[str, Known]]:
    """The objects a script finds by their UUID before it begins, each with a name for a variable, by reference.

    References are not kept by a pool for ever, UUIDs are.
    """
    found: dict[str, tuple[str, Known]] = {}
    taken: set[str] = set()
    for line in made:
        for ref in () if line.left_out else references(line.call.params):
            known = objects.get(ref)
            if ref in found or not known or not known.uuid or f"{known.cls}.get_by_uuid" not in CALLS:
                continue
            name = _variable(known)
            number = 2
            while name in taken:
                name = f"{_variable(known)}_{number}"
                number += 1
            taken.add(name)
            found[ref] = (name, known)
    return found


def one_line(text: str) -> str:
    """A server's text as a comment takes it: on one line, without anything that moves the cursor."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def type_of(method: str, place: int) -> str:
    """The type of a parameter after the session; "" where nobody knows."""
    types = CALLS.get(method, ((), ""))[0]
    return types[place] if place < len(types) else ""


def _variable(known: Known) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", known.name.lower()).strip("_")[:30].strip("_")
    return f"{known.cls.lower()}_{word}" if word else known.cls.lower()
