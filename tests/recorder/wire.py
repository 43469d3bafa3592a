"""Reads the two languages of the API as they stand on the wire, without a line of the program's own reading.

JSON gives plain Python values. XML gives the same shapes with a `Leaf` for every text or number, which keeps the tag
that it came in: an integer without a tag is right from a server, and a boolean without one never is.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, fromstring

_NAME = re.compile(rb"<name>(.*?)</name>(?=<value>)", re.DOTALL)


class Unreadable(ValueError):
    """The bytes are no message of this language."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar in XML; `tag` is "" where it had none."""

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """A request: `id` and `version` are those of JSON-RPC."""

    method: str
    params: list[Any]
    xml: bool = False
    version: str = ""
    id: object = None


@dataclass(frozen=True, slots=True)
class Came:
    """An answer: a value, or the description of a failure."""

    value: Any = None
    failure: tuple[str, ...] | None = None


def sent(body: bytes) -> Sent:
    """Read a request, in whichever language it is."""
    return _xml_request(body) if body.lstrip().startswith(b"<") else _json_request(body)


def came(request: Sent, body: bytes) -> Came:
    """Read the answer to a request, which is in the request's language."""
    return _xml_answer(body) if request.xml else _json_answer(request, body)


def _json(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body, object_pairs_hook=_members)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(str(fault)) from None
    if not isinstance(read, dict):
        raise Unreadable("no object")
    return read


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError(f"a member twice in {sorted(name for name, _ in pairs)}")
    return read


def _json_request(body: bytes) -> Sent:
    read = _json(body)
    version = read.get("jsonrpc", "")
    if unknown := sorted(set(read) - {"jsonrpc", "method", "params", "id"}):
        raise Unreadable(f"a request with {unknown}")
    if version not in ("", "2.0"):
        raise Unreadable(f"JSON-RPC {version}")
    if not isinstance(read.get("method"), str) or not isinstance(read.get("params"), list):
        raise Unreadable("no method, or no array of params")
    if not isinstance(read.get("id"), int | str) or isinstance(read["id"], bool):
        raise Unreadable("an id that is no number and no text")
    return Sent(read["method"], read["params"], version=version, id=read["id"])


def _json_answer(request: Sent, body: bytes) -> Came:
    read = _json(body)
    error, has_result = read.get("error"), read.get("result") is not None
    if (error is not None) == has_result:
        raise Unreadable("not one of a result and an error")
    early = isinstance(error, list)  # before it was dispatched: nobody's id, and always the shape of 2.0
    if not early and read.get("id") != request.id:
        raise Unreadable(f"the id {read.get('id')} instead of {request.id}")
    # Before 7.3 servers answered whatever they were asked in the shape of 1.0.
    if not early and (spoken := read.get("jsonrpc", "")) != request.version and (spoken or len(read) != 3):
        raise Unreadable(f"JSON-RPC {spoken} instead of {request.version}")
    if error is None:
        return Came(read["result"])
    if isinstance(error, list):
        told = error
    elif (
        isinstance(error, dict) and "jsonrpc" in read and error.get("code") == 1 and isinstance(error.get("data"), list)
    ):
        told = [error.get("message"), *error["data"]]
    else:
        raise Unreadable(f"an error in the shape {error!r}")
    if not told or not all(isinstance(part, str) for part in told):
        raise Unreadable(f"an error that is not all text: {told!r}")
    return Came(failure=tuple(told))


def _xml(body: bytes, root: str) -> Element:
    if b"<!DOCTYPE" in body:
        raise Unreadable("a document type")
    try:
        read = fromstring(body)
    except (ValueError, SyntaxError) as fault:
        raise Unreadable(str(fault)) from None
    if read.tag != root:
        raise Unreadable(f"<{read.tag}> instead of <{root}>")
    return read


def _xml_request(body: bytes) -> Sent:
    root = _xml(body, "methodCall")
    method = root.findtext("methodName")
    if not method:
        raise Unreadable("no methodName")
    return Sent(method, [_only_value(param) for param in root.iterfind("params/param")], xml=True)


def _xml_answer(body: bytes) -> Came:
    try:
        root = _xml(body, "methodResponse")
    except Unreadable:  # servers do not escape the keys of maps
        root = _xml(_NAME.sub(lambda name: b"<name>%s</name>" % _escaped(name[1]), body), "methodResponse")
    params = root.findall("params/param")
    if len(params) != 1:
        raise Unreadable(f"{len(params)} values instead of one")
    read = _only_value(params[0])
    if not isinstance(read, dict) or "Status" not in read:
        return Came(read)  # `system.listMethods` has no wrapper
    status = read["Status"].text
    if status == "Success" and set(read) == {"Status", "Value"}:
        return Came(read["Value"])
    told = read.get("ErrorDescription")
    if (
        status != "Failure"
        or not isinstance(told, list)
        or not told
        or not all(isinstance(part, Leaf) for part in told)
    ):
        raise Unreadable(f"an answer in the shape {read!r:.200}")
    return Came(failure=tuple(part.text for part in told))


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;")


def _only_value(element: Element) -> Any:
    inner = list(element)
    if len(inner) != 1 or inner[0].tag != "value":
        raise Unreadable(f"<{element.tag}> does not hold one <value>")
    return _value(inner[0])


def _value(element: Element) -> Any:
    inner = list(element)
    if not inner:
        return Leaf("", element.text or "")
    if len(inner) != 1:
        raise Unreadable(f"a <value> of {len(inner)} elements")
    (held,) = inner
    if held.tag == "array":
        return [_value(member) for member in held.iterfind("data/value")]
    if held.tag == "struct":
        pairs = [(member.findtext("name") or "", _only_value_of(member)) for member in held.iterfind("member")]
        if len(read := dict(pairs)) != len(pairs):
            raise Unreadable(f"a member twice in {sorted(name for name, _ in pairs)}")
        return read
    if held.tag not in {"string", "int", "i4", "i8", "double", "boolean", "dateTime.iso8601", "nil"}:
        raise Unreadable(f"<{held.tag}> is no type of XML-RPC")
    return Leaf(held.tag, held.text or "")


def _only_value_of(member: Element) -> Any:
    found = member.findall("value")
    if len(found) != 1:
        raise Unreadable(f"a member with {len(found)} values")
    return _value(found[0])
