"""How calls find their functions."""

from __future__ import annotations

import pytest

from xengui.sim.calling import answers, functions
from xengui.sim.signatures import SIGNATURES


def test_functions_are_found_in_every_module_of_calls():
    assert {"VM.start", "event.from", "task.cancel", "message.create", "host.disable"} <= functions().keys()


def test_a_function_takes_as_many_parameters_as_its_call_has():
    for name, function in functions().items():
        code = function.__code__
        assert code.co_argcount == len(SIGNATURES[name].params) + 1, name


def test_a_call_the_datamodel_does_not_have_cannot_be_answered():
    with pytest.raises(LookupError, match=r"VM\.dance"):
        answers("VM.dance")
