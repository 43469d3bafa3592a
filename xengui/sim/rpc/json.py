"""JSON-RPC 1.0 and 2.0 as xapi speaks them; not-a-number goes out bare, which is no legal JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

CONTENT_TYPE = "application/json"


class MalformedError(ValueError):
    """The body is no call."""


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    params: list[Any]
    id: int | str
    modern: bool
    """Whether it is version 2.0."""


def read(body: bytes) -> Request:
    """Read a call; bytes that are no UTF-8 survive as lone surrogates, for the dispatcher to refuse."""
    try:
        call = json.loads(body.decode(errors="surrogateescape"))
    except ValueError as problem:
        raise MalformedError(str(problem)) from None
    if not isinstance(call, dict):
        raise MalformedError("a call is an object")
    modern = "jsonrpc" in call
    params = call.get("params")
    if modern and params is None:
        params = []
    if modern and call["jsonrpc"] != "2.0":
        raise MalformedError("jsonrpc can only be 2.0")
    if not isinstance(params, list) or not isinstance(call.get("method"), str):
        raise MalformedError("a call has a method and an array of params")
    if not isinstance(call.get("id"), int | str) or isinstance(call["id"], bool):
        raise MalformedError("the id is a number or a text")
    return Request(call["method"], params, call["id"], modern)


def success(request: Request, value: Any) -> bytes:
    if request.modern:
        return _text({"jsonrpc": "2.0", "result": value, "id": request.id})
    return _text({"result": value, "error": None, "id": request.id})


def failure(request: Request, description: list[str]) -> bytes:
    if request.modern:
        error = {"code": 1, "message": description[0], "data": description[1:]}
        return _text({"jsonrpc": "2.0", "error": error, "id": request.id})
    return _text({"result": None, "error": description, "id": request.id})


def early_failure(description: list[str]) -> bytes:
    """A failure raised before the call was dispatched: a plain array, and nobody's id."""
    return _text({"jsonrpc": "2.0", "error": description, "id": 0})


def _text(answer: Any) -> bytes:
    return text(answer).encode(errors="replace")


text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as it is written; made once, because making it takes longer than using it."""
