"""Every command with its key, as the options and the sheet of shortcuts show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xengui.commands.catalogue import COMMANDS, LINE, MENU_BAR, Menu
from xengui.commands.command import Command
from xengui.model.estate import Connection
from xengui.queries.keys import Binding

_ELSEWHERE = "Other"


def bindings() -> tuple[Binding, ...]:
    """The commands in the order of the menus; those that stand in none come last. One that is a menu of choices has no
    key."""
    groups = {id_: group for menu in MENU_BAR for id_, group in _in(menu, _plain(menu.title))}
    order = {id_: place for place, id_ in enumerate(groups)}
    commands = sorted(_with_keys(), key=lambda command: order.get(command.id, len(order)))
    return tuple(
        Binding(
            command.id,
            command.plain_text,
            groups.get(command.id, _ELSEWHERE),
            command.shortcut,
            _kinds(command),
        )
        for command in commands
    )


def menu_keys() -> Mapping[str, str]:
    """The keys that open the menus of the menu bar, with the menus' names."""
    found = {}
    for menu in MENU_BAR:
        _, sign, rest = menu.title.partition("&")
        if sign and rest:
            found[f"Alt+{rest[0].upper()}"] = _plain(menu.title)
    return found


def question_words(key: str) -> str:
    """What a question that is not asked any more was about."""
    command = COMMANDS.get(key)
    return command.plain_text if command else key


def _with_keys() -> list[Command]:
    return [command for command in COMMANDS.values() if command.choices is None]


def _in(menu: Menu, group: str) -> Iterator[tuple[str, str]]:
    for entry in menu.entries:
        if isinstance(entry, Menu):
            yield from _in(entry, f"{group}, {_plain(entry.title)}")
        elif entry != LINE:
            yield entry, group


def _kinds(command: Command) -> frozenset[str]:
    if command.applies_to is None:
        return frozenset()
    if command.applies_to is Connection:
        return frozenset({"connection", "pool", "host"})  # what stands for a connection in a selection
    kinds = command.applies_to if isinstance(command.applies_to, tuple) else (command.applies_to,)
    return frozenset(kind.__name__.lower() for kind in kinds)


def _plain(title: str) -> str:
    return title.replace("&", "")
