"""The pane at the bottom: what runs, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from xengui.operations.jobs import Job, Ledger, Outcome
from xengui.ui import icons
from xengui.ui.item_view import ItemView, Look
from xengui.ui.task_rows import BAR, CANCEL, FIGURE, TITLE, Picture, TaskRows
from xengui.ui.widgets.tab_row import TabRow

_NO_LIMIT = 16_777_215
"""QWIDGETSIZE_MAX, which PySide does not name."""

ROWS_SHOWN = 3
"""At least so many rows are seen while the pane is open."""


class TaskPane(QFrame):
    """A head with its tab and "Clear finished", then a row for each job. It opens by itself at the first job."""

    folded = Signal(bool)

    def __init__(
        self,
        ledger: Ledger,
        picture: Picture,
        clear: QAction,
        cancel: Callable[[Job], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("taskPane")
        self.setAccessibleName("Tasks")
        self._ledger = ledger
        self._cancel = cancel
        self.rows = TaskRows(picture, self)
        self._tabs = TabRow("pane")
        self._tabs.show_tabs(["Tasks"])
        clear_button = QToolButton()
        clear_button.setDefaultAction(clear)
        clear_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        clear_button.setIconSize(icons.BUTTON_SIZE)
        self._fold = QToolButton()
        self._fold.setIconSize(QSize(16, 16))
        self._fold.clicked.connect(lambda: self.set_open(not self.is_open))
        self._head = head = QFrame()
        head.setProperty("surface", "head")
        bar = QHBoxLayout(head)
        bar.setContentsMargins(12, 3, 8, 3)
        bar.addWidget(self._tabs)
        bar.addStretch()
        bar.addWidget(clear_button)
        bar.addWidget(self._fold)
        self.view = ItemView(look=Look.LIST)
        self.view.setObjectName("taskList")
        self.view.setAccessibleName("Tasks, newest first")
        self.view.setModel(self.rows)
        self.view.setHeaderHidden(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.clicked.connect(self._clicked)
        key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.view, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(self._cancel_current)
        self._size_columns()
        self.view.setMinimumHeight(ROWS_SHOWN * self.view.row_height())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.view, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._began = False
        self._open = True
        self.set_open(False)
        ledger.listen(self.refresh)

    @property
    def is_open(self) -> bool:
        return self._open

    def set_open(self, wanted: bool) -> None:
        """Show the rows, or the head alone."""
        self._open = wanted
        self.view.setVisible(wanted)
        self.setMaximumHeight(_NO_LIMIT if wanted else self._head.sizeHint().height())
        self._fold.setIcon(icons.icon("caret-down" if wanted else "caret-up"))
        words = "Fold the task pane" if wanted else "Open the task pane"
        self._fold.setAccessibleName(words)
        self._fold.setToolTip(words)
        self.folded.emit(not wanted)

    def refresh(self) -> None:
        """Show the jobs as they stand."""
        jobs = list(self._ledger.jobs.values())
        self.rows.show(jobs)
        running = sum(job.outcome is Outcome.RUNNING for job in jobs)
        self.view.setColumnHidden(BAR, not running)
        self._tabs.setTabText(0, f"Tasks  {running}" if running else "Tasks")
        if jobs and not self._began:
            self._began = True
            self.set_open(True)

    def _size_columns(self) -> None:
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIGURE, QHeaderView.ResizeMode.ResizeToContents)
        for section, width in ((BAR, 112), (CANCEL, 44)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, width)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == CANCEL:
            self._cancel_at(index)

    def _cancel_current(self) -> None:
        self._cancel_at(self.view.currentIndex())

    def _cancel_at(self, index: QModelIndex) -> None:
        if index.isValid() and (job := self.rows.job(index.row())).cancellable:
            self._cancel(job)
