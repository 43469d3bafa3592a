"""The one view for trees and tables."""

from __future__ import annotations

from enum import Enum
from typing import Final, cast

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QHoverEvent, QPainter, QPen, QRegion
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QStyleOptionViewItem, QTreeView, QWidget

from xengui.ui import glyphs, theme
from xengui.ui.row_delegate import RowDelegate

AnyIndex = QModelIndex | QPersistentModelIndex

_CARET: Final = 12
_INDENT: Final = 16


class Density(Enum):
    """How much air rows have."""

    COMPACT = "compact"
    COMFORTABLE = "comfortable"


class Look(Enum):
    """What a view shows, with the height of its rows, compact and comfortable."""

    TREE = (24, 30)
    TABLE = (26, 32)
    LOG = (22, 26)
    LIST = (30, 36)


class _Setting:
    density: Density = Density.COMPACT


def density() -> Density:
    """The density in use."""
    return _Setting.density


def set_density(wanted: Density) -> None:
    """Give every view, made and to be made, its rows in this density."""
    if wanted is _Setting.density:
        return
    _Setting.density = wanted
    for widget in QApplication.allWidgets():
        if isinstance(widget, ItemView):
            widget.scheduleDelayedItemsLayout()


class ItemView(QTreeView):
    """Rows with one selection over their whole width; the colour of the selection shows the focus.

    As a tree it has one column, no header and the ground of the navigation pane. Every other look is a table,
    whose first column starts on the line all things on a page start on.
    """

    def __init__(self, parent: QWidget | None = None, *, look: Look = Look.TABLE) -> None:
        super().__init__(parent)
        self.look = look
        self.setProperty("look", look.name.lower())
        self._hovered = QPersistentModelIndex()
        self.setItemDelegate(RowDelegate(self))
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(False)
        self.setIndentation(_INDENT)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAnimated(False)
        header = self.header()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if look is Look.TREE:
            self.setProperty("surface", "nav")
            self.setHeaderHidden(True)
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        else:
            self.setRootIsDecorated(False)
            self.setItemsExpandable(False)
            header.setSectionsMovable(True)
            header.setFirstSectionMovable(True)

    def row_height(self) -> int:
        """The height every row has, by density and font."""
        compact, comfortable = self.look.value
        wanted = compact if density() is Density.COMPACT else comfortable
        return int(max(wanted, self.fontMetrics().height() + 8))

    def insets(self, index: AnyIndex) -> tuple[int, int]:
        """How far the content of a cell stands from its left and its right edge."""
        if self.look is Look.TREE:
            return 0, 10
        nested = self.rootIsDecorated() or index.parent().isValid()
        if nested or self.header().visualIndex(index.column()) != 0:
            return 8, 8
        return 12 if isinstance(self.window(), QDialog) else 20, 8

    def drawRow(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        ground = self._ground(index)
        if ground is not None:
            edge = 6 if self.look is Look.TREE else 4
            # The row scrolls sideways, its ground does not.
            place = QRectF(edge, option.rect.top() + 1, self.viewport().width() - 2 * edge, option.rect.height() - 2)
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if isinstance(ground, QPen):
                painter.setPen(ground)
                place.adjust(0.5, 0.5, -0.5, -0.5)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(ground)
            painter.drawRoundedRect(place, 5, 5)
            painter.restore()
        super().drawRow(painter, option, index)

    def _ground(self, index: AnyIndex) -> QBrush | QPen | None:
        worn = theme.current()
        if self.selectionModel() is not None and self.selectionModel().isSelected(index.sibling(index.row(), 0)):
            return QBrush(worn.colour("select" if self._has_focus() else "select_off"))
        if self._hovered.isValid() and index.sibling(index.row(), 0) == self._hovered:
            return QBrush(worn.colour("hover"))
        if self._has_focus() and index.sibling(index.row(), 0) == self.currentIndex().siblingAtColumn(0):
            # Where the keyboard stands while it leaves the selection alone.
            return QPen(worn.colour("focus"))
        return None

    def _has_focus(self) -> bool:
        return self.hasFocus() or self.state() is QAbstractItemView.State.EditingState

    def drawBranches(self, painter: QPainter, rect: QRect, index: AnyIndex) -> None:
        model = self.model()
        if model is None or not self.itemsExpandable() or not model.hasChildren(index):
            return
        name = "caret-down" if self.isExpanded(cast(QModelIndex, index)) else "caret-right"
        picture = glyphs.pixmap(name, _CARET, theme.current().text2, self.devicePixelRatioF())
        slot = QRect(rect.right() + 1 - self.indentation(), rect.top(), self.indentation(), rect.height())
        if slot.left() < 0:
            return
        at = QPoint(slot.left() + (slot.width() - _CARET) // 2, slot.top() + (slot.height() - _CARET) // 2)
        painter.drawPixmap(at, picture)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.HoverMove or event.type() is QEvent.Type.HoverEnter:
            self._hover(self.indexAt(cast(QHoverEvent, event).position().toPoint()).siblingAtColumn(0))
        elif event.type() is QEvent.Type.HoverLeave:
            self._hover(QModelIndex())
        return super().viewportEvent(event)

    def _hover(self, index: QModelIndex) -> None:
        if self._hovered == index:
            return
        self._update_row(self._hovered)
        self._hovered = QPersistentModelIndex(index)
        self._update_row(self._hovered)

    def _update_row(self, index: QPersistentModelIndex) -> None:
        model = self.model()
        if index.isValid() and model is not None:
            place = self.visualRect(model.index(index.row(), index.column(), index.parent()))
            self.viewport().update(0, place.top(), self.viewport().width(), place.height())

    def visualRegionForSelection(self, selection: object) -> QRegion:
        # The ground spans the viewport, so whole rows change.
        return QRegion(self.viewport().rect())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.scheduleDelayedItemsLayout()
