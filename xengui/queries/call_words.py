"""A call of the XenAPI in words: names of objects in place of their references."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from xengui.model.call import Call, Earlier
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import names

LONGEST: Final = 200
"""Arguments on one line end in dots from here on."""


@dataclass(frozen=True, slots=True)
class Known:
    """An object that a call speaks of, as it was when the call was made."""

    ref: str
    cls: str
    uuid: str
    name: str


Names = Mapping[str, Known]


def references(value: Any) -> Iterator[str]:
    """Every reference in a parameter, also inside of sets, maps and records."""
    if isinstance(value, str):
        if value.startswith("OpaqueRef:") and value != NULL:
            yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from references(key)
            yield from references(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from references(inner)


def known(calls: Iterable[Call], snapshot: Snapshot) -> dict[str, Known]:
    """The objects behind the references in these calls, by reference."""
    found: dict[str, Known] = {}
    for call in calls:
        for ref in references(call.params):
            if ref not in found and (record := snapshot.anything(ref)):
                uuid = getattr(record, "uuid", "")
                found[ref] = Known(ref, class_name(type(record)), uuid, names.name(record, snapshot))
    return found


def in_words(call: Call, objects: Names) -> str:
    """ "VM.start web-01, false, false"."""
    return f"{call.method} {arguments(call, objects)}".rstrip()


def arguments(call: Call, objects: Names, longest: int = LONGEST) -> str:
    """ "web-01, false, {live: true}": names of objects, everything else as it goes over the wire."""
    text = ", ".join(_said(param, objects, bare=True) for param in call.params)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def whole(call: Call, objects: Names) -> str:
    """The call with references and names, for a clipboard: `VM.start("OpaqueRef:…" web-01, false, false)`."""
    return f"{call.method}({', '.join(_spelled(param, objects) for param in call.params)})"


def linked(calls: Sequence[Call], gave: Sequence[str]) -> tuple[Call, ...]:
    """The same calls, with `Earlier` where a parameter is a reference that an earlier one of them gave.

    `gave` has the reference that each call gave, or "".
    """
    places: dict[str, int] = {}
    done = []
    for place, call in enumerate(calls):
        done.append(Call(call.method, tuple(_linked(param, places) for param in call.params)))
        if gave[place]:
            places[gave[place]] = place
    return tuple(done)


def _linked(value: Any, places: Mapping[str, int]) -> Any:
    if isinstance(value, str):
        return Earlier(places[value]) if value in places else value
    if isinstance(value, Mapping):
        return {key: _linked(inner, places) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_linked(inner, places) for inner in value]
    return value


def _said(value: Any, objects: Names, *, bare: bool = False) -> str:
    if isinstance(value, Earlier):
        return f"result of call {value.place + 1}"
    if isinstance(value, str):
        if value == NULL:
            return "nothing"
        if value in objects:
            return objects[value].name or value
        if value.startswith("OpaqueRef:"):
            return f"{value[:18]}…"
        return json.dumps(value, ensure_ascii=False) if bare else value
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_said(key, objects)}: {_said(held, objects)}" for key, held in value.items())
        return f"{{{inner}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_said(held, objects) for held in value)}]"
    return json.dumps(value)


def _spelled(value: Any, objects: Names) -> str:
    if isinstance(value, str) and value in objects:
        return f"{json.dumps(value)} {objects[value].name}"
    if isinstance(value, Earlier):
        return _said(value, objects)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)}: {_spelled(held, objects)}" for key, held in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_spelled(held, objects) for held in value)}]"
    return json.dumps(value, ensure_ascii=False)
