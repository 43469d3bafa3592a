"""Shows the last known state of each saved server at start, and keeps it on disk while the pools change."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QTimer

from xengui.app.servers import Servers
from xengui.model.estate import Connection
from xengui.settings.last_state import Hurried, LastState, StateFiles
from xengui.ui.bridge import Bridge, Changes

PAUSE_S = 300.0
"""So long at least between two times that a pool which changes is written."""
PAUSE_OUT_OF_SIGHT_S = 60.0
"""The same when its connection was lost: it may be the last that was heard of it, or come and go."""
LOOK_MS = 30_000
STALE = timedelta(minutes=1)
"""A picture that did not change is written at the end all the same if it was heard of so much later."""
LEAVING_S = 1.5
"""So long the program's end waits for what is still to be written. What is not is as old as the last pause."""

_log = logging.getLogger(__name__)


class LastStates(QObject):
    """The pictures of the servers on the saved list, and of no others. Nothing of it is done on the GUI thread.

    `wanted` tells whether they are to be kept at all, `start` sets work going that nobody waits for.
    """

    def __init__(
        self,
        files: StateFiles,
        servers: Servers,
        bridge: Bridge,
        *,
        wanted: Callable[[], bool],
        start: Callable[[Coroutine[Any, Any, object]], None],
    ) -> None:
        super().__init__()
        self._files = files
        self._servers = servers
        self._bridge = bridge
        self._wanted = wanted
        self._start = start
        self._changed: set[str] = set()
        self._kept: dict[str, tuple[float, datetime]] = {}
        self._queue: dict[str, None] = {}
        self._writing = asyncio.Lock()
        self._at_work = False
        self._closed = False
        self._leaving = threading.Event()
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()
        bridge.changed.connect(self._hear)

    async def recall(self, first: str = "") -> None:
        """Show what is kept of the servers on the list that have no picture yet, one after the other, and remove what
        is kept of others. `first` is the key of the one that is waited for most."""
        keys = [server.address.key for server in self._servers.saved or ()]
        if not self._wanted():
            return
        async with self._writing:
            for key in sorted(keys, key=lambda key: key != first):
                state = await asyncio.to_thread(self._files.read, key)
                link = self._servers.find(key)
                if state and link and self._wanted():
                    self._kept[key] = -PAUSE_S, state.heard
                    link.recall(state.snapshot, state.heard)
            _log.debug("the last known states are shown")
            await self._on_disk(lambda: self._files.tidy(keys))

    async def forget_all(self) -> None:
        """Have nothing on disk any more."""
        async with self._writing:
            self._kept.clear()
            await self._on_disk(lambda: self._files.tidy(()))

    async def close(self) -> None:
        """Write what is not written yet, as far as there is time for it."""
        self._timer.stop()
        self._closed = True
        for connection in self._bridge.estate:
            self._queue.setdefault(connection.key)
        last = asyncio.create_task(self._write_all(leaving=True))
        await asyncio.wait({last}, timeout=LEAVING_S)
        self._leaving.set()  # also for a writing that was cancelled, whose thread goes on
        await asyncio.wait({last}, timeout=LEAVING_S / 3)

    def _hear(self, changes: Changes) -> None:
        if self._closed:
            return
        for key, kinds in changes.items():
            connection = self._bridge.connection(key)
            if connection is None:
                self._start(self._forget(key))
                continue
            if connection.usable and kinds - {Connection}:
                self._changed.add(key)
            self._consider(connection)

    def _look(self) -> None:
        for connection in self._bridge.estate:
            self._consider(connection)

    def _consider(self, connection: Connection) -> None:
        """Have a pool written if it is time for it."""
        key = connection.key
        if key not in self._changed:
            return
        known = self._kept.get(key)
        pause = PAUSE_S if connection.usable else PAUSE_OUT_OF_SIGHT_S
        if known is None or time.monotonic() - known[0] >= pause:
            self._queue.setdefault(key)
            if not self._at_work:
                self._at_work = True
                self._start(self._write_all())

    async def _write_all(self, *, leaving: bool = False) -> None:
        try:
            async with self._writing:
                while self._queue and not self._leaving.is_set():
                    key = next(iter(self._queue))
                    del self._queue[key]
                    connection = self._bridge.connection(key)
                    if connection and self._worth_writing(connection, leaving=leaving):
                        await self._write(connection)
        finally:
            self._at_work = False

    def _worth_writing(self, connection: Connection, *, leaving: bool) -> bool:
        key = connection.key
        if not self._wanted() or not self._servers.listed(key) or connection.snapshot.pool is None:
            return False
        if key in self._changed:
            return True
        known = self._kept.get(key)
        return bool(leaving and known and connection.heard and connection.heard - known[1] > STALE)

    async def _write(self, connection: Connection) -> None:
        assert connection.heard
        state = LastState(key=connection.key, heard=connection.heard, snapshot=connection.snapshot)
        self._changed.discard(connection.key)
        self._kept[connection.key] = time.monotonic(), connection.heard
        try:
            await self._on_disk(lambda: self._files.keep(state, lambda: not self._leaving.is_set()))
        except asyncio.CancelledError:
            self._changed.add(connection.key)
            raise

    async def _forget(self, key: str) -> None:
        async with self._writing:
            self._changed.discard(key)
            self._kept.pop(key, None)
            if not self._servers.listed(key):
                await self._on_disk(lambda: self._files.forget(key))

    async def _on_disk(self, work: Callable[[], object]) -> None:
        """Work on the files in a thread. That they are not to be had is no trouble for anybody: the next start will
        show less, or older things."""
        try:
            await asyncio.to_thread(work)
        except Hurried:
            _log.info("a last known state was not written, to end at once")
        except OSError as fault:
            _log.warning("last known states: %s", fault)
