"""The types of the datamodel, and what is accepted for a value of each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from xengui.sim.datamodel import ENUMS, FIELDS
from xengui.sim.failures import ApiError

NULL = "OpaqueRef:NULL"

# Words younger than the published datamodel.
YOUNGER_WORDS = {"vm_operations": ("sysprep",)}

Record = dict[str, Any]
Kind = Literal[
    "string", "int", "float", "bool", "datetime", "void", "batch", "enum", "ref", "record", "set", "map", "option"
]
PLAIN: dict[str, Kind] = {
    "string": "string",
    "int": "int",
    "float": "float",
    "bool": "bool",
    "datetime": "datetime",
    "void": "void",
    "an event batch": "batch",
}


@dataclass(frozen=True, slots=True)
class Type:
    kind: Kind
    name: str = ""
    """The class of a ref or record, the enum of an enum."""
    of: tuple[Type, ...] = ()
    """What a set or option holds; key and value of a map."""


@cache
def parse(text: str) -> Type:
    """Read a type as the datamodel writes it: `(string -> VDI ref set) map`."""
    if text in PLAIN:
        return Type(PLAIN[text])
    if text.startswith("enum ") and text.count(" ") == 1:
        return Type("enum", text.removeprefix("enum "))
    rest, _, last = text.rpartition(" ")
    if last == "set":
        return Type("set", of=(parse(rest),))
    if last == "option":
        return Type("option", of=(parse(rest),))
    if last == "map":
        key, _, value = rest[1:-1].partition(" -> ")
        return Type("map", of=(parse(key), parse(value)))
    if last == "ref":
        return Type("ref", rest)
    if last == "record":
        return Type("record", rest)
    raise ValueError(f"The datamodel has a type nobody can read: {text}")


def field_type(class_: str, field: str) -> Type:
    return parse(FIELDS[class_][field][0])


@cache
def words(enum: str) -> tuple[str, ...]:
    """All values of an enumeration."""
    return (*ENUMS[enum], *(word for word in YOUNGER_WORDS.get(enum, ()) if word not in ENUMS[enum]))


def accept(value: Any, type_: Type, where: str) -> Any:
    """The value a client meant, or `FIELD_TYPE_ERROR [where]`.

    Integers may come as decimal text and floats as any text that reads as one; booleans
    and texts come only as themselves.
    """
    match type_.kind:
        case "string" | "ref" | "datetime" if isinstance(value, str):
            return value
        case "enum" if isinstance(value, str) and value in words(type_.name):
            return value
        case "bool" if isinstance(value, bool):
            return value
        case "int" if isinstance(value, int | str) and not isinstance(value, bool):
            return _number(int, value, where)
        case "float" if isinstance(value, int | float | str) and not isinstance(value, bool):
            return _number(float, value, where)
        case "set" if isinstance(value, list):
            return [accept(member, type_.of[0], where) for member in value]
        case "map" if isinstance(value, dict):
            return {_key(key, type_.of[0], where): accept(held, type_.of[1], where) for key, held in value.items()}
        case "record" if isinstance(value, dict):
            known = FIELDS[type_.name]
            return {
                name: accept(held, field_type(type_.name, name), name) for name, held in value.items() if name in known
            }
        case "option":
            return None if value is None else accept(value, type_.of[0], where)
    raise ApiError("FIELD_TYPE_ERROR", where)


def _number(kind: type[int] | type[float], value: int | float | str, where: str) -> int | float:
    try:
        return kind(value)
    except ValueError:
        raise ApiError("FIELD_TYPE_ERROR", where) from None


def _key(key: Any, type_: Type, where: str) -> str:
    """Keys of maps are text on the wire, whatever they stand for."""
    accept(str(key), type_, where)
    return str(key)


def new_record(class_: str) -> Record:
    """A record with the datamodel's default in every field."""
    return {
        name: list(default) if isinstance(default, list) else dict(default) if isinstance(default, dict) else default
        for name, (_, _, default, _) in FIELDS[class_].items()
    }
