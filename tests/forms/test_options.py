from __future__ import annotations

from tests.authorities import CA
from xengui.forms.import_certificates import Entry, Use
from xengui.forms.options import Options
from xengui.protocol.authority import Authority
from xengui.queries.keys import Binding
from xengui.queries.trusted import Pinned

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


ACME, NEW = CA("Acme root"), CA("New root")
TRUSTING = Options(
    authorities=(Authority(ACME.read),),
    pins=(Pinned("basalt:443", "ab" * 32),),
    imported=(Entry(NEW.read, Use.AUTHORITY, True), Entry(NEW.read, Use.SERVER, True, "granite quartz:8443")),
)


def test_what_is_imported_comes_before_what_is_trusted():
    assert [(row.name, row.kind, row.new) for row in TRUSTING.trusted()] == [
        ("New root", "authority", True),
        ("granite", "server", True),
        ("quartz:8443", "server", True),
        ("Acme root", "authority", False),
        ("basalt", "server", False),
    ]


def test_what_is_removed_stays_in_sight_until_it_is_saved():
    form = TRUSTING
    for row in TRUSTING.trusted()[3:]:
        form = form.without(row)

    assert form.distrusted == {ACME.read.sha256, "basalt:443"}
    assert [row.gone for row in form.trusted()] == [False, False, False, True, True]


def test_what_was_imported_is_taken_back_row_by_row():
    form, seen = TRUSTING, []
    while form.imported:
        form = form.without(form.trusted()[0])
        seen.append([row.name for row in form.trusted() if row.new])

    assert seen == [["granite", "quartz:8443"], ["quartz:8443"], []]
    assert form.distrusted == frozenset()
