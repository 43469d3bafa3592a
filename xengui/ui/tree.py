"""The navigation tree: keeps what a person opened, selected and scrolled to, whatever happens to the rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from xengui.queries.tree import Node
from xengui.ui.item_view import ItemView, Look
from xengui.ui.tree_model import Key, TreeModel


class NavigationTree(ItemView):
    """Branches start open. While a filter is on everything is open; when it goes, what was closed is closed again."""

    selected = Signal()
    """Another set of nodes is selected."""
    called_upon = Signal(object)
    """A node was double-clicked, or Enter was pressed on it."""
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
        self._kept: tuple[list[Key], Key | None, int] = ([], None, 0)
        self.rows.modelAboutToBeReset.connect(self._keep)
        self.rows.rowsInserted.connect(lambda parent, _first, _last: self._open(parent))
        self.setModel(self.rows)
        self.rows.modelReset.connect(self._put_back)
        self.collapsed.connect(lambda index: self._remember(index, closed=True))
        self.expanded.connect(lambda index: self._remember(index, closed=False))

    def show_nodes(self, nodes: Sequence[Node], *, filtering: bool = False) -> None:
        """Show this tree; `filtering` says that it is what a filter left over."""
        before, self._filtering = self._filtering, filtering
        self.rows.show(nodes)
        if filtering and not before:
            self.expandAll()
        elif before and not filtering:
            self._open_all_but_closed()
            self.scrollTo(self.currentIndex())

    @property
    def selection(self) -> list[Node]:
        """The selected nodes, as they stand from top to bottom."""
        indexes = self.selectionModel().selectedRows()
        indexes.sort(key=lambda index: self.visualRect(index).top())
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
        self.selected.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        node = self.rows.node(self.indexAt(event.position().toPoint()))
        if node and event.button() is Qt.MouseButton.LeftButton:
            self.called_upon.emit(node)

    def _remember(self, index: QModelIndex, *, closed: bool) -> None:
        node = self.rows.node(index)
        if node and not self._filtering:
            (self._closed.add if closed else self._closed.discard)(node.key)

    def _open(self, index: QModelIndex) -> None:
        node = self.rows.node(index)
        if node and (self._filtering or node.key not in self._closed):
            self.expand(index)

    def _open_all_but_closed(self) -> None:
        closed = set(self._closed)
        self.expandAll()
        for key in closed:
            self.collapse(self.rows.index_of(key))

    def _keep(self) -> None:
        current = self.rows.node(self.currentIndex())
        self._kept = (
            [node.key for node in self.selection],
            current.key if current else None,
            self.verticalScrollBar().value(),
        )

    def _put_back(self) -> None:
        keys, current, scrolled = self._kept
        self._open_all_but_closed() if not self._filtering else self.expandAll()
        model = self.selectionModel()
        if current:
            model.setCurrentIndex(self.rows.index_of(current), QItemSelectionModel.SelectionFlag.NoUpdate)
        chosen = QItemSelection()
        for key in keys:
            index = self.rows.index_of(key)
            chosen.select(index, index)
        model.select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.verticalScrollBar().setValue(scrolled)
