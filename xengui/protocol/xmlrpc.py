"""Calls in XML-RPC, the language of every XenServer: asked where JSON-RPC is not to be had.

The server wraps each answer in a struct of `Status` and `Value`, and spells 64-bit integers as plain text, so values
get their types from the datamodel and not from here.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape

from xengui.protocol.failure import Failure

PATH = "/"
CONTENT_TYPE = "text/xml"

DEPTH = 200
"""Elements may be nested this deep; an answer of the API needs about twenty."""

LONGEST_TAG = 1 << 20
"""So many bytes a tag or a comment may have. Some builds of expat read an unfinished one again from its beginning with
every piece that comes."""

_PIECE = 1 << 16
_NAME = re.compile(rb"<name>((?:[^<]|<(?!/?name>))*+)</name>")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class NotXmlRpc(ValueError):
    """The body is no XML-RPC reply."""


def spoken(body: bytes) -> bool:
    """Whether a body is an answer in this language, also one that says no more than that it did not understand."""
    start = body[:200].lstrip()
    return start.startswith((b"<?xml", b"<methodResponse")) and b"<html" not in body[:1000].lower()


def request(method: str, params: Sequence[Any], request_id: int = 0) -> bytes:
    """The body of one call. Integers go as text, which every server takes; old ones take nothing else. The number is
    for languages that have one.

    Raises:
        ValueError: a text holds a character that XML has no way to write.
    """
    values = "".join(f"<param>{_written(param)}</param>" for param in params)
    name = escape(method)
    body = f'<?xml version="1.0"?><methodCall><methodName>{name}</methodName><params>{values}</params></methodCall>'
    return body.encode()


def _written(value: Any) -> str:
    match value:
        case bool():
            inner = f"<boolean>{int(value)}</boolean>"
        case int():
            inner = str(value)
        case float():
            inner = f"<double>{_float(value)}</double>"
        case str():
            if wrong := _NO_XML.search(value):
                raise ValueError(f"a text holds the character {wrong[0]!r}, which this server cannot be sent")
            inner = escape(value, {"\r": "&#13;"})
        case Mapping():
            members = (f"<member><name>{_key(key)}</name>{_written(held)}</member>" for key, held in value.items())
            inner = f"<struct>{''.join(members)}</struct>"
        case Sequence():
            inner = f"<array><data>{''.join(map(_written, value))}</data></array>"
        case _:
            raise TypeError(f"{type(value).__name__} is no value of the API")
    return f"<value>{inner}</value>"


def _key(key: Any) -> str:
    return _written(str(key)).removeprefix("<value>").removesuffix("</value>")


def _float(value: float) -> str:
    return repr(value) if math.isfinite(value) else str(value)


def reply(body: bytes) -> Any:
    """The result in a reply, as plain values: texts, numbers, lists and dictionaries.

    Servers do not escape the keys of maps: a body that is no XML for that reason is put right and read again.

    Raises:
        Failure: the server refused the call.
        NotXmlRpc: this is no reply.
    """
    try:
        try:
            wrapped = _Reader().read(body)
        except expat.ExpatError:
            wrapped = _Reader().read(_names_escaped(body))
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise NotXmlRpc(str(fault)) from None
    match wrapped:
        case {"Status": "Success"}:
            return wrapped.get("Value", "")
        case {"Status": "Failure", "ErrorDescription": [str(code), *params]}:
            return _refuse(code, params)
        case _:
            raise NotXmlRpc("neither a result nor an error")


def value(text: str) -> Any:
    """The plain value in the text of one `<value>`, as results of tasks are written.

    Raises:
        NotXmlRpc: it is none.
    """
    try:
        return _Reader().read(text.encode())
    except (expat.ExpatError, ValueError, LookupError) as fault:
        raise NotXmlRpc(str(fault)) from None


def _refuse(code: str, params: Sequence[Any]) -> None:
    if not all(isinstance(param, str) for param in params):
        raise NotXmlRpc("an error that cannot be read")
    raise Failure(code, params)


def _names_escaped(body: bytes) -> bytes:
    whole = bytearray()
    at = 0
    for found in _NAME.finditer(body):  # one at a time: `sub` would hold all of them at once
        whole += body[at : found.start(1)]
        whole += found[1].replace(b"&", b"&amp;").replace(b"<", b"&lt;")
        at = found.end(1)
    return bytes(whole + body[at:])


_SCALARS: Mapping[str, Callable[[str], Any]] = {
    "string": str,
    "dateTime.iso8601": str,
    "int": int,
    "i4": int,
    "i8": int,
    "double": float,
    "boolean": lambda text: text.strip() == "1",
    "nil": lambda _: None,
}
_NOTHING = object()


class _Reader:
    """Builds the value of one answer while its text goes by; no tree of the document is ever made."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.buffer_size = _PIECE
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = _no_document_type
        self._depth = 0
        self._texts: list[str] = []
        self._held: list[Any] = []
        """A value in the making for each `<value>`, `<array>` and `<struct>` that is open."""
        self._known: dict[str, str] = {}
        """Names are kept once for each answer, and no longer than that."""
        self._names: list[str | None] = []
        """The name in front of the next value, for each `<struct>` that is open."""
        self._result: Any = _NOTHING

    def read(self, body: bytes) -> Any:
        """Made for a worker thread, where it lets others run now and then."""
        for at in range(0, len(body), _PIECE):
            self._parser.Parse(body[at : at + _PIECE], False)
            if at - self._parser.CurrentByteIndex > LONGEST_TAG:
                raise NotXmlRpc("a tag without an end")
            time.sleep(0)
        self._parser.Parse(b"", True)
        if self._result is _NOTHING:
            raise NotXmlRpc("an answer without a value")
        return self._result

    def _start(self, tag: str, _: Mapping[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise NotXmlRpc("nested too deeply")
        match tag:
            case "value":
                self._held.append(_NOTHING)
            case "array":
                self._held.append([])
            case "struct":
                self._held.append({})
                self._names.append(None)
            case "fault":
                raise NotXmlRpc("the server did not understand the call")
        self._texts.clear()

    def _text(self, text: str) -> None:
        self._texts.append(text)

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "value":
            value = self._held.pop()
            self._give(self._said() if value is _NOTHING else value)
        elif tag in {"array", "struct"}:
            whole = self._held.pop()
            self._held[-1] = whole
            if tag == "struct":
                self._names.pop()
        elif tag == "name":
            name = self._said()
            self._names[-1] = self._known.setdefault(name, name)
        elif scalar := _SCALARS.get(tag):
            self._held[-1] = scalar(self._said())
        self._texts.clear()

    def _give(self, value: Any) -> None:
        if not self._held:
            self._result = value
        elif isinstance(self._held[-1], list):
            self._held[-1].append(value)
        elif isinstance(self._held[-1], dict):
            name, self._names[-1] = self._names[-1], None
            if name is None:
                raise NotXmlRpc("a member without a name")
            self._held[-1][name] = value
        else:
            raise NotXmlRpc("a value within a value")

    def _said(self) -> str:
        return "".join(self._texts)


def _no_document_type(*_: Any) -> None:
    raise NotXmlRpc("a document type, which no answer of the API has")
