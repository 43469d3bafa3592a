"""Small servers on this computer that misbehave exactly as a test wants, and a person's view of them."""

from __future__ import annotations

import asyncio
import contextlib
import json
import queue
import socket
import ssl
import threading
import warnings
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from xengui.protocol.address import Address
from xengui.sim.certificates import Certificate, self_signed

HERE = "127.0.0.1"
PATIENCE_S = 10.0

OUTDATED = (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1)


@dataclass(frozen=True)
class Request:
    """One request as it came; `connection` counts the server's connections from 1."""

    connection: int
    head: bytes
    body: bytes

    @property
    def method(self) -> str:
        return str(json.loads(self.body)["method"])

    @property
    def params(self) -> list[Any]:
        params = json.loads(self.body)["params"]
        assert isinstance(params, list)
        return params


Answer = Callable[[Request], Awaitable[bytes]]
"""The bytes to send back. None of them, or `END` at their end, closes the connection."""

ports: set[int] = set()
"""Where servers of tests have listened in this run. What they say is their test's business, and nobody else's."""

END = b"\0end of connection\0"


@dataclass
class Served:
    """A running server: where it listens and what it was asked."""

    address: Address
    requests: list[Request] = field(default_factory=list)
    connections: int = 0

    def asked(self, method: str) -> list[list[Any]]:
        """The parameters of every call of a method."""
        return [request.params for request in self.requests if request.method == method]


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers]
    if not any(header.lower().startswith("content-length") for header in headers):
        lines.append(f"content-length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def result(value: Any) -> bytes:
    """A call's answer."""
    return http(json.dumps({"jsonrpc": "2.0", "result": value, "id": 1}).encode())


def failure(code: str, *params: str) -> bytes:
    error = {"code": 1, "message": code, "data": params}
    return http(json.dumps({"jsonrpc": "2.0", "error": error, "id": 1}).encode())


def speak(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    """Have a server speak one version of TLS and no other."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # outdated ones are meant here
        context.minimum_version = context.maximum_version = version
    if version in OUTDATED:
        context.set_ciphers("DEFAULT:@SECLEVEL=0")


def always(answer: bytes) -> Answer:
    async def answered(_: Request) -> bytes:
        return answer

    return answered


async def never(_: Request) -> bytes:
    await asyncio.Event().wait()
    raise AssertionError("unreachable")


@contextlib.asynccontextmanager
async def serving(
    answer: Answer,
    certificate: Certificate | None = None,
    version: ssl.TLSVersion | None = None,
    *,
    host: str = HERE,
    port: int = 0,
) -> AsyncIterator[Served]:
    """Listen for as long as the block lasts."""
    served = Served(Address(host, port, tls=certificate is not None))
    open_now: set[asyncio.Task[None] | None] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.connections += 1
        number = served.connections
        open_now.add(asyncio.current_task())
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(int(x.split(b":")[1]) for x in head.lower().split(b"\r\n") if x.startswith(b"content-l"))
                served.requests.append(request := Request(number, head, await reader.readexactly(length)))
                said = await answer(request)
                writer.write(said.removesuffix(END))
                await writer.drain()
                if not said or said.endswith(END):
                    return
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass  # the client went away, or the test is over
        finally:
            open_now.discard(asyncio.current_task())
            writer.close()

    context = certificate.context() if certificate else None
    if context and version:
        speak(context, version)
    server = await asyncio.start_server(connected, host, port, ssl=context)
    served.address = Address(host, server.sockets[0].getsockname()[1], tls=certificate is not None)
    ports.add(served.address.port)
    try:
        yield served
    finally:
        server.close()
        for task in tuple(open_now):
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in open_now if task), return_exceptions=True)
        await server.wait_closed()


class Recorder:
    """A TLS server on a thread that writes down every byte the programs at the other end say through the encryption."""

    def __init__(self, version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> None:
        self.certificate = self_signed("granite", HERE)
        self._context = self.certificate.context()
        speak(self._context, version)
        self._socket = socket.create_server((HERE, 0))
        self._said: queue.Queue[bytes] = queue.Queue()
        self.address = Address(HERE, self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def said(self) -> bytes:
        """What was said on the next connection that has ended."""
        return self._said.get(timeout=PATIENCE_S)

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            plain.settimeout(PATIENCE_S)
            said = b""
            with plain, contextlib.suppress(OSError), self._context.wrap_socket(plain, server_side=True) as safe:
                while chunk := safe.recv(4096):
                    said += chunk
                    self._said.put(said)
            self._said.put(said)


@contextlib.contextmanager
def recorder(version: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> Iterator[Recorder]:
    recording = Recorder(version)
    try:
        yield recording
    finally:
        recording.close()


def free_port() -> int:
    """A port at which nobody listens."""
    with socket.create_server((HERE, 0)) as server:
        return int(server.getsockname()[1])


class Anything:
    """Pins of somebody who trusts every certificate, as no program should."""

    def __contains__(self, _: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 1


def trusting(_: Address) -> Anything:
    return Anything()


async def until(there: Callable[[], object]) -> None:
    """Let others work until something is so."""
    async with asyncio.timeout(PATIENCE_S):
        while not there():  # noqa: ASYNC110 (what is waited for is anything at all)
            await asyncio.sleep(0.001)


@dataclass
class Proxy:
    """A proxy for CONNECT: where it listens, and the tunnels it was asked for (`host:port`)."""

    url: str
    tunnels: list[str] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)
    open_now: int = 0


@contextlib.asynccontextmanager
async def proxying(to: Address, status: str = "200 Connection established") -> AsyncIterator[Proxy]:
    """Lead every tunnel to one server of this computer, whatever name was asked for."""
    proxy = Proxy("")
    tasks: set[asyncio.Task[None] | None] = set()

    async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while chunk := await reader.read(65536):
                writer.write(chunk)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())
        proxy.open_now += 1
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            verb, target, _ = head.split(b" ", 2)
            if verb != b"CONNECT":
                proxy.others.append(head)
                return
            proxy.tunnels.append(target.decode())
            writer.write(f"HTTP/1.1 {status}\r\n\r\n".encode())
            if status.startswith("2"):
                inside, outside = await asyncio.open_connection(to.host, to.port)
                await asyncio.gather(pump(reader, outside), pump(inside, writer))
        except (asyncio.IncompleteReadError, OSError, asyncio.CancelledError):
            pass
        finally:
            proxy.open_now -= 1
            tasks.discard(asyncio.current_task())
            writer.close()

    server = await asyncio.start_server(connected, HERE, 0)
    proxy.url = f"http://{HERE}:{server.sockets[0].getsockname()[1]}"
    try:
        yield proxy
    finally:
        server.close()
        for task in tuple(tasks):
            if task:
                task.cancel()
        await asyncio.gather(*(task for task in tasks if task), return_exceptions=True)
        await server.wait_closed()
