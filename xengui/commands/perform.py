"""Runs a command on a selection: asks once, runs once for each target, and enters what becomes of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from xengui.commands.command import Chosen, Command, verdict
from xengui.commands.desk import Desk
from xengui.model.classes import Task
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.operations.jobs import Outcome
from xengui.operations.tasks import Pool
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

Way = Callable[[Connection], Pool]
"""The way to the pool of a connection."""


async def perform(command: Command, selection: Sequence[Chosen], desk: Desk, way: Way) -> None:
    """Run a command as far as it can run on what is selected.

    A command that cannot run at all tells why. What the pool refuses for single targets is entered with the jobs and
    does not keep the others from running.
    """
    found = verdict(command, selection)
    if not found.enabled:
        desk.tell(f"{command.plain_text}: {found.reason}")
        return
    if command.asks and not await _agreed(command, desk, found.ready, found.refused):
        return
    if isinstance(found.ready[0][1], Record):
        await asyncio.gather(*(_run(command, desk, connection, target, way) for connection, target in found.ready))
    else:
        for connection, target in found.ready:
            await command.run(replace(desk, connection=connection if target else None), target)


async def _agreed(
    command: Command,
    desk: Desk,
    ready: Sequence[tuple[Connection, Any]],
    refused: Sequence[tuple[Connection, Any, str]],
) -> bool:
    assert command.asks
    pools = {connection.key: connection.snapshot for connection, _ in ready}
    spared = [(target, reason) for _, target, reason in refused]
    question = command.asks([target for _, target in ready], spared, list(pools.values()))
    quiet = desk.program.choice("quiet")
    if question.quiet_key and not refused and isinstance(quiet, tuple) and question.quiet_key in quiet:
        return True
    answer = await desk.ask(question)
    if answer and answer.quiet and isinstance(quiet, tuple) and answer.quiet_key not in ("", *quiet):
        desk.program.choose(quiet=(*quiet, answer.quiet_key))
    return answer is not None


async def _run(command: Command, desk: Desk, connection: Connection, target: Record, way: Way) -> None:
    name = str(getattr(target, "name_label", ""))
    job = desk.ledger.begin(f"{command.plain_text} {name}", connection.key, target.ref)

    def progress(ref: str, task: Task | None) -> None:
        desk.ledger.update(
            job,
            progress=task.progress if task else None,
            task=ref,
            cancellable=task is not None and "cancel" in task.allowed_operations,
        )

    try:
        at_work = replace(desk, connection=connection, session=way(connection), progress=progress)
        await command.run(at_work, target)
    except Failure as failure:
        cancelled = failure.code == "TASK_CANCELLED"
        desk.ledger.end(job, Outcome.CANCELLED if cancelled else Outcome.FAILED, None if cancelled else failure)
    except Problem as problem:
        desk.ledger.end(job, Outcome.FAILED, problem)
    except asyncio.CancelledError:
        desk.ledger.end(job, Outcome.CANCELLED)
        raise
    except Exception as mistake:
        desk.ledger.end(job, Outcome.FAILED, mistake)
        raise
    else:
        desk.ledger.end(job, Outcome.DONE)
