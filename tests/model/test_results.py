import math
from typing import Any

import msgspec
import pytest

from xengui.model.calls import CALLS
from xengui.model.classes import CLASSES, VM, Data_source, Host, Probe_result, Sr_stat
from xengui.model.record import NULL, Record
from xengui.model.results import result

RESULT_TYPES = {type_: method for method, (_, type_) in CALLS.items()}
"""Every type of result that occurs, and one call that has it."""


def from_json(method: str, text: str) -> Any:
    return result(method, msgspec.Raw(text.encode()))


def sample(type_: str, *, as_text: bool) -> tuple[Any, Any]:
    """A value of a type as it comes over the wire, and what it should be; integers come as text in XML."""
    if type_.endswith(" set"):
        wire, value = sample(type_.removesuffix(" set"), as_text=as_text)
        return [wire], (value,)
    if type_.endswith(" map"):
        key, inner = type_.removesuffix(" map")[1:-1].split(" -> ", 1)
        wire, value = sample(inner, as_text=as_text)
        if isinstance(value, Record):
            value = type(value)(ref="5", **{"uuid": "u"} if hasattr(value, "uuid") else {})
        return {"5": wire}, {5 if key == "int" else "5": value}
    if type_.endswith(" record"):
        kind = CLASSES.get(type_.removesuffix(" record"))
        if kind is None:
            return {"a": "b"}, {"a": "b"}
        fields = {"uuid": "u"} if hasattr(kind(), "uuid") else {}
        return fields, kind(**fields)
    return {
        "int": ("5" if as_text else 5, 5),
        "float": (2.5, 2.5),
        "bool": (True, True),
        "void": ("", None),
        "datetime": ("20260321T09:15:02Z", "20260321T09:15:02Z"),
    }.get(type_, ("OpaqueRef:x", "OpaqueRef:x"))


def test_the_sample_values_know_every_shape_of_result():
    shapes = {type_ for type_ in RESULT_TYPES if " " not in type_}

    assert shapes == {"bool", "datetime", "float", "int", "string", "void"}


@pytest.mark.parametrize("as_text", [False, True], ids=["numbers", "integers as text"])
def test_every_type_of_result_is_read_from_json(as_text: bool):
    for type_, method in RESULT_TYPES.items():
        wire, value = sample(type_, as_text=as_text)

        assert result(method, msgspec.Raw(msgspec.json.encode(wire))) == value, type_


@pytest.mark.parametrize("as_text", [False, True], ids=["numbers", "integers as text"])
def test_every_type_of_result_is_read_from_plain_values(as_text: bool):
    for type_, method in RESULT_TYPES.items():
        wire, value = sample(type_, as_text=as_text)

        assert result(method, wire) == value, type_


def test_a_record_comes_as_a_record_of_unknown_reference():
    assert from_json("VM.get_record", '{"name_label": "web"}') == VM(ref=NULL, name_label="web")


def test_a_map_of_records_gives_each_its_reference():
    found = from_json("host.get_all_records", '{"OpaqueRef:granite": {"name_label": "granite"}}')

    assert found == {"OpaqueRef:granite": Host(ref="OpaqueRef:granite", name_label="granite")}


def test_a_set_of_records_comes_as_records():
    found = from_json("SR.probe_ext", '[{"complete": true, "sr": {"free_space": 5}, "configuration": {"LUN": "0"}}]')

    assert found == (Probe_result(complete=True, sr=Sr_stat(free_space=5), configuration={"LUN": "0"}),)


def test_a_data_source_without_a_value_is_still_one():
    (source,) = from_json("host.get_data_sources", '[{"name_label": "cpu0", "value": "NaN"}]')

    assert isinstance(source, Data_source)
    assert math.isnan(source.value)


def test_a_wrong_field_of_one_record_costs_only_itself():
    found = from_json(
        "VM.get_all_records", '{"a": {"name_label": "web", "VCPUs_max": "many"}, "b": {"VCPUs_max": "2"}}'
    )

    assert found == {"a": VM(ref="a", name_label="web"), "b": VM(ref="b", VCPUs_max=2)}


def test_keys_that_are_integers_become_integers():
    assert from_json("VM_metrics.get_VCPUs_utilisation", '{"0": 0.25, "1": 0}') == {0: 0.25, 1: 0.0}


def test_nothing_is_none_however_it_is_spelled():
    assert from_json("VM.start", '""') is None
    assert from_json("VM.start", "null") is None


def test_an_async_call_answers_with_the_reference_of_its_task():
    assert from_json("Async.VM.start", '"OpaqueRef:task"') == "OpaqueRef:task"
    assert from_json("Async.VM.get_all_records", '"OpaqueRef:task"') == "OpaqueRef:task"


def test_a_call_of_a_younger_server_keeps_its_plain_value():
    assert from_json("VM.teleport", '{"a": [1, "2", null, true]}') == {"a": [1, "2", None, True]}
    assert result("VM.teleport", ["a"]) == ["a"]


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("VM.get_memory_target", '"much"'),
        ("VM.get_memory_target", "1.5"),
        ("VM.get_is_a_template", '"perhaps"'),
        ("VM.get_tags", '"a"'),
        ("VM.get_other_config", "[]"),
        ("VM.get_uuid", "5"),
        ("VM.get_record", "[]"),
        ("VM.get_all_records", '"x"'),
        ("VM.get_all_records", '{"a": 5}'),
        ("SR.probe_ext", "{}"),
        ("SR.probe_ext", "[5]"),
        ("Async.VM.start", "null"),
        ("VM.get_uuid", "["),
        ("VM.teleport", "[" * 20_000 + "]" * 20_000),
    ],
)
def test_an_answer_of_another_type_is_refused(method: str, text: str):
    with pytest.raises(ValueError):  # noqa: PT011 (msgspec's words or ours)
        from_json(method, text)


@pytest.mark.parametrize(
    ("method", "value"),
    [("VM.get_memory_target", "much"), ("VM.get_all_records", "x"), ("SR.probe_ext", {}), ("VM.get_record", 5)],
)
def test_a_plain_value_of_another_type_is_refused(method: str, value: Any):
    with pytest.raises(ValueError):  # noqa: PT011 (msgspec's words or ours)
        result(method, value)


def test_a_number_of_more_than_64_bits_is_no_integer():
    with pytest.raises(ValueError, match="is no int"):
        from_json("VM.get_memory_target", str(2**63))
