"""What a fault does to an answer on its way out."""

from __future__ import annotations

import asyncio
from random import Random
from typing import TYPE_CHECKING

from xengui.sim.faults import Fault
from xengui.sim.http import ClosedError, Exchange, Headers

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

STEPS_PER_SECOND = 10
ONE_IN = 1000
NEVER_UTF_8 = 0xFF


async def spoil(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    """Send the answer as the fault has it, in place of the right one."""
    await SPOILERS[fault.name](fault, exchange, status, headers, body)


async def _silent(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    await exchange.goodbye()


async def _drop(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    whole = exchange.head_bytes(status, headers) + body
    after = fault.params["after"]
    await exchange.send(whole[: len(whole) // 2 if after is None else after])
    raise ClosedError


async def _trickle(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    """The rest comes at once when the fault is over."""
    whole = exchange.head_bytes(status, headers) + body
    speed = fault.params["bytes_per_second"]
    step = max(1, int(speed / STEPS_PER_SECOND))
    at = 0
    while at < len(whole) and not fault.over.is_set():
        await exchange.send(whole[at : at + step])
        at += step
        try:
            async with asyncio.timeout(step / speed):
                await fault.over.wait()
        except TimeoutError:
            pass
    await exchange.send(whole[at:])


async def _truncated(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    await exchange.send(exchange.head_bytes(status, headers) + body[: len(body) // 2])
    raise ClosedError


async def _short(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    """A length that lies: whoever believes it finds the rest before the next answer."""
    wrong = {**headers, "content-length": str(len(body) // 2)}
    await exchange.send(exchange.head_bytes(status, wrong) + body)


async def _corrupt(fault: Fault, exchange: Exchange, status: int, headers: Headers, body: bytes) -> None:
    await exchange.send(exchange.head_bytes(status, headers) + corrupted(body, fault.params["seed"] + fault.struck))


def corrupted(body: bytes, seed: int) -> bytes:
    """As many bytes, some of them others.

    One of them is no UTF-8 wherever it stands: a digit that became another digit could be noticed by nobody.
    """
    random = Random(seed)  # noqa: S311  nothing hangs on it
    changed = bytearray(body)
    places = random.sample(range(len(body)), min(len(body), 1 + len(body) // ONE_IN))
    for place in places:
        changed[place] ^= random.randrange(1, 256)
    if places:
        changed[places[0]] = NEVER_UTF_8
    return bytes(changed)


SPOILERS: dict[str, Callable[[Fault, Exchange, int, Headers, bytes], Awaitable[None]]] = {
    "silent": _silent,
    "drop": _drop,
    "trickle": _trickle,
    "truncated": _truncated,
    "short": _short,
    "corrupt": _corrupt,
}
