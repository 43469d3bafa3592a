"""The rows of the call log: what was called, on what, how long it took, what came of it.

Nothing is put into words before it is painted, and no more rows are handed to the view than it asks for: a view lays
out every row it has whenever one is added, so ten thousand of them would cost each batch of new calls some 20 ms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from xengui.model.estate import Connection
from xengui.model.snapshot import Snapshot
from xengui.operations.call_log import CallLog, Entry
from xengui.queries import call_words, errors, units
from xengui.ui.roles import Role

Index = QModelIndex | QPersistentModelIndex

TIME, POOL, CALL, ARGUMENTS, TOOK, RESULT = range(6)
TITLES: Final = ("Time", "Pool", "Call", "Arguments", "Took", "Result")

PAGE: Final = 500
"""So many rows more at a time."""
SEARCHED: Final = 1_000
"""So many calls are looked through in one go, which takes a few milliseconds."""
KEPT_WORDS: Final = 2_000

_MONO: Final = {CALL, ARGUMENTS}
_ANSWERED: Final = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.FontRole),
        int(Qt.ItemDataRole.TextAlignmentRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
        int(Role.TONE),
        int(Role.FAINT),
        int(Role.POOL_COLOUR),
    }
)
"""A delegate asks each cell for all it could paint; most of it is answered here."""


class CallRows(QAbstractTableModel):
    """Calls, newest first; on top the polling of each connection, if that is asked for."""

    def __init__(
        self, log: CallLog, connection: Callable[[str], Connection | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._log = log
        self._connection = connection
        self._polls: list[Entry] = []
        self._calls: list[Entry] = []
        self._running: set[int] = set()
        self._words: list[str] = []
        self._polling = False
        self._newest = 0
        self._oldest_seen: int | None = None
        self._cleared = log.cleared
        self._arguments: dict[int, str] = {}
        self._haystacks: dict[int, str] = {}
        self.mono = QFont()

    @property
    def filtered(self) -> bool:
        return bool(self._words)

    def show(self, text: str, *, polling: bool) -> None:
        """Show the calls in which all these words stand, from the newest on."""
        self.beginResetModel()
        self._words = text.lower().split()
        self._polling = polling
        self._calls = []
        self._running = set()
        self._cleared = self._log.cleared
        self._polls = self._wanted_polls()
        numbers = self._log.numbers
        self._newest = numbers[-1] if numbers else 0
        self._oldest_seen = None
        self._calls = self._more(PAGE)
        self._running = {entry.number for entry in self._calls if entry.took_s is None}
        self.endResetModel()

    def search_on(self) -> bool:
        """Look through the next calls while the first page is not full; whether there is more to look through."""
        if len(self._calls) < PAGE and self.canFetchMore():
            self.fetchMore()
        return len(self._calls) < PAGE and self.canFetchMore()

    def refresh(self, *, follow: bool) -> int:
        """Show what has become of the calls; new ones come on top if `follow`. How many wait otherwise."""
        if self._log.cleared != self._cleared:
            self.show(" ".join(self._words), polling=self._polling)
            return 0
        self._drop_forgotten()
        self._renew_polls()
        self._renew_running()
        numbers = self._log.numbers
        fresh = [
            entry
            for number in numbers[bisect_left(numbers, self._newest + 1) :]
            if (entry := self._log.entry(number)) and self._matches(entry)
        ]
        if not follow:
            return len(fresh)
        self._newest = numbers[-1] if numbers else self._newest
        if fresh:
            self._insert(fresh)
        return 0

    def entries(self, rows: Sequence[int]) -> list[Entry]:
        """The calls in these rows, in the order in which they were made."""
        found = [self._entry(row) for row in rows]
        return sorted(found, key=lambda entry: entry.number)

    def canFetchMore(self, parent: Index = QModelIndex()) -> bool:  # noqa: B008 (Qt's signature)
        numbers = self._log.numbers
        seen = self._newest + 1 if self._oldest_seen is None else self._oldest_seen
        return not parent.isValid() and bool(numbers) and numbers[0] < seen

    def fetchMore(self, parent: Index = QModelIndex()) -> None:  # noqa: B008
        more = self._more(PAGE)
        if more:
            first = self.rowCount()
            self.beginInsertRows(QModelIndex(), first, first + len(more) - 1)
            self._calls += more
            self._running |= {entry.number for entry in more if entry.took_s is None}
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._polls) + len(self._calls)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return TITLES[section]
            if role == Qt.ItemDataRole.TextAlignmentRole and section == TOOK:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _ANSWERED or not index.isValid():
            return None
        entry = self._entry(index.row())
        column = index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(entry, column)
            case Role.TONE:
                return "error" if entry.error and column in (CALL, RESULT) else ""
            case Role.FAINT:
                return column not in (CALL, TOOK, POOL)
            case Role.POOL_COLOUR if column == POOL:
                connection = self._connection(entry.connection)
                return connection.colour if connection else ""
            case Qt.ItemDataRole.FontRole if column in _MONO:
                return self.mono
            case Qt.ItemDataRole.TextAlignmentRole if column == TOOK:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.ToolTipRole:
                return self._tip(entry) if column in (CALL, ARGUMENTS, RESULT) else None
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(entry) if column == TIME else self._text(entry, column)
        return None

    def outcome(self, entry: Entry) -> str:
        """What became of a call, in words: for a refusal what its code means."""
        if entry.took_s is None:
            return "running"
        if entry.refused:
            said = errors.words(entry.error, entry.error_params, self._snapshot(entry))
            return f"{said.text} {said.advice}".strip()
        return ": ".join([entry.error, *entry.error_params]) if entry.error else "ok"

    def _text(self, entry: Entry, column: int) -> str:
        match column:
            case 0:
                moment = datetime.fromtimestamp(entry.started)
                return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}"
            case 1:
                return self._pool(entry)
            case 2:
                return entry.method
            case 3:
                return self._said(entry)
            case 4:
                return took(entry.took_s)
            case _:
                return result(entry)

    def _said(self, entry: Entry) -> str:
        said = self._arguments.get(entry.number)
        if said is None:
            said = call_words.arguments(entry.call, entry.objects)
            if len(self._arguments) >= KEPT_WORDS:
                self._arguments.clear()
            self._arguments[entry.number] = said
        return said

    def _pool(self, entry: Entry) -> str:
        connection = self._connection(entry.connection)
        return (connection.name if connection else "") or entry.connection

    def _tip(self, entry: Entry) -> str:
        lines = [call_words.whole(entry.call, entry.objects)[:1_000]]
        if entry.error:
            lines.append(self.outcome(entry))
        if entry.size:
            lines.append(f"The answer had {units.size(entry.size)}.")
        return "\n".join(lines)

    def _spoken(self, entry: Entry) -> str:
        call = call_words.in_words(entry.call, entry.objects)
        times = f", {entry.times} times" if entry.times > 1 else ""
        return f"{self._text(entry, TIME)}, {self._pool(entry)}, {call}{times}, {self.outcome(entry)}"

    def _snapshot(self, entry: Entry) -> Snapshot:
        connection = self._connection(entry.connection)
        return connection.snapshot if connection else Snapshot()

    def _entry(self, row: int) -> Entry:
        return self._polls[row] if row < len(self._polls) else self._calls[row - len(self._polls)]

    def _matches(self, entry: Entry) -> bool:
        if not self._words:
            return True
        text = self._haystacks.get(entry.number)
        if text is None:
            said = call_words.arguments(entry.call, entry.objects, longest=1_000)
            text = f"{entry.method} {said} {self._pool(entry)}".lower()
            self._haystacks[entry.number] = text
        text += f" {result(entry).lower()}"
        return all(word in text for word in self._words)

    def _more(self, wanted: int) -> list[Entry]:
        """The next older calls that match, of the next thousand."""
        numbers = self._log.numbers
        end = bisect_left(numbers, self._newest + 1 if self._oldest_seen is None else self._oldest_seen)
        found: list[Entry] = []
        for at in range(end - 1, max(-1, end - 1 - SEARCHED), -1):
            self._oldest_seen = numbers[at]
            entry = self._log.entry(numbers[at])
            if entry and self._matches(entry):
                found.append(entry)
                if len(found) == wanted:
                    break
        return found

    def _insert(self, fresh: list[Entry]) -> None:
        """New calls on top. Older ones than a page or two go, and come again when they are scrolled to."""
        if self._oldest_seen is None:
            self._oldest_seen = fresh[0].number
        if len(fresh) > PAGE:
            self.show(" ".join(self._words), polling=self._polling)
            return
        top = len(self._polls)
        self.beginInsertRows(QModelIndex(), top, top + len(fresh) - 1)
        self._calls[:0] = reversed(fresh)
        self._running |= {entry.number for entry in fresh if entry.took_s is None}
        self.endInsertRows()
        if len(self._calls) > 2 * PAGE:
            self._cut(PAGE)
            self._oldest_seen = self._calls[-1].number

    def _cut(self, keep: int) -> None:
        top = len(self._polls)
        self.beginRemoveRows(QModelIndex(), top + keep, top + len(self._calls) - 1)
        self._running -= {entry.number for entry in self._calls[keep:]}
        del self._calls[keep:]
        self.endRemoveRows()

    def _drop_forgotten(self) -> None:
        numbers = self._log.numbers
        oldest = numbers[0] if numbers else self._newest + 1
        if self._oldest_seen is not None and self._oldest_seen < oldest:
            self._oldest_seen = oldest
        keep = len(self._calls)
        while keep and self._calls[keep - 1].number < oldest:
            self._haystacks.pop(self._calls[keep - 1].number, None)
            keep -= 1
        if keep < len(self._calls):
            self._cut(keep)

    def _wanted_polls(self) -> list[Entry]:
        return [entry for entry in self._log.polls if self._matches(entry)] if self._polling else []

    def _renew_polls(self) -> None:
        wanted = self._wanted_polls()
        if [entry.connection for entry in wanted] != [entry.connection for entry in self._polls]:
            if self._polls:
                self.beginRemoveRows(QModelIndex(), 0, len(self._polls) - 1)
                self._polls = []
                self.endRemoveRows()
            if wanted:
                self.beginInsertRows(QModelIndex(), 0, len(wanted) - 1)
                self._polls = wanted
                self.endInsertRows()
        elif wanted != self._polls:
            self._polls = wanted
            self.dataChanged.emit(self.index(0, 0), self.index(len(wanted) - 1, RESULT))

    def _renew_running(self) -> None:
        for number in list(self._running):
            now = self._log.entry(number)
            if now is None or now.took_s is None:
                continue
            self._running.discard(number)
            at = bisect_left(self._calls, -number, key=lambda entry: -entry.number)
            self._calls[at] = now
            row = len(self._polls) + at
            self.dataChanged.emit(self.index(row, 0), self.index(row, RESULT))


def took(seconds: float | None) -> str:
    """ "84 ms", "28.4 s", "3 min 20 s"; a dash while it runs."""
    if seconds is None:
        return "–"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 60 else units.duration(seconds)


def result(entry: Entry) -> str:
    """The outcome in a word or two: the code of a refusal as it came."""
    times = f", {entry.times} times" if entry.times > 1 else ""
    if entry.took_s is None:
        return f"running{times}"
    return (entry.error or "ok") + times
