"""A breath between the polls of a busy pool.

A pool where a thousand things change in a second answers every poll at once, twenty times a second, and each poll
costs as much as the changes in it. Who waits a little gets the same changes in fewer answers, and what changed twice
meanwhile comes once. The first answers of a series are taken without a pause, so that what a person has just set going
shows at once.
"""

from __future__ import annotations

AT_ONCE_S = 0.25
"""An answer that comes so soon says that more may be there already."""

SERIES = 4
"""From the answer of this number in a row there is a pause."""

BREATH_S = 0.2


class Breath:
    """How long to wait before the next poll."""

    def __init__(self) -> None:
        self._in_a_row = 0

    def answered(self, took_s: float, changes: int) -> None:
        """An answer came after this time, with so many changes."""
        self._in_a_row = self._in_a_row + 1 if changes and took_s < AT_ONCE_S else 0

    def pause_s(self) -> float:
        return BREATH_S if self._in_a_row >= SERIES else 0.0
