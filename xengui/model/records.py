"""From what a server sent to typed records; the only room where a field may be anything."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from xengui.model.classes import CLASSES
from xengui.model.record import Record

_BY_EVENT_NAME = {name.lower(): (name, record) for name, record in CLASSES.items()}


def class_named(event_class: str) -> tuple[str, type[Record]] | None:
    """The datamodel's spelling and our record for a class as events spell it (lower case); None for a class we
    do not know, which every younger server has."""
    return _BY_EVENT_NAME.get(event_class.lower())


def record(kind: type[Record], ref: str, raw: msgspec.Raw | Mapping[str, Any]) -> Record:
    """One object from the bytes or the plain values that came for it.

    Integers may come as text (XML-RPC), fields may be missing or unknown. A field whose value does not fit its
    type is left at its default: one odd field of one object must not cost the picture of a pool.

    Raises:
        ValueError: what came is no object at all.
    """
    try:
        made = _decoder(kind).decode(raw) if isinstance(raw, msgspec.Raw) else _converted(kind, raw)
    except (ValueError, RecursionError):
        made = _salvaged(kind, raw)
    msgspec.structs.force_setattr(made, "ref", ref)
    return made


@cache
def _decoder(kind: type[Record]) -> msgspec.json.Decoder[Record]:
    return msgspec.json.Decoder(kind, strict=False)


def _converted(kind: type[Record], values: Mapping[str, Any]) -> Record:
    return msgspec.convert(values, kind, strict=False, str_keys=True)


def _salvaged(kind: type[Record], raw: msgspec.Raw | Mapping[str, Any]) -> Record:
    values = _untyped(raw) if isinstance(raw, msgspec.Raw) else raw
    if not isinstance(values, Mapping):
        raise ValueError(f"no {kind.__name__} but {type(values).__name__}")  # noqa: TRY004 (a peer's mistake, not ours)
    fitting = {name: value for name, value in values.items() if _fits(kind, name, value)}
    return _converted(kind, fitting)


def _untyped(raw: msgspec.Raw) -> Any:
    """The plain values of a JSON text, without those that Python cannot hold (an integer of a million digits); bytes
    that are no UTF-8 become replacement characters."""
    text = bytes(raw).decode(errors="replace")
    if not text.lstrip().startswith("{"):
        return _decoded(text, Any)
    values = {}
    for name, part in _decoded(text, dict[str, msgspec.Raw]).items():
        with contextlib.suppress(ValueError):
            values[name] = _decoded(part, Any)
    return values


def _decoded(text: str | msgspec.Raw, type_: Any) -> Any:
    try:
        return msgspec.json.decode(text, type=type_)
    except RecursionError as fault:
        raise ValueError(str(fault)) from None


def _fits(kind: type[Record], name: str, value: Any) -> bool:
    try:
        _converted(kind, {name: value})
    except msgspec.ValidationError:
        return False
    return True
