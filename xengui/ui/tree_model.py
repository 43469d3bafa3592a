"""The tree's rows: edited towards what a query describes, so that nothing on screen is lost on the way."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from operator import attrgetter
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from xengui.queries.labels import LOCKED
from xengui.queries.tree import Node
from xengui.ui import icons
from xengui.ui.roles import Role

Key = tuple[str, str, str]
Index = QModelIndex | QPersistentModelIndex

MANY_EDITS = 400
"""When more rows than this come, go or move at once, the tree is built anew; whoever shows the model then has to put
back what was open and selected (`modelReset`)."""


# Put together once: views ask for them at every row of every edit.
_ROW_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Row:
    """One row: what it shows, and where it hangs."""

    __slots__ = ("children", "node", "parent", "place")

    def __init__(self, node: Node, parent: Row | None) -> None:
        self.node = node
        self.parent = parent
        self.children: list[Row] = []
        self.place = 0


class TreeModel(QAbstractItemModel):
    """Rows with the key of their object, which stays the same when the object moves.

    `show` makes the few edits that lead from what is shown to what is wanted: Qt's own moves, so that selection,
    open branches and the scroll position stay with their rows.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = Row(Node(key=("", "", ""), text="", state=""), None)
        self._rows: dict[Key, Row] = {}

    def show(self, nodes: Sequence[Node]) -> None:
        """Make the tree look like this. Every key stands in it once."""
        if _alike(self._root.children, nodes):
            self._renew(self._root.children, nodes)
            return
        wanted: dict[Key, tuple[Node, Key | None]] = {}
        _collect(nodes, None, wanted)
        if self._edits(nodes, wanted) > MANY_EDITS:
            self._rebuild(nodes)
            return
        self._sweep(self._root, wanted)
        self._arrange(self._root, nodes)
        if len(self._rows) > len(wanted):  # some had to wait until what hung below them had moved out
            self._sweep(self._root, wanted)

    def index_of(self, key: Key) -> QModelIndex:
        """Where an object's row is; invalid when there is none."""
        row = self._rows.get(key)
        return self._index(row) if row else QModelIndex()

    def node(self, index: Index) -> Node | None:
        row = self._row(index)
        return None if row is self._root else row.node

    def tops(self) -> list[Node]:
        """The nodes that hang under nothing."""
        return [row.node for row in self._root.children]

    def path(self, index: Index) -> tuple[int, ...]:
        """The places on the way down to a row: rows compare as they stand from top to bottom."""
        places: list[int] = []
        row = self._row(index)
        while row.parent is not None:
            places.append(_place(row))
            row = row.parent
        return tuple(reversed(places))

    def branches(self) -> list[QModelIndex]:
        """The rows that have something below them, each after the one it hangs under."""
        return [self._index(row) for row in self._rows.values() if row.children]

    def walk(self) -> Iterator[tuple[QModelIndex, Node]]:
        """Every row with its node, as they stand from top to bottom."""
        pending = list(reversed(self._root.children))
        while pending:
            row = pending.pop()
            yield self._index(row), row.node
            pending.extend(reversed(row.children))

    @property
    def size(self) -> int:
        """The number of rows at all depths."""
        return len(self._rows)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's signature)
        children = self._row(parent).children
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
        children[row].place = row
        return self.createIndex(row, column, children[row])

    def parent(self, index: Index = QModelIndex()) -> Any:  # noqa: B008
        row = self._row(index)
        return QModelIndex() if row is self._root or row.parent is None else self._index(row.parent)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(self._row(parent).children)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        node = self._row(index).node
        answer = _ANSWERS.get(role)
        return answer(node) if answer and node.text + node.ref else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        return _ROW_FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _row(self, index: Index) -> Row:
        row = index.internalPointer() if index.isValid() else None
        return row if isinstance(row, Row) else self._root

    def _index(self, row: Row) -> QModelIndex:
        if row is self._root or row.parent is None:
            return QModelIndex()
        return self.createIndex(_place(row), 0, row)

    def _edits(self, nodes: Sequence[Node], wanted: dict[Key, tuple[Node, Key | None]]) -> int:
        """How many rows come, go or move."""
        gone = sum(key not in wanted for key in self._rows)
        new = moved = 0
        for key, (_, parent) in wanted.items():
            row = self._rows.get(key)
            if row is None:
                new += 1
            elif row.parent and (None if row.parent is self._root else row.parent.node.key) != parent:
                moved += 1
        return gone + new + moved + self._reordered(self._root, nodes)

    def _reordered(self, parent: Row, nodes: Sequence[Node]) -> int:
        """How many rows move among their siblings, at all depths."""
        if _alike(parent.children, nodes):
            return 0
        at_home = [row for node in nodes if (row := self._rows.get(node.key)) and row.parent is parent]
        moved = len(at_home) - len(_staying(parent, at_home))
        for node in nodes:
            if node.children and (row := self._rows.get(node.key)):
                moved += self._reordered(row, node.children)
        return moved

    def _renew(self, rows: Sequence[Row], nodes: Sequence[Node]) -> None:
        for row, node in zip(rows, nodes, strict=True):
            if row.node is not node:
                self._update(row, node)
                self._renew(row.children, node.children)

    def _arrange(self, parent: Row, nodes: Sequence[Node]) -> None:
        """Bring the wanted children into their order. As few as possible move; what does not belong here stays between
        them until it is called for elsewhere or swept away.

        Parents come before their children, so a row never has to move below itself: whoever it is to hang under has
        left it by then.
        """
        if _alike(parent.children, nodes):
            self._renew(parent.children, nodes)
            return
        at_home = [row for node in nodes if (row := self._rows.get(node.key)) and row.parent is parent]
        staying = _staying(parent, at_home)
        place = 0
        for node in nodes:
            row = self._rows.get(node.key)
            if row is None:
                row = self._insert(parent, place, node)
            elif node.key in staying:
                while parent.children[place] is not row:
                    place += 1
                row.place = place
                self._update(row, node)
            else:
                self._move(row, parent, place)
                self._update(row, node)
            self._arrange(row, node.children)
            place = _place(row) + 1

    def _insert(self, parent: Row, place: int, node: Node) -> Row:
        row = Row(node, parent)
        row.place = place
        self.beginInsertRows(self._index(parent), place, place)
        parent.children.insert(place, row)
        self._rows[node.key] = row
        self.endInsertRows()
        return row

    def _move(self, row: Row, parent: Row, place: int) -> None:
        before = row.parent
        assert before
        source = _place(row)
        if before is parent and source == place:
            return  # what stood between has gone
        moves = self.beginMoveRows(self._index(before), source, source, self._index(parent), place)
        assert moves, "a row cannot move below itself, nor to where it is"
        del before.children[source]
        # Qt counts the target place as if the row were still at its old one.
        row.place = place - 1 if before is parent and source < place else place
        parent.children.insert(row.place, row)
        row.parent = parent
        self.endMoveRows()

    def _update(self, row: Row, node: Node) -> None:
        before, row.node = row.node, node
        if before is not node and _shown(before) != _shown(node):
            index = self._index(row)
            self.dataChanged.emit(index, index)

    def _sweep(self, parent: Row, wanted: dict[Key, tuple[Node, Key | None]]) -> None:
        """Remove what is not wanted any more, save rows that still have something below them that is."""
        for place in range(len(parent.children) - 1, -1, -1):
            row = parent.children[place]
            if row.node.key in wanted or _any_wanted(row.children, wanted):
                self._sweep(row, wanted)
                continue
            self.beginRemoveRows(self._index(parent), place, place)
            del parent.children[place]
            self._forget(row)
            self.endRemoveRows()

    def _forget(self, row: Row) -> None:
        del self._rows[row.node.key]
        for child in row.children:
            self._forget(child)

    def _rebuild(self, nodes: Sequence[Node]) -> None:
        self.beginResetModel()
        before, self._rows = self._rows, {}  # the views' indexes point at the old rows until the reset has ended
        self._root.children = [self._planted(node, self._root) for node in nodes]
        self.endResetModel()
        del before

    def _planted(self, node: Node, parent: Row) -> Row:
        row = Row(node, parent)
        self._rows[node.key] = row
        row.children = [self._planted(child, row) for child in node.children]
        return row


def _collect(nodes: Sequence[Node], parent: Key | None, wanted: dict[Key, tuple[Node, Key | None]]) -> None:
    for node in nodes:
        wanted[node.key] = (node, parent)
        _collect(node.children, node.key, wanted)


def _alike(rows: Sequence[Row], nodes: Sequence[Node]) -> bool:
    """Whether rows stand as nodes do, at all depths."""
    return len(rows) == len(nodes) and all(
        row.node is node or (row.node.key == node.key and _alike(row.children, node.children))
        for row, node in zip(rows, nodes, strict=True)
    )


def _any_wanted(rows: Iterable[Row], wanted: dict[Key, tuple[Node, Key | None]]) -> bool:
    return any(row.node.key in wanted or _any_wanted(row.children, wanted) for row in rows)


def _staying(parent: Row, rows: Sequence[Row]) -> set[Key]:
    """The keys of the most of these children that are in the right order already: a longest increasing run of
    their places, found by patience sorting."""
    now = {row.node.key: place for place, row in enumerate(parent.children)}
    places = [now[row.node.key] for row in rows]
    if all(before < after for before, after in pairwise(places)):
        return {row.node.key for row in rows}
    ends: list[int] = []  # the lowest place that ends a run of each length
    last: list[int] = []  # whose place that is
    before: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(ends, place)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        last[length : length + 1] = [at]
    staying = set()
    at = last[-1]
    while at >= 0:
        staying.add(rows[at].node.key)
        at = before[at]
    return staying


def _place(row: Row) -> int:
    """A row's place among its siblings; the place found last is tried first, since most rows stay where they are."""
    assert row.parent
    siblings = row.parent.children
    if row.place >= len(siblings) or siblings[row.place] is not row:
        row.place = siblings.index(row)
    return row.place


_shown = attrgetter("text", "state", "warning", "dim", "bold", "faint", "colour", "label", "locked", "flags")


def _flags(node: Node) -> frozenset[str]:
    return (node.flags | {"warning"} if node.warning else node.flags) & icons.FLAGS


def _tip(node: Node) -> str:
    """The whole name, which may be cut short on screen, how it is labelled and locked, and what is wrong."""
    named = f"{node.text} ({node.label})" if node.label else node.text
    return "\n".join(filter(None, (named, LOCKED.capitalize() if node.locked else "", node.warning)))


def _spoken(node: Node) -> str:
    marks = {"coordinator": "coordinator" in node.flags, "hidden": "hidden" in node.flags}
    state = icons.accessible_state(node.state, **marks) if node.state else ""
    marks_of_pool = (node.label, LOCKED if node.locked else "")
    words = dict.fromkeys(
        word for word in (node.text, *marks_of_pool, *state.split(", "), node.dim, node.warning) if word
    )
    return ", ".join(words)


_ANSWERS: dict[int, Callable[[Node], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda node: node.text,
    Qt.ItemDataRole.DecorationRole: lambda node: icons.flagged_icon(node.state, _flags(node)) if node.state else None,
    Qt.ItemDataRole.ToolTipRole: _tip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    Role.REF: lambda node: node.ref,
    Role.CLASS: lambda node: node.cls,
    Role.STATE: lambda node: node.state,
    Role.WARNING: lambda node: node.warning,
    Role.DIM: lambda node: node.dim,
    Role.POOL_COLOUR: lambda node: node.colour,
    Role.PILL: lambda node: node.label,
    Role.LOCKED: lambda node: node.locked,
    Role.BOLD: lambda node: node.bold,
    Role.FAINT: lambda node: node.faint,
    Role.ICON_FLAGS: _flags,
}
