"""The parameters of failures that several modules raise."""

from __future__ import annotations

from xengui.sim.failures import ApiError, bad_power_state, busy, handle_invalid


def test_the_code_stands_first_in_the_description():
    assert ApiError("UUID_INVALID", "VM", "x").description == ["UUID_INVALID", "VM", "x"]


def test_an_unknown_handle_names_its_class():
    assert handle_invalid("VM", "OpaqueRef:x").description == ["HANDLE_INVALID", "VM", "OpaqueRef:x"]


def test_power_states_are_told_in_lower_case_and_several_with_commas():
    error = bad_power_state("OpaqueRef:x", ("Paused", "Running"), "Halted")

    assert error.description == ["VM_BAD_POWER_STATE", "OpaqueRef:x", "paused, running", "halted"]


def test_one_operation_stands_alone_and_several_in_braces():
    assert busy("VM", "x", {"t": "start"}).params == ["VM", "x", "start", "t"]
    assert busy("VM", "x", {"t": "clone", "u": "copy"}).params == ["VM", "x", "{clone,copy}", "{t,u}"]
