"""A server that answers as fast as a socket allows: what the pool behind it said once, it says again by itself.

A pretend pool spends seconds on the answer that a client decodes in a tenth of one, and would hide what is to be
measured. The first client through here fills the memory, those after it are measured against it:
`python -m tests.bench.relay URL` prints how to connect in its first line and ends when stdin does.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import threading
import xmlrpc.client

import httpx

from xengui.sim.certificates import self_signed
from xengui.sim.http import Connection, Exchange, Handler

HERE = "127.0.0.1"
LARGEST = 4 << 20


class Relay:
    """`known` holds answers by the question: path and call, without the number that JSON-RPC gives each."""

    def __init__(self, url: str) -> None:
        self._pool = httpx.AsyncClient(base_url=url, verify=False, timeout=None, trust_env=False)
        self._known: dict[tuple[str, ...], bytes] = {}

    def route(self, _method: str, _path: str) -> Handler:
        return self._answer

    async def _answer(self, exchange: Exchange) -> None:
        body = await exchange.body(LARGEST)
        method, question = _question(exchange.path, body)
        key = (exchange.path, method, question)
        if method == "session.logout":  # others use the session after this one
            await exchange.reply(200, {"content-type": exchange.headers["content-type"]}, _nothing(exchange.path))
            return
        if key not in self._known:
            answer = await self._pool.post(
                exchange.path, content=body, headers={"content-type": exchange.headers["content-type"]}
            )
            self._known[key] = answer.content
        await exchange.reply(200, {"content-type": exchange.headers["content-type"]}, self._known[key])


def _question(path: str, body: bytes) -> tuple[str, str]:
    if path.startswith("/json"):
        asked = json.loads(body)
        return asked["method"], json.dumps(asked["params"])
    params, method = xmlrpc.client.loads(body.decode())
    return str(method), repr(params)


def _nothing(path: str) -> bytes:
    if path.startswith("/json"):
        return b'{"jsonrpc":"2.0","result":"","id":0}'
    return xmlrpc.client.dumps(({"Status": "Success", "Value": ""},), methodresponse=True).encode()


async def _serve(url: str) -> None:
    certificate = self_signed("relay", HERE)
    relay = Relay(url)
    end = asyncio.Event()
    loop = asyncio.get_running_loop()
    connections: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        connections.add(task)
        task.add_done_callback(connections.discard)
        with contextlib.suppress(asyncio.CancelledError):
            await Connection(reader, writer, relay.route).serve()

    server = await asyncio.start_server(connected, HERE, 0, ssl=certificate.context())
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"url": f"https://{HERE}:{port}", "fingerprint": certificate.fingerprint}), flush=True)
    threading.Thread(target=lambda: (sys.stdin.buffer.read(), loop.call_soon_threadsafe(end.set)), daemon=True).start()
    await end.wait()
    server.close()
    for task in connections:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
