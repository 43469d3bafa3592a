"""HTTP as xapi's own little server does it.

h11 reads the requests; the replies are written by hand, because xapi answers a request of
HTTP/1.0 in kind, lets it keep its connection if it asks, and never sends chunks. One connection is
served strictly in turn: whoever blocks in a call blocks what comes behind it.
"""

from __future__ import annotations

import asyncio
import sys
import traceback
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import parse_qsl

import h11

HEADER_LIMIT = 1024
HEADER_READ_S, HEADER_TOTAL_S = 10.0, 60.0
CHUNK = 65536
SLICE = 1024 * 1024

Headers = dict[str, str]
Handler = Callable[["Exchange"], Awaitable[None]]
Spoiler = Callable[["Exchange", int, Headers, bytes], Awaitable[bool]]
"""Called with a whole answer, and true if it was sent some other way."""


class HttpError(Exception):
    """An exchange that ends with a status and a page, and with its connection."""

    def __init__(self, status: int, information: str = "", headers: Headers | None = None) -> None:
        super().__init__(status, information)
        self.status = status
        self.information = information
        self.headers = headers or {}


class ClosedError(Exception):
    """The client went away."""


class Exchange:
    """One request and the reply to it.

    `reply` serves whoever has the whole body; for a stream or a tunnel write with `head` and
    `writer`, and `read` what the client sends after its request.
    """

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, parser: h11.Connection, request: h11.Request
    ) -> None:
        self.reader = reader
        self.writer = writer
        self._parser = parser
        self.method = request.method.decode()
        target = request.target.decode("latin-1")
        self.path, _, query = target.partition("?")
        self.query = dict(parse_qsl(query, keep_blank_values=True))
        self.headers = {name.decode(): value.decode("latin-1") for name, value in request.headers}
        self.version = request.http_version.decode()
        self.keep_alive = self._wants_to_stay()
        self.answered = False
        self.asked = ""
        """The method of the API, once somebody has read it."""
        self.spoiler: Spoiler | None = None
        self._early_taken = False

    def _wants_to_stay(self) -> bool:
        wish = self.headers.get("connection", "").lower()
        return "close" not in wish and (self.version != "1.0" or "keep-alive" in wish)

    @property
    def early(self) -> bytes:
        """What has already arrived behind this request."""
        return b"" if self._early_taken else bytes(self._parser.trailing_data[0])

    async def read(self) -> bytes:
        """What comes next, without regard to HTTP; nothing at the end."""
        early, self._early_taken = self.early, True
        return early or await self.reader.read(CHUNK)

    async def body(self, limit: int) -> bytes:
        """The whole body; without a length there is none to read."""
        if "content-length" not in self.headers:
            raise HttpError(500, "We require a content-length: HTTP header")
        if int(self.headers["content-length"]) > limit:
            raise HttpError(500, "The request is too large")
        parts = []
        while not isinstance(event := await next_event(self._parser, self.reader), h11.EndOfMessage):
            assert isinstance(event, h11.Data)
            parts.append(bytes(event.data))
        return b"".join(parts)

    async def goodbye(self) -> None:
        """Say nothing any more, until the client goes away."""
        while await self.reader.read(CHUNK):
            pass
        raise ClosedError

    async def finish(self) -> None:
        """Read over what the handler left of the request, so that the next one can follow."""
        if self.keep_alive and self._parser.their_state is h11.SEND_BODY:
            while not isinstance(await next_event(self._parser, self.reader), h11.EndOfMessage):
                pass

    async def head(self, status: int, headers: Headers) -> None:
        """Write the status and the headers of the reply."""
        await self.send(self.head_bytes(status, headers))

    def head_bytes(self, status: int, headers: Headers) -> bytes:
        lines = [f"HTTP/{self.version} {status} {HTTPStatus(status).phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")

    async def send(self, data: bytes) -> None:
        """Write bytes as fast as the client takes them, letting others have their turn."""
        self.answered = True
        for at in range(0, len(data) or 1, SLICE):
            self.writer.write(data[at : at + SLICE])
            await self.writer.drain()

    async def reply(self, status: int, headers: Headers, body: bytes = b"") -> None:
        headers = {
            "connection": "keep-alive" if self.keep_alive else "close",
            "cache-control": "no-cache, no-store",
            "content-length": str(len(body)),
            **headers,
        }
        if self.spoiler is not None and await self.spoiler(self, status, headers, body):
            return
        await self.head(status, headers)
        await self.send(body)

    async def refuse(self, error: HttpError) -> None:
        self.keep_alive = False
        await self.reply(error.status, {"content-type": "text/html", **error.headers}, page(error))


def page(error: HttpError) -> bytes:
    title = f"HTTP {error.status} {HTTPStatus(error.status).phrase}"
    information = error.information.replace("&", "&amp;").replace("<", "&lt;")
    more = f"<h2>Additional information</h2><pre>{information}</pre>" if information else ""
    return f"<html><body><h1>{title}</h1>{more}</body></html>".encode()


async def next_event(parser: h11.Connection, reader: asyncio.StreamReader, read_s: float | None = None) -> object:
    """What h11 makes of the bytes that arrive; `read_s` is how long each of them may let us wait."""
    while True:
        event = parser.next_event()
        if event is not h11.NEED_DATA:
            return event
        async with asyncio.timeout(read_s):
            chunk = await reader.read(CHUNK)
        if not chunk:
            raise ClosedError
        parser.receive_data(chunk)


class Connection:
    """One client's connection, from its first request to its last."""

    def __init__(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        route: Callable[[str, str], Handler],
        header_read_s: float = HEADER_READ_S,
        header_total_s: float = HEADER_TOTAL_S,
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._route = route
        self._header_read_s = header_read_s
        self._header_total_s = header_total_s

    async def serve(self) -> None:
        try:
            waiting, first = b"", True
            while True:
                exchange = await self._next(waiting, first)
                if exchange is None:
                    return
                await self._answer(exchange)
                await exchange.finish()
                if not exchange.keep_alive:
                    return
                waiting, first = exchange.early, False
        except (ClosedError, ConnectionError, h11.RemoteProtocolError, TimeoutError):
            pass
        finally:
            self._writer.close()

    async def _next(self, waiting: bytes, first: bool) -> Exchange | None:
        """The next request, or nothing once the client has been told why there will be none."""
        parser = h11.Connection(h11.SERVER, max_incomplete_event_size=HEADER_LIMIT)
        if waiting:
            parser.receive_data(waiting)
        try:
            # Only a stranger has to hurry: a connection may rest between its requests.
            async with asyncio.timeout(self._header_total_s if first else None):
                request = await next_event(parser, self._reader, self._header_read_s if first else None)
        except TimeoutError:
            await self._turn_away(408)
            return None
        except h11.RemoteProtocolError as problem:
            await self._turn_away(problem.error_status_hint)
            return None
        assert isinstance(request, h11.Request)
        if _size(request) > HEADER_LIMIT:
            await self._turn_away(431)
            return None
        return Exchange(self._reader, self._writer, parser, request)

    async def _turn_away(self, status: int) -> None:
        nothing = h11.Request(method="GET", target="/", headers=[("host", "")])
        exchange = Exchange(self._reader, self._writer, h11.Connection(h11.SERVER), nothing)
        await exchange.refuse(HttpError(status))

    async def _answer(self, exchange: Exchange) -> None:
        try:
            await self._route(exchange.method, exchange.path)(exchange)
        except HttpError as error:
            await self._give_up(exchange, error)
        except (ClosedError, ConnectionError, h11.RemoteProtocolError):
            raise
        except Exception as problem:  # noqa: BLE001  one exchange must not take the others with it
            traceback.print_exc(file=sys.stderr)
            await self._give_up(exchange, HttpError(500, repr(problem)))

    @staticmethod
    async def _give_up(exchange: Exchange, error: HttpError) -> None:
        if exchange.answered:
            exchange.keep_alive = False
        else:
            await exchange.refuse(error)


def _size(request: h11.Request) -> int:
    """How long the request line and the headers were."""
    first_line = len(request.method) + len(request.target) + len(" HTTP/1.1 \r\n")
    return first_line + sum(len(name) + len(value) + len(": \r\n") for name, value in request.headers) + len("\r\n")
