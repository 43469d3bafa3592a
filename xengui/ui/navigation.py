"""The pane at the left: which view, the filter, the tree."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from xengui.queries.tree import matches
from xengui.ui import icons
from xengui.ui.tree import NavigationTree
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import plain_label
from xengui.ui.widgets.search_field import SearchField

VIEWS = (("Infrastructure", "tree-structure"),)
"""The views that exist, with their glyphs; a view that does not is not shown at all."""


class FilterField(SearchField):
    """Down and Enter lead on, to what was found."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class NavigationPane(QFrame):
    """Views on top, the filter below them, then the tree."""

    filter_changed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "nav")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(220)
        self.setMaximumWidth(480)
        self.search = FilterField("Filter", glyph="funnel-simple", name="Filter the tree")
        self.search.setObjectName("searchBox")
        self.search.textChanged.connect(self.filter_changed)
        self.search.left.connect(self._enter_tree)
        self.tree = NavigationTree()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._views())
        field = QHBoxLayout()
        field.setContentsMargins(8, 4, 8, 6)
        field.addWidget(self.search)
        column.addLayout(field)
        self._nothing = plain_label(wraps=True, tone="dim")
        self._nothing.setContentsMargins(16, 8, 16, 4)
        self._clear = Link("Clear filter", self.search.clear)
        nothing = QHBoxLayout()
        nothing.setContentsMargins(12, 0, 12, 0)
        nothing.addWidget(self._clear)
        nothing.addStretch()
        column.addWidget(self._nothing)
        column.addLayout(nothing)
        column.addWidget(self.tree, 1)
        self.show_found("")

    def sizeHint(self) -> QSize:
        return QSize(268, 400)

    def show_found(self, missing: str) -> None:
        """Say that nothing matches this text, or with "" that the tree speaks for itself."""
        self._nothing.setText(f"Nothing matches “{missing}”." if missing else "")
        self._nothing.setVisible(bool(missing))
        self._clear.setVisible(bool(missing))

    def _enter_tree(self) -> None:
        """Go on to what was found: the first row that the filter's words are in, not the branch it hangs under."""
        self.tree.setFocus(Qt.FocusReason.TabFocusReason)
        words = self.search.text().lower().split()
        if words and not any(matches(node, words) for node in self.tree.selection):
            found = next((index for index, node in self.tree.rows.walk() if matches(node, words)), None)
            if found:
                self.tree.setCurrentIndex(found)
        if not self.tree.selection:
            current = self.tree.currentIndex()  # Qt puts it on the first row when the focus comes, without selecting it
            self.tree.setCurrentIndex(current if current.isValid() else self.tree.rows.index(0, 0))

    def _views(self) -> QWidget:
        views = QWidget()
        views.setObjectName("navigationViews")
        views.setAccessibleName("Views")
        row = QHBoxLayout(views)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        group = QButtonGroup(views)
        for caption, glyph in VIEWS:
            button = QToolButton()
            button.setIcon(icons.icon(glyph))
            button.setIconSize(QSize(16, 16))
            button.setCheckable(True)
            button.setAccessibleName(caption)
            button.setToolTip(caption)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            group.addButton(button)
            row.addWidget(button)
        group.buttons()[0].setChecked(True)
        row.addStretch()
        return views
