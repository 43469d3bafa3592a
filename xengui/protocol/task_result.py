"""The result of a task: the text of an XML-RPC value, whichever language the pool is spoken to in."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]


def task_result(text: str) -> Any:
    """The plain value in a task's `result`: text, a boolean, a list or a dictionary; None for a call without result.

    Numbers come as text, as they stand in the value. What is no such text is given back as it is, which XenCenter
    does too (`XenModel/Actions/AsyncAction.cs`).
    """
    if not text.strip():
        return None
    try:
        value = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError):
        return text
    return _value(value) if value.tag == "value" else text


def _value(value: Element) -> Any:
    inner = next(iter(value), None)
    if inner is None:
        return value.text or ""
    match inner.tag:
        case "array":
            return [_value(part) for part in inner.iterfind("data/value")]
        case "struct":
            return {_name(member): _member(member) for member in inner.iterfind("member")}
        case "boolean":
            return (inner.text or "").strip() == "1"
    return inner.text or ""


def _name(member: Element) -> str:
    return member.findtext("name") or ""


def _member(member: Element) -> Any:
    value = member.find("value")
    return "" if value is None else _value(value)
