"""How often a pool is asked, however it answers: no answer may set us asking without a pause, and none is believed for
ever.

What is slowed down. A server that forgets our place at every turn (`EVENTS_LOST`), one whose rows never add up, and one
that answers at once and has nothing new (an old token brings the same changes again and again) would be asked without
end, for everything each time. So the first time is at once, and each further one comes after a longer pause; how long
the answer took to fetch counts too, because what costs a second is not to be had every second.

What is asked for without need. The numbers of rows that come with each answer show a deletion that was lost, but
nothing shows a change that was. So the whole picture is fetched anew now and then, seldom enough that it takes less
than a hundredth of the time, and soon after an answer that was damaged, since others may have been so unnoticed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

REFUSAL_PAUSES_S = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Before the whole picture is asked for because the server has forgotten our place."""

DOUBT_PAUSES_S = (0.0, 2.0, 3.0, 5.0, 8.0, 15.0, 30.0, 60.0)
"""Between whole pictures that are asked for because something does not add up."""

DOUBT_TIMES = 10
"""And so many times as long as such a picture takes, so that a large pool is asked seldom."""

EMPTY_PAUSES_S = (0.0, 0.0, 0.05, 0.1, 0.2, 0.4, 0.8)
"""Before asking again after so many answers in a row that came at once and brought nothing new."""

LONGEST_EMPTY_PAUSE_S = 5.0
AT_ONCE_S = 1.0

QUIET_LOOK_S = 600.0
"""After this long the whole picture is fetched anew, just in case."""

DAMAGE_LOOK_S = 15.0
"""The same after an answer that was damaged."""

_SHARE = 100
"""A whole picture that took a second is had every so many seconds at most, unless there is a reason."""
_LONG_AGO_S = 120.0
"""What happened longer ago than this is no series any more."""


class Pace:
    """When to ask a pool again, and when for everything. Times are those of `clock`, in seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._refusals = 0
        self._empty = 0
        self._empty_took_s = 0.0
        self._doubts = 0
        self._whole_at = float("-inf")
        self._whole_took_s = 0.0
        self._doubtful = False
        self._damaged = False
        self._due = float("inf")

    def pause_s(self) -> float:
        """How long to wait before the pool is asked again."""
        empty = _step(EMPTY_PAUSES_S, self._empty)
        if empty:
            empty = min(max(empty, 4 * self._empty_took_s), LONGEST_EMPTY_PAUSE_S)
        return max(empty, _step(REFUSAL_PAUSES_S, self._refusals - 1) if self._refusals else 0.0)

    def whole_is_due(self) -> bool:
        """Whether to ask for everything."""
        now = self._clock()
        times = DOUBT_TIMES if self._doubts else 0
        pause_s = max(_step(DOUBT_PAUSES_S, self._doubts), times * self._whole_took_s)
        return now >= self._due or (self._doubtful and now >= self._whole_at + pause_s)

    def answered(self, took_s: float, *, whole: bool, new: bool) -> None:
        """An answer came and is taken in: how long it was waited for, whether it was everything, and whether anything
        in it was new to us."""
        now = self._clock()
        if whole:
            if now - self._whole_at >= _LONG_AGO_S:
                self._doubts = 0
            if self._doubtful:  # a new login brings everything too, and is no sign that something does not add up
                self._doubts += 1
            self._whole_at, self._whole_took_s = now, took_s
            self._doubtful = False
            soon = max(DAMAGE_LOOK_S, DOUBT_TIMES * took_s)
            self._due = now + (soon if self._damaged else max(QUIET_LOOK_S, _SHARE * took_s))
            self._damaged = False
            return
        self._refusals = 0
        self._empty = self._empty + 1 if took_s < AT_ONCE_S and not new else 0
        self._empty_took_s = took_s

    def refused(self) -> None:
        """The server has forgotten our place."""
        self._refusals += 1

    def doubt(self) -> None:
        """Something does not add up: everything is to be looked at again."""
        self._doubtful = True

    def damaged(self) -> None:
        """An answer was damaged: the next whole picture is not believed for long."""
        self._damaged = True


def _step(pauses: tuple[float, ...], number: int) -> float:
    return pauses[min(max(number, 0), len(pauses) - 1)]
