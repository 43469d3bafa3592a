"""The question whether to go while something still runs."""

from __future__ import annotations

from collections.abc import Sequence

from xengui.forms.confirm import Confirm, Fate
from xengui.operations.jobs import Job


def leaving(running: Sequence[tuple[Job, str]], verb: str = "Quit") -> Confirm:
    """Ask before quitting or disconnecting, naming what runs and the pool it runs in.

    A pool goes on with a task whoever watches it. What is made of several steps is led from here: it is taken back as
    far as it is done, but for a step that the pool is at.
    """
    one = len(running) == 1
    title = running[0][0].title
    return Confirm(
        title=verb,
        heading=f"{verb} while “{title}” is running?" if one else f"{verb} while {len(running)} tasks are running?",
        sentence=" ".join(sorted({_fate(job) for job, _ in running})),
        fates=tuple(Fate("", job.title, where) for job, where in running),
        verb=verb,
    )


def _fate(job: Job) -> str:
    if job.recipe and len(job.recipe.steps) > 1:
        return "Work of several steps is taken back as far as it is done; a step that the pool is at goes on."
    return "The pool goes on with what it has begun."
