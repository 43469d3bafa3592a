"""Setters that only write."""

from __future__ import annotations

from xengui.sim.calls.settings import PLAIN
from xengui.sim.datamodel import CALLS, FIELDS


def test_every_one_of_them_is_a_call_of_its_own_and_a_field():
    for class_, fields in PLAIN.items():
        for field in fields:
            assert not CALLS[class_][f"set_{field}"][3], field
            assert field in FIELDS[class_]


def test_they_write_their_field(api):
    api("VM.set_order", "OpaqueRef:idle", 3)
    api("VDI.set_name_label", "OpaqueRef:disk-idle", "renamed")

    assert api("VM.get_order", "OpaqueRef:idle") == 3
    assert api("VDI.get_name_label", "OpaqueRef:disk-idle") == "renamed"


def test_some_are_left_to_the_drivers(api):
    assert api.refusal("VDI.set_sharable", "OpaqueRef:disk-idle", True) == ["PERMISSION_DENIED", ""]
