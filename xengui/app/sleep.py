"""Hears when the computer falls asleep and when it is awake again.

Two witnesses. The wall clock goes on while a computer sleeps and our timer does not: a tick that comes much too late by
the clock on the wall was slept through. That holds on every system, and nobody has to be asked. On Linux logind also
tells beforehand, over the system bus, where there is one. A clock that is set forward, or a window that hung, looks
like sleep as well; then everything is looked at once more than needed, which does no harm.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SLOT, QObject, QTimer, Slot

TICK_S = 2.0
SLEPT_S = 10.0
"""A tick that is so late was slept through."""

NEVER_SLEPT_S = 30.0
"""When sleep was announced and did not come for so long, nobody waits for it any more."""

_LOGIND = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager", "PrepareForSleep")


class Sleep(QObject):
    """Calls `rest` before the computer sleeps, where that is told beforehand, and `wake` when it is awake again."""

    def __init__(
        self,
        rest: Callable[[], object],
        wake: Callable[[], object],
        clock: Callable[[], float] = time.time,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._rest = rest
        self._wake = wake
        self._clock = clock
        self._last = clock()
        self._announced: float | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(int(TICK_S * 1000))
        self._timer.timeout.connect(self.tick)
        self._timer.start()

    def listen(self) -> bool:
        """Hear what logind announces; False where there is none."""
        if not sys.platform.startswith("linux"):
            return False
        try:
            from PySide6.QtDBus import QDBusConnection  # noqa: PLC0415 (not every system has it)
        except ImportError:
            return False
        bus = QDBusConnection.systemBus()
        slot: Any = SLOT("announced(bool)")  # the stubs want bytes, Qt's binding takes only text
        return bus.isConnected() and bool(bus.connect(*_LOGIND, self, slot))

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    def tick(self) -> None:
        """Look at the clock."""
        now = self._clock()
        late, self._last = now - self._last - TICK_S, now
        if late >= SLEPT_S or (self._announced is not None and now - self._announced >= NEVER_SLEPT_S):
            self._awake()

    @Slot(bool)
    def announced(self, falling_asleep: bool) -> None:
        """Hear from logind: the computer is about to sleep, or was asleep."""
        if falling_asleep:
            self._announced = self._last = self._clock()
            self._rest()
        else:
            self._last = self._clock()
            self._awake()

    def _awake(self) -> None:
        self._announced = None
        self._wake()
