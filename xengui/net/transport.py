"""Requests over HTTP to one server, and in what ways they fail."""

from __future__ import annotations

import socket
import ssl
from typing import Protocol

import httpx

from xengui.net.trust import Pins, pinned
from xengui.protocol.address import Address
from xengui.protocol.problems import Cause, Garbled, Unreachable, Untrusted


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
            base_url=address.url,
            verify=pinned(address, pins) if address.tls else False,
            headers={"User-Agent": "xengui", "Content-Type": "application/json", "Accept-Encoding": "identity"},
            limits=httpx.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
        )

    async def post(self, path: str, body: bytes, *, timeout_s: float) -> bytes:
        timeout = httpx.Timeout(timeout_s, connect=min(timeout_s, 10.0), pool=None)
        try:
            response = await self._client.post(path, content=body, timeout=timeout)
        except httpx.HTTPError as fault:
            raise self._problem(fault) from fault
        if response.status_code != httpx.codes.OK:
            raise Garbled(self.address.key, f"HTTP {response.status_code} {response.reason_phrase}")
        return response.content

    async def close(self) -> None:
        await self._client.aclose()

    def _problem(self, fault: httpx.HTTPError) -> Exception:
        chain = [fault]
        while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
            chain.append(cause)  # type: ignore[arg-type]
        for link in chain:
            if isinstance(link, Untrusted):
                return link
        return Unreachable(self.address.key, _cause(chain), str(fault))


def _cause(chain: list[httpx.HTTPError]) -> Cause:
    for link in chain:
        match link:
            case socket.gaierror():
                return Cause.UNKNOWN_NAME
            case ssl.SSLError():
                return Cause.TLS
            case ConnectionRefusedError():
                return Cause.REFUSED
            case httpx.TimeoutException() | TimeoutError():
                return Cause.SILENT
            case httpx.RemoteProtocolError() | httpx.ReadError() | httpx.WriteError() | ConnectionResetError():
                return Cause.DROPPED
            case OSError():
                return Cause.UNROUTABLE
    return Cause.OTHER
