"""The pane at the bottom: what runs, how far it is, how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from xengui.operations.jobs import Job, Ledger, Origin
from xengui.ui import icons
from xengui.ui.calm import Calm
from xengui.ui.item_view import ItemView, Look
from xengui.ui.task_rows import (
    ACT,
    BAR,
    DETAILS,
    DETAILS_WORDS,
    FIGURE,
    PICK,
    PICK_WORDS,
    TITLE,
    Act,
    Label,
    Picture,
    TaskRows,
    act,
    elsewhere,
    failure,
    raw,
    words,
)
from xengui.ui.widgets.tab_row import TabRow

_NO_LIMIT = 16_777_215
"""QWIDGETSIZE_MAX, which PySide does not name."""

ROWS_SHOWN = 3
"""At least so many rows are seen while the pane is open."""

_ROOM = {PICK: 110, DETAILS: 80}
"""So many letters wide must the pane be to have these columns."""

_OPENING = (Origin.HERE, Origin.EARLIER)
"""Jobs of these open the pane by itself."""

_ENDS = (PICK, DETAILS, ACT)
"""The columns where a click does something."""

CLOCK_MS = 1_000
"""How often the time that is left is told anew."""


@dataclass(frozen=True, slots=True)
class JobActs:
    """What can be done about a job."""

    cancel: Callable[[Job], object]
    retry: Callable[[Job], object]
    undo: Callable[[Job], object]
    show_calls: Callable[[Job], object]
    show_details: Callable[[Job], object]


class TaskPane(QFrame):
    """A head with its tab and its commands, then a row for each job. It opens by itself at the first job of ours."""

    folded = Signal(bool)
    step_wanted = Signal(str)
    """The object of a job is wanted; its reference."""

    def __init__(  # noqa: PLR0913
        self,
        ledger: Ledger,
        picture: Picture,
        commands: Sequence[QAction],
        acts: JobActs,
        *,
        elsewhere: Callable[[Job], QMenu | None] = lambda job: None,
        label: Label = lambda key: ("", ""),
        parent: QWidget | None = None,
    ) -> None:
        """`elsewhere` makes the menu of other places where a job that failed may still be done."""
        super().__init__(parent)
        self.setObjectName("taskPane")
        self.setAccessibleName("Tasks")
        self._ledger = ledger
        self._acts = acts
        self._elsewhere = elsewhere
        self._picture = picture
        self._all = False
        self._half_clicked = False
        self._links: dict[int, bool] = {}
        self.rows = TaskRows(picture, self, label=label)
        self._tabs = TabRow("pane")
        self._tabs.show_tabs(["Tasks"])
        self._fold = QToolButton()
        self._head = self._make_head(commands)
        self.view = ItemView(look=Look.LIST)
        self.view.setObjectName("taskList")
        self.view.setAccessibleName("Tasks, newest first")
        self.view.setModel(self.rows)
        self.view.setHeaderHidden(True)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.clicked.connect(self._clicked)
        self.view.viewport().installEventFilter(self)
        self.view.viewport().setMouseTracking(True)
        self.view.doubleClicked.connect(self._go_to)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)
        key = QShortcut(QKeySequence(Qt.Key.Key_Delete), self.view, context=Qt.ShortcutContext.WidgetShortcut)
        key.activated.connect(lambda: self._show_menu_of(self.view.currentIndex()))
        self._size_columns()
        self.view.setMinimumHeight(ROWS_SHOWN * self.view.row_height())
        self._pages: list[tuple[QWidget, QWidget]] = [(self.view, self._own_tools)]
        self._tabs.currentChanged.connect(self._show_page)
        self._tabs.tabBarClicked.connect(lambda: self.set_open(True))
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self.view, 1)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self._clock = QTimer(self, interval=CLOCK_MS)
        self._clock.timeout.connect(self.rows.tell_time)
        self._began = False
        self._open = True
        self.set_open(False)
        ledger.listen(Calm(self.refresh, self))

    def _make_head(self, commands: Sequence[QAction]) -> QFrame:
        self._fold.setIconSize(QSize(16, 16))
        self._fold.clicked.connect(lambda: self.set_open(not self.is_open))
        head = QFrame()
        head.setProperty("surface", "head")
        bar = QHBoxLayout(head)
        bar.setContentsMargins(12, 3, 8, 3)
        bar.addWidget(self._tabs)
        bar.addStretch()
        self._tools = QHBoxLayout()
        self._tools.addWidget(own := QWidget())
        row = QHBoxLayout(own)
        row.setContentsMargins(0, 0, 0, 0)
        for command in commands:
            button = QToolButton()
            button.setDefaultAction(command)
            plain = command.isCheckable()  # its icon is enough; words would make the narrowest window wider
            style = Qt.ToolButtonStyle.ToolButtonIconOnly if plain else Qt.ToolButtonStyle.ToolButtonTextBesideIcon
            button.setToolButtonStyle(style)
            button.setIconSize(icons.BUTTON_SIZE)
            row.addWidget(button)
        bar.addLayout(self._tools)
        bar.addWidget(self._fold)
        self._own_tools = own
        return head

    @property
    def is_open(self) -> bool:
        return self._open

    def add_page(self, title: str, page: QWidget, tools: QWidget) -> None:
        """Have another tab beside "Tasks"; its tools stand in the head while it is open."""
        self._pages.append((page, tools))
        self._tools.addWidget(tools)
        self._column.addWidget(page, 1)
        self._tabs.addTab(title)
        self._show_page()

    def open_page(self, place: int) -> None:
        """Open the pane at a tab."""
        self._tabs.setCurrentIndex(place)
        self.set_open(True)

    def set_open(self, wanted: bool) -> None:
        """Show the rows, or the head alone."""
        self._open = wanted
        self._show_page()
        self.setMaximumHeight(_NO_LIMIT if wanted else self._head.sizeHint().height())
        self._fold.setIcon(icons.icon("caret-down" if wanted else "caret-up"))
        words = "Fold the task pane" if wanted else "Open the task pane"
        self._fold.setAccessibleName(words)
        self._fold.setToolTip(words)
        self.folded.emit(not wanted)

    def _show_page(self) -> None:
        for place, (page, tools) in enumerate(self._pages):
            shown = place == self._tabs.currentIndex()
            page.setVisible(shown and self._open)
            tools.setVisible(shown)

    def refresh(self) -> None:
        """Show the jobs as they stand."""
        jobs = [job for job in self._ledger.jobs.values() if self._all or not job.minor]
        self.rows.show(jobs)
        running = sum(job.running for job in jobs)
        self.view.setColumnHidden(BAR, not running)
        self._links = dict(zip((PICK, DETAILS), self.rows.links(), strict=True))
        self._show_links()
        if not running:
            self._clock.stop()
        elif not self._clock.isActive():
            self._clock.start()
        self._tabs.setTabText(0, f"Tasks  {running}" if running else "Tasks")
        if any(job.origin in _OPENING for job in jobs) and not self._began:
            self._began = True
            self.set_open(True)

    def _show_links(self) -> None:
        """What happened comes before what can be done about it: in a narrow pane the links are in the menu alone."""
        room = self.view.viewport().width() // self.view.fontMetrics().averageCharWidth()
        for column, there in self._links.items():
            self.view.setColumnHidden(column, not there or room < _ROOM[column])

    def show_all(self, wanted: bool) -> None:
        """Show every task of every client, or only what is worth it."""
        if wanted != self._all:
            self._all = wanted
            self.refresh()

    def menu(self, job: Job) -> QMenu:
        """What can be done with a job and its row."""
        menu = QMenu(self)
        menu.setObjectName("taskMenu")
        pool = self._picture(job.connection)
        calls: tuple[tuple[str, str, bool, Callable[[], object]], ...] = (
            (Act.CANCEL, "x", job.can_be_stopped, lambda: self._acts.cancel(job)),
            (Act.RETRY, "arrow-clockwise", job.can_be_retried, lambda: self._acts.retry(job)),
            (Act.UNDO, "arrow-counter-clockwise", job.undo is not None, lambda: self._acts.undo(job)),
            (f"{DETAILS_WORDS}…", "info", job.fault is not None, lambda: self._acts.show_details(job)),
            ("Show the calls…", "list-checks", job.recipe is not None, lambda: self._acts.show_calls(job)),
            ("Go to the object", "arrow-right", pool.anything(job.target) is not None, lambda: self._go_to_job(job)),
            ("Copy", "copy", True, lambda: _copy(f"{job.title}\n{words(job, pool)}".strip())),
            (
                "Copy the error",
                "copy",
                job.fault is not None,
                lambda: _copy(f"{failure(job, pool)}\n{raw(job.fault)}"),
            ),
        )
        for text, icon, able, call in calls:
            if able:
                menu.addAction(icons.icon(icon), text).triggered.connect(call)
        if elsewhere(job, pool) and (others := self._elsewhere(job)):
            others.setTitle(PICK_WORDS)
            menu.destroyed.connect(others.deleteLater)
            menu.insertMenu(menu.actions()[0], others)
        return menu

    def _show_menu(self, at: QPoint) -> None:
        self._show_menu_of(self.view.indexAt(at), at)

    def _show_menu_of(self, index: QModelIndex, at: QPoint | None = None) -> None:
        """Delete opens the menu too: a bare key is not to stop anything by itself."""
        if index.isValid():
            menu = self.menu(self._job(index))
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.view.viewport().mapToGlobal(at or self.view.visualRect(index).center()))

    def _job(self, index: QModelIndex) -> Job:
        """The job of a row as it is now; what is shown may be a moment old."""
        shown = self.rows.job(index.row())
        return self._ledger.jobs.get(shown.number, shown)

    def _go_to(self, index: QModelIndex) -> None:
        if index.column() not in _ENDS:
            self._go_to_job(self._job(index))

    def _go_to_job(self, job: Job) -> None:
        if job.target:
            self.step_wanted.emit(job.target)

    def _size_columns(self) -> None:
        header = self.view.header()
        header.setStretchLastSection(False)
        header.setResizeContentsPrecision(0)  # measure the rows in sight only; there may be a thousand
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(FIGURE, QHeaderView.ResizeMode.ResizeToContents)
        for section in (PICK, DETAILS):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.ResizeToContents)
        for section, width in ((BAR, 112), (ACT, 44)):
            header.setSectionResizeMode(section, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(section, width)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The second half of a double click at the end of a row does nothing: what the first half set going has put
        another row under the pointer by then."""
        if watched is self.view.viewport() and event.type() is QEvent.Type.Resize:
            self._show_links()
        if watched is self.view.viewport() and isinstance(event, QMouseEvent):
            if event.type() is QEvent.Type.MouseButtonDblClick:
                self._half_clicked = self.view.indexAt(event.position().toPoint()).column() in _ENDS
                return self._half_clicked
            if event.type() is QEvent.Type.MouseMove:
                self._point(event.position().toPoint())
            if event.type() is QEvent.Type.MouseButtonRelease and self._half_clicked:
                self._half_clicked = False
                return True
        return super().eventFilter(watched, event)

    def _clicked(self, index: QModelIndex) -> None:
        job = self._job(index)
        if index.column() == PICK and index.data():
            self._pick(job, index)
        elif index.column() == DETAILS and index.data():
            self._acts.show_details(job)
        elif index.column() == ACT:
            match act(job):
                case Act.CANCEL:
                    self._acts.cancel(job)
                case Act.RETRY:
                    self._acts.retry(job)
                case Act.UNDO:
                    self._acts.undo(job)

    def _pick(self, job: Job, index: QModelIndex) -> None:
        """Offer the other places, above or below the link."""
        if menu := self._elsewhere(job):
            menu.aboutToHide.connect(menu.deleteLater)
            place = self.view.visualRect(index)
            menu.popup(self.view.viewport().mapToGlobal(place.bottomLeft()))

    def _point(self, at: QPoint) -> None:
        """A link looks like one under the pointer."""
        index = self.view.indexAt(at)
        link = index.column() in (PICK, DETAILS) and bool(index.data())
        self.view.viewport().setCursor(Qt.CursorShape.PointingHandCursor if link else Qt.CursorShape.ArrowCursor)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
