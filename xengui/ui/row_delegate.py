"""How a row of a tree or a table is drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QIcon, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from xengui.ui import icons, row_parts, theme
from xengui.ui.roles import Role
from xengui.ui.row_parts import Words
from xengui.ui.widgets.plain import as_tip, in_order

if TYPE_CHECKING:
    from xengui.ui.item_view import ItemView

AnyIndex = QModelIndex | QPersistentModelIndex

_GLYPH: Final = 16
_TO_TEXT: Final = 8
_TO_DIM: Final = 9
_LONGEST: Final = 1_000
"""No cell is so wide that more of a text would be seen."""

_TONES: Final = {
    "error": "error_text",
    "warn": "warn_text",
    "ok": "ok_text",
    "sleep": "sleep_text",
    "link": "accent_text",
}


class RowDelegate(QStyledItemDelegate):
    """Draws a cell: check box, icon, text, lock, pool dot, pill, dim words, bar, and a figure at the right."""

    def __init__(self, view: ItemView) -> None:
        super().__init__(view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        height = self._view.row_height()
        font = self._font(index)
        metrics = QFontMetrics(font)
        width = self._before(index) + metrics.horizontalAdvance(_text(index, Qt.ItemDataRole.DisplayRole)) + 8
        secondary = QFontMetrics(row_parts.secondary_font(self._view.font()))
        if dim := _text(index, Role.DIM):
            width += _TO_DIM + secondary.horizontalAdvance(dim)
        if figure := _text(index, Role.FIGURE):
            width += _TO_DIM + metrics.horizontalAdvance(figure)
        if index.data(Role.BAR) is not None:
            width += row_parts.BAR.width() + _TO_DIM
        if pill := _text(index, Role.PILL):
            width += _TO_DIM + secondary.horizontalAdvance(pill) + 20
        if index.data(Role.POOL_COLOUR):
            width += row_parts.DOT + _TO_TEXT
        if index.data(Role.LOCKED):
            width += row_parts.LOCK + _TO_TEXT
        return QSize(width + 2, height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        worn = theme.current()
        painter.save()
        painter.setClipRect(option.rect)
        place = self._content(option.rect, index)
        enabled = bool(index.flags() & Qt.ItemFlag.ItemIsEnabled)

        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is not None:
            row_parts.paint_check(
                painter, self._check_place(option.rect, index), Qt.CheckState(checked), enabled=enabled
            )
            place.setLeft(place.left() + row_parts.CHECK + _TO_TEXT)

        icon = _icon(index)
        if icon is not None:
            size = icons.ROW_SIZE
            # The glyph stands in the middle; its badge hangs out.
            top = place.top() + (place.height() - _GLYPH) // 2
            mode = QIcon.Mode.Normal if enabled else QIcon.Mode.Disabled
            icon.paint(painter, QRect(QPoint(place.left(), top), size), Qt.AlignmentFlag.AlignCenter, mode)
            place.setLeft(place.left() + _GLYPH + _TO_TEXT)

        text, figure = self._texts(index, enabled=enabled)
        if figure is not None:
            place.setRight(self._paint_figure(painter, place, figure))
        bar = index.data(Role.BAR)
        if bar is not None:
            width = min(row_parts.BAR.width(), place.width())
            track = QRect(place.left(), place.center().y() - 1, width, row_parts.BAR.height())
            row_parts.paint_bar(painter, track, float(bar))
            place.setLeft(track.right() + 1 + _TO_DIM)
        self._paint_texts(painter, place, text, index, worn.colour("text2" if enabled else "text3"))
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """Show the item's tip, or the whole text where the cell cuts it; as plain text, for servers write it."""
        if event.type() is not QEvent.Type.ToolTip:
            return super().helpEvent(event, view, option, index)
        tip = "\n".join(_one_line(line) for line in str(index.data(Qt.ItemDataRole.ToolTipRole) or "").splitlines())
        if not tip and self.sizeHint(option, index).width() > option.rect.width():
            dim = _text(index, Role.DIM)
            words = [_text(index, Qt.ItemDataRole.DisplayRole), _text(index, Role.FIGURE), f"({dim})" if dim else ""]
            tip = " ".join(filter(None, words))
        QToolTip.showText(event.globalPos(), as_tip(tip), view)
        return True

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        place = self._content(option.rect, index)
        left = option.rect.left() + self._before(index) - 10
        editor.setGeometry(left, option.rect.top(), place.right() - left, option.rect.height())

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """Turn a check box over, by a click on it or by the space bar."""
        wanted = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEnabled
        checked = index.data(Qt.ItemDataRole.CheckStateRole)
        if checked is None or index.flags() & wanted != wanted:
            return False
        if isinstance(event, QMouseEvent):
            here = self._check_place(option.rect, index).adjusted(-4, -4, 4, 4)
            if event.button() is not Qt.MouseButton.LeftButton or not here.contains(event.position().toPoint()):
                return False
            if event.type() is not QEvent.Type.MouseButtonRelease:
                return event.type() is QEvent.Type.MouseButtonPress
        elif not (isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space):
            return False
        turned = Qt.CheckState.Unchecked if Qt.CheckState(checked) is Qt.CheckState.Checked else Qt.CheckState.Checked
        return model.setData(index, turned, Qt.ItemDataRole.CheckStateRole)

    def _content(self, cell: QRect, index: AnyIndex) -> QRect:
        left, right = self._view.insets(index)
        return cell.adjusted(left, 0, -right, 0)

    def _before(self, index: AnyIndex) -> int:
        """What stands before the text, from the edge of the cell."""
        width = self._view.insets(index)[0]
        if index.data(Qt.ItemDataRole.CheckStateRole) is not None:
            width += row_parts.CHECK + _TO_TEXT
        if _icon(index) is not None:
            width += _GLYPH + _TO_TEXT
        return width

    def _check_place(self, cell: QRect, index: AnyIndex) -> QRect:
        content = self._content(cell, index)
        return QRect(
            content.left(), content.top() + (content.height() - row_parts.CHECK) // 2, row_parts.CHECK, row_parts.CHECK
        )

    def _font(self, index: AnyIndex) -> QFont:
        own = index.data(Qt.ItemDataRole.FontRole)
        font = QFont(own) if isinstance(own, QFont) else QFont(self._view.font())
        if index.data(Role.BOLD):
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _texts(self, index: AnyIndex, *, enabled: bool) -> tuple[Words | None, Words | None]:
        """The text at the left, and the figure at the right."""
        worn = theme.current()
        shown = _text(index, Qt.ItemDataRole.DisplayRole)
        figure = _text(index, Role.FIGURE)
        tone = "" if index.data(Role.PILL) else _TONES.get(_text(index, Role.TONE), "")
        token = tone or ("text2" if index.data(Role.FAINT) else "text")
        colour = worn.colour(token if enabled else "text3")
        font = self._font(index)
        alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
        right = alignment is not None and int(alignment) & int(Qt.AlignmentFlag.AlignRight)
        if shown and not figure and (right or index.data(Role.BAR) is not None):
            shown, figure = "", shown
        at_left = Words(shown, font, colour, QFontMetrics(font).horizontalAdvance(shown)) if shown else None
        if not figure:
            return at_left, None
        columns = QFont(font)
        columns.setFeature(QFont.Tag("tnum"), 1)
        if shown:  # the text has the tone, then
            colour = worn.colour("text2" if enabled else "text3")
        return at_left, Words(figure, columns, colour, QFontMetrics(columns).horizontalAdvance(figure))

    def _paint_figure(self, painter: QPainter, place: QRect, figure: Words) -> int:
        """Draw the figure and return where the rest has to end."""
        row_parts.paint_words(painter, place, figure, Qt.AlignmentFlag.AlignRight)
        return max(place.left(), place.right() - figure.width - _TO_DIM)

    def _paint_texts(
        self, painter: QPainter, place: QRect, text: Words | None, index: AnyIndex, dim_colour: QColor
    ) -> None:
        label = _text(index, Role.POOL_COLOUR)
        pill = _text(index, Role.PILL)
        dim = _text(index, Role.DIM)
        # Fonts take long to make, and most rows have neither.
        small = row_parts.secondary_font(self._view.font()) if dim else self._view.font()
        pill_font = row_parts.pill_font(self._view.font()) if pill else self._view.font()
        pill_width = QFontMetrics(pill_font).horizontalAdvance(pill) + 20 if pill else 0
        locked = bool(index.data(Role.LOCKED))
        marks = (_TO_TEXT + row_parts.DOT if label else 0) + (_TO_TEXT + row_parts.LOCK if locked else 0)
        fixed = marks + (_TO_TEXT + pill_width if pill else 0)
        if text is not None:
            dim_width = _TO_DIM + QFontMetrics(small).horizontalAdvance(dim) if dim else 0
            kept = min(dim_width, round(place.width() * 0.4))
            least = min(text.width, round(place.width() * 0.35))  # a name is not given up for its label
            wide = max(place.width() - fixed - kept, least)
            at = QRect(place.left(), place.top(), max(0, min(text.width, wide)), place.height())
            row_parts.paint_words(painter, at, text, Qt.AlignmentFlag.AlignLeft)
            place.setLeft(at.right() + 1)
        if locked:
            place.setLeft(place.left() + _TO_TEXT)
            row_parts.paint_lock(painter, place, dim_colour)
            place.setLeft(place.left() + row_parts.LOCK)
        if label:
            place.setLeft(place.left() + _TO_TEXT)
            row_parts.paint_dot(painter, place, label)
            place.setLeft(place.left() + row_parts.DOT)
        if pill:
            place.setLeft(place.left() + (_TO_TEXT if text is not None or fixed else 0))
            words = Words(pill, pill_font, dim_colour, min(pill_width, place.width()))
            row_parts.paint_pill(painter, place, words, _text(index, Role.TONE), outline=bool(label))
            place.setLeft(place.left() + max(0, words.width))
        if dim:
            place.setLeft(place.left() + (_TO_DIM if text is not None or fixed else 0))
            width = QFontMetrics(small).horizontalAdvance(dim)
            if tone := _TONES.get(_text(index, Role.DIM_TONE)):
                dim_colour = theme.current().colour(tone)
            row_parts.paint_words(painter, place, Words(dim, small, dim_colour, width), Qt.AlignmentFlag.AlignLeft)


def _text(index: AnyIndex, role: int) -> str:
    value = index.data(role)
    return "" if value is None else _one_line(str(value))


def _one_line(text: str) -> str:
    return in_order(text[:_LONGEST].translate(_ONE_LINE))


# A row is one line and reads in the order of its letters, whatever a server's name says about that.
_ONE_LINE: Final = {
    **dict.fromkeys(range(0x20)),
    **dict.fromkeys(map(ord, "\t\n\r\u2028\u2029"), " "),
    **dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A))),
}


def _icon(index: AnyIndex) -> QIcon | None:
    state = index.data(Role.STATE)
    if not state:
        own = index.data(Qt.ItemDataRole.DecorationRole)
        return own if isinstance(own, QIcon) else None
    flags = frozenset(index.data(Role.ICON_FLAGS) or ())
    if index.data(Role.WARNING):
        flags |= {"warning"}
    return icons.flagged_icon(state, flags)
