"""Every command of the program, and where each one stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from xengui.commands import host, marking, program, server, view, vm
from xengui.commands import object as objects
from xengui.commands.command import Command

COMMANDS: Mapping[str, Command] = {
    command.id: command
    for subject in (server, marking, vm, host, objects, view, program)
    for command in subject.COMMANDS
}

LINE = ""
"""A hairline between groups."""


@dataclass(frozen=True, slots=True)
class Menu:
    """A menu: commands by id, LINE, or further menus."""

    title: str
    entries: tuple[str | Menu, ...]


_POWER: tuple[str | Menu, ...] = (
    "vm.start",
    "vm.resume",
    "vm.unpause",
    "vm.shutdown",
    "vm.reboot",
    "vm.suspend",
    "vm.pause",
    LINE,
    "vm.start_on",
    "vm.resume_on",
    LINE,
    Menu("&Force", ("vm.force_shutdown", "vm.force_reboot", LINE, "vm.power_state_reset")),
)
_OBJECT = ("object.rename", "object.hide", "object.show", LINE, "vm.properties")
_SERVER = ("server.connect", "server.disconnect", "server.forget")
_MARKS = ("server.lock", "server.unlock", "server.label")

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
    Menu("&Server", ("server.add", LINE, *_SERVER, LINE, *_MARKS, LINE, "host.reset_machines", LINE, "server.pretend")),
    Menu("V&M", _POWER),
    Menu("&Object", _OBJECT),
    Menu("&Tools", ("tasks.all", "tasks.clear", LINE, "program.options")),
    Menu("&Help", ("program.shortcuts", "program.log_folder", LINE, "program.about")),
)

TOOLBAR: tuple[str, ...] = ("server.add", LINE, "vm.start", "vm.shutdown", "vm.reboot", "vm.suspend", "vm.resume")

STAND_INS: Mapping[str, str] = {"vm.resume": "vm.suspend"}
"""On the toolbar the first of two stands in the place of the second while it can run, as XenCenter has it."""

ONLY_ABLE = frozenset(
    {
        "vm.resume",
        "vm.unpause",
        "vm.start_on",
        "vm.resume_on",
        "vm.power_state_reset",
        "host.reset_machines",
        "object.hide",
        "object.show",
        "server.lock",
        "server.unlock",
    }
)
"""Commands that are left out of the context menu, not greyed, while they cannot run: their opposite is there."""

CONTEXT: tuple[str | Menu, ...] = (*_POWER, LINE, *_SERVER, LINE, *_MARKS, LINE, "host.reset_machines", LINE, *_OBJECT)
"""The context menu of any selection; what is not meant for the selection is left out."""

POWER_MENU: tuple[str | Menu, ...] = _POWER

DEFAULTS = ("server.connect", "vm.start", "vm.resume")
"""What a double-click does: the first of these that can run on the node."""
