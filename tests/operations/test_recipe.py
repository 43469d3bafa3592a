from __future__ import annotations

import pytest

from tests.builders import a_vm, pool_with
from xengui.model.call import Call, Earlier
from xengui.model.calls import CALLS
from xengui.operations.recipe import Recipe, Step, Wrote, is_work, taken_back, undoing_steps

CREATE = Step(
    words="Creating the disk", call=Call("VDI.create", ({"SR": "local"},)), undo=(Call("VDI.destroy", (Earlier(0),)),)
)
ATTACH = Step(
    words="Attaching it", call=Call("VBD.create", (Earlier(0),)), undo=(Call("VBD.destroy", (Earlier(1),)),), task=True
)
FINAL = Step(words="Starting", call=Call("VM.start", ("vm", False, False)), task=True)


def test_a_recipe_lists_its_calls():
    assert Recipe(title="Add", steps=(CREATE, ATTACH)).calls == (CREATE.call, ATTACH.call)


@pytest.mark.parametrize(("steps", "reversible"), [((CREATE, ATTACH), True), ((CREATE, FINAL), False), ((), False)])
def test_a_recipe_can_be_undone_if_each_step_can(steps, reversible):
    assert Recipe(title="Add", steps=steps).reversible is reversible


def test_undoing_goes_backwards_with_the_results_in_their_places():
    back = taken_back(Recipe(title="Add a disk", steps=(CREATE, ATTACH), applies_to=("vm",)), ["vdi", "vbd"])

    assert back.calls == (Call("VBD.destroy", ("vbd",)), Call("VDI.destroy", ("vdi",)))
    assert (back.title, back.applies_to) == ("Undo: Add a disk", ("vm",))


def test_what_is_gone_already_needs_no_undoing():
    (step,) = undoing_steps(CREATE, ["vdi"])

    assert "HANDLE_INVALID" in step.forgiven
    assert step.task


@pytest.mark.parametrize(
    ("method", "work"),
    [
        ("VM.start", True),
        ("VDI.destroy", True),
        ("VM.set_name_label", False),
        ("VM.add_to_other_config", False),
        ("VM.remove_tags", False),
        ("VM.get_record", False),
        ("task.cancel", False),
        ("session.logout", False),
    ],
)
def test_calls_that_are_work_are_told_from_accessors(method, work):
    assert method in CALLS
    assert is_work(method) is work


@pytest.mark.parametrize(
    ("now", "overwritten"), [("old", False), ("new", False), ("theirs", True)], ids=["not yet", "ours", "theirs"]
)
def test_what_somebody_else_wrote_since_shows(now, overwritten):
    wrote = Wrote("OpaqueRef:web", "name_label", "old", "new")

    assert wrote.overwritten(pool_with(a_vm(ref="web", name_label=now))) is overwritten


def test_so_does_a_key_of_a_map():
    wrote = Wrote("OpaqueRef:web", "other_config", None, "true", "flag")

    assert not wrote.overwritten(pool_with(a_vm(other_config={"flag": "true"})))
    assert not wrote.overwritten(pool_with(a_vm()))
    assert wrote.overwritten(pool_with(a_vm(other_config={"flag": "no"})))
    assert not wrote.overwritten(pool_with())
