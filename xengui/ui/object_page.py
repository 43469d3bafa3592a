"""The page at the right: the header of the selected object, notices, its tabs, and the tab in front."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from xengui.model.classes import VM
from xengui.model.estate import Connection, Status
from xengui.queries.header import header
from xengui.queries.notices import offline
from xengui.queries.placement import real
from xengui.ui.header_bar import HeaderBar
from xengui.ui.tabs.catalogue import Entry, tabs_for
from xengui.ui.tabs.tab import Around, Tab
from xengui.ui.widgets.banner import Banner
from xengui.ui.widgets.tab_row import TabRow

_WAYS = {Status.LOST: "Try now", Status.DISCONNECTED: "Connect"}
"""What the notice about a connection offers; on the way to a server there is nothing to do."""


class ObjectPage(QFrame):
    """Shows one object, or the start page. Only the tab in front is made and told of changes."""

    step_wanted = Signal(str)
    connect_wanted = Signal(object)
    """The way back to the shown object's server is wanted; its connection."""
    unlock_wanted = Signal(object)
    """The pool of the shown object is to be unlocked; its connection."""

    def __init__(self, start_page: QWidget, around: Around | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._around = around or Around()
        self.setProperty("surface", "base")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = self.window_title = ""
        self._entries: tuple[Entry, ...] = ()
        self._made: dict[str, Tab] = {}
        self._showing: tuple[Connection, str, str] | None = None
        self.header = HeaderBar()
        self.header.step_wanted.connect(self.step_wanted)
        self.header.connect_button.clicked.connect(self._call_for_connection)
        self.header.lock_button.clicked.connect(self._call_for_key)
        self._way = ""
        self._banner = Banner("offline", "")
        self._banner.setObjectName("offlineBanner")
        self.tabs = TabRow()
        self.tabs.setObjectName("objectTabs")
        self.tabs.currentChanged.connect(self._turn)
        self._pages = QStackedWidget()
        object_page = QWidget()
        column = QVBoxLayout(object_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.header, self.tabs, self._banner):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(start_page)
        self._stack.addWidget(object_page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    @property
    def tab(self) -> str:
        """The caption of the tab in front."""
        return self.tabs.tabText(self.tabs.currentIndex())

    def turn_to(self, caption: str) -> None:
        """Bring a tab to the front, if the shown object has it."""
        for at in range(self.tabs.count()):
            if self.tabs.tabText(at) == caption:
                self.tabs.setCurrentIndex(at)

    def show_object(self, connection: Connection | None, cls: str, ref: str, now: datetime) -> None:
        """Show an object of a connection as it is now, or with no connection the start page."""
        top = header(connection, ref, now) if connection else None
        if connection is None or top is None:
            self._showing = None
            self.title = self.window_title = ""
            self._stack.setCurrentIndex(0)
            return
        self.title, self.window_title = top.title, top.window
        self._showing = (connection, cls, ref)
        offers = {Status.DISCONNECTED: "Connect", Status.LOST: "Reconnect"}
        machine = connection.snapshot.find(VM, ref)
        power = machine is not None and real(machine) and connection.usable
        self.header.show_header(top, power=power, connect=offers.get(connection.status, ""))
        self._show_banner(connection, now)
        self._entries = tabs_for(connection, cls)
        self._pages.setVisible(bool(self._entries))
        self.tabs.show_tabs([entry.caption for entry in self._entries])
        self._show_tab(now)
        self._stack.setCurrentIndex(1)

    def _show_banner(self, connection: Connection, now: datetime) -> None:
        said = offline(connection, now)
        self._banner.setVisible(bool(said))
        if said:
            self._banner.show_words(*said)
        way = _WAYS.get(connection.status, "") if said else ""
        if way != self._way:
            self._way = way
            self._banner.show_links([(way, self._call_for_connection)] if way else [])

    def _call_for_connection(self) -> None:
        if self._showing:
            self.connect_wanted.emit(self._showing[0])

    def _call_for_key(self) -> None:
        if self._showing:
            self.unlock_wanted.emit(self._showing[0])

    def _turn(self, _at: int) -> None:
        self._show_tab(datetime.now().astimezone())

    def _show_tab(self, now: datetime) -> None:
        at = self.tabs.currentIndex()
        if self._showing is None or not 0 <= at < len(self._entries):
            return
        entry = self._entries[at]
        tab = self._made.get(entry.caption)
        if tab is None:
            tab = self._made[entry.caption] = entry.make(self._pages, self._around)
            tab.step_wanted.connect(self.step_wanted)
            self._pages.addWidget(tab)
        connection, _, ref = self._showing
        tab.show_object(connection, ref, now)
        self._pages.setCurrentWidget(tab)
