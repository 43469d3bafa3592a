"""Watching the pool."""

from __future__ import annotations

from typing import Any

from xengui.sim.calling import Call, answers


@answers("event.from")
async def from_(call: Call, classes: list[str], token: str, timeout: float) -> dict[str, Any]:
    return await call.pool.events.wait(call.caller, classes, token, timeout)


@answers("event.inject")
async def inject(call: Call, class_: str, ref: str) -> str:
    return call.pool.events.inject(class_, ref)


@answers("event.get_current_id")
async def get_current_id(call: Call) -> int:
    return call.pool.database.generation


@answers("event.register")
async def register(call: Call, classes: list[str]) -> None:
    call.pool.events.queues.register(call.caller, classes)


@answers("event.unregister")
async def unregister(call: Call, classes: list[str]) -> None:
    call.pool.events.queues.unregister(call.caller, classes)


@answers("event.next")
async def next_(call: Call) -> list[dict[str, Any]]:
    return await call.pool.events.queues.next(call.caller)
