"""Operations in progress, and those that wait for them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from xengui.sim.calling import Call
from xengui.sim.failures import ApiError
from xengui.sim.operations import book as module
from xengui.sim.pool import Pool

WEB = "OpaqueRef:web"


@pytest.fixture
def call(pool):
    def call(label="x") -> Call:
        return Call(pool, pool.coordinator, None, pool.tasks.begin(label, None, pool.coordinator))

    return call


def current(pool: Pool) -> dict[str, str]:
    return dict(pool.record("VM", WEB)["current_operations"])


def test_an_operation_shows_while_it_is_held_and_leaves_the_list_as_it_was(pool, call):
    before = pool.record("VM", WEB)["allowed_operations"]
    asked = call()

    async def hold() -> Any:
        async with pool.operations.taken(asked, "VM", WEB, "suspend"):
            return current(pool), pool.record("VM", WEB)["allowed_operations"]

    assert asyncio.run(hold()) == ({asked.task.ref: "suspend"}, ["hard_shutdown", "hard_reboot"])
    assert current(pool) == {}
    assert pool.record("VM", WEB)["allowed_operations"] == before


def test_the_task_looks_cancellable_from_the_beginning(pool, call):
    asked = call()

    async def hold() -> Any:
        async with pool.operations.taken(asked, "VM", WEB, "suspend"):
            return pool.record("task", asked.task.ref)["allowed_operations"]

    assert asyncio.run(hold()) == ["cancel"]


def test_the_drives_of_a_machine_follow(pool, call):
    async def hold() -> Any:
        async with pool.operations.taken(call(), "VM", WEB, "suspend"):
            return pool.record("VBD", "OpaqueRef:vbd-web")["allowed_operations"]

    assert "unplug" not in asyncio.run(hold())
    assert "unplug" in pool.record("VBD", "OpaqueRef:vbd-web")["allowed_operations"]


def test_who_comes_second_waits_for_the_first(pool, call):
    order = []

    async def hold(name) -> Any:
        async with pool.operations.taken(call(), "VM", WEB, "pause"):
            order.append(f"{name} in")
            await asyncio.sleep(0)
            order.append(f"{name} out")

    async def both() -> Any:
        await asyncio.gather(hold("first"), hold("second"))

    asyncio.run(both())

    assert order == ["first in", "first out", "second in", "second out"]


def test_an_operation_leaves_no_trace_when_it_fails(pool, call):
    async def fail() -> None:
        async with pool.operations.taken(call(), "VM", WEB, "pause"):
            raise ApiError("INTERNAL_ERROR")

    with pytest.raises(ApiError):
        asyncio.run(fail())

    assert current(pool) == {}


def test_who_waits_can_be_cancelled(pool, call):
    waiting = call()

    async def cancel_the_second() -> list[str]:
        async with pool.operations.taken(call(), "VM", WEB, "pause"):
            second = asyncio.create_task(enter(pool, waiting))
            await asyncio.sleep(0)
            pool.tasks.cancel(waiting.task.ref)
            with pytest.raises(ApiError) as refused:
                await second
            return refused.value.description

    assert asyncio.run(cancel_the_second()) == ["TASK_CANCELLED", waiting.task.ref]


def test_patience_ends(pool, call, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE_S", 0.5)

    async def wait_for_nothing() -> None:
        async with pool.operations.taken(call(), "VM", WEB, "pause"):
            await enter(pool, call())

    with pytest.raises(ApiError, match="OTHER_OPERATION_IN_PROGRESS"):
        asyncio.run(wait_for_nothing())


async def enter(pool, asked) -> None:
    async with pool.operations.taken(asked, "VM", WEB, "pause"):
        pass


def test_a_drive_whose_machine_is_gone_allows_nothing(pool):
    vbd = pool.database.add("VBD", {"VM": "OpaqueRef:gone", "allowed_operations": ["attach"]})

    pool.operations.refresh("VBD", vbd)

    assert pool.record("VBD", vbd)["allowed_operations"] == []
