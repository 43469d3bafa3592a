"""Where what the network brings becomes one quiet signal for the widgets."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from xengui.model.estate import Connection, Estate
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.model.store import Delta

FLUSH_MS = 50
"""Views hear of changes at most twenty times a second, however many there are."""

BUSY_MS = 200
"""And five times a second while changes do not cease."""

SERIES = 4
"""From the signal of this number in a row on they are held to that."""


class Changed(set[type[Record] | type[Connection]]):
    """Which classes of records changed in a connection; Connection among them where that itself did.

    `refs` has the references that changed between two pictures; without these anything may be different.
    """

    def __init__(
        self,
        kinds: Iterable[type[Record] | type[Connection]] = (),
        pictures: tuple[Snapshot, Snapshot] | None = None,
    ) -> None:
        super().__init__(kinds)
        self.pictures = pictures
        self.refs: dict[type[Record], set[str]] = {}

    def note(self, delta: Delta) -> None:
        """Take in a step from the last of the pictures to the next."""
        self.update(delta.changed)
        for kind, refs in delta.changed.items():
            self.refs.setdefault(kind, set()).update(refs)
        if self.pictures:
            self.pictures = (self.pictures[0], delta.snapshot)


Changes = dict[str, Changed]
"""What changed, by the key of the connection."""


class Bridge(QObject):
    """The estate as the widgets see it. `changed` carries what is different since the last time."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connections: dict[str, Connection] = {}
        self._pending: Changes = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._flush)
        self._last = QElapsedTimer()
        self._in_a_row = 0

    @property
    def estate(self) -> Estate:
        """Every connection as it is this moment."""
        return tuple(self._connections.values())

    def connection(self, key: str) -> Connection | None:
        return self._connections.get(key)

    def publish(self, connection: Connection, delta: Delta | None) -> None:
        """Hear from a link; the widgets are told a moment later, together with what else comes by then."""
        before = self._connections.get(connection.key)
        self._connections[connection.key] = connection
        if delta is None:
            self._pending_of(connection.key, before).add(Connection)
        elif delta.changed:  # else the pool answered and nothing is new: only the age of the picture changed
            self._pending_of(connection.key, before).note(delta)

    def forget(self, key: str) -> None:
        """A server was taken off the list."""
        if before := self._connections.pop(key, None):
            self._pending_of(key, before).add(Connection)

    def _pending_of(self, key: str, before: Connection | None) -> Changed:
        if not self._timer.isActive():
            if self._last.isValid() and self._last.elapsed() > BUSY_MS:
                self._in_a_row = 0
            self._timer.start(BUSY_MS if self._in_a_row >= SERIES else FLUSH_MS)
        if key not in self._pending:
            self._pending[key] = Changed(pictures=(before.snapshot, before.snapshot) if before else None)
        return self._pending[key]

    def _flush(self) -> None:
        self._in_a_row += 1
        self._last.start()
        pending, self._pending = self._pending, {}
        self.changed.emit(pending)
