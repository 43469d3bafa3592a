"""What the window shows, and the program itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from xengui.commands.command import Command
from xengui.commands.desk import Desk


def _toggle(choice: str) -> Callable[[Desk, None], Awaitable[None]]:
    async def run(desk: Desk, _: None) -> None:
        desk.program.choose(**{choice: not desk.program.choice(choice)})

    return run


def _set(choice: str, value: str) -> Callable[[Desk, None], Awaitable[None]]:
    async def run(desk: Desk, _: None) -> None:
        desk.program.choose(**{choice: value})

    return run


def _shown(id_: str, text: str, icon: str, choice: str) -> Command:
    return Command(id=id_, text=text, icon=icon, run=_toggle(choice), checked=(choice, True))


def _one_of(id_: str, text: str, icon: str, choice: str, value: str) -> Command:
    return Command(id=id_, text=text, icon=icon, run=_set(choice, value), checked=(choice, value))


async def _find(desk: Desk, _: None) -> None:
    desk.program.find()


async def _quit(desk: Desk, _: None) -> None:
    desk.program.quit()


async def _clear(desk: Desk, _: None) -> None:
    desk.ledger.clear_ended()


COMMANDS = (
    _shown("view.custom_templates", "&Custom templates", "package", "custom_templates"),
    _shown("view.default_templates", "&Default templates", "package", "default_templates"),
    _shown("view.local_storage", "&Local storage", "hard-drive", "local_storage"),
    _shown("view.hidden_objects", "&Hidden objects", "eye-slash", "hidden_objects"),
    _shown("view.toolbar", "&Toolbar", "squares-four", "toolbar"),
    _one_of("view.theme_system", "Follow the &system", "monitor", "appearance", "system"),
    _one_of("view.theme_light", "&Light", "sun", "appearance", "light"),
    _one_of("view.theme_dark", "&Dark", "moon", "appearance", "dark"),
    Command(id="view.find", text="&Filter the tree", icon="funnel-simple", shortcut="Ctrl+F", run=_find),
    Command(
        id="tasks.all",
        text="Show &all tasks",
        icon="list-checks",
        run=_toggle("all_tasks"),
        checked=("all_tasks", True),
    ),
    Command(id="tasks.clear", text="Clear &finished", icon="broom", run=_clear),
    Command(id="program.quit", text="&Quit", icon="x", shortcut="Ctrl+Q", run=_quit),
)
