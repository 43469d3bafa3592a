"""What happens to the pool in a soak: each mishap is a few words and what is done through the control port."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from tests.soak.pool import PretendPool

Happen = Callable[[PretendPool, random.Random], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Mishap:
    """`lasts_s` is how long it is left as it is before everything is healed, at random between two bounds."""

    name: str
    happen: Happen
    lasts_s: tuple[float, float] = (0.5, 5.0)


def _fault(name: str, fault: str, lasts_s: tuple[float, float] = (0.5, 5.0), **params: Any) -> Mishap:
    async def happen(pool: PretendPool, chance: random.Random) -> None:
        given = {key: value(chance) if callable(value) else value for key, value in params.items()}
        await pool.fault(fault, **given)

    return Mishap(name, happen, lasts_s)


def _act(name: str, act: str, lasts_s: tuple[float, float] = (0.5, 3.0), **params: Any) -> Mishap:
    async def happen(pool: PretendPool, chance: random.Random) -> None:
        given = {key: value(chance) if callable(value) else value for key, value in params.items()}
        await pool.act(act, **given)

    return Mishap(name, happen, lasts_s)


async def _failover(pool: PretendPool, chance: random.Random) -> None:
    hosts = await pool.hosts()
    dead = [host for host in hosts if not host["live"]]
    if dead:
        await pool.act("return", host=dead[0]["address"])
    elif others := [host for host in hosts if not host["coordinator"]]:
        await pool.act("failover", to=chance.choice(others)["address"])


MISHAPS = (
    _fault("connections are refused", "refuse"),
    _fault("an answer is cut in its midst", "drop", times=lambda chance: chance.randint(1, 4)),
    _fault("a call is answered by nothing", "drop", after=0, times=lambda chance: chance.randint(1, 4)),
    _fault("a request is cut off", "drop_request", times=lambda chance: chance.randint(1, 4)),
    _fault("the pool is silent", "silent", (1.0, 8.0)),
    _fault("the pool carries out and is silent", "silent", (1.0, 8.0), carried_out=True),
    _fault("no handshake comes about", "silent_connect", (1.0, 8.0)),
    _fault("bytes trickle", "trickle", (1.0, 8.0), bytes_per_second=20),
    _fault("HTTP 500", "http", status=500),
    _fault("HTTP 503, a few times", "http", status=503, times=3),
    _fault("answers are truncated", "truncated", times=lambda chance: chance.randint(1, 4)),
    _fault("answers are too short", "short", times=lambda chance: chance.randint(1, 4)),
    _fault("answers are corrupt", "corrupt", times=lambda chance: chance.randint(1, 4)),
    _fault("a web page answers", "not_rpc", times=lambda chance: chance.randint(1, 4)),
    _fault("every call: SESSION_INVALID", "fails", code="SESSION_INVALID", params=["OpaqueRef:gone"]),
    _fault("events are lost", "fails", code="EVENTS_LOST", method="event.from", times=3),
    _fault("the server is booting", "fails", code="HOST_STILL_BOOTING"),
    _fault("the server is slow", "slow", seconds_each=lambda chance: chance.uniform(0.2, 2.0)),
    _fault("deletions are lost", "lost_deletions", (1.0, 6.0)),
    _fault("tokens are a week old", "old_token"),
    _fault("tasks fail", "task_fails", code="INTERNAL_ERROR", params=["soak"], times=2),
    _fault("tasks vanish", "task_lost", times=2),
    _act("every session ends", "logout_all"),
    _act("the toolstack restarts", "toolstack_restart", away_s=lambda chance: chance.uniform(0.3, 3.0)),
    _act("a restart", "restart", away_s=lambda chance: chance.uniform(0.3, 3.0)),
    _act("a restart with fewer machines", "restart", away_s=1.0, fewer=1),
    _act("a restart with another certificate", "restart", away_s=1.0, certificate="other"),
    Mishap("the coordinator dies, or returns", _failover, (1.0, 3.0)),
)
