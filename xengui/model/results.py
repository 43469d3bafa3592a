"""The typed result of a call, whichever way it came over the wire."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import msgspec

from xengui.model.calls import CALLS
from xengui.model.classes import CLASSES
from xengui.model.record import NULL, Int, Record
from xengui.model.records import record

_RECORD = re.compile(r"(\w+) record")
_RECORD_SET = re.compile(r"(\w+) record set")
_RECORD_MAP = re.compile(r"\(\w+ ref -> (\w+) record\) map")


def result(method: str, raw: msgspec.Raw | Any) -> Any:
    """The value of a call's answer: records as records, integers as integers, nothing as None.

    A record does not say whose it is: outside a map, its `ref` is the null reference. A call that is not in the
    datamodel (a plug-in's, a younger server's) keeps its plain JSON value. An `Async.` form answers with the
    reference of its task.

    Raises:
        ValueError: the answer does not have the type that the datamodel gives it.
    """
    try:
        return _result(method, raw)
    except RecursionError as fault:
        raise ValueError(f"the answer is nested too deeply: {fault}") from None


def _result(method: str, raw: msgspec.Raw | Any) -> Any:
    if method.startswith("Async."):
        return _plain("string", raw)
    _, type_ = CALLS.get(method, ((), "any"))
    if type_ == "void":
        return None
    if kind := _kind(_RECORD, type_):
        return record(kind, NULL, raw)
    if kind := _kind(_RECORD_SET, type_):
        return tuple(record(kind, NULL, part) for part in _parts(list, raw))
    if kind := _kind(_RECORD_MAP, type_):
        return {ref: record(kind, ref, part) for ref, part in _parts(dict, raw).items()}
    return _plain(type_, raw)


def _kind(shape: re.Pattern[str], type_: str) -> type[Record] | None:
    found = shape.fullmatch(type_)
    return CLASSES.get(found[1]) if found else None


def _parts(shape: type, raw: msgspec.Raw | Any) -> Any:
    """The records in an answer, each still as it came."""
    if isinstance(raw, msgspec.Raw):
        return msgspec.json.decode(raw, type=list[msgspec.Raw] if shape is list else dict[str, msgspec.Raw])
    return msgspec.convert(raw, shape)


def _plain(type_: str, raw: msgspec.Raw | Any) -> Any:
    try:
        if isinstance(raw, msgspec.Raw):
            return msgspec.json.decode(raw, type=_python_type(type_), strict=False)
        return msgspec.convert(raw, _python_type(type_), strict=False, str_keys=True)
    except (msgspec.ValidationError, RecursionError) as fault:
        raise ValueError(f"the answer is no {type_}: {fault}") from None


@cache
def _python_type(type_: str) -> Any:
    if type_.endswith(" set"):
        return tuple.__class_getitem__((_python_type(type_.removesuffix(" set")), ...))
    if type_.endswith(" map"):
        key, value = type_.removesuffix(" map").strip("()").split(" -> ", 1)
        return dict.__class_getitem__((_python_type(key), _python_type(value)))
    if type_.endswith(" ref") or type_.startswith("enum ") or type_ in {"string", "datetime"}:
        return str
    if type_.endswith(" record"):
        return dict[str, Any]
    return {"int": Int, "float": float, "bool": bool}.get(type_, Any)
