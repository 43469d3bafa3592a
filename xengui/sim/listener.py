"""One host of a pool at its address: the socket, and who is connected to it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import ssl
import sys
from functools import partial
from typing import Any

from xengui.sim.calllog import CallLog
from xengui.sim.dispatch import Answer, Asked, answer
from xengui.sim.failures import ApiError
from xengui.sim.http import Connection, Handler
from xengui.sim.pool import Pool
from xengui.sim.routes import endpoint

BACKLOG = 128
GOODBYE_S = 1.0


class Listener:
    def __init__(self, pool: Pool, host: str, log: CallLog | None = None, speaks: str = "json2") -> None:
        self.pool = pool
        self.host = host
        self.speaks = speaks
        self._log = log
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def open(self, port: int) -> int:
        """Listen at the host's address and return the port; the error of a bind passes through."""
        door = self.pool.doors[self.host]
        tls: ssl.SSLContext | None = door.certificate.context() if door.certificate else None
        # Bound here and not by asyncio, which drops the number of the error on some versions.
        listening = bound(door.address, port)
        self._server = await asyncio.start_server(self._connected, sock=listening, ssl=tls, backlog=BACKLOG)
        return int(listening.getsockname()[1])

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served = asyncio.current_task()
        assert served is not None
        self._connections[served] = writer
        try:
            await Connection(reader, writer, self._handler).serve()
        except asyncio.CancelledError:
            pass  # the pretend server is closing
        finally:
            del self._connections[served]

    def _handler(self, method: str, path: str) -> Handler:
        return partial(endpoint(method, path, self.speaks), self)

    async def answer(self, asked: Asked, params: list[Any]) -> Answer:
        """Answer a call made here, and write it down if somebody wants that."""
        started = self.pool.clock.monotonic()
        error: str | None = None
        try:
            return await answer(self.pool, self.host, asked, params)
        except ApiError as failure:
            error = failure.code
            raise
        finally:
            if self._log is not None:
                self._log.write(self.pool.name, asked, error, started)

    async def close(self) -> None:
        """Stop listening and hang up on everybody, without waiting for their goodbyes."""
        if self._server is None:
            return
        self._server.close()
        connections = dict(self._connections)
        for connection, writer in connections.items():
            connection.cancel()
            writer.transport.abort()
        await asyncio.gather(*connections, return_exceptions=True)
        # From Python 3.12 on this waits for handshakes too that somebody has left half done.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(GOODBYE_S):
                await self._server.wait_closed()
        self._server = None


def bound(address: str, port: int) -> socket.socket:
    """A socket that listens there.

    It is told that it speaks TCP, for asyncio lets small answers out at once only of one that knows; the others
    wait for the client's acknowledgment, which takes 40 ms.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((address, port))
        listening.listen(BACKLOG)
    except BaseException:
        listening.close()
        raise
    return listening
