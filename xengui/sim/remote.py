"""The other pool, as a pool that sends a machine there speaks to it: over HTTP, like any client."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import Any
from urllib.parse import urlsplit

from xengui.sim.failures import ApiError

PATIENCE_S = 60.0
TLS_PORT, PLAIN_PORT = 443, 80


class Remote:
    """The API at one address of another pool, in a session that pool has opened for us."""

    def __init__(self, url: str, session: str) -> None:
        self._url = url
        self._session = session

    async def call(self, method: str, *params: Any) -> Any:
        """What the other pool answers; its errors are raised as they came."""
        asked = {"jsonrpc": "2.0", "method": method, "params": [self._session, *params], "id": 1}
        answer = await post(self._url, "/jsonrpc", asked)
        if "error" in answer:
            raise ApiError(answer["error"]["message"], *answer["error"]["data"])
        return answer["result"]


async def post(url: str, path: str, value: Any) -> Any:
    """Send JSON and read JSON; whoever does not answer, or does not answer so, cannot be contacted."""
    address = urlsplit(url)
    host = address.hostname or ""
    try:
        async with asyncio.timeout(PATIENCE_S):
            return await _exchange(address.scheme, host, address.port, path, json.dumps(value).encode())
    except (OSError, ValueError, EOFError, asyncio.LimitOverrunError):
        raise ApiError("CANNOT_CONTACT_HOST", host) from None


async def _exchange(scheme: str, host: str, port: int | None, path: str, body: bytes) -> Any:
    # Hosts of pools do not know each other's certificates; the session is what counts.
    context = ssl.create_default_context() if scheme == "https" else None
    if context is not None:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    reader, writer = await asyncio.open_connection(
        host, port or (TLS_PORT if context is not None else PLAIN_PORT), ssl=context
    )
    try:
        head = (
            f"POST {path} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
            f"content-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        writer.write(head.encode() + body)
        await writer.drain()
        _, status, *_ = (await reader.readuntil(b"\r\n")).split()
        length = 0
        while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
            name, _, value = line.decode("latin-1").partition(":")
            if name.lower() == "content-length":
                length = int(value)
        answer = await reader.readexactly(length)
        if status != b"200":
            raise ValueError(f"The other pool answers {status!r}.")
        return json.loads(answer)
    finally:
        writer.transport.abort()
