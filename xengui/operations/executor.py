"""Runs a recipe: one step after the other, with progress; on failure or cancel it undoes what was done.

What happens when a step fails. The steps before it are taken back in reverse order. The failed step itself is taken
back too where its answer was lost, since it may have been carried out, unless that needs the result nobody got. A
recipe of one step whose answer was lost is left as it is: it may be just what was wanted, and taking it back unseen
could undo what somebody else has done. What
cannot be taken back is told by name (`LeftBehind`), never passed over. Cancelling stops a task that runs, or waits for
the call that is under way, and then undoes in the same manner.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xengui.model.call import Earlier
from xengui.model.classes import Task
from xengui.operations.recipe import Recipe, Step, undoing_steps
from xengui.operations.tasks import Pool, run
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Locked, Problem

CANCELLED = "TASK_CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a run is: what goes on in words, how far the whole is (0 to 1; None while nobody knows), and the pool's
    task that is at work ("" when none is)."""

    words: str
    progress: float | None
    task: str = ""
    cancellable: bool = False


class LeftBehind(Exception):
    """A recipe failed because of `cause`, and these steps could not be undone, each for its reason."""

    def __init__(self, cause: BaseException, steps: tuple[tuple[Step, Exception], ...]) -> None:
        super().__init__(str(cause), *(step.words for step, _ in steps))
        self.cause = cause
        self.steps = steps


async def carry_out(
    recipe: Recipe, pool: Pool, tell: Callable[[Place], None], stopping: Callable[[], bool] = lambda: False
) -> list[Any]:
    """Run a recipe and give back the results of its calls.

    `tell` hears where the run is, `stopping` is asked before each step whether to go on.

    Raises:
        Failure: a call was refused, and everything before it is undone; `TASK_CANCELLED` when it was cancelled.
        Problem: an answer did not come; the call may have been carried out.
        LeftBehind: one of the two, and not everything could be undone.
    """
    values: list[Any] = []
    try:
        for place in range(len(recipe.steps)):
            if place:
                _heed(stopping)
            values.append(await _carried_out(recipe, place, values, pool, tell, stopping))
    except BaseException as fault:
        left = await _undone(recipe, values, fault, pool, tell)
        if left:
            raise LeftBehind(fault, left) from fault
        raise
    return values


def _heed(stopping: Callable[[], bool]) -> None:
    if stopping():
        raise Failure(CANCELLED)


async def _carried_out(  # noqa: PLR0913, PLR0917
    recipe: Recipe,
    place: int,
    values: list[Any],
    pool: Pool,
    tell: Callable[[Place], None],
    stopping: Callable[[], bool],
) -> Any:
    step = recipe.steps[place]
    whole = sum(step.share for step in recipe.steps)
    before = sum(step.share for step in recipe.steps[:place]) / whole
    alone = len(recipe.steps) == 1

    def at(ref: str, task: Task | None) -> None:
        done = before + (task.progress if task else 0.0) * step.share / whole
        cancel = task is not None and "cancel" in task.allowed_operations
        unknown = alone and task is None
        tell(Place(words=step.words, progress=None if unknown else done, task=ref, cancellable=cancel or not alone))

    at("", None)
    return await _made(step, values, pool, recipe.applies_to, at, stopping)


async def _made(  # noqa: PLR0913, PLR0917
    step: Step,
    values: list[Any],
    pool: Pool,
    applies_to: tuple[str, ...],
    at: Callable[[str, Task | None], None],
    stopping: Callable[[], bool] = lambda: False,
) -> Any:
    call = step.call.settled(values)
    try:
        if step.task:
            return await run(pool, call.method, *call.params, applies_to=applies_to, progress=at, stopping=stopping)
        return await pool.call(call.method, *call.params)
    except Failure as failure:
        if failure.code in step.forgiven:
            return None
        raise


async def _undone(
    recipe: Recipe, values: list[Any], fault: BaseException, pool: Pool, tell: Callable[[Place], None]
) -> tuple[tuple[Step, Exception], ...]:
    """Take back what was done; the steps for which that failed."""
    done = list(recipe.steps[: len(values)])
    failed = recipe.steps[len(values)] if len(values) < len(recipe.steps) else None
    lost = isinstance(fault, Problem) and not isinstance(fault, Locked)  # what was locked out was never sent
    if failed and values and lost and not _needs(failed, len(values)):
        done.append(failed)
    left: list[tuple[Step, Exception]] = []
    for step in reversed(done):
        for undoing in undoing_steps(step, values):
            tell(Place(words=undoing.words, progress=None))
            try:
                await _made(undoing, [], pool, recipe.applies_to, lambda ref, task: None)
            except (Failure, Problem) as again:
                left.append((step, again))
                break
    return tuple(left)


def _needs(step: Step, place: int) -> bool:
    return any(_names(param, place) for call in step.undo for param in call.params)


def _names(value: Any, place: int) -> bool:
    if isinstance(value, dict):
        return any(_names(held, place) for held in value.values())
    if isinstance(value, list):
        return any(_names(held, place) for held in value)
    return bool(value == Earlier(place))
