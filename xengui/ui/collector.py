"""Keeps Python's cyclic collector on the thread of the widgets.

The collector runs wherever the allocation happens that tips it over, also in a worker thread that decodes an answer of
a server; a widget in a forgotten cycle would then be destroyed off the GUI thread, which Qt does not survive. So the
automatic collector is off, and a timer asks for what it would have done. Records hold no cycles and are not tracked,
so a large pool does not make this slow.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

LOOK_MS = 500


class Collector(QObject):
    """Collects from time to time, while it lives."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Collect the oldest generation that has had enough allocations since the last time."""
        for generation in (2, 1, 0):
            if gc.get_count()[generation] > gc.get_threshold()[generation] > 0:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Give the automatic collector back."""
        self._timer.stop()
        gc.enable()
