from __future__ import annotations

import pytest

from tests.builders import a_network, a_vdi, a_vm, an_sr
from xengui.model.call import Call
from xengui.operations.hiding import hide, show


@pytest.mark.parametrize(
    ("record", "class_"), [(a_vm(), "VM"), (an_sr(), "SR"), (a_network(), "network"), (a_vdi(), "VDI")]
)
def test_hiding_sets_the_flag_exactly_as_xencenter_reads_it(record, class_):
    recipe = hide(record)

    assert recipe.calls == (Call(f"{class_}.add_to_other_config", (record.ref, "HideFromXenCenter", "true")),)
    assert recipe.reversible
    assert recipe.done == f"{record.name_label} is hidden."


def test_showing_takes_the_flag_off():
    vm = a_vm(other_config={"HideFromXenCenter": "true"})

    recipe = show(vm)

    assert recipe.calls == (Call("VM.remove_from_other_config", (vm.ref, "HideFromXenCenter")),)
    assert recipe.reversible


def test_there_is_nothing_to_hide_twice():
    assert hide(a_vm(other_config={"HideFromXenCenter": "true"})).steps == ()
