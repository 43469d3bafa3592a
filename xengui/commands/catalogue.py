"""Every command of the program, and where each one stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xengui.commands import server, view, vm
from xengui.commands.command import Command

COMMANDS: Mapping[str, Command] = {command.id: command for command in (*server.COMMANDS, *vm.COMMANDS, *view.COMMANDS)}

LINE = ""
"""A hairline between groups."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu: commands by id, LINE, or further menus."""

    title: str
    entries: tuple[str | Menu, ...]


_POWER = ("vm.start", "vm.shutdown", "vm.reboot", LINE, "vm.force_shutdown", "vm.force_reboot")
_SERVER = ("server.connect", "server.disconnect", "server.forget")

MENU_BAR = (
    Menu("&File", ("program.quit",)),
    Menu(
        "&View",
        (
            "view.find",
            LINE,
            "view.custom_templates",
            "view.default_templates",
            "view.local_storage",
            "view.hidden_objects",
            LINE,
            "view.toolbar",
            Menu("&Appearance", ("view.theme_system", "view.theme_light", "view.theme_dark")),
        ),
    ),
    Menu("&Server", ("server.add", LINE, *_SERVER, LINE, "server.pretend")),
    Menu("V&M", _POWER),
    Menu("&Tools", ("tasks.clear",)),
)

TOOLBAR: tuple[str, ...] = ("server.add", LINE, "vm.start", "vm.shutdown", "vm.reboot")

CONTEXT: tuple[str, ...] = (*_POWER, LINE, *_SERVER)
"""The context menu of any selection; what is not meant for the selection is left out."""

POWER_MENU: tuple[str, ...] = _POWER

DEFAULTS = ("server.connect", "vm.start")
"""What a double-click does: the first of these that can run on the node."""
