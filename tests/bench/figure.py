"""One line of the report, and the report as a table."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What was measured against what, in the same unit ("s", "ms", "MB", "%", ...) and in the same run.

    Without a `base` the value stands alone. `target` is the largest ratio that is good enough (of the value itself
    where there is no base), None where nothing was promised.
    """

    what: str
    value: float
    unit: str = "ms"
    base: float | None = None
    against: str = ""
    target: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.base if self.base else None

    @property
    def verdict(self) -> str:
        """Whether what was promised was reached; "" where nothing was."""
        if self.target is None:
            return ""
        measured = self.value if self.base is None else self.value / self.base if self.base else 0.0
        limit = f"≤ {self.target:g}" + ("" if self.base is not None else f" {self.unit}")
        return f"{limit} {'reached' if measured <= self.target else 'MISSED'}"


def table(figures: Iterable[Figure]) -> str:
    """The figures in Markdown, which reads well on a terminal too."""
    rows = [("Measured", "Value", "Base", "Ratio", "Target")]
    for figure in figures:
        ratio = f"{figure.ratio:.2f}" if figure.ratio is not None else ""
        base = f"{figure.base:,.4g} {figure.unit}: {figure.against}" if figure.base is not None else figure.against
        rows.append((figure.what, f"{figure.value:,.4g} {figure.unit}", base, ratio, figure.verdict))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def median_s(work: Callable[[], Any], rounds: int = 5) -> float:
    """Seconds that some work takes, with the collector off."""
    times = []
    with not_collected():
        for _ in range(rounds):
            started = time.perf_counter()
            kept = work()
            times.append(time.perf_counter() - started)
            del kept
    return statistics.median(times)


@contextmanager
def not_collected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
