"""XML-RPC as xapi speaks it: integers and texts without a tag, failures as ordinary answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from xengui.sim.datamodel import FIELDS
from xengui.sim.values import Type, field_type, parse

CONTENT_TYPE = "text/xml"
HEAD = '<?xml version="1.0"?><methodResponse><params><param>'
TAIL = "</param></params></methodResponse>"
SPECIAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f&<>]")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
CLASS_OF_EVENT = {class_.lower(): class_ for class_ in FIELDS}
TEXT, BATCH, COUNTS = parse("string"), parse("an event batch"), "valid_ref_counts"


class MalformedError(ValueError):
    """The body is no call."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    params: list[Any]
    garbled: str | None = None
    """A parameter that came as something else than UTF-8."""


def read(body: bytes) -> Request:
    """Read a `methodCall`; entities and document types are never expanded."""
    text = body.decode(errors="replace")
    try:
        root = fromstring(text, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as problem:
        raise MalformedError(str(problem)) from None
    method = root.findtext("methodName")
    if root.tag != "methodCall" or method is None:
        raise MalformedError("no methodCall with a methodName")
    garbled = None
    if "\ufffd" in text and not _unicode(body):
        garbled = next((held for held in root.itertext() if "\ufffd" in held), "")
    return Request(method.strip(), [_value(_only(param)) for param in root.iterfind("params/param")], garbled)


def _unicode(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _only(element: Element) -> Element:
    if len(element) != 1:
        raise MalformedError(f"<{element.tag}> holds {len(element)} elements instead of one")
    return element[0]


def _value(element: Element) -> Any:
    if element.tag != "value":
        raise MalformedError(f"<{element.tag}> where a <value> was expected")
    if len(element) == 0:
        return element.text or ""
    held = _only(element)
    reader = READERS.get(held.tag)
    if reader is None:
        raise MalformedError(f"<{held.tag}> is no type of XML-RPC")
    try:
        return reader(held)
    except ValueError as problem:
        raise MalformedError(str(problem)) from None


def _text(element: Element) -> str:
    return element.text or ""


def _struct(element: Element) -> dict[str, Any]:
    members = {}
    for member in element.iterfind("member"):
        name, value = member.find("name"), member.find("value")
        if name is None or value is None:
            raise MalformedError("a <member> needs a <name> and a <value>")
        members[_text(name)] = _value(value)
    return members


READERS: dict[str, Callable[[Element], Any]] = {
    "string": _text,
    "dateTime.iso8601": _text,
    "i4": lambda element: int(_text(element)),
    "i8": lambda element: int(_text(element)),
    "int": lambda element: int(_text(element)),
    "double": lambda element: float(_text(element)),
    "boolean": lambda element: _text(element) == "1",
    "nil": lambda element: None,
    "array": lambda element: [_value(value) for value in element.iterfind("data/value")],
    "struct": _struct,
}


def success(value: Any, type_: Type) -> bytes:
    return _response(_struct_text([("Status", _plain("Success")), ("Value", value_text(value, type_))]))


def failure(description: list[str]) -> bytes:
    answer = [("Status", _plain("Failure")), ("ErrorDescription", _array(map(_plain, description)))]
    return _response(_struct_text(answer))


def bare(value: Any, type_: Type) -> bytes:
    """A result without the wrapper of Status and Value, as `system.listMethods` has it."""
    return _response(value_text(value, type_))


def _response(value: str) -> bytes:
    return (HEAD + value + TAIL).encode(errors="replace")


def value_text(value: Any, type_: Type) -> str:
    """A `<value>` element; also what the `result` of a task holds."""
    return _writer(type_)(value)


@cache
def _writer(type_: Type) -> Callable[[Any], str]:
    """How a value of this type is written; looked up once, because a large pool has millions of them."""
    match type_.kind:
        case "bool":
            return lambda value: f"<value><boolean>{int(value)}</boolean></value>"
        case "int":
            return lambda value: f"<value>{value}</value>"
        case "float":
            return lambda value: f"<value><double>{value:.16g}</double></value>"
        case "datetime":
            return lambda value: f"<value><dateTime.iso8601>{escape(value)}</dateTime.iso8601></value>"
        case "set":
            member = _writer(type_.of[0])
            return lambda value: _array(map(member, value))
        case "map":
            held = _writer(type_.of[1])
            return lambda value: _struct_text([(key, held(one)) for key, one in value.items()])
        case "option":
            return _writer(type_.of[0])
        case "record" if type_.name == "event":
            return event_text
        case "record":
            return partial(record_text, class_=type_.name)
        case "batch":
            return _batch
        case _:
            return lambda value: _plain(str(value))


def record_text(record: dict[str, Any], class_: str) -> str:
    return _struct_text(_members(record, class_))


def _members(record: dict[str, Any], class_: str) -> list[tuple[str, str]]:
    writers = _field_writers(class_)
    return [(name, writers[name](value)) for name, value in record.items() if value is not None]


@cache
def _field_writers(class_: str) -> dict[str, Callable[[Any], str]]:
    return {name: _writer(field_type(class_, name)) for name in FIELDS[class_]}


def _batch(batch: dict[str, Any]) -> str:
    return f"{BEGINNING}{''.join(map(event_text, batch['events']))}{end_of_batch(batch)}"


BEGINNING = "<value><struct><member><name>events</name><value><array><data>"
"""What stands in front of the events of a batch."""


def end_of_batch(batch: dict[str, Any]) -> str:
    """What stands behind them."""
    counts = [(class_, f"<value><i4>{count}</i4></value>") for class_, count in batch[COUNTS].items()]
    members = _struct_members([(COUNTS, _struct_text(counts)), ("token", _plain(batch["token"]))])
    return f"</data></array></value></member>{members}</struct></value>"


def event_text(event: dict[str, Any], snapshot: str | None = None) -> str:
    """One event; the text of its snapshot may be known already."""
    members = [(name, _plain(value)) for name, value in event.items() if name != "snapshot"]
    if "snapshot" in event:
        text = snapshot or record_text(event["snapshot"], CLASS_OF_EVENT[event["class"]])
        members.append(("snapshot", text))
    return _struct_text(members)


def _plain(text: str) -> str:
    if SPECIAL.search(text):
        text = escape(UNPRINTABLE.sub("", text))
    return f"<value>{text}</value>"


def _array(values: Any) -> str:
    return f"<value><array><data>{''.join(values)}</data></array></value>"


def _struct_text(members: list[tuple[str, str]]) -> str:
    return f"<value><struct>{_struct_members(members)}</struct></value>"


def _struct_members(members: list[tuple[str, str]]) -> str:
    # Names are not escaped: xapi does not do it either, and clients have to live with that.
    return "".join([f"<member><name>{name}</name>{value}</member>" for name, value in members])
