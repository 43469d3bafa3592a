"""One QAction for each command, for menus, toolbar and context menu alike, and the keys that call them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from xengui.commands.catalogue import COMMANDS, LINE, Menu
from xengui.commands.command import Chosen, Command, verdict
from xengui.ui import icons

Run = Callable[[Command, Sequence[Chosen]], None]


class ActionBoard(QObject):
    """The actions, greyed and explained for what is selected.

    One dispatcher owns the keys: a key belongs to the commands that are meant for the selection, and a refused one
    answers with its reason. The actions show their keys but do not listen to them.
    """

    def __init__(self, window: QWidget, run: Run, tell: Callable[[str], None]) -> None:
        super().__init__(window)
        self._run = run
        self._tell = tell
        self._selection: tuple[Chosen, ...] = ()
        self._actions = {id_: self._action(command) for id_, command in COMMANDS.items()}
        for key in sorted({command.shortcut for command in COMMANDS.values() if command.shortcut}):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.activated.connect(lambda key=key: self._pressed(key))

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def look(self, selection: Sequence[Chosen], checked: Callable[[Command], bool]) -> None:
        """Grey, tick and explain the actions for a selection."""
        self._selection = tuple(selection)
        for id_, command in COMMANDS.items():
            action, found = self._actions[id_], verdict(command, selection)
            action.setEnabled(found.enabled)
            tip = f"{command.plain_text}: {found.reason}" if found.reason else _with_key(command)
            action.setToolTip(tip)
            action.setStatusTip(found.reason)
            if command.checked:
                action.setChecked(checked(command))

    def meant(self, id_: str) -> bool:
        """Whether a command is for what is selected, able or not."""
        return COMMANDS[id_].applies_to is not None and verdict(COMMANDS[id_], self._selection).meant

    def first_enabled(self, ids: Iterable[str], selection: Sequence[Chosen]) -> Command | None:
        return next((COMMANDS[id_] for id_ in ids if verdict(COMMANDS[id_], selection).enabled), None)

    def fill(self, menu: QMenu, entries: Iterable[str | Menu], *, only_meant: bool = False) -> QMenu:
        """Put commands, lines and sub-menus into a menu; a line never stands first, last or beside another."""
        menu.setToolTipsVisible(True)
        line = False
        for entry in entries:
            if entry == LINE:
                line = bool(menu.actions())
                continue
            if isinstance(entry, str) and only_meant and not self.meant(entry):
                continue
            if line:
                menu.addSeparator()
                line = False
            if isinstance(entry, Menu):
                self.fill(menu.addMenu(entry.title), entry.entries)
            else:
                menu.addAction(self._actions[str(entry)])
        return menu

    def _action(self, command: Command) -> QAction:
        action = QAction(icons.icon(command.icon), command.text, self)
        action.setObjectName(command.id)
        action.setIconVisibleInMenu(command.checked is None)  # the tick stands where the icon would
        action.setCheckable(command.checked is not None)
        if command.shortcut:
            action.setShortcut(QKeySequence(command.shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        if command.id == "program.quit":
            action.setMenuRole(QAction.MenuRole.QuitRole)
        action.triggered.connect(lambda _checked=False: self._run(command, self._selection))
        return action

    def _pressed(self, key: str) -> None:
        bound = [command for command in COMMANDS.values() if command.shortcut == key]
        meant = [command for command in bound if verdict(command, self._selection).meant]
        able = [command for command in meant if verdict(command, self._selection).enabled]
        command = (able or meant or bound)[0]
        found = verdict(command, self._selection)
        if found.enabled:
            self._run(command, self._selection)
        else:
            self._tell(f"{command.plain_text}: {found.reason}")


def _with_key(command: Command) -> str:
    key = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{command.plain_text} ({key})" if key else command.plain_text
