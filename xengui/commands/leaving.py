"""The question whether to quit while something still runs."""

from __future__ import annotations

from collections.abc import Sequence

from xengui.forms.confirm import Confirm, Fate


def leaving(running: Sequence[tuple[str, str]]) -> Confirm:
    """Ask before quitting, naming what runs and the pool it runs in.

    A pool goes on with a task whoever watches it. What is made of several steps is led from here, and so ends after the
    step that is under way.
    """
    one = len(running) == 1
    title, where = running[0]
    return Confirm(
        title="Quit",
        heading=f"Quit while “{title}” is running?" if one else f"Quit while {len(running)} tasks are running?",
        sentence=(
            f"{where} goes on with what it is doing now." if one else "The pools go on with what they are doing now."
        )
        + " Work of several steps stops after the step it is at, for xengui asks for the next one.",
        fates=tuple(Fate("", title, where) for title, where in running),
        verb="Quit",
    )
