import math
from typing import Any

import msgspec
import pytest

from xengui.model.classes import SR, VM, Host, Host_metrics, Probe_result, Task
from xengui.model.record import NULL, Record
from xengui.model.records import class_named, record


def from_json(kind: type[Record], text: str) -> Any:
    return record(kind, "OpaqueRef:x", msgspec.Raw(text.encode()))


@pytest.mark.parametrize(
    ("spelled", "name", "kind"),
    [("vm", "VM", VM), ("VM", "VM", VM), ("host", "host", Host), ("host_metrics", "host_metrics", Host_metrics)],
)
def test_a_class_is_found_however_it_is_spelled(spelled: str, name: str, kind: type[Record]):
    assert class_named(spelled) == (name, kind)


def test_a_class_of_a_younger_server_is_not_known():
    assert class_named("quantum_link") is None
    assert class_named("event") is None
    assert class_named("") is None


def test_a_record_is_read_from_json():
    vm = from_json(VM, '{"name_label": "web", "memory_target": 4294967296, "tags": ["a"], "is_a_template": true}')

    assert vm == VM(ref="OpaqueRef:x", name_label="web", memory_target=2**32, tags=("a",), is_a_template=True)


def test_a_record_is_read_from_plain_values_whose_integers_are_text():
    values = {"name_label": "web", "memory_target": "4294967296", "VCPUs_max": "4", "HVM_shadow_multiplier": 1.5}

    vm = record(VM, "OpaqueRef:x", values)

    assert vm == VM(ref="OpaqueRef:x", name_label="web", memory_target=2**32, VCPUs_max=4, HVM_shadow_multiplier=1.5)


def test_integers_of_64_bits_are_read_from_numbers_and_text():
    assert from_json(VM, '{"memory_target": 9223372036854775807}').memory_target == 2**63 - 1
    assert from_json(VM, '{"memory_target": "-9223372036854775808"}').memory_target == -(2**63)


def test_floats_that_are_no_numbers_are_read_from_text():
    assert math.isnan(from_json(Task, '{"progress": "NaN"}').progress)
    assert from_json(Task, '{"progress": "-Infinity"}').progress == -math.inf


def test_fields_that_are_missing_have_their_defaults():
    vm = from_json(VM, "{}")

    assert (vm.power_state, vm.affinity, vm.tags, vm.other_config) == ("Halted", NULL, (), {})
    assert (vm.memory_target, vm.HVM_shadow_multiplier) == (0, 1.0)


def test_fields_that_are_not_known_are_left_out():
    assert from_json(VM, '{"name_label": "web", "colour": {"a": [1]}}') == VM(ref="OpaqueRef:x", name_label="web")


def test_an_enum_value_of_a_younger_server_is_kept():
    vm = from_json(VM, '{"power_state": "Hibernated", "allowed_operations": ["start", "teleport"]}')

    assert (vm.power_state, vm.allowed_operations) == ("Hibernated", ("start", "teleport"))


def test_the_null_reference_is_kept_as_it_is():
    assert from_json(VM, '{"resident_on": "OpaqueRef:NULL"}').resident_on == NULL


def test_the_reference_is_the_events_whatever_the_record_says():
    assert from_json(VM, '{"ref": "OpaqueRef:another", "name_label": "web"}').ref == "OpaqueRef:x"
    assert from_json(VM, '{"ref": 5, "name_label": "web"}') == VM(ref="OpaqueRef:x", name_label="web")


def test_a_field_of_the_wrong_type_costs_that_field_only():
    vm = from_json(
        VM,
        '{"name_label": "web", "memory_target": "much", "tags": "a", "other_config": {"a": 1}, "affinity": null,'
        ' "VCPUs_max": 4, "is_a_template": "perhaps", "blobs": {"b": "OpaqueRef:b"}}',
    )

    assert vm == VM(ref="OpaqueRef:x", name_label="web", VCPUs_max=4, blobs={"b": "OpaqueRef:b"})


def test_a_wrong_field_costs_no_more_in_plain_values():
    assert record(SR, "OpaqueRef:x", {"type": "nfs", "VDIs": 5, "physical_size": "-1"}) == SR(
        ref="OpaqueRef:x", type="nfs", physical_size=-1
    )


def test_bytes_that_are_no_text_cost_only_themselves():
    vm = record(VM, "OpaqueRef:x", msgspec.Raw(b'{"name_label": "caf\xe9", "VCPUs_max": "4", "uuid": "u"}'))

    assert vm == VM(ref="OpaqueRef:x", name_label="caf\ufffd", VCPUs_max=4, uuid="u")


def test_a_field_that_is_optional_may_be_missing():
    assert from_json(Probe_result, '{"complete": true}').sr is None
    assert from_json(Probe_result, '{"sr": {"free_space": "5"}}').sr.free_space == 5


@pytest.mark.parametrize("text", ["[]", "null", '"x"', "5", "{", "", '{"a": ', '{"a": ' + "[" * 20_000])
def test_what_is_no_object_at_all_is_refused(text: str):
    with pytest.raises(ValueError):  # noqa: PT011 (msgspec's words or ours)
        from_json(VM, text)


def test_plain_values_that_are_no_object_are_refused():
    with pytest.raises(ValueError, match="no VM but list"):
        record(VM, "OpaqueRef:x", [])  # type: ignore[arg-type]


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("digits", [19, 20, 31, 400, 5_000, 1_000_000])
def test_an_integer_of_more_than_64_bits_fits_no_field(sign: str, digits: int):
    text = sign + "9" * digits
    raw = msgspec.Raw(b'{"memory_target": %s, "name_label": "web"}' % text.encode())

    from_json, from_xml = record(VM, "web", raw), record(VM, "web", {"memory_target": text, "name_label": "web"})

    assert from_json == from_xml == VM(ref="web", name_label="web")
