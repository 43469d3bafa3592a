"""Which keys a command may have: those that are free, and fit to be pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

EDITING = frozenset({"Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Z", "Ctrl+Shift+Z"})
"""Text fields and lists keep these."""

_ALONE = frozenset({"Del", "Ins", "Pause", "Print", "Menu", *(f"F{number}" for number in range(1, 36))})
_NEVER = frozenset({"Esc", "Tab", "Backtab", "Return", "Enter", "Space", "Backspace"})


@dataclass(frozen=True, slots=True)
class Binding:
    """A command as its key is chosen: its words, the menu it stands in, the key it is shipped with, and the kinds of
    objects it is for (none where it is for the program, whatever is selected)."""

    id: str
    words: str
    group: str
    shipped: str = ""
    kinds: frozenset[str] = frozenset()


def unfit(key: str, menus: Mapping[str, str]) -> str:
    """Why no command may have this key, in a sentence, or "". `menus` has the keys that open menus, with their names.

    Keys are spelled as in files on every system: `Ctrl+Shift+N`.
    """
    if not key:
        return ""
    before, _, last = key[:-1].rpartition("+")
    last += key[-1]
    alone = not {"Ctrl", "Alt", "Meta"} & set(before.split("+"))
    if key in menus:
        return f"{key} opens the {menus[key]} menu."
    if key in EDITING:
        return f"{key} is for editing text."
    if last in _NEVER and alone:
        return f"{key} is needed to move about."
    if alone and last not in _ALONE:
        return f"{key} is for typing. Add Ctrl or Alt, or take a function key."
    return ""


def clashes(binding: Binding, key: str, bindings: Iterable[Binding], keys: Mapping[str, str]) -> list[Binding]:
    """The other commands that would answer to the same key in the same state.

    Commands for different kinds of objects share a key, since one selection is never both; so do those that are
    shipped with one key, since they are never both able (suspend and resume).
    """
    if not key:
        return []
    return [
        other
        for other in bindings
        if other.id != binding.id and keys.get(other.id, other.shipped) == key and not _apart(binding, other)
    ]


def _apart(one: Binding, other: Binding) -> bool:
    if one.shipped and one.shipped == other.shipped:
        return True
    return bool(one.kinds and other.kinds and not one.kinds & other.kinds)
