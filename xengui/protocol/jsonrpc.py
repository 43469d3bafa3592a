"""Calls in JSON-RPC 2.0, as XenServer 7.3 and later speak it at /jsonrpc; the 1.0 shape is understood."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import msgspec

from xengui.protocol.failure import Failure

PATH = "/jsonrpc"
CONTENT_TYPE = "application/json"

_UP_TO_A_BARE_NUMBER = re.compile(rb'((?:[^"NI-]++|"(?:[^"\\]++|\\.)*+"|-(?!I))*+)(NaN|-?Infinity)')


class NotJsonRpc(ValueError):
    """The body is no JSON-RPC reply."""


class _Reply(msgspec.Struct):
    result: msgspec.Raw = msgspec.Raw(b"")
    error: msgspec.Raw = msgspec.Raw(b"")


class _Error(msgspec.Struct):
    message: str
    data: list[str] = []


_replies = msgspec.json.Decoder(_Reply)


def request(method: str, params: Sequence[Any], request_id: int) -> bytes:
    """The body of one call."""
    return msgspec.json.encode({"jsonrpc": "2.0", "method": method, "params": params, "id": request_id})


def reply(body: bytes) -> msgspec.Raw:
    """The result in a reply, not yet decoded; it shares the body's memory.

    xapi prints NaN and infinities bare, which is no JSON: such a body is put right and read again.

    Raises:
        Failure: the server refused the call.
        NotJsonRpc: this is no reply.
    """
    try:
        read = _read(body)
    except (ValueError, RecursionError) as fault:
        raise NotJsonRpc(str(fault)) from None
    error = bytes(read.error)
    if error not in (b"", b"null"):
        raise _failure(error)
    if not bytes(read.result):
        raise NotJsonRpc("neither a result nor an error")
    return read.result


def _read(body: bytes) -> _Reply:
    try:
        return _replies.decode(body)
    except msgspec.DecodeError:
        return _replies.decode(_quoted(body))


def _quoted(body: bytes) -> bytes:
    """NaN, Infinity and -Infinity outside strings become strings; typed decoding reads them as floats."""
    whole = bytearray()
    at = 0
    while found := _UP_TO_A_BARE_NUMBER.match(body, at):
        whole += b'%b"%b"' % found.groups()
        at = found.end()
    return bytes(whole + body[at:])


def _failure(error: bytes) -> Failure:
    """2.0 has `{code, message, data}`, where `message` is the API's code; 1.0, and errors raised before the call
    is dispatched, have a plain array."""
    try:
        if error.startswith(b"["):
            code, *params = msgspec.json.decode(error, type=list[str])
            return Failure(code, params)
        read = msgspec.json.decode(error, type=_Error)
    except (ValueError, RecursionError) as fault:
        raise NotJsonRpc(f"an error that cannot be read: {fault}") from None
    return Failure(read.message, read.data)
