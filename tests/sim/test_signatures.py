"""Parameters, what may be left out, and which calls have an asynchronous form."""

from __future__ import annotations

import pytest

from xengui.sim.signatures import OPTIONAL, SIGNATURES, UNDERSCORED


def test_everything_that_may_be_left_out_is_a_trailing_parameter():
    for name in OPTIONAL:
        signature = SIGNATURES[name]
        last = [param.name for param in signature.params[signature.required :]]
        assert last == list(OPTIONAL[name]), name


@pytest.mark.parametrize(
    ("name", "has_async"),
    [
        ("VM.start", True),
        ("VM.get_possible_hosts", True),
        ("VM.destroy", True),
        ("VM.get_record", False),
        ("VM.set_name_label", False),
        ("session.logout", False),
        ("task.create", False),
        ("event.from", False),
    ],
)
def test_which_calls_can_be_asynchronous(name, has_async):
    assert SIGNATURES[name].has_async is has_async


def test_the_old_spelling_keeps_the_underscores_of_the_class():
    assert UNDERSCORED["VM_guest_metrics_get_all"] == "VM_guest_metrics.get_all"


def test_filters_answer_for_every_class_that_lists_its_records():
    assert SIGNATURES["VM.get_all_records_where"].result == SIGNATURES["VM.get_all_records"].result
    assert "event.get_all_where" not in SIGNATURES
