"""The General tab: everything that is known of an object, in sections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import product

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QScrollArea, QToolButton, QVBoxLayout, QWidget

from xengui.model.estate import Connection
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import general
from xengui.queries.names import name_of
from xengui.ui import icons
from xengui.ui.tabs.tab import Around, Tab
from xengui.ui.widgets.section import Fact, Section

TWO_COLUMNS_FROM = 900
FIRST = "General"
"""The section that every object has."""

_GAP = 18


class GeneralTab(Tab):
    """Two columns of sections where there is room for them. What was folded stays folded for its class."""

    def __init__(self, parent: QWidget | None = None, around: Around | None = None) -> None:
        super().__init__(parent)
        self._around = around or Around()
        self._shown: tuple[str, str] = ("", "")
        self._sections: dict[str, Section] = {}
        self._order: list[str] = []
        self._weights: dict[str, int] = {}
        self._commands: tuple[str, ...] = ()
        self._kind = ""
        self._page = page = QWidget()
        page.setProperty("surface", "base")
        self._columns = (QVBoxLayout(), QVBoxLayout())
        self._row = row = QHBoxLayout(page)
        row.setContentsMargins(0, 14, 20, 20)
        row.setSpacing(16)
        for column in self._columns:
            column.setSpacing(_GAP)
            column.addStretch(1)
            row.addLayout(column, 1)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)
        self._laid_out: tuple[bool, tuple[str, ...]] | None = None
        self._fold_all = QToolButton(self)
        self._fold_all.setObjectName("foldAllButton")
        self._fold_all.setProperty("tiny", True)
        self._fold_all.setFixedSize(24, 24)
        self._fold_all.setIconSize(QSize(14, 14))
        self._fold_all.clicked.connect(lambda: self._open_all(not self._any_open()))

    def show_object(self, connection: Connection, ref: str, now: datetime) -> None:
        sections = general.sections(connection, ref, now)
        record = connection.snapshot.anything(ref)
        self._kind = class_name(type(record)) if record else "server"
        if (connection.key, ref) != self._shown:
            self._shown = (connection.key, ref)
            self._close_menus()
            self._area.verticalScrollBar().setValue(0)
        wanted = [section.title for section in sections]
        for title in [title for title in self._sections if title not in wanted]:
            gone = self._sections.pop(title)
            if title == FIRST:
                self._fold_all.setParent(self)  # it outlives the section in whose line it stands
                self._fold_all.hide()
            gone.hide()
            gone.deleteLater()
        for section in sections:
            widget = self._sections.get(section.title) or self._new(section.title)
            widget.show_facts([_fact(row, connection.snapshot) for row in section.rows])
            widget.set_open((self._kind, section.title) not in self._around.folds)
            widget.offer(self._around.action(section.command) if section.command else None)
        self._commands = tuple(section.command for section in sections if section.command)
        self._order = wanted
        self._weights = {section.title: len(section.rows) + 2 for section in sections}
        self._lay_out()
        self._tell_fold_all()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._offer(menu, self._commands)
        if menu.actions():
            menu.addSeparator()
        for text, wanted in (("Expand all", True), ("Collapse all", False)):
            action = menu.addAction(text)
            action.setEnabled(any(one.is_open() is not wanted for one in self._sections.values()))
            action.triggered.connect(lambda _=False, wanted=wanted: self._open_all(wanted))
        menu.popup(event.globalPos())
        event.accept()

    def hideEvent(self, event: QHideEvent) -> None:
        self._close_menus()
        super().hideEvent(event)

    def _close_menus(self) -> None:
        """What stands in them is about the object that was shown when they opened."""
        for menu in self.findChildren(QMenu):
            menu.close()

    def _offer(self, menu: QMenu, commands: Sequence[str]) -> None:
        menu.setToolTipsVisible(True)
        actions = [action for id_ in commands if (action := self._around.action(id_))]
        if actions and menu.actions():
            menu.addSeparator()
        menu.addActions(actions)

    def _any_open(self) -> bool:
        return any(section.is_open() for section in self._sections.values())

    def _open_all(self, wanted: bool) -> None:
        for section in self._sections.values():
            section.set_open(wanted)

    def _tell_fold_all(self) -> None:
        """The button says what it will do. It stands in the line of the first section."""
        says = "Collapse all" if self._any_open() else "Expand all"
        self._fold_all.setToolTip(says)
        self._fold_all.setAccessibleName(says)
        self._fold_all.setIcon(
            icons.icon("arrows-in-line-vertical" if self._any_open() else "arrows-out-line-vertical")
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def _new(self, title: str) -> Section:
        section = Section(title, parent=self._page)  # without a parent it would show as a window of its own
        section.opened.connect(lambda wanted, title=title: self._remember(title, wanted))
        section.followed.connect(self.step_wanted)
        section.menu_opening.connect(lambda menu, fact: self._offer(menu, fact.commands))
        if title == FIRST:
            section.add_corner(self._fold_all)
            self._fold_all.show()
        self._sections[title] = section
        return section

    def _remember(self, title: str, opened: bool) -> None:
        self._around.folds.note(self._kind, title, folded=not opened)
        self._tell_fold_all()

    def _lay_out(self) -> None:
        """Put the first section left, and each later one where there is more room."""
        wide = self.width() >= TWO_COLUMNS_FROM
        if self._laid_out == (wide, tuple(self._order)):
            return
        self._laid_out = (wide, tuple(self._order))
        # Not takeAt: the item would live on beside the new one, and Qt would not tell that one when heights change.
        for column, section in product(self._columns, self._sections.values()):
            column.removeWidget(section)
        for title, place in zip(self._order, _places(self._order, self._weights, wide), strict=True):
            column = self._columns[place]
            column.insertWidget(column.count() - 1, self._sections[title])
            self._sections[title].show()
        self._row.setStretch(1, 1 if wide else 0)


def _places(titles: Sequence[str], weights: dict[str, int], wide: bool) -> list[int]:
    """The column of each section: the left one is filled to half of all rows first, so that the order still reads
    from top to bottom."""
    if not wide:
        return [0] * len(titles)
    half = sum(weights.values()) / 2
    places: list[int] = []
    filled = 0.0
    for title in titles:
        left = not places or (filled + weights[title] / 2 <= half and places[-1] == 0)
        places.append(0 if left else 1)
        filled += weights[title]
    return places


def _fact(row: general.Row, snapshot: Snapshot) -> Fact:
    tone = row.tone if row.tone in ("warn", "error") else "link" if row.kind == "link" else ""
    return Fact(
        row.label,
        row.value,
        mono=row.kind == "mono",
        tone=tone,  # type: ignore[arg-type]
        tags=row.items,
        copied=row.copied,
        leads=row.ref,
        leads_to=name_of(snapshot, row.ref, otherwise="") if row.ref else "",
        commands=row.commands,
    )
