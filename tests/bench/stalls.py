"""Measures for how long an event loop was away: the longest time in which nothing on the GUI thread was answered.

A timer ticks every few milliseconds; a gap between two ticks, less the interval, is a stall. A machine that has other
things to do makes gaps too, so every figure belongs beside that of an idle loop under the same meter.
"""

from __future__ import annotations

import statistics
import sys
import threading
import time
import traceback
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer

TICK_MS = 4


@dataclass(frozen=True, slots=True)
class Stalls:
    """What a meter saw. Milliseconds; `cpu` and `gui_cpu` are shares of one core, of the process and of its GUI
    thread."""

    gaps: tuple[float, ...] = field(repr=False)
    seconds: float
    cpu: float
    gui_cpu: float

    @property
    def longest(self) -> float:
        return max(self.gaps, default=0.0)

    def above(self, milliseconds: float) -> int:
        """How many stalls were longer than this."""
        return sum(gap > milliseconds for gap in self.gaps)

    def percentile(self, part: float) -> float:
        return sorted(self.gaps)[min(len(self.gaps) - 1, int(len(self.gaps) * part))] if self.gaps else 0.0

    def __str__(self) -> str:
        return (
            f"longest {self.longest:5.1f} ms, p99 {self.percentile(0.99):5.1f}, above 16: {self.above(16)}, above 50:"
            f" {self.above(50)}; CPU {self.cpu:6.1%} (GUI thread {self.gui_cpu:6.1%}) over {self.seconds:.1f} s"
        )


class Meter(QObject):
    """Watches the loop of the thread it is made in, between `start` and `stop`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._gaps: list[float] = []
        self.last = 0.0

    def start(self) -> None:
        self._gaps = []
        self._began = self.last = time.perf_counter()
        self._cpu, self._gui_cpu = time.process_time(), time.thread_time()
        self._timer.start()

    def stop(self) -> Stalls:
        self._tick()
        self._timer.stop()
        took = time.perf_counter() - self._began
        cpu, gui_cpu = time.process_time() - self._cpu, time.thread_time() - self._gui_cpu
        return Stalls(tuple(self._gaps), took, cpu / took, gui_cpu / took)

    def _tick(self) -> None:
        now = time.perf_counter()
        self._gaps.append(max(0.0, (now - self.last) * 1000 - TICK_MS))
        self.last = now


class Blame:
    """Notes where the GUI thread stands while it does not tick: for finding out, not for figures."""

    def __init__(self, meter: Meter, from_ms: float = 12.0) -> None:
        self._meter = meter
        self._from_s = from_ms / 1000
        self._thread = threading.get_ident()
        self._over = threading.Event()
        self.seen: dict[str, int] = {}
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()

    def stop(self) -> list[tuple[int, str]]:
        """How often each place was seen, the worst first."""
        self._over.set()
        self._watcher.join()
        return sorted(((count, where) for where, count in self.seen.items()), reverse=True)

    def _watch(self) -> None:
        while not self._over.wait(0.002):
            if time.perf_counter() - self._meter.last < self._from_s + TICK_MS / 1000:
                continue
            frame = sys._current_frames().get(self._thread)
            stack = traceback.extract_stack(frame)
            ours = [f"{part.filename.rsplit('xengui/', 1)[-1]}:{part.lineno} {part.name}" for part in stack][-7:]
            where = " < ".join(reversed(ours))
            self.seen[where] = self.seen.get(where, 0) + 1


def median_longest(runs: list[Stalls]) -> float:
    return statistics.median(run.longest for run in runs)
