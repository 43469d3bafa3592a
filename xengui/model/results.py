"""The typed result of a call, whichever way it came over the wire."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import msgspec

from xengui.model.calls import CALLS
from xengui.model.classes import CLASSES
from xengui.model.record import Record
from xengui.model.records import record


def result(method: str, raw: msgspec.Raw | Any) -> Any:
    """The value of a call's answer: records as records, integers as integers, nothing as None.

    A call that is not in the datamodel (a plug-in's, a younger server's) keeps its plain JSON value. An `Async.`
    form answers with the reference of its task.

    Raises:
        ValueError: the answer does not have the type that the datamodel gives it.
    """
    if method.startswith("Async."):
        return _plain("string", raw)
    _, type_ = CALLS.get(method, ((), "any"))
    if type_ == "void":
        return None
    if type_.endswith(" record") and (kind := CLASSES.get(type_.removesuffix(" record"))):
        return record(kind, "", raw)
    if type_.endswith(" record) map"):
        return _records(type_, raw)
    return _plain(type_, raw)


def _records(type_: str, raw: msgspec.Raw | Any) -> Mapping[str, Record]:
    kind = CLASSES[type_.removesuffix(" record) map").split(" -> ", 1)[1]]
    parts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]) if isinstance(raw, msgspec.Raw) else raw
    return {ref: record(kind, ref, part) for ref, part in parts.items()}


def _plain(type_: str, raw: msgspec.Raw | Any) -> Any:
    try:
        if isinstance(raw, msgspec.Raw):
            return msgspec.json.decode(raw, type=_python_type(type_), strict=False)
        return msgspec.convert(raw, _python_type(type_), strict=False, str_keys=True)
    except msgspec.ValidationError as fault:
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
    return {"int": int, "float": float, "bool": bool}.get(type_, Any)
