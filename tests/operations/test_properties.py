from __future__ import annotations

import pytest

from tests.builders import a_host, a_network, a_vm, an_sr, pool_with
from xengui.model.call import Call
from xengui.model.calls import CALLS
from xengui.operations.properties import NOTES, describe, rename

WEB = a_vm(name_description="old", tags=("prod", "eu"), other_config={NOTES: "call Ada"})


@pytest.mark.parametrize(
    ("record", "method"),
    [
        (WEB, "VM.set_name_label"),
        (a_host(), "host.set_name_label"),
        (an_sr(), "SR.set_name_label"),
        (a_network(), "network.set_name_label"),
        (pool_with().pool, "pool.set_name_label"),
    ],
)
def test_each_kind_has_its_call_for_a_name(record, method):
    recipe = rename(record, "new")

    assert recipe.calls == (Call(method, (record.ref, "new")),)
    assert method in CALLS
    assert recipe.steps[0].undo == (Call(method, (record.ref, record.name_label)),)
    assert recipe.done == f"{record.name_label} is now called new."


def test_the_same_name_is_nothing_to_do():
    assert rename(WEB, "web").steps == ()


def test_only_what_differs_is_written():
    recipe = describe(WEB, name="web", description="new", tags=("eu", "test"), notes="call Ada")

    assert recipe.calls == (
        Call("VM.set_name_description", (WEB.ref, "new")),
        Call("VM.add_tags", (WEB.ref, "test")),
        Call("VM.remove_tags", (WEB.ref, "prod")),
    )
    assert recipe.reversible
    assert {call.method for call in recipe.calls} <= CALLS.keys()


def test_what_is_not_given_is_left_alone():
    assert describe(WEB).steps == ()


def test_empty_notes_take_the_key_off():
    assert describe(WEB, notes="").calls == (Call("VM.remove_from_other_config", (WEB.ref, NOTES)),)


def test_notes_stand_where_xen_orchestra_looks_for_them():
    assert NOTES == "xo:notes"
