"""Where what the network brings becomes one quiet signal for the widgets."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from xengui.model.estate import Connection, Estate
from xengui.model.record import Record
from xengui.model.store import Delta

FLUSH_MS = 50
"""Views hear of changes at most twenty times a second, however many there are."""

Changes = dict[str, set[type[Record]]]
"""Which classes of records changed, by the key of the connection; an empty set where only the connection did."""


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
        self._note(connection.key, set(delta.changed) if delta else None)

    def forget(self, key: str) -> None:
        """A server was taken off the list."""
        if self._connections.pop(key, None):
            self._note(key, None)

    def _note(self, key: str, kinds: set[type[Record]] | None) -> None:
        if kinds is not None and not kinds:
            return  # the pool answered and nothing is new: only the age of the picture changed
        self._pending.setdefault(key, set()).update(kinds or ())
        if not self._timer.isActive():
            self._timer.start()

    def _flush(self) -> None:
        pending, self._pending = self._pending, {}
        self.changed.emit(pending)
