"""Talks to a pretend pool byte by byte: one connection, one call, and whatever comes back."""

from __future__ import annotations

import json
import socket
from typing import Any
from urllib.parse import urlsplit


def place(url: str) -> tuple[str, int]:
    address = urlsplit(url)
    assert address.hostname is not None
    assert address.port is not None
    return address.hostname, address.port


def call(method: str, *params: Any) -> bytes:
    body = json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1}).encode()
    return b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body) + body


def connected(url: str, timeout: float = 20.0) -> socket.socket:
    return socket.create_connection(place(url), timeout=timeout)


def heard(connection: socket.socket) -> bytes:
    """All that comes until the other side hangs up, politely or not."""
    parts = []
    try:
        while chunk := connection.recv(65536):
            parts.append(chunk)
    except ConnectionError:
        pass
    return b"".join(parts)


def exchange(url: str, method: str, *params: Any) -> bytes:
    """The answer to a call on a connection of its own, from one that hangs up after it."""
    with connected(url) as connection:
        connection.sendall(call(method, *params))
        return heard(connection)


def parts(answer: bytes) -> tuple[str, dict[str, str], bytes]:
    """First line, headers and body of what was heard."""
    head, _, body = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return first, dict(line.split(": ", 1) for line in lines), body
