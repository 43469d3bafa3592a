"""A titled group of facts that can be folded away."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from xengui.ui import icons
from xengui.ui.widgets.fact_row import Fact, FactRow
from xengui.ui.widgets.link import ActionLink, Link
from xengui.ui.widgets.plain import plain_label

__all__ = ["Fact", "Section"]

GUTTER = 20


class Section(QWidget):
    """Its left edge is the page's: the caret hangs in the gutter, title and labels stand on the 20 px line.

    A section without facts hides itself.
    """

    opened = Signal(bool)
    followed = Signal(str)
    """The object that a row leads to is wanted."""
    menu_opening = Signal(QMenu, object)
    """The menu of a row, about to open, and the row's fact."""

    def __init__(
        self,
        title: str,
        *,
        link: str = "",
        act: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = title
        self._rows: list[FactRow] = []
        self._caret = QToolButton()
        self._caret.setProperty("tiny", True)
        self._caret.setCheckable(True)
        self._caret.setChecked(True)
        self._caret.setIconSize(QSize(12, 12))
        self._caret.setFixedSize(GUTTER - 2, GUTTER)
        self._caret.setAccessibleName(title)
        self._caret.toggled.connect(self._fold)
        self._title = plain_label(title, type_="section")
        self.link: Link | None = Link(link, act, says=f"{title}: {link}") if link else None

        self._head = _Head()
        self._head.setMinimumHeight(24)
        self._head.clicked.connect(self._caret.toggle)
        head = QHBoxLayout(self._head)
        head.setContentsMargins(1, 0, 0, 0)
        head.setSpacing(0)
        head.addWidget(self._caret)
        head.addSpacing(1)
        head.addWidget(self._title)
        head.addStretch()
        if self.link is not None:
            head.addWidget(self.link)
        self._offer = ActionLink(title)
        head.addWidget(self._offer)
        head.addSpacing(4)
        self._corner = head

        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(GUTTER, 5, 0, 3)
        self._column.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._body)
        self.setAccessibleName(title)
        self._fold(True)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these; rows that keep their label stay, and with them what is selected and in focus."""
        same = len(facts) == len(self._rows) and all(
            row.fact == fact or (row.fact.kind == fact.kind and not fact.tags)
            for row, fact in zip(self._rows, facts, strict=True)
        )
        if same:
            for row, fact in zip(self._rows, facts, strict=True):
                row.show_fact(fact)
        else:
            self._replace(facts)

    def _replace(self, facts: Sequence[Fact]) -> None:
        for row in self._rows:
            row.setParent(None)
            row.deleteLater()
        self._rows = [FactRow(fact) for fact in facts]
        for at, row in enumerate(self._rows):
            self._column.insertWidget(at, row)
            row.followed.connect(self.followed)
            row.menu_opening.connect(self.menu_opening)
            row.show()  # Qt would do it a moment later, and keep the height that the section has without the row
        self.setVisible(bool(facts) or self._column.count() > 0)

    def offer(self, action: QAction | None) -> None:
        """Have the one link in the title's line stand for an action, or for none."""
        self._offer.stand_for(action)

    def add_corner(self, widget: QWidget) -> None:
        """Put something at the right end of the title's line."""
        self._corner.addWidget(widget)

    def add_widget(self, widget: QWidget) -> None:
        """Put something else under the facts."""
        self._column.addWidget(widget)

    def facts(self) -> list[Fact]:
        return [row.fact for row in self._rows]

    def is_open(self) -> bool:
        return self._caret.isChecked()

    def set_open(self, wanted: bool) -> None:
        self._caret.setChecked(wanted)

    def _fold(self, wanted: bool) -> None:
        self._caret.setIcon(icons.icon("caret-down" if wanted else "caret-right"))
        self._body.setVisible(wanted)
        self.opened.emit(wanted)


class _Head(QWidget):
    """The title's line, which folds the section wherever it is clicked."""

    clicked = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()
