"""Asks a pool itself about the choices of a command, while its sub-menu is open."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from xengui.commands.carrying import Way
from xengui.commands.command import Choice, Chosen, Command, common, offered, verdict
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

AT_ONCE = 3
"""So many questions are asked at the same time; the connection has to carry other calls too."""


async def probe(command: Command, selection: Sequence[Chosen], way: Way, tell: Callable[[str, str], None]) -> None:
    """Ask about each choice that the picture does not rule out; `tell` hears the reason why none of the selection can
    go with it, or "". Where no answer comes the choice stays as it is: the call itself will tell."""
    free = asyncio.Semaphore(AT_ONCE)

    async def ask(choice: Choice) -> None:
        with contextlib.suppress(Failure, Problem):
            tell(choice.value, await _reason(command, selection, choice, way, free))

    await asyncio.gather(*(ask(choice) for choice, reason in offered(command, selection) if not reason))


async def _reason(
    command: Command, selection: Sequence[Chosen], choice: Choice, way: Way, free: asyncio.Semaphore
) -> str:
    assert command.choices
    reasons = []
    for connection, target in verdict(command, selection).ready:
        if command.choices.refuses(target, connection.snapshot, choice.value):
            continue
        async with free:
            reason = await command.choices.probe(way(connection), target, connection.snapshot, choice.value)
        if not reason:
            return ""
        reasons.append(reason)
    return common(reasons)
