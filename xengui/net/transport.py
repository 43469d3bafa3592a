"""Requests over HTTP to one server, and in what ways they fail.

How long an answer may take. Its beginning has to come within the time that the caller gives. From then on it must keep
coming: a silence in its midst ends it, and so does a pace below the least that a slow line has. There is no bound on
the whole, because the first picture of a large pool takes many minutes on such a line.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from functools import cache
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any, Protocol

from xengui.net.trust import Pins, Spoke, curious, pinned
from xengui.protocol.address import Address, loopback
from xengui.protocol.certificate import fingerprint
from xengui.protocol.later import Later
from xengui.protocol.problems import Cause, Garbled, OutdatedTls, Unreachable, Untrusted

if TYPE_CHECKING:
    import httpx
else:
    httpx = Later("httpx")

KEEP_ALIVE_S = 30.0
"""An idle connection is kept this long, so that a click now and then needs no new handshake."""


STALL_S = 20.0
"""The longest silence in the midst of an answer."""

GRACE_S = 15.0
LEAST_RATE = 8 << 10
"""So many bytes a second must come on the average, after a start of so many seconds. A line of 1 Mbit/s has fifteen
times that, so it may be shared by several answers."""

LARGEST_PICTURE = 256 << 20
"""The first picture of the largest pools in XML comes close to it."""
LARGEST_ANSWER = 32 << 20
"""Of any other call: ten thousand records stay below it."""

_BREATH = 64
"""After so many parts of an answer others have their turn: a server may send each byte as a part of its own."""

_ASK_FINGERPRINT = {"X-Xenapi-Request-Host-Certificate-Thumbprint": "sha-256:master"}
_FINGERPRINT = "X-Xenapi-Response-Host-Certificate-Thumbprint"


class Transport(Protocol):
    """One keep-alive connection to a server. xapi answers its requests strictly in turn, so a long poll needs a
    transport of its own."""

    address: Address
    coordinator_sha256: str
    """The fingerprint of the coordinator's certificate, as a member told it on the way there; "" where none did."""

    async def post(
        self, path: str, body: bytes, *, timeout_s: float, content_type: str = ..., largest: int = ...
    ) -> bytes:
        """The body of the answer, which has no more than `largest` bytes.

        Raises:
            Unreachable, Garbled, Untrusted: there is none.
        """

    def renew(self) -> None: ...

    async def close(self) -> None: ...


class HttpTransport:
    """A transport over httpx.

    The request head stays far below the 1,024 bytes that xapi reads at most.
    """

    def __init__(self, address: Address, pins: Pins, *, connections: int = 4) -> None:
        self.address = address
        self.coordinator_sha256 = ""
        self._pins = pins
        self._connections = connections
        self._client = self._new_client()
        self._old: list[httpx.AsyncClient] = []
        self._free = asyncio.Semaphore(connections)
        self._under_way: set[asyncio.Timeout] = set()

    def _new_client(self) -> httpx.AsyncClient:
        most = self._connections
        return httpx.AsyncClient(
            verify=pinned(self.address, self._pins) if self.address.tls else False,
            headers={"User-Agent": "xengui", "Accept-Encoding": "identity", **_ASK_FINGERPRINT},
            limits=httpx.Limits(max_connections=most, max_keepalive_connections=most, keepalive_expiry=KEEP_ALIVE_S),
            follow_redirects=False,
            cookies=_NoCookies(),
            # The system's proxy is honored, but it must not read what goes out without TLS, nor stand before loopback.
            trust_env=self.address.tls and not loopback(self.address.host),
        )

    def renew(self) -> None:
        """Make further requests over new connections. Those under way go on over theirs, which are closed with this
        transport."""
        if not self._client.is_closed:
            self._old.append(self._client)
            self._client = self._new_client()

    async def post(
        self,
        path: str,
        body: bytes,
        *,
        timeout_s: float,
        content_type: str = "application/json",
        largest: int = LARGEST_ANSWER,
    ) -> bytes:
        course = _Course()
        try:
            async with self._unless_closed(course), self._free:
                return await self._answer(path, body, timeout_s, content_type, largest=largest, course=course)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as fault:
            problem = self._problem(fault, course)
            unclear = isinstance(problem, Unreachable) and problem.cause in {Cause.TLS, Cause.DROPPED}
            if course.handshake_failed and unclear:
                async with self._unless_closed(course):
                    problem = await self._outdated(timeout_s) or problem
            raise problem from fault

    async def _answer(  # noqa: PLR0913
        self, path: str, body: bytes, timeout_s: float, content_type: str, *, largest: int, course: _Course
    ) -> bytes:
        async with (
            asyncio.timeout(timeout_s) as patience,
            self._client.stream(
                "POST",
                f"{self.address.url}{path}",
                content=body,
                headers={"Content-Type": content_type},
                timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0), pool=None),
                extensions={"trace": course},
            ) as response,
        ):
            if response.status_code != httpx.codes.OK:
                told = f"HTTP {response.status_code} {response.reason_phrase[:200]}"
                raise Garbled(self.address.key, told, response.status_code)
            if self.address.tls:
                self.coordinator_sha256 = _fingerprint(response) or self.coordinator_sha256
            self._judge(response, largest)
            whole = bytearray()  # parts may be tiny, and a list of them would be many times as large
            number = 0
            clock = asyncio.get_running_loop().time
            began = clock()
            patience.reschedule(began + min(STALL_S, GRACE_S))
            async for part in response.aiter_raw():
                whole += part
                if len(whole) > largest:
                    raise self._too_large(largest)
                patience.reschedule(min(clock() + STALL_S, began + GRACE_S + len(whole) / LEAST_RATE))
                course.last_part = clock()
                number += 1
                if number % _BREATH == 0:
                    await asyncio.sleep(0)
            return bytes(whole)

    def _judge(self, response: httpx.Response, largest: int) -> None:
        """Refuse a body before it comes. It was asked for unpacked: what is packed could be a thousand times as large.

        Raises:
            Garbled: it is packed, or too large by its own word.
        """
        packed = response.headers.get("Content-Encoding", "identity").strip().lower()
        if packed not in {"", "identity"}:
            raise Garbled(self.address.key, f"its answer is packed ({packed[:40]})")
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > largest:
            raise self._too_large(largest)

    def _too_large(self, largest: int) -> Garbled:
        return Garbled(self.address.key, f"its answer is larger than {largest >> 20} MB")

    async def _outdated(self, timeout_s: float) -> Exception | None:
        """Whether a handshake failed because the server speaks nothing but outdated TLS: another one, the same way and
        with outdated versions allowed, tells; nothing is said after it."""
        if self.address.outdated_tls:
            return None
        course = _Course()
        async with httpx.AsyncClient(verify=curious(), trust_env=self._client.trust_env) as client:
            try:
                await client.get(
                    self.address.url, timeout=httpx.Timeout(min(timeout_s, 10.0)), extensions={"trace": course}
                )
            except (httpx.HTTPError, OSError) as fault:
                spoke = next((link.version for link in _links(fault) if isinstance(link, Spoke)), "")
                if spoke:
                    return OutdatedTls(self.address.key, spoke)
        return None

    async def close(self) -> None:
        """End every request that is under way with a problem, and the connections."""
        for ends in tuple(self._under_way):
            ends.reschedule(0.0)
        old, self._old = self._old, []
        for client in (self._client, *old):
            await client.aclose()

    @contextlib.asynccontextmanager
    async def _unless_closed(self, course: _Course) -> AsyncIterator[None]:
        """Ends what is in the block when this transport is closed: httpx would let it go on, on a new connection."""

        def disconnected() -> Unreachable:
            return Unreachable(self.address.key, Cause.DROPPED, "disconnected", maybe_done=course.sent)

        if self._client.is_closed:
            raise disconnected()
        try:
            async with asyncio.timeout(None) as ends:
                self._under_way.add(ends)
                try:
                    yield
                finally:
                    self._under_way.discard(ends)
        except TimeoutError as fault:
            raise (disconnected() if ends.expired() else self._problem(fault, course)) from None

    def _problem(self, fault: Exception, course: _Course) -> Exception:
        links = list(_links(fault))
        if untrusted := next((link for link in links if isinstance(link, Untrusted)), None):
            return untrusted
        slow = isinstance(fault, TimeoutError) and asyncio.get_running_loop().time() - course.last_part < _LATELY_S
        cause = Cause.SLOW if slow else _cause(links)
        maybe_done = course.sent and cause is not Cause.PROXY
        return Unreachable(self.address.key, cause, str(fault), maybe_done=maybe_done)


_LATELY_S = 5.0
"""Who said something within so many seconds is slow, and not silent."""


class _NoCookies(CookieJar):
    """Takes none, and does not even read them: they would make the head grow."""

    def extract_cookies(self, response: Any, request: Any) -> None: ...


class _Course:
    """How far a request came. Closes the connection of one that is given up during its handshake, which httpcore leaves
    open."""

    def __init__(self) -> None:
        self._stream: Any = None
        self.handshake_failed = False
        self.sent = False
        """Whether something of it may have reached the server."""
        self.last_part = float("-inf")
        """When a part of the answer came last."""

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        part, _, what = event.partition(".")
        if event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
        elif what == "start_tls.started":
            self.sent = False  # what was sent until now went to a proxy
        elif what == "send_request_headers.started":
            self.sent = True
        elif part in {"connection", "proxy"} and what == "start_tls.failed":
            self.handshake_failed = True
            if self._stream:
                await self._stream.aclose()


def _fingerprint(response: httpx.Response) -> str:
    """What a member says the coordinator's certificate is."""
    try:
        return fingerprint(response.headers.get(_FINGERPRINT, ""))
    except ValueError:
        return ""


def _links(fault: BaseException) -> Iterator[BaseException]:
    """A fault and everything that led to it, group members included. That a handshake had to wait led to nothing."""
    seen: set[int] = set()
    pending: list[BaseException | None] = [fault]
    while pending:
        link = pending.pop(0)
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        if not isinstance(link, ssl.SSLWantReadError | ssl.SSLWantWriteError):
            yield link
        pending += [link.__cause__, link.__context__]
        if isinstance(link, BaseExceptionGroup):
            pending += link.exceptions


@cache
def _causes() -> tuple[tuple[type[BaseException], Cause], ...]:
    return (
        (httpx.ProxyError, Cause.PROXY),
        (socket.gaierror, Cause.UNKNOWN_NAME),
        (httpx.InvalidURL, Cause.UNKNOWN_NAME),
        (UnicodeError, Cause.UNKNOWN_NAME),
        (ssl.SSLEOFError, Cause.DROPPED),
        (ssl.SSLError, Cause.TLS),
        (ConnectionRefusedError, Cause.REFUSED),
        (httpx.TimeoutException, Cause.SILENT),
        (TimeoutError, Cause.SILENT),
        (httpx.RemoteProtocolError, Cause.DROPPED),
        (httpx.ReadError, Cause.DROPPED),
        (httpx.WriteError, Cause.DROPPED),
        (ConnectionResetError, Cause.DROPPED),
        (OSError, Cause.UNROUTABLE),
        (httpx.ConnectError, Cause.DROPPED),  # during the handshake
    )


def _cause(links: Sequence[BaseException]) -> Cause:
    """The most telling link counts, not the outermost."""
    return next((cause for kind, cause in _causes() if any(isinstance(link, kind) for link in links)), Cause.OTHER)
