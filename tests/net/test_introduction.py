from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from tests.net.servers import HERE, Request, failure, never, result, serving, until
from xengui.model.classes import Host, Pool
from xengui.model.snapshot import Snapshot
from xengui.net.introduction import Introduction
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.vouchers import Vouchers

SNAPSHOT = Snapshot({Pool: {"p": Pool(ref="p", master="h")}, Host: {"h": Host(ref="h", address=HERE)}})


@pytest.mark.parametrize("hours", [-2, 0, 3])
def test_the_clock_of_a_pool_is_learned_to_the_second(hours: int):
    learned: list[float | None] = []

    async def answer(_: Request) -> bytes:
        return result((datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y%m%dT%H:%M:%SZ"))

    async def visit() -> None:
        async with serving(answer) as server:
            transport = HttpTransport(server.address, lambda _: [])
            introduction = Introduction(None, Vouchers(lambda _: []), learned.append)
            introduction.learn(Session(transport, "OpaqueRef:session"), SNAPSHOT)
            await until(lambda: learned)
            introduction.learn(Session(transport, "OpaqueRef:session"), SNAPSHOT)
            await introduction.end()
            await transport.close()
            assert len(server.asked("host.get_servertime")) == 1

    asyncio.run(visit())

    (ahead_s,) = learned
    assert ahead_s is not None
    assert abs(ahead_s - hours * 3600) < 2.0


def test_a_server_that_does_not_tell_the_time_leaves_what_is_known():
    learned: list[float | None] = []

    async def answer(_: Request) -> bytes:
        return failure("RBAC_PERMISSION_DENIED", "host.get_servertime")

    async def visit() -> None:
        async with serving(answer) as server:
            transport = HttpTransport(server.address, lambda _: [])
            introduction = Introduction(None, Vouchers(lambda _: []), learned.append)
            introduction.learn(Session(transport, "OpaqueRef:session"), SNAPSHOT)
            await until(lambda: learned)
            await introduction.end()
            await transport.close()

    asyncio.run(visit())

    assert learned == [None]


def test_learning_ends_when_it_is_told_to():
    async def visit() -> int:
        async with serving(never) as server:
            transport = HttpTransport(server.address, lambda _: [])
            introduction = Introduction(None, Vouchers(lambda _: []), lambda _: None)
            introduction.learn(Session(transport, "OpaqueRef:session"), SNAPSHOT)
            await until(lambda: server.asked("host.get_servertime"))
            await introduction.end()
            left = [task for task in asyncio.all_tasks() if task.get_name().startswith("meet")]
            await transport.close()
            return len(left)

    assert asyncio.run(visit()) == 0
