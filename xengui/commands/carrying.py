"""Carries out a recipe under the eyes of the person: an entry among the jobs, its progress, its end, its undoing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from xengui.model.estate import Connection
from xengui.operations.executor import CANCELLED, LeftBehind, Place, carry_out
from xengui.operations.jobs import Job, Ledger, Outcome
from xengui.operations.recipe import Recipe, taken_back
from xengui.operations.tasks import Pool
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.queries.labels import locked_words

Way = Callable[[Connection], Pool]
"""The way to the pool of a connection; raises Problem where there is none any more."""


async def carried(  # noqa: PLR0913
    recipe: Recipe,
    ledger: Ledger,
    connection: Connection,
    way: Way,
    target: str,
    *,
    command: str = "",
    choice: str = "",
) -> int:
    """Run a recipe and enter what becomes of it; the number of its job, 0 where there was nothing to do. What the
    pool refuses is entered and not raised. `command` and `choice` are what a person would call again to retry."""
    if not recipe.steps:
        return 0
    number = ledger.begin(recipe.title, connection.key, target, recipe=recipe, command=command, choice=choice)

    def tell(place: Place) -> None:
        ledger.update(
            number,
            progress=place.progress,
            task=place.task,
            cancellable=place.cancellable,
            doing=place.words if place.words != recipe.title else "",
        )

    def stopping() -> bool:
        return number in ledger.jobs and ledger.jobs[number].stopping

    try:
        values = await carry_out(recipe, way(connection), tell, stopping)
    except (Failure, Problem, LeftBehind) as fault:
        cancelled = isinstance(fault, Failure) and fault.code == CANCELLED
        alone = isinstance(fault, Problem) and number in ledger.jobs and ledger.jobs[number].task
        if alone:  # the pool goes on with its task, which nobody here follows any more
            ledger.end(number, Outcome.GONE, fault)
        else:
            ledger.end(number, Outcome.CANCELLED if cancelled else Outcome.FAILED, None if cancelled else fault)
    except asyncio.CancelledError:
        ledger.end(number, Outcome.CANCELLED)
        raise
    except Exception as mistake:
        ledger.end(number, Outcome.FAILED, mistake)
        raise
    else:
        ledger.end(number, Outcome.DONE, undo=taken_back(recipe, values) if recipe.reversible else None)
    return number


async def undone(job: Job, ledger: Ledger, connection: Connection, way: Way) -> str:
    """Take back what a job did, once; why not in a sentence, or "". `connection` is as it is now: what somebody else
    has written since is left to them."""
    latest = ledger.jobs.get(job.number, job)
    if latest.undo and (locked := locked_words(connection)):
        return f"Undo: {locked}"
    if latest.undo is None or not ledger.no_undo(job.number):
        return ""
    steps = latest.recipe.steps if latest.recipe else ()
    if any(step.wrote and step.wrote.overwritten(connection.snapshot) for step in steps):
        return f"{latest.title}: it was changed by somebody else since, and is left as it is."
    await carried(latest.undo, ledger, connection, way, job.target)
    return ""
