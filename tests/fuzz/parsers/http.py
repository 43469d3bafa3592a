"""Answers over HTTP, from the first byte to the body: heads, lengths, chunks, encodings, and what comes after."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import zlib
from collections.abc import Iterator
from functools import cache

from hypothesis import strategies as st

from tests.fuzz.parser import Parser
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address
from xengui.protocol.problems import Problem

_SILENCE_S = 0.3

Said = tuple[bytes, bytes, int, bytes]
"""A beginning, something that is said so many times, and an end; then the connection is closed."""


class _Server:
    """A server that says what it is told, on a loop that lives as long as the process."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.said: Said = (b"", b"", 0, b"")
        self._server = self.loop.run_until_complete(asyncio.start_server(self._connected, "127.0.0.1", 0))
        self.address = Address("127.0.0.1", self._server.sockets[0].getsockname()[1], tls=False)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begin, unit, times, end = self.said
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(begin)
            together = max(1, 65_536 // max(1, len(unit)))
            for _ in range(times // together):
                writer.write(unit * together)
                await writer.drain()
            writer.write(unit * (times % together) + end)
            await writer.drain()
        writer.close()

    async def ask(self) -> bytes:
        transport = HttpTransport(self.address, lambda _: [], connections=1)
        try:
            return await transport.post("/jsonrpc", b"{}", timeout_s=_SILENCE_S)
        finally:
            await transport.close()


@cache
def _server() -> _Server:
    return _Server()


def read(said: Said) -> object:
    server = _server()
    server.said = said
    body = server.loop.run_until_complete(server.ask())
    assert isinstance(body, bytes)
    return len(body)


def _whole(answer: bytes) -> Said:
    return answer, b"", 0, b""


_OK = b"HTTP/1.1 200 OK\r\n"
_SEEDS = (
    _OK + b"Content-Type: application/json\r\nContent-Length: 24\r\n\r\n" + b'{"result": "a", "id": 1}',
    _OK + b"Transfer-Encoding: chunked\r\n\r\n18\r\n" + b'{"result": "a", "id": 1}' + b"\r\n0\r\n\r\n",
    _OK + b"Connection: close\r\n\r\n" + b'{"result": "a", "id": 1}',
    b"HTTP/1.1 100 Continue\r\n\r\n"
    + _OK
    + b"Content-Length: 2\r\nSet-Cookie: a=b; expires=Thu, 01 Jan 2030 00:00:00 GMT\r\n\r\n{}",
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
)

_lines = st.lists(
    st.sampled_from(
        [
            *(
                b"Content-Length: 2",
                b"Content-Length: -1",
                b"Content-Length: 3, 2",
                b"Content-Length: 99999999999999999999",
            ),
            *(
                b"Content-Length: +2",
                b"Transfer-Encoding: chunked",
                b"Transfer-Encoding: gzip, chunked",
                b"Connection: close",
            ),
            *(
                b"Content-Encoding: gzip",
                b"Content-Encoding: br",
                b"Set-Cookie: a=b",
                b"Location: /x",
                b": x",
                b"x",
                b" folded",
            ),
            *(b"Upgrade: h2c", b"Connection: upgrade", b"\xff: \xff", b"a: \0", b"a:" + b"b" * 5_000),
            b"X-Xenapi-Response-Host-Certificate-Thumbprint: zz",
        ]
    ),
    max_size=6,
).map(b"\r\n".join)
_starts = st.sampled_from(
    [
        *(b"HTTP/1.1 200 OK", b"HTTP/1.0 200 OK", b"HTTP/1.1 200", b"HTTP/1.1 999 x", b"HTTP/1.1 100 x", b"ICY 200 OK"),
        *(b"HTTP/1.1 101 x", b"HTTP/1.1 204 x", b"HTTP/1.1 304 x", b"HTTP/1.1 000 x", b"HTTP/9.9 200 OK", b"{}", b""),
        b"HTTP/1.1 2\xff0 x",
    ]
)
_bodies = st.sampled_from(
    [b"", b"{}", b"2\r\n{}\r\n0\r\n\r\n", b"ffffffffffffffffffff\r\n", b"-2\r\n{}", b"2;x=y\r\n{}\r\n0\r\na: b\r\n\r\n"]
)


def _bombs() -> Iterator[Said]:
    chunked = _OK + b"Transfer-Encoding: chunked\r\n\r\n"
    yield from map(
        _whole, (b"", b"\r\n", b"{}", b"<html></html>", b"HTTP/0.9 200 OK\r\n\r\n{}", b"HTTP/1.1 200 OK\n\n{}")
    )
    yield _OK, b"a: b\r\n", 2_000_000, b"\r\n"
    yield _OK + b"a: ", b"x", 8_000_000, b"\r\n\r\n"
    yield _OK, b"x", 8_000_000, b""
    yield b"", b"HTTP/1.1 100 Continue\r\n\r\n", 20_000, b""
    yield _OK, b"Set-Cookie: a=b; Expires=" + b"0" * 4_000 + b"\r\n", 20, b"Content-Length: 2\r\n\r\n{}"
    yield _OK, b"Set-Cookie: a=b; expires=1-Jan-1" + b" " * 2_000 + b"x\r\n", 40, b"Content-Length: 2\r\n\r\n{}"
    yield _OK, b"Set-Cookie: a=b\r\n", 5_000, b"Content-Length: 2\r\n\r\n{}"
    yield b"HTTP/1.1 200 ", b"x", 90_000, b"\r\nContent-Length: 2\r\n\r\n{}"
    yield b"HTTP/1.1 500 ", b"x", 90_000, b"\r\nContent-Length: 2\r\n\r\n{}"
    for length in (
        b"-1",
        b"1e3",
        b"0x2",
        b"2, 2",
        b"2, 3",
        b"9" * 5_000,
        b"9" * 19,
        b"",
        b" 2 ",
        b"+2",
        "٢".encode(),
        b"1" * 12,
    ):
        yield _whole(_OK + b"Content-Length: " + length + b"\r\n\r\n{}")
    yield _whole(_OK + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}")
    yield _whole(_OK + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}")
    yield chunked, b"1\r\nx\r\n", 100_000, b"0\r\n\r\n"
    yield chunked, b"1" + b";" + b"x" * 200 + b"\r\nx\r\n", 10_000, b"0\r\n\r\n"
    yield chunked + b"1;", b"x", 5_000_000, b"\r\nx\r\n"
    yield chunked + b"2\r\n{}\r\n0\r\n", b"a: b\r\n", 1_000_000, b"\r\n"
    yield chunked, b"10000\r\n" + b"x" * 65_536 + b"\r\n", 2_000, b"0\r\n\r\n"
    yield chunked + b"f" * 16 + b"\r\n", b"x" * 65_536, 2_000, b""
    yield _OK + b"Connection: close\r\n\r\n", b"x" * 65_536, 2_000, b""
    yield _OK + b"Content-Length: 300000000\r\n\r\n", b"x" * 65_536, 2_000, b""
    yield _OK + b"Content-Length: 2\r\n\r\n{}", b"x" * 65_536, 100, b""
    for encoding, packed in ((b"gzip", gzip.compress(bytes(50 << 20))), (b"deflate", zlib.compress(bytes(50 << 20)))):
        said = b"Content-Encoding: " + encoding + b"\r\nContent-Length: %d\r\n\r\n" % len(packed)
        yield _whole(_OK + said + packed)
    twice = gzip.compress(gzip.compress(bytes(50 << 20)))
    yield _whole(_OK + b"Content-Encoding: gzip, gzip\r\nContent-Length: %d\r\n\r\n" % len(twice) + twice)
    yield _OK + b"Content-Encoding: ", b"gzip, ", 15_000, b"gzip\r\nContent-Length: 2\r\n\r\n{}"


PARSER = Parser(
    name="http",
    read=read,
    inputs=st.tuples(_starts, _lines, _bodies).map(
        lambda parts: _whole(b"\r\n".join((parts[0], parts[1], b"", parts[2])))
    ),
    refuses=(Problem,),
    seeds=lambda: _SEEDS,
    of_bytes=_whole,
    bombs=_bombs,
)
