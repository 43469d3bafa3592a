"""Types of the datamodel, and which values pass for them."""

from __future__ import annotations

import math

import pytest

from xengui.sim.datamodel import CALLS, FIELDS
from xengui.sim.failures import ApiError
from xengui.sim.values import Type, accept, new_record, parse


def test_every_type_of_the_datamodel_can_be_read():
    fields = {type_ for fields in FIELDS.values() for type_, *_ in fields.values() if "<class>" not in type_}
    results = {row[2] for messages in CALLS.values() for row in messages.values()}
    params = {type_ for messages in CALLS.values() for row in messages.values() for _, type_ in row[1]}

    for text in fields | results | params:
        assert parse(text).kind


def test_types_nest():
    assert parse("(VM ref -> (string -> string) map) map") == Type(
        "map", of=(Type("ref", "VM"), Type("map", of=(Type("string"), Type("string"))))
    )
    assert parse("string set set").of[0] == parse("string set")


@pytest.mark.parametrize(
    ("value", "type_", "meant"),
    [
        (5, "int", 5),
        ("-5", "int", -5),
        (5, "float", 5.0),
        ("2.5", "float", 2.5),
        ("inf", "float", math.inf),
        (True, "bool", True),
        ("Running", "enum vm_power_state", "Running"),
        (["a"], "string set", ["a"]),
        ({"a": "1"}, "(string -> int) map", {"a": 1}),
        ({"1": 0.5}, "(int -> float) map", {"1": 0.5}),
        ({"name_label": "x", "no_such_field": 1}, "VM record", {"name_label": "x"}),
        (None, "string option", None),
    ],
)
def test_what_is_accepted(value, type_, meant):
    assert accept(value, parse(type_), "p") == meant


@pytest.mark.parametrize(
    ("value", "type_"),
    [
        (5, "string"),
        (1.5, "int"),
        (True, "int"),
        ("five", "int"),
        ("1", "bool"),
        (1, "bool"),
        (True, "float"),
        ("running", "enum vm_power_state"),
        ("a", "string set"),
        (["a"], "(string -> string) map"),
        ({"x": 0.5}, "(int -> float) map"),
        (None, "VM ref"),
    ],
)
def test_what_is_refused_names_the_field(value, type_):
    with pytest.raises(ApiError) as refused:
        accept(value, parse(type_), "p")

    assert refused.value.description == ["FIELD_TYPE_ERROR", "p"]


def test_a_wrong_field_of_a_record_is_the_one_named():
    with pytest.raises(ApiError) as refused:
        accept({"order": "first"}, parse("VM record"), "args")

    assert refused.value.params == ["order"]


def test_new_records_have_every_field_and_share_nothing():
    one, other = new_record("VM"), new_record("VM")
    one["other_config"]["a"] = "b"

    assert one.keys() == FIELDS["VM"].keys()
    assert other["other_config"] == {}
