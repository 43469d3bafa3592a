"""One QAction for each command, for menus, toolbar and context menu alike, and the keys that call them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from xengui.commands.catalogue import COMMANDS, LINE, ONLY_ABLE, Menu
from xengui.commands.command import Chosen, Command, verdict
from xengui.ui import icons
from xengui.ui.choice_menu import ChoiceMenu, Probe, Run
from xengui.ui.widgets.plain import as_tip, in_order


class ActionBoard(QObject):
    """The actions, greyed and explained for what is selected.

    One dispatcher owns the keys: a key belongs to the commands that are meant for the selection, and a refused one
    answers with its reason. The actions show their keys but do not listen to them. What runs gets the selection as
    `fresh` gives it at that moment, since records may have changed after the last look.
    """

    def __init__(
        self,
        window: QWidget,
        run: Run,
        tell: Callable[[str], None],
        fresh: Callable[[], Sequence[Chosen]],
        probe: Probe = lambda command, selection, tell: None,
    ) -> None:
        super().__init__(window)
        self._run = run
        self._tell = tell
        self._fresh = fresh
        self._selection: tuple[Chosen, ...] = ()
        self._menus = {
            id_: ChoiceMenu(command, run, fresh, probe, window) for id_, command in COMMANDS.items() if command.choices
        }
        self._actions = {id_: self._action(command) for id_, command in COMMANDS.items()}
        self._window = window
        self._keys: dict[str, str] = {}
        self._explained: dict[str, tuple[bool, str]] = {}
        self._listening: list[QShortcut] = []
        self.use_keys({})

    def use_keys(self, changed: Mapping[str, str]) -> None:
        """Listen to the keys that commands are shipped with, save those that were changed (by id, "" for none)."""
        keys = {id_: changed.get(id_, command.shortcut) for id_, command in COMMANDS.items()}
        if keys == self._keys:
            return
        self._keys = keys
        self._explained.clear()  # the tips name the keys
        for shortcut in self._listening:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._listening = [self._listen(key) for key in sorted({key for key in keys.values() if key})]
        for id_, key in keys.items():
            self._actions[id_].setShortcut(QKeySequence(key))

    def _listen(self, key: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setAutoRepeat(False)  # a key that is held acts once
        shortcut.activated.connect(lambda: self._pressed(key))
        return shortcut

    def __getitem__(self, id_: str) -> QAction:
        return self._actions[id_]

    def look(self, selection: Sequence[Chosen], checked: Callable[[Command], bool]) -> None:
        """Grey, tick and explain the actions for a selection."""
        self._selection = tuple(selection)
        for id_, command in COMMANDS.items():
            action, found = self._actions[id_], verdict(command, selection)
            if command.checked:
                action.setChecked(checked(command))
            # Whatever shows the action looks at it again for each property that is set, were it the same.
            if self._explained.get(id_) == (found.enabled, found.reason):
                continue
            self._explained[id_] = (found.enabled, found.reason)
            action.setEnabled(found.enabled)
            tip = f"{command.plain_text}: {found.reason}" if found.reason else _with_key(command, self._keys[id_])
            action.setToolTip(as_tip(tip))
            action.setStatusTip(in_order(found.reason))

    def meant(self, id_: str) -> bool:
        """Whether a command is for what is selected, able or not."""
        return COMMANDS[id_].applies_to is not None and verdict(COMMANDS[id_], self._selection).meant

    def offered(self, id_: str) -> QAction | None:
        """The action of a command, if a menu about the selection would have it."""
        return self._actions[id_] if id_ in self._actions and self._offered(id_) else None

    def _offered(self, id_: str) -> bool:
        """Whether the context menu has a command: opposites stand there only when they can be."""
        return self.meant(id_) and (id_ not in ONLY_ABLE or self._actions[id_].isEnabled())

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
            if isinstance(entry, Menu):
                below = self.fill(QMenu(entry.title, menu), entry.entries, only_meant=only_meant)
                action = below.menuAction() if below.actions() else None
            else:
                action = self._actions[entry] if not only_meant or self._offered(entry) else None
            if action is None:
                continue
            if line:
                menu.addSeparator()
                line = False
            menu.addAction(action)
        return menu

    def _action(self, command: Command) -> QAction:
        action = self._menus[command.id].menuAction() if command.choices else QAction(self)
        action.setIcon(icons.icon(command.icon))
        action.setText(command.text)
        action.setObjectName(command.id)
        action.setIconVisibleInMenu(command.checked is None)  # the tick stands where the icon would
        action.setCheckable(command.checked is not None)
        if not command.choices:
            action.triggered.connect(lambda _checked=False: self._run(command, self._fresh()))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setMenuRole(_ROLES.get(command.id, QAction.MenuRole.NoRole))
        return action

    def _pressed(self, key: str) -> None:
        selection = self._fresh()
        bound = [command for command in COMMANDS.values() if self._keys.get(command.id) == key]
        meant = [command for command in bound if verdict(command, selection).meant]
        able = [command for command in meant if verdict(command, selection).enabled]
        command = (able or meant or bound)[0]
        found = verdict(command, selection)
        if found.enabled:
            self._run(command, selection)
        else:
            self._tell(f"{command.plain_text}: {found.reason}")


_ROLES = {
    "program.quit": QAction.MenuRole.QuitRole,
    "program.options": QAction.MenuRole.PreferencesRole,
    "program.about": QAction.MenuRole.AboutRole,
}
"""Where macOS has its own place for a command."""


def _with_key(command: Command, shortcut: str) -> str:
    key = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{command.plain_text} ({key})" if key else command.plain_text
