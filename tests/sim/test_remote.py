"""Speaking to another pool."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine
from typing import Any

import pytest

from xengui.sim.failures import ApiError
from xengui.sim.remote import Remote, post


def refused(coroutine: Coroutine[Any, Any, Any]) -> list[str]:
    with pytest.raises(ApiError) as refusal:
        asyncio.run(coroutine)
    return refusal.value.description


@pytest.mark.parametrize("plain", [True, False])
def test_a_call_is_answered_and_an_error_is_raised_as_it_came(start, plain):
    server = start(plain=plain)
    remote = Remote(server.url, server.login().session)

    assert asyncio.run(remote.call("host.get_enabled", "OpaqueRef:granite")) is True
    assert refused(remote.call("host.get_enabled", "OpaqueRef:x")) == ["HANDLE_INVALID", "host", "OpaqueRef:x"]
    assert refused(Remote(server.url, "OpaqueRef:old").call("VM.get_all")) == ["SESSION_INVALID", "OpaqueRef:old"]


def test_where_nobody_listens_nobody_is_contacted():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        assert refused(post(f"http://127.0.0.1:{port}", "/", {})) == ["CANNOT_CONTACT_HOST", "127.0.0.1"]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"hello\r\n",
        b"HTTP/1.1 500 Internal Server Error\r\ncontent-length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nnone",
    ],
)
def test_whoever_answers_otherwise_than_a_pool_cannot_be_contacted(answer):
    async def speak() -> None:
        async def serve(reader, writer) -> None:
            await reader.readuntil(b"{}")
            writer.write(answer)
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(serve, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            await post(f"http://127.0.0.1:{port}", "/jsonrpc", {})

    assert refused(speak()) == ["CANNOT_CONTACT_HOST", "127.0.0.1"]
