"""Keeps what is told often from being shown more often than an eye can follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

PAUSE_MS: Final = 50


class Calm:
    """Called, it acts at once; what follows within the pause is one act at its end. The last word is always shown."""

    def __init__(self, act: Callable[[], object], owner: QObject, pause_ms: int = PAUSE_MS) -> None:
        self._act = act
        self._waiting = False
        self._pause = QTimer(owner)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._over)

    def __call__(self) -> None:
        if self._pause.isActive():
            self._waiting = True
            return
        self._pause.start()
        self._act()

    def _over(self) -> None:
        if self._waiting:
            self._waiting = False
            self()
