from __future__ import annotations

from tests.builders import a_vm
from xengui.model.call import Call
from xengui.model.classes import VM
from xengui.operations.keys import key_set

PLAIN, MARKED = a_vm(), a_vm(other_config={"folder": "/a"})
ADD, REMOVE = "VM.add_to_other_config", "VM.remove_from_other_config"


def calls(vm: VM, value: str | None) -> list[tuple[Call, tuple[Call, ...]]]:
    return [(step.call, step.undo) for step in key_set(vm, "other_config", "folder", value, "Filing")]


def test_a_new_key_is_added_and_removed_again_to_undo():
    added = Call(ADD, (PLAIN.ref, "folder", "/b"))

    assert calls(PLAIN, "/b") == [(added, (Call(REMOVE, (PLAIN.ref, "folder")),))]


def test_a_key_that_is_there_is_removed_first():
    assert [call.method for call, _ in calls(MARKED, "/b")] == [REMOVE, ADD]
    assert calls(MARKED, "/b")[0][1] == (Call(ADD, (MARKED.ref, "folder", "/a")),)


def test_a_key_is_taken_off():
    assert [call for call, _ in calls(MARKED, None)] == [Call(REMOVE, (MARKED.ref, "folder"))]


def test_nothing_is_to_do_where_it_is_so_already():
    assert calls(MARKED, "/a") == []
    assert calls(PLAIN, None) == []
