from __future__ import annotations

import pytest

from xengui.queries.keys import Binding, clashes, unfit

MENUS = {"Alt+F": "File"}
START = Binding("vm.start", "Start", "VM", "Ctrl+B", frozenset({"vm"}))
STOP = Binding("vm.shutdown", "Shut down", "VM", "Ctrl+E", frozenset({"vm"}))
SUSPEND = Binding("vm.suspend", "Suspend", "VM", "Ctrl+Y", frozenset({"vm"}))
RESUME = Binding("vm.resume", "Resume", "VM", "Ctrl+Y", frozenset({"vm"}))
REPAIR = Binding("sr.repair", "Repair", "Storage", "", frozenset({"sr"}))
ADD = Binding("server.add", "Add server", "Server", "Ctrl+Shift+N")
ALL = (START, STOP, SUSPEND, RESUME, REPAIR, ADD)


def named(binding: Binding, key: str, **keys: str) -> list[str]:
    return [other.words for other in clashes(binding, key, ALL, {k.replace("_", "."): v for k, v in keys.items()})]


@pytest.mark.parametrize(
    "key", ["", "Ctrl+B", "Ctrl+Shift+N", "F5", "Shift+F5", "Del", "Alt+Return", "Ctrl++", "Ctrl+,"]
)
def test_keys_that_fit(key: str):
    assert unfit(key, MENUS) == ""


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("B", "B is for typing. Add Ctrl or Alt, or take a function key."),
        ("Shift+B", "Shift+B is for typing. Add Ctrl or Alt, or take a function key."),
        ("+", "+ is for typing. Add Ctrl or Alt, or take a function key."),
        ("Return", "Return is needed to move about."),
        ("Shift+Tab", "Shift+Tab is needed to move about."),
        ("Alt+F", "Alt+F opens the File menu."),
        ("Ctrl+C", "Ctrl+C is for editing text."),
    ],
)
def test_keys_that_do_not_fit_say_why(key: str, words: str):
    assert unfit(key, MENUS) == words


def test_a_key_of_another_command_for_the_same_objects_clashes():
    assert named(STOP, "Ctrl+B") == ["Start"]


def test_a_key_of_a_command_that_is_always_there_clashes_with_any():
    assert named(START, "Ctrl+Shift+N") == ["Add server"]
    assert named(ADD, "Ctrl+Y") == ["Suspend", "Resume"]


def test_commands_for_different_objects_share_a_key():
    assert named(REPAIR, "Ctrl+B") == []


def test_commands_that_are_shipped_with_one_key_share_any():
    assert named(SUSPEND, "Ctrl+Y") == []
    assert named(SUSPEND, "F9", vm_resume="F9") == []


def test_a_changed_key_counts_and_the_shipped_one_is_free():
    assert named(STOP, "Ctrl+B", vm_start="F9") == []
    assert named(STOP, "F9", vm_start="F9") == ["Start"]
    assert named(STOP, "Ctrl+B", vm_start="") == []


def test_no_key_clashes_with_nothing():
    assert named(REPAIR, "") == []
