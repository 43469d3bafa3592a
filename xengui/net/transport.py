"""Requests over HTTP to one server, and in what ways they fail."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Protocol

import httpx

from xengui.net.trust import Pins, pinned
from xengui.protocol.address import Address, loopback
from xengui.protocol.problems import Cause, Garbled, Unreachable, Untrusted

KEEP_ALIVE_S = 30.0
"""An idle connection is kept this long, so that a click now and then needs no new handshake."""


class Transport(Protocol):
    """One keep-alive connection to a server. xapi answers its requests strictly in turn, so a long poll needs a
    transport of its own."""

    address: Address

    async def post(self, path: str, body: bytes, *, timeout_s: float) -> bytes:
        """The body of the answer.

        Raises:
            Unreachable, Garbled, Untrusted: there is none.
        """

    async def close(self) -> None: ...


class HttpTransport:
    """A transport over httpx.

    The request head stays far below the 1,024 bytes that xapi reads at most.
    """

    def __init__(self, address: Address, pins: Pins, *, connections: int = 4) -> None:
        self.address = address
        self._client = httpx.AsyncClient(
            verify=pinned(address, pins) if address.tls else False,
            headers={"User-Agent": "xengui", "Content-Type": "application/json", "Accept-Encoding": "identity"},
            limits=httpx.Limits(
                max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=KEEP_ALIVE_S
            ),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # they would make the head grow
            # The system's proxy is honored, but it must not read what goes out without TLS, nor stand before loopback.
            trust_env=address.tls and not loopback(address.host),
        )
        self._free = asyncio.Semaphore(connections)
        self._under_way: set[asyncio.Timeout] = set()

    async def post(self, path: str, body: bytes, *, timeout_s: float) -> bytes:
        timeout = httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0), pool=None)
        try:
            async with self._unless_closed(), self._free:
                response = await self._client.post(
                    f"{self.address.url}{path}",
                    content=body,
                    timeout=timeout,
                    extensions={"trace": _Handshake()} if self.address.tls else None,
                )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as fault:
            raise self._problem(fault) from fault
        if response.status_code != httpx.codes.OK:
            raise Garbled(self.address.key, f"HTTP {response.status_code} {response.reason_phrase}")
        return response.content

    async def close(self) -> None:
        """End every request that is under way with a problem, and the connections."""
        for ends in tuple(self._under_way):
            ends.reschedule(0.0)
        await self._client.aclose()

    @contextlib.asynccontextmanager
    async def _unless_closed(self) -> AsyncIterator[None]:
        """Ends what is in the block when this transport is closed: httpx would let it go on, on a new connection."""
        disconnected = Unreachable(self.address.key, Cause.DROPPED, "disconnected")
        if self._client.is_closed:
            raise disconnected
        try:
            async with asyncio.timeout(None) as ends:
                self._under_way.add(ends)
                try:
                    yield
                finally:
                    self._under_way.discard(ends)
        except TimeoutError as fault:
            raise (disconnected if ends.expired() else self._problem(fault)) from None

    def _problem(self, fault: Exception) -> Exception:
        links = list(_links(fault))
        untrusted = next((link for link in links if isinstance(link, Untrusted)), None)
        return untrusted or Unreachable(self.address.key, _cause(links), str(fault))


class _Handshake:
    """Closes the connection of a request that is given up during its handshake, which httpcore leaves open."""

    def __init__(self) -> None:
        self._stream: Any = None

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        if event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
        elif event == "connection.start_tls.failed" and self._stream:
            await self._stream.aclose()


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


_CAUSES: tuple[tuple[type[BaseException], Cause], ...] = (
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
    return next((cause for kind, cause in _CAUSES if any(isinstance(link, kind) for link in links)), Cause.OTHER)
