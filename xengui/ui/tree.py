"""The navigation tree: keeps what a person opened, selected and scrolled to, whatever happens to the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from xengui.queries.tree import Node
from xengui.ui.item_view import ItemView, Look
from xengui.ui.tree_model import Key, TreeModel

MANY_SELECTED = 50
"""When more rows than this are selected they are let go while the tree is edited: Qt looks at each one at each move."""


class NavigationTree(ItemView):
    """Branches start open. While a filter is on everything is open; when it goes, what was closed is closed again."""

    selected = Signal()
    """Another set of nodes is selected."""
    called_upon = Signal(object)
    """A node was double-clicked, or Enter was pressed on it."""
    lost = Signal(object)
    """Selected nodes are no longer in the tree: a list of each with the keys of what it stood in, the nearest first."""
    menu_wanted = Signal(QPoint)
    """A context menu is wanted at this place on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, look=Look.TREE)
        self.setObjectName("navigationTree")
        self.setAccessibleName("Infrastructure")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setExpandsOnDoubleClick(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(lambda at: self.menu_wanted.emit(self.viewport().mapToGlobal(at)))
        self.rows = TreeModel(self)
        self._closed: set[Key] = set()
        self._filtering = False
        self._editing = False
        self._kept: tuple[list[Key], Key | None, int] = ([], None, 0)
        self.rows.modelAboutToBeReset.connect(self._keep)
        self.rows.rowsInserted.connect(lambda parent, _first, _last: self._open(parent))
        self.rows.rowsMoved.connect(lambda _from, _first, _last, parent, _at: self._open(parent))
        self.setModel(self.rows)
        self.rows.modelReset.connect(self._put_back)
        self.collapsed.connect(lambda index: self._remember(index, closed=True))
        self.expanded.connect(lambda index: self._remember(index, closed=False))

    @property
    def closed(self) -> frozenset[Key]:
        """The branches that a person closed, whether they are there at the moment or not."""
        return frozenset(self._closed)

    def close_branches(self, keys: Iterable[Key]) -> None:
        """Have these branches closed as they come, as they were when the program ended."""
        self._closed.update(keys)

    def show_nodes(self, nodes: Sequence[Node], *, filtering: bool = False) -> None:
        """Show this tree; `filtering` says that it is what a filter left over."""
        before, self._filtering = self._filtering, filtering
        places = [(node, self._above(node.key)) for node in self.selection]
        chosen = [node.key for node, _ in places]
        self._editing = True
        self.setAutoScroll(False)  # Qt would follow the current row, and open closed branches on the way to it
        if many := len(chosen) > MANY_SELECTED:
            self.selectionModel().clearSelection()
        self.rows.show(nodes)
        if many:
            self._select(chosen)
        if filtering != before:
            self._open_branches()
        if before and not filtering:
            self.scrollTo(self._seen(self.currentIndex()))
        self.setAutoScroll(True)
        self._editing = False
        if {node.key for node in self.selection} != set(chosen):
            gone = [place for place in places if not self.rows.index_of(place[0].key).isValid()]
            if gone:
                self.lost.emit(gone)
            self.selected.emit()

    def _above(self, key: Key) -> list[Key]:
        keys = []
        index = self.rows.index_of(key).parent()
        while node := self.rows.node(index):
            keys.append(node.key)
            index = index.parent()
        return keys

    @property
    def selection(self) -> list[Node]:
        """The selected nodes, as they stand from top to bottom."""
        # Not selectedRows, which is slow when there are thousands.
        indexes = sorted(self.selectionModel().selection().indexes(), key=self.rows.path)
        return [node for index in indexes if (node := self.rows.node(index))]

    def select(self, key: Key) -> bool:
        """Select one node and bring it into view; False when it is not in the tree."""
        index = self.rows.index_of(key)
        if not index.isValid():
            return False
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._editing:
            self.selected.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        index = self.indexAt(at)
        node = self.rows.node(index) if self.visualRect(index).contains(at) else None  # else it is about the caret
        super().mouseDoubleClickEvent(event)
        if node and event.button() is Qt.MouseButton.LeftButton:
            self.called_upon.emit(node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        node = self.rows.node(self.currentIndex())
        if node and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if not event.isAutoRepeat():
                self.called_upon.emit(node)
        else:
            super().keyPressEvent(event)

    def _remember(self, index: QModelIndex, *, closed: bool) -> None:
        node = self.rows.node(index)
        if node and not self._filtering:
            (self._closed.add if closed else self._closed.discard)(node.key)

    def _open(self, index: QModelIndex) -> None:
        node = self.rows.node(index)
        if node and (self._filtering or node.key not in self._closed):
            self.expand(index)

    def _open_branches(self) -> None:
        """Open the branches that are to be open. Not expandAll: Qt would keep an index for every leaf, and each edit of
        a large tree would have to mend them all."""
        for index in self.rows.branches():
            node = self.rows.node(index)
            self.setExpanded(index, self._filtering or (node is not None and node.key not in self._closed))

    def _seen(self, index: QModelIndex) -> QModelIndex:
        """The row itself, or the closed branch that it is in."""
        seen, above = index, index.parent()
        while above.isValid():
            if not self.isExpanded(above):
                seen = above
            above = above.parent()
        return seen

    def _keep(self) -> None:
        current = self.rows.node(self.currentIndex())
        self._kept = (
            [node.key for node in self.selection],
            current.key if current else None,
            self.verticalScrollBar().value(),
        )

    def _put_back(self) -> None:
        keys, current, scrolled = self._kept
        self._open_branches()
        model = self.selectionModel()
        if current:
            model.setCurrentIndex(self.rows.index_of(current), QItemSelectionModel.SelectionFlag.NoUpdate)
        self._select(keys)
        self.verticalScrollBar().setValue(scrolled)

    def _select(self, keys: Iterable[Key]) -> None:
        """Select what is there of these; rows side by side are one span, since Qt's work grows with the spans."""
        indexes = [index for key in keys if (index := self.rows.index_of(key)).isValid()]
        spans = QItemSelection()
        first = last = QModelIndex()
        for index in sorted(indexes, key=self.rows.path):
            if not (last.isValid() and index.row() == last.row() + 1 and index.parent() == last.parent()):
                if last.isValid():
                    spans.append(QItemSelectionRange(first, last))
                first = index
            last = index
        if last.isValid():
            spans.append(QItemSelectionRange(first, last))
        self.selectionModel().select(spans, QItemSelectionModel.SelectionFlag.ClearAndSelect)
