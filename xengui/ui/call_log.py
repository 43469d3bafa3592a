"""The page with every call we made: to look up, to filter, to copy as something that runs elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from xengui.model.call import Call
from xengui.model.estate import Connection
from xengui.operations.call_log import CallLog, Entry
from xengui.queries import call_words
from xengui.queries.call_words import Known, linked
from xengui.queries.script import Server
from xengui.queries.script_curl import curl_script
from xengui.queries.script_python import python_script
from xengui.queries.script_xe import xe_script
from xengui.queries.units import count
from xengui.ui import icons
from xengui.ui.call_rows import ARGUMENTS, CALL, POOL, RESULT, TIME, TOOK, CallRows
from xengui.ui.item_view import ItemView, Look
from xengui.ui.stylesheet import mono_font
from xengui.ui.widgets.link import Link
from xengui.ui.widgets.plain import plain_label
from xengui.ui.widgets.search_field import SearchField

BATCH_MS: Final = 50
"""New calls are shown together, no more often than this."""

ROWS_SHOWN: Final = 5
"""At least so many calls are seen while the page is open."""

_SCRIPTS: Final[Mapping[str, Callable[[Sequence[Call], Mapping[str, Known], Server], str]]] = {
    "xe": xe_script,
    "Python": python_script,
    "curl": curl_script,
}


class CallLogPage(QFrame):
    """The calls, newest first. New ones come in on top while the top is in sight; otherwise they are counted."""

    def __init__(
        self,
        log: CallLog,
        connection: Callable[[str], Connection | None],
        server: Callable[[str], Server],
        tell: Callable[[str], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._log = log
        self._server = server
        self._tell = tell
        self.rows = CallRows(log, connection, self)
        self.view = ItemView(look=Look.LOG)
        self.view.setObjectName("callLog")
        self.view.setAccessibleName("API calls, newest first")
        self.view.setModel(self.rows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        self._nothing = plain_label(tone="dim")
        self._nothing.setContentsMargins(20, 8, 20, 8)
        self.tools = self._make_tools()
        self._unfilter = Link("Clear filter", self.filter.clear)
        nothing = QHBoxLayout()
        nothing.setContentsMargins(0, 0, 20, 0)
        nothing.addWidget(self._nothing)
        nothing.addWidget(self._unfilter)
        nothing.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(nothing)
        column.addWidget(self.view, 1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BATCH_MS)
        self._timer.timeout.connect(self._refresh)
        self._search = QTimer(self)
        self._search.setInterval(0)
        self._search.timeout.connect(self._search_on)
        log.listen(self._hear)
        self.view.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.view.selectionModel().selectionChanged.connect(self._look)
        self._take_fonts()
        self._start_again()

    @property
    def following(self) -> bool:
        """Whether the top is in sight, so that new calls may come in there."""
        return self.view.verticalScrollBar().value() < self.view.row_height() // 2

    def selected(self) -> list[Entry]:
        """The selected calls, in the order in which they were made."""
        return self.rows.entries([index.row() for index in self.view.selectionModel().selectedRows()])

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.newer = Link("", self._go_to_top)
        self.newer.setObjectName("callNewer")
        self.filter = SearchField("Filter", glyph="funnel-simple", name="Filter API calls")
        self.filter.setObjectName("callFilter")
        letter = self.filter.fontMetrics().horizontalAdvance("n")
        self.filter.setMinimumWidth(letter * 12)
        self.filter.setMaximumWidth(letter * 24)
        self.filter.textChanged.connect(self._start_again)
        self.polling = QAction("Event polling", self)
        self.polling.setCheckable(True)
        self.polling.setIcon(icons.icon("eye"))
        self.polling.setToolTip("Show event polling: one line for each pool")
        self.polling.toggled.connect(self._start_again)
        self.copies = QMenu("Copy", self)
        self.copies.setToolTipsVisible(True)
        self._copying = [
            self._action("callCopyCall", "&Copy call", self._copy_call),
            self._action("callCopyXe", "Copy as &xe", lambda: self._copy_as("xe")),
            self._action("callCopyPython", "Copy as &Python", lambda: self._copy_as("Python")),
            self._action("callCopyCurl", "Copy as c&url", lambda: self._copy_as("curl")),
            self._action("callCopyError", "Copy &error", self._copy_error),
        ]
        self._copying[0].setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copying[0].setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.view.addAction(self._copying[0])
        self.copies.addActions(self._copying)
        clear = QAction("Clear", self)
        clear.setIcon(icons.icon("broom"))
        clear.setToolTip("Clear: forget the calls that are over")
        clear.triggered.connect(self._log.clear)
        row.addWidget(self.newer)
        row.addWidget(self.filter)
        polling = _button("callPolling", self.polling)
        # Its icon is enough; words would make the narrowest window wider.
        polling.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        row.addWidget(polling)
        more = QToolButton()
        more.setObjectName("callCopy")
        more.setText("Copy")
        more.setIcon(icons.icon("copy"))
        more.setIconSize(icons.BUTTON_SIZE)
        more.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        more.setAccessibleName("Copy the selected calls")
        more.setProperty("drop", True)
        more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setMenu(self.copies)
        row.addWidget(more)
        row.addWidget(_button("callClear", clear))
        self._clear = clear
        return tools

    def _action(self, name: str, text: str, act: Callable[[], None]) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.triggered.connect(act)
        return action

    def _hear(self) -> None:
        if self.view.isVisible() and not self._timer.isActive():
            self._timer.start()

    def _refresh(self) -> None:
        self._say_newer(self.rows.refresh(follow=self.following))
        self._say_nothing()

    def _start_again(self) -> None:
        """Show the newest calls that fit the filter."""
        self.rows.show(self.filter.text(), polling=self.polling.isChecked())
        self.view.scrollToTop()
        self._say_newer(0)
        self._search.start()
        self._say_nothing()
        self._look()

    def _search_on(self) -> None:
        if not self.rows.search_on():
            self._search.stop()
        self._say_nothing()

    def _scrolled(self) -> None:
        if self.following and self.newer.isVisible():
            self._hear()

    def _go_to_top(self) -> None:
        self.view.scrollToTop()
        self._refresh()

    def _say_newer(self, waiting: int) -> None:
        if waiting:
            self.newer.setText(f"↑ {count(waiting, 'newer call')}")
            self.newer.setAccessibleName(f"Show {count(waiting, 'newer call')}")
        self.newer.setVisible(bool(waiting))

    def _say_nothing(self) -> None:
        empty = not self.rows.rowCount() and not self._search.isActive()
        text = self.filter.text().strip()
        self._nothing.setText(
            f"No call matches “{text}”." if text else "No calls yet. Every call to a pool is listed here."
        )
        self._nothing.setVisible(empty)
        self._unfilter.setVisible(empty and bool(text))

    def _look(self) -> None:
        """Have the ways to copy say whether they can, and why not."""
        chosen = self.selected()
        pools = len({entry.connection for entry in chosen})
        for action in self._copying:
            why = "" if chosen else "select a call first."
            if not why and action.objectName() in ("callCopyXe", "callCopyPython", "callCopyCurl") and pools > 1:
                why = "the selected calls went to several pools; select those of one."
            if not why and action.objectName() == "callCopyError" and not any(entry.error for entry in chosen):
                why = "none of the selected calls failed."
            action.setEnabled(not why)
            words = action.text().replace("&", "")
            action.setToolTip(f"{words}: {why}" if why else words)

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("callMenu")
        menu.setToolTipsVisible(True)
        menu.addActions(self._copying)
        menu.addSeparator()
        menu.addAction(self.polling)
        menu.addAction(self._clear)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _copy_call(self) -> None:
        chosen = self.selected()
        self._copy("\n".join(call_words.whole(entry.call, entry.objects) for entry in chosen), chosen, "")

    def _copy_error(self) -> None:
        failed = [entry for entry in self.selected() if entry.error]
        lines = [
            f"{call_words.in_words(entry.call, entry.objects)}: {self.rows.outcome(entry)} ({_raw(entry)})"
            for entry in failed
        ]
        self._copy("\n".join(lines), failed, " with its error" if len(failed) == 1 else " with their errors")

    def _copy_as(self, language: str) -> None:
        chosen = self.selected()
        calls = linked([entry.call for entry in chosen], [entry.ref for entry in chosen])
        objects = {ref: known for entry in chosen for ref, known in entry.objects.items()}
        script = _SCRIPTS[language](calls, objects, self._server(chosen[0].connection))
        self._copy(script, chosen, f" as {language}")

    def _copy(self, text: str, entries: Sequence[Entry], how: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._tell(f"{count(len(entries), 'call')} copied{how}.")

    def _take_fonts(self) -> None:
        body = self.view.font()
        self.rows.mono = mono_font(body)
        header = self.view.header()
        header.setStretchLastSection(False)
        letter = self.view.fontMetrics().horizontalAdvance("0")
        widths = {TIME: 15, POOL: 12, CALL: 23, TOOK: 9, RESULT: 24}
        for section, letters in widths.items():
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Interactive)
            header.resizeSection(section, letters * letter)
        header.setSectionResizeMode(ARGUMENTS, QHeaderView.ResizeMode.Stretch)
        self.view.setMinimumHeight(header.sizeHint().height() + ROWS_SHOWN * self.view.row_height() + 2)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "_timer"):
            self._take_fonts()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._start_again()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
        self._search.stop()


def _raw(entry: Entry) -> str:
    return f"{entry.error}({', '.join(entry.error_params)})"


def _button(name: str, action: QAction) -> QToolButton:
    button = QToolButton()
    button.setObjectName(name)
    button.setDefaultAction(action)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setIconSize(icons.BUTTON_SIZE)
    return button
