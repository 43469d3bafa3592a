"""Where what the network brings becomes one quiet signal for the widgets."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from xengui.model.estate import Connection, Estate
from xengui.model.record import Record
from xengui.model.store import Delta

FLUSH_MS = 50
"""Views hear of changes at most twenty times a second, however many there are."""

Changes = dict[str, set[type[Record] | type[Connection]]]
"""Which classes of records changed, by the key of the connection; Connection among them where that itself did."""


class Bridge(QObject):
    """The estate as the widgets see it. `changed` carries what is different since the last time."""

    changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._connections: dict[str, Connection] = {}
        self._pending: Changes = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FLUSH_MS)
        self._timer.timeout.connect(self._flush)

    @property
    def estate(self) -> Estate:
        """Every connection as it is this moment."""
        return tuple(self._connections.values())

    def connection(self, key: str) -> Connection | None:
        return self._connections.get(key)

    def publish(self, connection: Connection, delta: Delta | None) -> None:
        """Hear from a link; the widgets are told a moment later, together with what else comes by then."""
        self._connections[connection.key] = connection
        if delta is None:
            self._note(connection.key, {Connection})
        elif delta.changed:  # else the pool answered and nothing is new: only the age of the picture changed
            self._note(connection.key, delta.changed)

    def forget(self, key: str) -> None:
        """A server was taken off the list."""
        if self._connections.pop(key, None):
            self._note(key, {Connection})

    def _note(self, key: str, kinds: Iterable[type[Record] | type[Connection]]) -> None:
        self._pending.setdefault(key, set()).update(kinds)
        if not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        pending, self._pending = self._pending, {}
        self.changed.emit(pending)
