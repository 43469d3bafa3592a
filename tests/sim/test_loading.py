"""From partial records to complete tables."""

from __future__ import annotations

import pytest

from xengui.sim.datamodel import FIELDS
from xengui.sim.loading import load
from xengui.sim.world import NoWorldError


def test_records_are_completed_and_keep_what_they_say(data):
    database, _ = load(data)

    record = database.record("VM", "OpaqueRef:web")
    assert record.keys() == FIELDS["VM"].keys()
    assert (record["name_label"], record["suspend_VDI"]) == ("web", "OpaqueRef:NULL")


def test_a_missing_uuid_is_made_from_the_reference_and_so_always_the_same(data):
    one, other = load(data)[0], load(data)[0]

    uuid = one.record("VM", "OpaqueRef:web")["uuid"]
    assert len(uuid) == 36
    assert uuid == other.record("VM", "OpaqueRef:web")["uuid"]
    assert uuid != one.record("VM", "OpaqueRef:idle")["uuid"]


def test_reverse_sets_are_worked_out_whatever_the_world_says_of_them(data):
    data.tables["VM"]["OpaqueRef:web"]["VBDs"] = ["OpaqueRef:elsewhere"]

    database, _ = load(data)

    assert database.record("VM", "OpaqueRef:web")["VBDs"] == ["OpaqueRef:vbd-web"]
    assert database.record("SR", "OpaqueRef:nfs")["PBDs"] == ["OpaqueRef:pbd-granite", "OpaqueRef:pbd-basalt"]
    assert database.record("VM", "OpaqueRef:web")["snapshots"] == ["OpaqueRef:snap"]


def test_one_side_is_enough_where_sets_name_each_other(data):
    data.tables["VM_group"] = {"OpaqueRef:group": {"VMs": ["OpaqueRef:web"]}}

    database, _ = load(data)

    assert database.record("VM", "OpaqueRef:web")["groups"] == ["OpaqueRef:group"]


def test_both_sides_together_are_not_too_much(data):
    data.tables["VM_group"] = {"OpaqueRef:group": {"VMs": ["OpaqueRef:web"]}}
    data.tables["VM"]["OpaqueRef:web"]["groups"] = ["OpaqueRef:group"]

    database, _ = load(data)

    assert database.record("VM", "OpaqueRef:web")["groups"] == ["OpaqueRef:group"]
    assert database.record("VM_group", "OpaqueRef:group")["VMs"] == ["OpaqueRef:web"]


def test_references_that_lead_nowhere_stay(data):
    data.tables["VBD"]["OpaqueRef:vbd-web"]["metrics"] = "OpaqueRef:gone"

    assert load(data)[0].record("VBD", "OpaqueRef:vbd-web")["metrics"] == "OpaqueRef:gone"


def test_operations_in_progress_do_not_survive(data):
    data.tables["VM"]["OpaqueRef:web"]["current_operations"] = {"OpaqueRef:task": "start"}

    assert load(data)[0].record("VM", "OpaqueRef:web")["current_operations"] == {}


def test_messages_are_stored_beside_the_tables_in_the_order_of_their_dates(data):
    data.tables["message"] = {
        "OpaqueRef:late": {"timestamp": "20260102T00:00:00Z"},
        "OpaqueRef:early": {"timestamp": "20260101T00:00:00Z"},
    }

    database, messages = load(data)

    assert database.refs("message") == []
    assert list(messages.records()) == ["OpaqueRef:early", "OpaqueRef:late"]


def test_unknown_classes_and_fields_are_left_out(data):
    data.tables["Rate_limit"] = {"OpaqueRef:x": {}}
    data.tables["VM"]["OpaqueRef:web"]["colour"] = "green"

    database, _ = load(data)

    assert "colour" not in database.record("VM", "OpaqueRef:web")
    assert "Rate_limit" not in database.tables


@pytest.mark.parametrize(
    ("class_", "ref", "change", "sentence"),
    [
        ("VM", "web", {"VCPUs_max": "two"}, "The VCPUs_max of the VM OpaqueRef:web cannot be 'two'."),
        ("VM", "web", {"is_a_template": 1}, "The is_a_template of the VM OpaqueRef:web cannot be 1."),
        ("pool", "pool", {"master": "OpaqueRef:x"}, "The coordinator of Tiny is none of its hosts."),
        ("pool", "second", {"name_label": ""}, "Tiny needs exactly one record of the class pool, and has 2."),
    ],
)
def test_what_cannot_be_a_pool_is_told_in_a_sentence(data, class_, ref, change, sentence):
    data.tables[class_].setdefault(f"OpaqueRef:{ref}", {}).update(change)

    with pytest.raises(NoWorldError) as refused:
        load(data)

    assert str(refused.value) == sentence


def test_the_word_of_a_younger_server_is_carried_as_it_is(data):
    data.tables["VM"]["OpaqueRef:web"]["domain_type"] = "quantum"

    assert load(data)[0].record("VM", "OpaqueRef:web")["domain_type"] == "quantum"
