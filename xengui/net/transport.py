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

from xengui.net.trust import Pins, Spoke, curious, pinned
from xengui.protocol.address import Address, loopback
from xengui.protocol.certificate import fingerprint
from xengui.protocol.problems import Cause, Garbled, OutdatedTls, Unreachable, Untrusted

KEEP_ALIVE_S = 30.0
"""An idle connection is kept this long, so that a click now and then needs no new handshake."""


LARGEST_ANSWER = 256 << 20
"""The first picture of the largest pools in XML comes close to it."""

_ASK_FINGERPRINT = {"X-Xenapi-Request-Host-Certificate-Thumbprint": "sha-256:master"}
_FINGERPRINT = "X-Xenapi-Response-Host-Certificate-Thumbprint"


class Transport(Protocol):
    """One keep-alive connection to a server. xapi answers its requests strictly in turn, so a long poll needs a
    transport of its own."""

    address: Address
    coordinator_sha256: str
    """The fingerprint of the coordinator's certificate, as a member told it on the way there; "" where none did."""

    async def post(self, path: str, body: bytes, *, timeout_s: float, content_type: str = ...) -> bytes:
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
        self.coordinator_sha256 = ""
        self._client = httpx.AsyncClient(
            verify=pinned(address, pins) if address.tls else False,
            headers={"User-Agent": "xengui", "Accept-Encoding": "identity", **_ASK_FINGERPRINT},
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

    async def post(self, path: str, body: bytes, *, timeout_s: float, content_type: str = "application/json") -> bytes:
        handshake = _Handshake()
        try:
            async with self._unless_closed(), self._free:
                return await self._answer(path, body, timeout_s, content_type, handshake)
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError, OSError) as fault:
            problem = self._problem(fault)
            if handshake.failed and isinstance(problem, Unreachable) and problem.cause in {Cause.TLS, Cause.DROPPED}:
                async with self._unless_closed():
                    problem = await self._outdated(timeout_s) or problem
            raise problem from fault

    async def _answer(
        self, path: str, body: bytes, timeout_s: float, content_type: str, handshake: _Handshake
    ) -> bytes:
        async with self._client.stream(
            "POST",
            f"{self.address.url}{path}",
            content=body,
            headers={"Content-Type": content_type},
            timeout=httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0), pool=None),
            extensions={"trace": handshake} if self.address.tls else None,
        ) as response:
            if response.status_code != httpx.codes.OK:
                told = f"HTTP {response.status_code} {response.reason_phrase}"
                raise Garbled(self.address.key, told, response.status_code)
            if self.address.tls:
                self.coordinator_sha256 = _fingerprint(response) or self.coordinator_sha256
            parts: list[bytes] = []
            size = 0
            async for part in response.aiter_bytes():
                size += len(part)
                if size > LARGEST_ANSWER:
                    raise Garbled(self.address.key, f"its answer is larger than {LARGEST_ANSWER >> 20} MB")
                parts.append(part)
            return b"".join(parts)

    async def _outdated(self, timeout_s: float) -> Exception | None:
        """Whether a handshake failed because the server speaks nothing but outdated TLS: another one, the same way and
        with outdated versions allowed, tells; nothing is said after it."""
        if self.address.outdated_tls:
            return None
        handshake = _Handshake()
        async with httpx.AsyncClient(verify=curious(), trust_env=self._client.trust_env) as client:
            try:
                await client.get(
                    self.address.url, timeout=httpx.Timeout(min(timeout_s, 10.0)), extensions={"trace": handshake}
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
        self.failed = False

    async def __call__(self, event: str, info: Mapping[str, Any]) -> None:
        part, _, what = event.partition(".")
        if event == "connection.connect_tcp.complete":
            self._stream = info["return_value"]
        elif part in {"connection", "proxy"} and what == "start_tls.failed":
            self.failed = True
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


_CAUSES: tuple[tuple[type[BaseException], Cause], ...] = (
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
    return next((cause for kind, cause in _CAUSES if any(isinstance(link, kind) for link in links)), Cause.OTHER)
