"""The tree's rows: edited towards what a query describes, so that nothing on screen is lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from xengui.queries.tree import Node
from xengui.ui import icons
from xengui.ui.roles import Role

Key = tuple[str, str, str]
Index = QModelIndex | QPersistentModelIndex

MANY_EDITS = 400
"""From this number of rows that come, go or move at once a reset is cheaper than the edits; whoever shows the model
then has to put back what was open and selected (`modelReset`)."""


class Row:
    """One row: what it shows, and where it hangs."""

    __slots__ = ("children", "node", "parent", "place")

    def __init__(self, node: Node, parent: Row | None) -> None:
        self.node = node
        self.parent = parent
        self.children: list[Row] = []
        self.place = 0


class _TangledError(Exception):
    """A row would have to move below itself."""


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
        """Make the tree look like this."""
        wanted: dict[Key, tuple[Node, Key | None]] = {}
        _collect(nodes, None, wanted)
        if self._edits(wanted) > MANY_EDITS:
            self._rebuild(nodes)
            return
        try:
            self._arrange(self._root, nodes)
        except _TangledError:
            self._rebuild(nodes)
        else:
            self._sweep(self._root, wanted)

    def index_of(self, key: Key) -> QModelIndex:
        """Where an object's row is; invalid when there is none."""
        row = self._rows.get(key)
        return self._index(row) if row else QModelIndex()

    def node(self, index: Index) -> Node | None:
        row = self._row(index)
        return None if row is self._root else row.node

    @property
    def size(self) -> int:
        """The number of rows at all depths."""
        return len(self._rows)

    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008 (Qt's signature)
        children = self._row(parent).children
        if column != 0 or not 0 <= row < len(children):
            return QModelIndex()
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
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable if index.isValid() else Qt.ItemFlag.NoItemFlags

    def _row(self, index: Index) -> Row:
        row = index.internalPointer() if index.isValid() else None
        return row if isinstance(row, Row) else self._root

    def _index(self, row: Row) -> QModelIndex:
        if row is self._root or row.parent is None:
            return QModelIndex()
        return self.createIndex(_place(row), 0, row)

    def _edits(self, wanted: dict[Key, tuple[Node, Key | None]]) -> int:
        gone = sum(key not in wanted for key in self._rows)
        new = moved = 0
        for key, (_, parent) in wanted.items():
            row = self._rows.get(key)
            if row is None:
                new += 1
            elif row.parent and (None if row.parent is self._root else row.parent.node.key) != parent:
                moved += 1
        return gone + new + moved

    def _arrange(self, parent: Row, nodes: Sequence[Node]) -> None:
        """Bring the wanted children into their order at the head of the list; what is left over stays behind them."""
        for place, node in enumerate(nodes):
            row = self._rows.get(node.key)
            if row is None:
                row = self._insert(parent, place, node)
            else:
                if row.parent is not parent or place >= len(parent.children) or parent.children[place] is not row:
                    self._move(row, parent, place)
                self._update(row, node)
            self._arrange(row, node.children)

    def _insert(self, parent: Row, place: int, node: Node) -> Row:
        row = Row(node, parent)
        self.beginInsertRows(self._index(parent), place, place)
        parent.children.insert(place, row)
        self._rows[node.key] = row
        self.endInsertRows()
        return row

    def _move(self, row: Row, parent: Row, place: int) -> None:
        before = row.parent
        assert before
        source = _place(row)
        # Qt counts the target place as if the row were still at its old one.
        target = place + 1 if before is parent and place > source else place
        if not self.beginMoveRows(self._index(before), source, source, self._index(parent), target):
            raise _TangledError
        del before.children[source]
        parent.children.insert(place, row)
        row.parent = parent
        self.endMoveRows()

    def _update(self, row: Row, node: Node) -> None:
        before, row.node = row.node, node
        if before is not node and _shows_differently(before, node):
            index = self._index(row)
            self.dataChanged.emit(index, index)

    def _sweep(self, parent: Row, wanted: dict[Key, tuple[Node, Key | None]]) -> None:
        for place in range(len(parent.children) - 1, -1, -1):
            row = parent.children[place]
            if row.node.key in wanted:
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


def _place(row: Row) -> int:
    """A row's place among its siblings; the place found last is tried first, since most rows stay where they are."""
    assert row.parent
    siblings = row.parent.children
    if row.place >= len(siblings) or siblings[row.place] is not row:
        row.place = siblings.index(row)
    return row.place


def _shows_differently(before: Node, after: Node) -> bool:
    return any(getattr(before, name) != getattr(after, name) for name in _SHOWN)


_SHOWN = ("text", "state", "warning", "dim", "bold", "faint", "colour", "flags")


def _flags(node: Node) -> frozenset[str]:
    return (node.flags | {"warning"} if node.warning else node.flags) & icons.FLAGS


def _tip(node: Node) -> str:
    """The whole name, which may be cut short on screen, and what is wrong."""
    return f"{node.text}\n{node.warning}" if node.warning else node.text


def _spoken(node: Node) -> str:
    state = icons.accessible_state(node.state) if node.state else ""
    return ", ".join(word for word in (node.text, state, node.dim, node.warning) if word)


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
    Role.BOLD: lambda node: node.bold,
    Role.FAINT: lambda node: node.faint,
    Role.ICON_FLAGS: _flags,
}
