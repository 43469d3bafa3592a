"""One host of a pool at its address: the socket, and who is connected to it.

Connections are taken in here and not by asyncio's server, because a host may look at nobody who knocks, shut
its door in everybody's face, and come back at the same port.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import sys
from functools import partial
from typing import Any

from xengui.sim.calllog import CallLog
from xengui.sim.dispatch import LOCAL, Answer, Asked, answer
from xengui.sim.failures import ApiError, EarlyError, refusal
from xengui.sim.http import CHUNK, ClosedError, Connection, Exchange, Handler, Headers, HttpError
from xengui.sim.pool import Pool
from xengui.sim.routes import endpoint
from xengui.sim.spoiling import SPOILERS, spoil

BACKLOG = 128
GOODBYE_S = 1.0
BREATH_S = 0.05
OBSTACLES = {"silent", "drop_request", "http", "not_rpc"}
NOT_RPC = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Welcome to our network</h1></body></html>"


class Listener:
    def __init__(self, pool: Pool, host: str, log: CallLog | None = None, speaks: str = "json2") -> None:
        self.pool = pool
        self.host = host
        self.speaks = speaks
        self.away = False
        """Whether the host is switched off or restarting; faults may keep its door shut besides."""
        self.booting = False
        """Whether it answers, but knows no more than that it is not ready."""
        self._log = log
        self._socket: socket.socket | None = None
        self._accepting: asyncio.Task[None] | None = None
        self._arriving: dict[asyncio.Task[None], socket.socket] = {}
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}
        self._turn = asyncio.Lock()

    @property
    def listening(self) -> bool:
        return self._accepting is not None

    @property
    def connections(self) -> int:
        """How many connections are open, as far as we were told."""
        return len(self._arriving) + sum(not writer.transport.is_closing() for writer in self._connections.values())

    async def open(self, port: int) -> int:
        """Listen at the host's address and return the port; the error of a bind passes through."""
        listening = bound(self.pool.doors[self.host].address, port)
        try:
            self._begin(listening)
        except BaseException:
            listening.close()
            raise
        return int(listening.getsockname()[1])

    def _begin(self, listening: socket.socket) -> None:
        certificate = self.pool.doors[self.host].certificate
        tls = certificate.context() if certificate else None
        listening.listen(BACKLOG)
        listening.setblocking(False)
        self._socket = listening
        self._accepting = asyncio.get_running_loop().create_task(self._accept(listening, tls))

    async def look_at_the_door(self) -> None:
        """Shut the door or open it again, as the host's state and the faults want it."""
        async with self._turn:
            if self._socket is None:
                return
            shut = self.away or bool(self.pool.faults.among("refuse", self.pool.name, self.pool.names_of(self.host)))
            if shut and self.listening:
                await self._shut()
            elif not shut and not self.listening:
                self._begin(self._socket)

    async def _shut(self) -> None:
        """Hang up on everybody and refuse whoever comes; the port stays ours, and calls go on without their callers."""
        assert self._socket is not None
        await self._stop_accepting()
        address, port = self._socket.getsockname()
        self._socket.close()
        self._socket = bound(address, port)
        self.hang_up()

    async def _stop_accepting(self) -> None:
        if self._accepting is not None:
            self._accepting.cancel()
            await asyncio.gather(self._accepting, return_exceptions=True)
            self._accepting = None

    def hang_up(self) -> None:
        """Cut all connections, without a word."""
        for arriving in self._arriving:
            arriving.cancel()
        for writer in self._connections.values():
            writer.transport.abort()

    async def _accept(self, listening: socket.socket, tls: ssl.SSLContext | None) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listening)
            except OSError:
                await asyncio.sleep(BREATH_S)  # no file handle left, say
            else:
                served = loop.create_task(self._connected(connection, tls))
                self._arriving[served] = connection
                served.add_done_callback(self._gone)

    def _gone(self, served: asyncio.Task[None]) -> None:
        """Close what never got as far as being served."""
        self._connections.pop(served, None)
        if (connection := self._arriving.pop(served, None)) is not None:
            connection.close()
        if not served.cancelled() and (problem := served.exception()) is not None:
            raise problem

    async def _connected(self, connection: socket.socket, tls: ssl.SSLContext | None) -> None:
        if self.pool.strike({"silent_connect"}, self.host):
            await self._ignore(connection)
            return
        served = asyncio.current_task()
        assert served is not None
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        try:
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=tls)
        except (OSError, TimeoutError):
            return  # no handshake came of it
        writer = self._connections[served] = asyncio.StreamWriter(transport, protocol, reader, loop)
        del self._arriving[served]
        await Connection(reader, writer, self._handler).serve()

    @staticmethod
    async def _ignore(connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        try:
            while await loop.sock_recv(connection, CHUNK):
                pass
        except OSError:
            pass

    def _handler(self, method: str, path: str) -> Handler:
        return partial(self._serve, endpoint(method, path, self.speaks))

    async def _serve(self, handler: Any, exchange: Exchange) -> None:
        exchange.spoiler = self._spoil
        await handler(self, exchange)

    async def obstruct(self, exchange: Exchange, method: str = "") -> None:
        """Let the faults have their way with a request, before it is carried out."""
        exchange.asked = method
        fault = self.pool.strike(OBSTACLES, self.host, method, lambda fault: not fault.params.get("carried_out"))
        if fault is None:
            return
        match fault.name:
            case "silent":
                await exchange.goodbye()
            case "drop_request":
                raise ClosedError
            case "http":
                raise HttpError(fault.params["status"], "A fault was asked for")
            case "not_rpc":
                exchange.keep_alive = False
                await exchange.reply(200, {"content-type": "text/html"}, NOT_RPC)
                raise ClosedError

    async def _spoil(self, exchange: Exchange, status: int, headers: Headers, body: bytes) -> bool:
        """Let the faults have their way with an answer; whether it was sent."""
        if (slow := self.pool.strike({"slow"}, self.host, exchange.asked)) is not None:
            await asyncio.sleep(slow.params["seconds_each"])
        fault = self.pool.strike(SPOILERS, self.host, exchange.asked)
        if fault is not None:
            await spoil(fault, exchange, status, headers, body)
        return fault is not None

    async def answer(self, asked: Asked, params: list[Any]) -> Answer:
        """Answer a call made here, and write it down if somebody wants that."""
        started = self.pool.clock.monotonic()
        error: str | None = None
        try:
            self._refuse(asked.method)
            return await answer(self.pool, self.host, asked, params)
        except ApiError as failure:
            error = failure.code
            raise
        finally:
            if self._log is not None:
                self._log.write(self.pool.name, asked, error, started)

    def _refuse(self, method: str) -> None:
        if self.booting and method not in LOCAL:
            raise EarlyError("HOST_STILL_BOOTING")
        if (fault := self.pool.strike({"fails"}, self.host, method)) is not None:
            raise refusal(fault.params["code"], *fault.params["params"])

    async def close(self) -> None:
        """Stop listening and hang up on everybody, without waiting for their goodbyes."""
        async with self._turn:
            if self._socket is None:
                return
            await self._stop_accepting()
            self._socket.close()
            self._socket = None
            served, writers = [*self._arriving, *self._connections], list(self._connections.values())
            self.hang_up()
            for connection in served:
                connection.cancel()
            await asyncio.wait([*served, asyncio.ensure_future(_closed(writers))], timeout=GOODBYE_S)


async def _closed(writers: list[asyncio.StreamWriter]) -> None:
    await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)


def bound(address: str, port: int) -> socket.socket:
    """A socket that has the port, and refuses whoever comes until it is told to listen.

    It is told that it speaks TCP, for asyncio lets small answers out at once only of one that knows; the others
    wait for the client's acknowledgment, which takes 40 ms.
    """
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if sys.platform != "win32":
            held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind((address, port))
    except BaseException:
        held.close()
        raise
    return held
