"""The control port: who wants to see a client in trouble makes the trouble here, and looks up the truth.

It is plain HTTP at 127.0.0.1, speaks JSON, wants no session, and no fault ever strikes it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from xengui.sim.acts import Acts
from xengui.sim.datamodel import FIELDS
from xengui.sim.http import Connection, Exchange, Handler, HttpError
from xengui.sim.listener import bound
from xengui.sim.orders import WrongOrderError
from xengui.sim.pool import Pool

if TYPE_CHECKING:
    from xengui.sim.server import Server

HERE = "127.0.0.1"
BODY_LIMIT = 1024 * 1024
# The references of sessions are as good as passwords.
SECRET = {"session"}


class NotHereError(Exception):
    """There is nothing at this path; the message is a sentence."""


class Control:
    def __init__(self, server: Server) -> None:
        self._server = server
        self.acts = Acts(server)
        self._listening: asyncio.Server | None = None
        self._connections: set[asyncio.Task[Any]] = set()

    async def open(self, port: int) -> str:
        """Listen, and return the address; the error of a bind passes through."""
        # Bound here and not by asyncio, which drops the number of the error on some versions.
        listening = bound(HERE, port)
        self._listening = await asyncio.start_server(self._connected, sock=listening)
        return f"http://{HERE}:{listening.getsockname()[1]}"

    async def close(self) -> None:
        await self.acts.stop()
        if self._listening is not None:
            self._listening.close()
            for connection in self._connections:
                connection.cancel()
            await asyncio.gather(*self._connections, return_exceptions=True)
            self._listening = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served = asyncio.current_task()
        assert served is not None
        self._connections.add(served)
        try:
            await Connection(reader, writer, self._handler).serve()
        except asyncio.CancelledError:
            pass  # the pretend server is closing
        finally:
            self._connections.discard(served)

    def _handler(self, method: str, path: str) -> Handler:
        return partial(self._serve, method, [unquote(part) for part in path.strip("/").split("/")])

    async def _serve(self, method: str, path: list[str], exchange: Exchange) -> None:
        status, body = 200, b""
        try:
            body = await self._answer(method, path, exchange)
        except WrongOrderError as problem:
            status, body = 400, _text({"error": str(problem)})
        except NotHereError as problem:
            status, body = 404, _text({"error": str(problem)})
        except HttpError as problem:
            status, body = 400, _text({"error": problem.information})
        await exchange.reply(status, {"content-type": "application/json"}, body)

    async def _answer(self, method: str, path: list[str], exchange: Exchange) -> bytes:
        match method, path:
            case "GET", ["pools"]:
                return _text([self._described(pool) for pool in self._server.pools])
            case "GET", ["pools", name, what] if what in ASPECTS:
                return await ASPECTS[what](self._server, self._pool(name), exchange)
            case "GET", ["faults"]:
                return _text(self._server.faults.listed())
            case "POST", ["faults"]:
                return await self._add_fault(await _order(exchange))
            case "DELETE", ["faults"]:
                return await self._remove_faults(None)
            case "DELETE", ["faults", number] if number.isdecimal():
                return await self._remove_faults(int(number))
            case "POST", ["acts"]:
                return _text(await self.acts.perform(await _order(exchange)))
        raise NotHereError(f"There is nothing to {method} at /{'/'.join(path)}.")

    def _pool(self, name: str) -> Pool:
        for pool in self._server.pools:
            if pool.name == name:
                return pool
        raise NotHereError(f"There is no pool called {name}.")

    async def _add_fault(self, order: dict[str, Any]) -> bytes:
        fault = self._server.add_fault(order)
        await self._server.settle()
        return _text({"id": fault.id})

    async def _remove_faults(self, id_: int | None) -> bytes:
        removed = self._server.faults.remove(id_)
        await self._server.settle()
        return _text({"removed": removed})

    def _described(self, pool: Pool) -> dict[str, Any]:
        return {
            "name": pool.name,
            "coordinator": pool.coordinator,
            "hosts": [self._host(pool, ref) for ref in pool.doors if pool.database.has("host", ref)],
            "objects": sum(len(table.rows) for class_, table in pool.database.tables.items() if class_ not in SECRET),
        }

    def _host(self, pool: Pool, ref: str) -> dict[str, Any]:
        door = pool.doors[ref]
        return {
            "ref": ref,
            "name": pool.record("host", ref)["name_label"],
            "address": door.address,
            "port": door.port,
            "live": pool.live(ref),
            "listening": self._server.listener(pool, ref).listening,
            "fingerprint": door.certificate.fingerprint if door.certificate else None,
        }


async def _records(server: Server, pool: Pool, exchange: Exchange) -> bytes:
    wanted = exchange.query.get("class")
    if wanted is None:
        return await _encoded_all({class_: _rows(pool, class_) for class_ in FIELDS if class_ not in SECRET})
    if wanted not in FIELDS or wanted in SECRET:
        raise WrongOrderError(f"There is no class {wanted} to look at.")
    return await _encoded(_rows(pool, wanted))


def _rows(pool: Pool, class_: str) -> dict[str, Any]:
    """The rows as they are now; they may change while they are being written out."""
    rows = pool.messages.records().items() if class_ == "message" else pool.database.rows(class_)
    return {ref: dict(record) for ref, record in rows}


async def _encoded(rows: dict[str, dict[str, Any]]) -> bytes:
    """Written out row by row on another thread, so that the pools go on meanwhile."""
    return await asyncio.to_thread(_members, rows, _text)


async def _encoded_all(tables: dict[str, dict[str, dict[str, Any]]]) -> bytes:
    return await asyncio.to_thread(_members, tables, lambda rows: _members(rows, _text))


def _members(held: dict[str, Any], write: Callable[[Any], bytes]) -> bytes:
    return b"{%s}" % b",".join([b"%s:%s" % (_text(name), write(value)) for name, value in held.items()])


async def _sessions(server: Server, pool: Pool, exchange: Exchange) -> bytes:
    counts = pool.sessions.by_originator()
    return _text({"count": sum(counts.values()), "by_originator": counts})


async def _connections(server: Server, pool: Pool, exchange: Exchange) -> bytes:
    return _text({"open": sum(listener.connections for listener in server.listeners(pool))})


ASPECTS: dict[str, Callable[[Server, Pool, Exchange], Awaitable[bytes]]] = {
    "records": _records,
    "sessions": _sessions,
    "connections": _connections,
}


async def _order(exchange: Exchange) -> dict[str, Any]:
    try:
        order = json.loads(await exchange.body(BODY_LIMIT))
    except ValueError:
        order = None
    if not isinstance(order, dict):
        raise WrongOrderError("The body should be a JSON object.")
    return order


_WRITER = json.JSONEncoder(ensure_ascii=False)


def _text(answer: Any) -> bytes:
    return _WRITER.encode(answer).encode(errors="replace")
