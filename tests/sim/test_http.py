"""HTTP, byte by byte."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import pytest

from xengui.sim.http import Connection, HttpError

BODY = b'{"jsonrpc":"2.0","method":"session.login_with_password","params":["root","wrong"],"id":1}'


def post(path: str = "/jsonrpc", body: bytes = BODY, version: str = "1.1", headers: Sequence[str] = ()) -> bytes:
    lines = [f"POST {path} HTTP/{version}", "Host: x", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture
def talk(server):
    """Send bytes and read what comes back until the server closes, or until we have heard enough."""

    def talk(sent, replies=None):
        address = urlsplit(server.url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            for part in sent if isinstance(sent, list) else [sent]:
                connection.sendall(part)
            heard = b""
            while replies is None or heard.count(b'"id":1}') < replies:
                chunk = connection.recv(65536)
                if not chunk:
                    break
                heard += chunk
        return heard

    return talk


def head(heard: bytes) -> list[str]:
    return heard.split(b"\r\n\r\n")[0].decode().split("\r\n")


def test_a_reply_carries_the_headers_of_xapi(talk):
    heard = talk(post(), replies=1)
    status, *headers = head(heard)

    assert status == "HTTP/1.1 200 OK"
    assert dict(header.split(": ") for header in headers) == {
        "connection": "keep-alive",
        "cache-control": "no-cache, no-store",
        "content-length": str(len(heard.split(b"\r\n\r\n")[1])),
        "access-control-allow-origin": "*",
        "access-control-allow-headers": "X-Requested-With",
        "content-type": "application/json",
    }


def test_several_requests_on_one_connection_are_answered_in_turn(talk):
    assert talk(post() + post() + post(), replies=3).count(b"HTTP/1.1 200 OK") == 3


def test_a_request_may_arrive_in_small_pieces(talk):
    whole = post()

    assert b"200 OK" in talk([whole[at : at + 3] for at in range(0, len(whole), 3)], replies=1)


@pytest.mark.parametrize(
    ("version", "header", "stays"),
    [
        ("1.1", None, True),
        ("1.1", "Connection: close", False),
        ("1.0", None, False),
        ("1.0", "Connection: keep-alive", True),
    ],
)
def test_who_keeps_the_connection(talk, version, header, stays):
    heard = talk(post(version=version, headers=[header] if header else []), replies=1 if stays else None)

    assert head(heard)[0] == f"HTTP/{version} 200 OK"
    assert ("connection: keep-alive" in head(heard)) is stays


def test_the_line_and_headers_may_have_a_kibibyte(talk):
    fitting = post(headers=["Cookie: " + "x" * (1024 - len(post()) + len(BODY) - len("Cookie: \r\n"))])
    assert len(fitting) - len(BODY) == 1024

    assert head(talk(fitting, replies=1))[0] == "HTTP/1.1 200 OK"
    assert head(talk(fitting.replace(b"Cookie: ", b"Cookie: x")))[0] == ("HTTP/1.1 431 Request Header Fields Too Large")


def test_endless_headers_are_cut_short(talk):
    assert head(talk(b"GET / HTTP/1.1\r\nX: " + b"x" * 3000))[0].startswith("HTTP/1.1 431")


def test_a_body_needs_a_length_within_limits(talk):
    without = b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n"

    assert head(talk(without))[0] == "HTTP/1.1 500 Internal Server Error"
    too_long = post(body=b"").replace(b"Content-Length: 0", b"Content-Length: 307201")
    assert head(talk(too_long))[0] == "HTTP/1.1 500 Internal Server Error"
    assert head(talk(post(body=BODY + b" " * (300 * 1024 - len(BODY))), replies=1))[0] == "HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        ("GET / HTTP/1.1", 200),
        ("GET /index.html HTTP/1.1", 200),
        ("GET /nothing HTTP/1.1", 404),
        ("PUT /nothing HTTP/1.1", 403),
        ("CONNECT /nothing HTTP/1.0", 403),
        ("DELETE / HTTP/1.1", 501),
        ("HEAD / HTTP/1.1", 501),
        ("what is this", 400),
    ],
)
def test_statuses(talk, request_line, status):
    heard = talk(f"{request_line}\r\nHost: x\r\nConnection: close\r\n\r\n".encode())

    assert head(heard)[0].split()[1] == str(status)


def test_an_error_is_a_page_that_closes_the_connection_and_tells_more(talk):
    heard = talk(post(body=b"<no json>"))

    assert "connection: close" in head(heard)
    assert "content-type: text/html" in head(heard)
    assert b"Additional information" in heard


def serve(route, sent, **timeouts: float) -> bytes:
    """Serve one connection with a route of our own, and return what the client hears."""

    async def conversation() -> bytes:
        async def connected(reader, writer):
            await Connection(reader, writer, route, **timeouts).serve()

        async with await asyncio.start_server(connected, "127.0.0.1", 0) as server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
            writer.write(sent)
            if sent:
                writer.write_eof()
            heard = await reader.read()
            writer.close()
            await writer.wait_closed()
        return heard

    return asyncio.run(conversation())


def test_a_client_that_says_nothing_is_told_so():
    for timeout in ("header_read_s", "header_total_s"):
        heard = serve(lambda method, path: None, b"", **{timeout: 0.01})
        assert heard.startswith(b"HTTP/1.1 408 Request Timeout")


def test_a_handler_that_breaks_is_an_error_of_the_server(capsys):
    async def broken(exchange):
        raise ZeroDivisionError("by <zero>")

    heard = serve(lambda method, path: broken, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")

    assert heard.startswith(b"HTTP/1.1 500")
    assert b"by &lt;zero>" in heard
    assert "ZeroDivisionError" in capsys.readouterr().err


def test_a_handler_may_take_the_connection_over():
    async def tunnel(exchange):
        exchange.keep_alive = False
        await exchange.head(200, {"connection": "keep-alive"})
        while chunk := await exchange.read():
            exchange.writer.write(chunk.upper())

    heard = serve(lambda method, path: tunnel, b"CONNECT /console?ref=x%20y HTTP/1.0\r\n\r\n" + b"raw" * 50000)

    assert heard.endswith(b"\r\n\r\n" + b"RAW" * 50000)


def test_a_query_comes_apart():
    seen: dict[str, Any] = {}

    async def handler(exchange):
        seen.update(path=exchange.path, query=exchange.query)
        raise HttpError(404)

    serve(lambda method, path: handler, b"GET /export?ref=a%20b&empty= HTTP/1.1\r\nHost: x\r\n\r\n")

    assert seen == {"path": "/export", "query": {"ref": "a b", "empty": ""}}
