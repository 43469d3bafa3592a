"""Runs one call of the XenAPI as a task of the pool and follows it to its end."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from xengui.model.classes import Task
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.protocol.task_result import task_result

PROCESS = str(uuid.uuid4())
"""Marks the tasks of this run, in the key where XenCenter puts its own process id."""

Progress = Callable[[str, Task | None], None]
"""Hears of the reference of a task, and of its record each time that changes."""


class Pool(Protocol):
    """The pool a call goes to, as `net.link.Link` is."""

    async def call(self, method: str, *params: Any) -> Any: ...

    async def task_end(self, ref: str, progress: Callable[[Task], None]) -> Task | None: ...


async def run(
    pool: Pool,
    method: str,
    *params: Any,
    applies_to: Sequence[str],
    progress: Progress,
    stopping: Callable[[], bool] = lambda: False,
) -> Any:
    """Start `Async.<method>`, wait until its task has ended, and give back its result.

    The task is marked with the objects it applies to, so that other clients can show it, and destroyed when it is
    over; who may do neither, or loses the connection meanwhile, is not kept from the call itself. A task that has
    vanished counts as done, without a result. One that nobody waits for any more, because this program ends, goes on
    and is left to be found again. `stopping` tells whether it was to be cancelled before it was known.

    Raises:
        Failure: the pool refused the call, or its task failed: the task's own code. `TASK_CANCELLED` when it was
            cancelled.
        Problem: no answer came; the call may have been carried out.
    """
    ref = str(await pool.call(f"Async.{method}", *params))
    progress(ref, None)
    if stopping():
        with contextlib.suppress(Failure, Problem):
            await cancel(pool, ref)
    await _mark(pool, ref, applies_to)
    task = await pool.task_end(ref, lambda task: progress(ref, task))
    with contextlib.suppress(Failure, Problem):
        await pool.call("task.destroy", ref)
    if task and task.status == "failure":
        if tuple(task.error_info) == ("HANDLE_INVALID", "task", ref):
            return None  # somebody else destroyed the finished task; XenCenter takes that for success
        code, *rest = task.error_info or ("INTERNAL_ERROR", "the task failed and gave no reason")
        raise Failure(code, rest)
    if task and task.status == "cancelled":
        raise Failure("TASK_CANCELLED", (ref,))
    return task_result(task.result) if task else None


async def _mark(pool: Pool, ref: str, applies_to: Sequence[str]) -> None:
    """XenCenter reads these two keys. Adding a key that is there already is refused, so it is removed first."""
    for key, value in (("XenCenterUUID", PROCESS), ("applies_to", ",".join(applies_to))):
        with contextlib.suppress(Failure, Problem):
            await pool.call("task.remove_from_other_config", ref, key)
            await pool.call("task.add_to_other_config", ref, key, value)


async def cancel(pool: Pool, ref: str) -> None:
    """Ask a task to stop. It may still succeed: cancelling is cooperative."""
    await pool.call("task.cancel", ref)
