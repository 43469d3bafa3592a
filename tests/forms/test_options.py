from __future__ import annotations

from xengui.forms.options import Options
from xengui.queries.keys import Binding

START = Binding("vm.start", "Start", "VM", "Ctrl+B", frozenset({"vm"}))
STOP = Binding("vm.shutdown", "Shut down", "VM", "Ctrl+E", frozenset({"vm"}))
BOTH = Options(bindings=(START, STOP), menus={"Alt+F": "File"})


def test_as_shipped_there_is_nothing_wrong():
    assert BOTH.problems() == {}
    assert BOTH.key(START) == "Ctrl+B"


def test_a_key_is_changed_taken_away_and_put_back():
    changed = BOTH.with_key(START, "F9")
    gone = changed.with_key(START, "")
    back = gone.with_key(START, "Ctrl+B")

    assert (changed.key(START), changed.keys) == ("F9", {"vm.start": "F9"})
    assert (gone.key(START), gone.keys) == ("", {"vm.start": ""})
    assert (back.key(START), back.keys) == ("Ctrl+B", {})


def test_a_key_that_another_command_has_is_told_by_name():
    twice = BOTH.with_key(START, "Ctrl+E")

    assert twice.key_problem(START) == "Ctrl+E is the key of “Shut down”."
    assert twice.problems() == {"keys": "Start: Ctrl+E is the key of “Shut down”."}
    assert [other.id for other in twice.clashes(START)] == ["vm.shutdown"]


def test_taking_the_key_from_the_other_command_settles_it():
    settled = BOTH.with_key(START, "Ctrl+E").with_key(STOP, "")

    assert settled.problems() == {}


def test_a_shipped_key_clashes_with_a_changed_one_and_both_are_told():
    twice = BOTH.with_key(STOP, "Ctrl+B")

    assert twice.key_problem(START) == "Ctrl+B is the key of “Shut down”."
    assert twice.problems() == {"keys": "Shut down: Ctrl+B is the key of “Start”."}


def test_a_key_that_does_not_fit_is_told():
    assert BOTH.with_key(START, "Alt+F").problems() == {"keys": "Start: Alt+F opens the File menu."}
