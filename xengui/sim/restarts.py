"""What a restart of its server leaves of a pool, and what it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from xengui.sim.failures import ApiError

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

Left = Literal["fail", "vanish"]
INTERRUPTED = ApiError("INTERNAL_ERROR", "The toolstack was restarted while the task was pending")


def restarted(pool: Pool, *, tasks: Left, keeps_sessions: bool = False, counts_anew: bool = False) -> None:
    """Let the pool be as its server finds it after a restart.

    The objects are as they were, and whatever was being done to them is given up. Deletions are
    forgotten, so nobody hears of them any more. Generations go on, unless they are to be counted anew: then
    every row is as old as any other, and a token of before lies in the future.
    """
    pool.tasks.interrupt(INTERRUPTED)
    if tasks == "vanish":
        for ref in pool.database.refs("task"):
            pool.tasks.remove(ref)
    pool.events.cut()
    if not keeps_sessions:
        pool.sessions.end_all()
    pool.database.forget(anew=counts_anew)
    pool.messages.forget(anew=counts_anew)
