"""The datamodel as the recorder knows it: the published one where it is at hand, else the tables made of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tests.model.datamodel import PATH
from xengui.sim import datamodel as generated
from xengui.sim.signatures import SIGNATURES

NO_ASYNC = {"session", "task", "event", "data_source", "blob"}
_OWN = {"create", "destroy"}
"""Generated messages that have an Async form all the same."""


@dataclass(frozen=True, slots=True)
class Type:
    """`kind` is a plain type, or what is built of others: enum, ref, record (of `name`), set, map, option (of `of`)."""

    kind: str
    name: str = ""
    of: tuple[Type, ...] = ()

    def __str__(self) -> str:
        match self.kind:
            case "map":
                return f"({self.of[0]} -> {self.of[1]}) map"
            case "set" | "option":
                return f"{self.of[0]} {self.kind}"
            case "ref" | "record":
                return f"{self.name} {self.kind}"
            case "enum":
                return f"enum {self.name}"
        return self.kind


@cache
def type_of(text: str) -> Type:
    """A type as the datamodel writes it: `(VM ref -> (string -> string) map) map`."""
    for suffix in ("set", "option"):
        if text.endswith(f" {suffix}"):
            return Type(suffix, of=(type_of(text[: -len(suffix) - 1]),))
    if text.startswith("(") and text.endswith(" map"):
        key, _, value = text[1 : text.rindex(")")].partition(" -> ")
        return Type("map", of=(type_of(key), type_of(value)))
    if text.startswith("enum "):
        return Type("enum", text[5:])
    for suffix in ("ref", "record"):
        if text.endswith(f" {suffix}"):
            return Type(suffix, text[: -len(suffix) - 1])
    if text == "an event batch":
        return Type("batch")
    if text not in {"string", "int", "float", "bool", "datetime", "void"}:
        raise ValueError(f"the datamodel has a type nobody can read: {text}")
    return Type(text)


@dataclass(frozen=True, slots=True)
class Method:
    """A call: whether it needs a session, its parameters after that, how many of them must be there, its result."""

    session: bool
    params: tuple[tuple[str, Type], ...]
    required: int
    result: Type
    has_async: bool


@dataclass(frozen=True, slots=True)
class Datamodel:
    """Classes with the types of their fields, calls, and the values of enums."""

    fields: Mapping[str, Mapping[str, Type]]
    methods: Mapping[str, Method]
    enums: Mapping[str, frozenset[str]]
    events: Mapping[str, str] = field(default_factory=dict)
    """Classes as events spell them -> as the datamodel does."""


def _method(full_name: str, params: Iterable[tuple[str, str]], result: str, *, session: bool, own: bool) -> Method:
    """Which parameters may be left out, and which are younger, is not published: there the pretend pool is asked."""
    typed = tuple((param, type_of(type_)) for param, type_ in params)
    known = SIGNATURES.get(full_name)
    younger = tuple((param.name, _same(param.type)) for param in known.params[len(typed) :]) if known else ()
    required = known.required if known else len(typed)
    has_async = own and full_name.partition(".")[0] not in NO_ASYNC
    return Method(session, typed + younger, required, type_of(result), has_async)


def _same(type_: Any) -> Type:
    return Type(type_.kind, type_.name, tuple(_same(part) for part in type_.of))


def from_tables() -> Datamodel:
    """Out of what the pretend pool's tables say."""
    fields = {c: {name: type_of(row[0]) for name, row in rows.items()} for c, rows in generated.FIELDS.items()}
    methods = {
        f"{c}.{name}": _method(f"{c}.{name}", params, result, session=session, own=not implicit or name in _OWN)
        for c, rows in generated.CALLS.items()
        for name, (session, params, result, implicit, _) in rows.items()
    }
    return _whole(fields, methods, {name: frozenset(values) for name, values in generated.ENUMS.items()})


def from_published(classes: Iterable[Mapping[str, Any]]) -> Datamodel:
    """Out of the published file; what is younger than that is told by the tables."""
    younger = from_tables()
    fields: dict[str, dict[str, Type]] = {name: dict(of) for name, of in younger.fields.items()}
    methods = dict(younger.methods)
    enums = dict(younger.enums)
    for c in classes:
        fields.setdefault(c["name"], {}).update({f["name"]: type_of(f["type"]) for f in c["fields"]})
        enums |= {e["name"]: frozenset(v["name"] for v in e["values"]) for e in c["enums"]}
        for m in c["messages"]:
            session = bool(m["params"]) and m["params"][0]["name"] == "session_id"
            params = [(p["name"], p["type"]) for p in m["params"][session:]]
            own, name = not m["implicit"] or m["name"] in _OWN, f"{c['name']}.{m['name']}"
            methods[name] = _method(name, params, m["result"][0], session=session, own=own)
    return _whole(fields, methods, enums)


def _whole(
    fields: Mapping[str, Mapping[str, Type]], methods: dict[str, Method], enums: Mapping[str, frozenset[str]]
) -> Datamodel:
    for c in fields:
        if f"{c}.get_all_records" in methods:  # these two are published nowhere, and every server answers them
            expression = (("expr", type_of("string")),)
            methods[f"{c}.get_all_where"] = Method(True, expression, 1, type_of(f"{c} ref set"), False)
            records = type_of(f"({c} ref -> {c} record) map")
            methods[f"{c}.get_all_records_where"] = Method(True, expression, 1, records, False)
    return Datamodel(fields, methods, enums, {c.lower(): c for c in fields})


@cache
def datamodel() -> Datamodel:
    """The best that is at hand."""
    return from_published(json.loads(PATH.read_text(encoding="utf-8"))) if PATH.is_file() else from_tables()
