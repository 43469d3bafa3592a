"""The main window: a list of panes. It places them and hands over; it knows no command by name and makes no call."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSplitter, QToolBar, QToolButton, QVBoxLayout, QWidget

from xengui.commands.catalogue import COMMANDS, CONTEXT, DEFAULTS, LINE, MENU_BAR, POWER_MENU, STAND_INS, TOOLBAR
from xengui.commands.command import Chosen, Command
from xengui.model.estate import Connection, Estate
from xengui.model.snapshot import Snapshot
from xengui.operations.call_log import CallLog
from xengui.operations.jobs import Job, Ledger
from xengui.queries.labels import pool_label
from xengui.queries.notices import gone
from xengui.queries.script import Server
from xengui.queries.tree import Node
from xengui.queries.visibility import Toggles
from xengui.settings.preferences import Choices, packed, unpacked
from xengui.ui import icons
from xengui.ui.actions import ActionBoard
from xengui.ui.bridge import Bridge, Changed, Changes
from xengui.ui.call_log import CallLogPage
from xengui.ui.calm import Calm
from xengui.ui.choice_menu import ChoiceMenu, Probe, Run
from xengui.ui.clock import now
from xengui.ui.folds import Folds
from xengui.ui.item_view import Density, set_density
from xengui.ui.navigation import NavigationPane
from xengui.ui.object_page import ObjectPage
from xengui.ui.places import Places
from xengui.ui.redraw import Redraw
from xengui.ui.selection import chosen
from xengui.ui.start_page import StartPage
from xengui.ui.status_line import StatusLine
from xengui.ui.tabs.tab import Around
from xengui.ui.task_pane import JobActs, TaskPane
from xengui.ui.task_rows import elsewhere
from xengui.ui.tree_model import Key
from xengui.ui.widgets.plain import in_order
from xengui.ui.widgets.toast import Toast

USUAL_SIZE = QSize(1320, 820)

LOOK_MS = 500
"""How often the page and the actions follow what changes in a pool around the object that is shown; the object itself
is followed at once."""

FEW_SELECTED = 20
"""Of more objects than this some change at every moment: they are followed as what is around them."""

CLOCK_MS = 1_000
"""How often ages on screen are told anew."""


class MainWindow(QMainWindow):
    """The tree at the left, the page at the right, the task pane below it."""

    closed = Signal()
    arranged = Signal(object)
    """Where the window and its panes are now, as choices to remember."""

    def __init__(  # noqa: PLR0913 - what it is tied to
        self,
        bridge: Bridge,
        ledger: Ledger,
        choices: Choices,
        *,
        run: Run,
        acts: JobActs,
        probe: Probe = lambda command, selection, tell: None,
        may_close: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowTitle("xengui")
        self.resize(USUAL_SIZE.boundedTo(self.screen().availableSize() * 0.95))
        self._bridge = bridge
        self._ledger = ledger
        self._choices = choices
        self._look_calmly = Calm(self._look, self, LOOK_MS)
        self._redraw = Redraw(self._wanted, self._show_tree)
        self._last_change: datetime | None = None
        self._read_anew: set[str] = set()
        self._shown_anew: set[str] = set()
        self.actions_board = ActionBoard(self, run, self.tell, self._chosen, probe)
        self._run = run
        self._probe = probe
        self._may_close = may_close
        self._places = Places(choices)
        self.navigation = NavigationPane()
        self.tree = self.navigation.tree
        self.start_page = StartPage(self.actions_board["server.add"], self.actions_board["server.pretend"])
        self._folds = Folds(choices.folded)
        self.page = ObjectPage(self.start_page, Around(self.actions_board.offered, self._folds))
        self.page.header.set_power_menu(self.actions_board.fill(QMenu(self), POWER_MENU))
        self.task_pane = TaskPane(
            ledger,
            self._picture,
            [self.actions_board[id_] for id_ in ("tasks.all", "tasks.clear")],
            acts,
            elsewhere=self._other_places,
            label=self._label,
        )
        self.status = StatusLine()
        self._toolbar = self._make_toolbar()
        for menu in MENU_BAR:
            self.actions_board.fill(self.menuBar().addMenu(menu.title), menu.entries)
        self._place()
        self.setStatusBar(self.status)
        self._connect()
        self._restore(choices)
        self.apply(choices)
        self.tree.setFocus()

    def apply(self, choices: Choices) -> None:
        """Take over choices that were made."""
        self._choices = choices
        self._toolbar.setVisible(choices.toolbar)
        self.task_pane.show_all(choices.all_tasks)
        self.actions_board.use_keys(choices.shortcuts)
        set_density(Density(choices.density) if choices.density in {d.value for d in Density} else Density.COMPACT)
        self._redraw.ask()
        self._look()

    def tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """Say something in a toast; with `undo`, that something is done and can be taken back."""
        if undo:
            Toast(self.page, text, undo=undo)
        else:
            Toast(self.page, text, glyph="info-fill", colour="tip_link")

    def add_call_log(self, log: CallLog, server: Callable[[str], Server]) -> None:
        """Have a tab beside the tasks that lists every call."""
        self.call_log = CallLogPage(log, self._bridge.connection, server, self.tell)
        self.task_pane.add_page("API calls", self.call_log, self.call_log.tools)

    def go_to_filter(self) -> None:
        """Put the cursor into the filter."""
        self.navigation.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.navigation.search.selectAll()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        self.arranged.emit(
            self._places.choices(self.tree.closed, self.page.tab)
            | {
                "folded": self._folds.kept,
                "geometry": packed(bytes(self.saveGeometry().data())),
                "splitters": ";".join(packed(bytes(splitter.saveState().data())) for splitter in self._splitters),
            }
        )
        self._redraw.stop()
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange and hasattr(self, "status"):
            self._tick()

    def _connect(self) -> None:
        self._bridge.changed.connect(self._hear)
        self._ledger.listen(Calm(lambda: self.status.show_jobs(list(self._ledger.jobs.values())), self))
        self.navigation.filter_changed.connect(lambda _text: self._redraw.ask())
        self.tree.lost.connect(self._move_on)
        self.tree.selected.connect(self._selected)
        self.tree.called_upon.connect(self._call_upon)
        self.tree.menu_wanted.connect(self._show_menu)
        self.page.step_wanted.connect(self._step)
        self.task_pane.step_wanted.connect(self._step)
        self.page.connect_wanted.connect(partial(self._act_on_server, "server.connect"))
        self.page.unlock_wanted.connect(partial(self._act_on_server, "server.unlock"))
        self._clock = QTimer(self)
        self._clock.setInterval(CLOCK_MS)
        self._clock.timeout.connect(self._tick)
        self._clock.start()

    def _hear(self, changes: Changes) -> None:
        if any(kinds - {Connection} for kinds in changes.values()):
            self._last_change = now()
        self._read_anew |= {key for key, kinds in changes.items() if Connection in kinds}
        self._redraw.ask(changes)
        nodes = self.tree.selection
        few = len(nodes) <= FEW_SELECTED
        if any(Connection in kinds for kinds in changes.values()) or (few and _about(nodes, changes)):
            self._look()
        elif any(node.connection in changes for node in nodes):
            self._look_calmly()
        self.status.show_connections(self._bridge.estate, self._last_change, now())

    def _tick(self) -> None:
        self.status.show_connections(self._bridge.estate, self._last_change, now())
        if any(not connection.usable for connection in self._bridge.estate):
            self._redraw.ask()  # the ages of lost connections grow
            self._show_page()

    def _wanted(self) -> tuple[Estate, Toggles, str]:
        """What the tree is to show, from this moment on."""
        self._shown_anew, self._read_anew = self._read_anew, set()
        return self._bridge.estate, _toggles(self._choices), self.navigation.search.text()

    def _show_tree(self, nodes: Sequence[Node], text: str) -> None:
        self.tree.show_nodes(nodes, filtering=bool(text.strip()))
        self._return()
        self.navigation.show_found(text if text.strip() and not nodes else "")

    def _move_on(self, lost: list[tuple[Node, list[Key]]]) -> None:
        """Where all that was selected has left the tree, go to what it stood in, or to its server; a filter that leaves
        it out is no reason. Tell what was deleted, but not what went with its connection or while a pool was read."""
        told = {}
        for key in dict.fromkeys(node.connection for node, _ in lost):
            connection = self._bridge.connection(key)
            if connection:
                told[key] = gone([(node.ref, node.text) for node, _ in lost if node.connection == key], connection)
        filtered = bool(self.navigation.search.text().strip())
        if not self.tree.selection and not self._return() and (any(told.values()) or not filtered):
            ways = [key for _, above in lost for key in above]
            tops = [node.key for node in self.tree.rows.tops() if node.connection == lost[0][0].connection]
            next((key for key in (*ways, *tops) if self.tree.select(key)), None)
        for key, words in told.items():
            connection = self._bridge.connection(key)
            if words and key not in self._shown_anew and connection and connection.usable:
                self.tell(words)

    def _selected(self) -> None:
        """Look at another selection, and note where we are."""
        self._look()
        self._places.note([node.key for node in self.tree.selection], self.page.tab)

    def _return(self) -> bool:
        """Go back to the place that is waited for, once its pool is there; whether we went."""
        tops = [node.key for node in self.tree.rows.tops()]
        place = self._places.wanted(tops, [node.key for node in self.tree.selection])
        if place is None or not any(self.tree.select(key) for key in place.keys):
            return False
        self.page.turn_to(place.tab)
        return True

    def _look(self) -> None:
        """Have everything that depends on the selection look at it again."""
        self.actions_board.look(self._chosen(), self._checked)
        for one, other in STAND_INS.items():
            instead = self.actions_board[one].isEnabled()
            self._buttons[one].setVisible(instead)
            self._buttons[other].setVisible(not instead)
        self._show_page()
        self.status.show_connections(self._bridge.estate, self._last_change, now())

    def _show_page(self) -> None:
        nodes = self.tree.selection
        self.start_page.show_for(len(self._bridge.estate), [node.text for node in nodes])
        connection = self._bridge.connection(nodes[0].connection) if len(nodes) == 1 else None
        self.page.show_object(connection, nodes[0].cls if nodes else "", nodes[0].ref if nodes else "", now())
        shown = in_order(self.page.window_title)
        shown = shown.replace("[*]", "[*][*]")  # Qt takes a single one for the mark of unsaved work
        self.setWindowTitle(f"{shown} – xengui" if shown else "xengui")

    def _chosen(self) -> list[Chosen]:
        return chosen(self.tree.selection, self._bridge)

    def _checked(self, command: Command) -> bool:
        if command.checked is None:
            return False
        choice, value = command.checked
        return bool(getattr(self._choices, choice) == value)

    def _call_upon(self, node: Node) -> None:
        selection = chosen([node], self._bridge)
        command = self.actions_board.first_enabled(DEFAULTS, selection)
        if command:
            self._run(command, selection)
        elif node.children:
            index = self.tree.rows.index_of(node.key)
            self.tree.setExpanded(index, not self.tree.isExpanded(index))

    def _show_menu(self, at: QPoint) -> None:
        menu = self.actions_board.fill(QMenu(self), CONTEXT, only_meant=True)
        menu.setObjectName("contextMenu")
        menu.aboutToHide.connect(menu.deleteLater)
        if menu.actions():
            menu.popup(at)
        else:
            menu.deleteLater()

    def _act_on_server(self, command: str, connection: Connection) -> None:
        """Whatever of a pool is selected, the buttons above it are about the pool's connection."""
        self._run(COMMANDS[command], [Chosen(self._bridge.connection(connection.key) or connection)])

    def _step(self, ref: str) -> None:
        if not self._select(ref):
            self.navigation.search.clear()  # the filter may have left it out
            if not self._select(ref):
                self.tell("It is not in the tree at the moment. The View menu shows more.")

    def _select(self, ref: str) -> bool:
        return any(self.tree.select(key) for key in self._keys_of(ref))

    def _keys_of(self, ref: str) -> Sequence[Key]:
        return [
            (connection.key, cls, ref) for connection in self._bridge.estate for cls in ("pool", "host", "VM", "SR")
        ]

    def _picture(self, key: str) -> Snapshot:
        connection = self._bridge.connection(key)
        return connection.snapshot if connection else Snapshot()

    def _label(self, key: str) -> tuple[str, str]:
        """What tells a pool from the others, where there are others."""
        connection = self._bridge.connection(key)
        if connection is None or len(self._bridge.estate) < 2:
            return "", ""
        return pool_label(connection).text, connection.colour

    def _other_places(self, job: Job) -> ChoiceMenu | None:
        """Where else what failed may be done."""
        command = COMMANDS.get(elsewhere(job, self._picture(job.connection)))
        latest: list[Chosen] = []

        def fresh() -> list[Chosen]:
            """The target as it is now, or was last: that it is gone by now is told by who tries."""
            connection = self._bridge.connection(job.connection)
            record = connection.snapshot.anything(job.target) if connection else None
            if connection and (record or latest):
                latest[:] = [Chosen(connection, record or latest[0].record)]
            return [*latest]

        return ChoiceMenu(command, self._run, fresh, self._probe, self.task_pane) if command else None

    def _make_toolbar(self) -> QToolBar:
        toolbar = QToolBar("Toolbar", self)
        toolbar.setObjectName("toolbar")
        toolbar.setProperty("surface", "head")
        toolbar.setMovable(False)
        toolbar.setIconSize(icons.BUTTON_SIZE)
        toolbar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        edge = QWidget()
        edge.setFixedWidth(8)
        toolbar.addWidget(edge)
        self._buttons: dict[str, QAction] = {}
        for entry in TOOLBAR:
            if entry == LINE:
                toolbar.addSeparator()
                continue
            button = QToolButton()
            button.setDefaultAction(self.actions_board[entry])
            button.setToolButtonStyle(toolbar.toolButtonStyle())
            button.setIconSize(toolbar.iconSize())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons[entry] = toolbar.addWidget(button)
        toolbar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.addToolBar(toolbar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        return toolbar

    def _place(self) -> None:
        below = QSplitter(Qt.Orientation.Vertical)
        below.setChildrenCollapsible(False)
        below.addWidget(self.page)
        below.addWidget(self.task_pane)
        below.setStretchFactor(0, 1)
        beside = QSplitter(Qt.Orientation.Horizontal)
        beside.setChildrenCollapsible(False)
        beside.addWidget(self.navigation)
        beside.addWidget(below)
        beside.setStretchFactor(1, 1)
        beside.setSizes([268, 1052])
        for splitter in (below, beside):
            splitter.setHandleWidth(1)
        self._splitters = (beside, below)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(beside)
        self.setCentralWidget(centre)

    def _restore(self, choices: Choices) -> None:
        self.restoreGeometry(unpacked(choices.geometry))  # Qt brings it back where its screen is gone
        self.tree.close_branches(self._places.closed)
        for splitter, state in zip(self._splitters, choices.splitters.split(";"), strict=False):
            splitter.restoreState(unpacked(state))


def _about(nodes: Sequence[Node], changes: Changes) -> bool:
    """Whether one of these objects itself is different."""
    return any(node.ref in refs for node in nodes for refs in changes.get(node.connection, Changed()).refs.values())


def _toggles(choices: Choices) -> Toggles:
    return Toggles(
        custom_templates=choices.custom_templates,
        default_templates=choices.default_templates,
        local_storage=choices.local_storage,
        hidden_objects=choices.hidden_objects,
    )
