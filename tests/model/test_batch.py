import msgspec
import pytest
from hypothesis import given

from tests.protocol.fuzzing import FUZZ, values
from xengui.model.batch import Change, typed
from xengui.model.classes import VM, Host
from xengui.protocol.events import Event, EventBatch


def events(*found: tuple[str, str, str, bytes]) -> EventBatch[msgspec.Raw]:
    made = [Event(cls=cls, operation=op, ref=ref, snapshot=msgspec.Raw(snapshot)) for cls, op, ref, snapshot in found]
    return EventBatch(events=made, token="5,0", valid_ref_counts={"vm": 1})


def test_events_become_changes_with_typed_records_in_the_servers_order():
    batch = typed(
        events(
            ("host", "add", "OpaqueRef:granite", b'{"name_label": "granite"}'),
            ("vm", "mod", "OpaqueRef:web", b'{"name_label": "web"}'),
            ("vm", "del", "OpaqueRef:db", b""),
        )
    )

    assert batch.changes == [
        Change(Host, "OpaqueRef:granite", Host(ref="OpaqueRef:granite", name_label="granite")),
        Change(VM, "OpaqueRef:web", VM(ref="OpaqueRef:web", name_label="web")),
        Change(VM, "OpaqueRef:db", None),
    ]


def test_token_counts_and_completeness_come_along():
    batch = typed(events(), complete=True)

    assert (batch.token, batch.counts, batch.complete) == ("5,0", {"vm": 1}, True)
    assert not typed(events()).complete


def test_classes_of_younger_servers_are_left_out():
    batch = typed(events(("quantum_link", "add", "OpaqueRef:q", b"{}"), ("vm", "add", "OpaqueRef:web", b"{}")))

    assert [change.ref for change in batch.changes] == ["OpaqueRef:web"]


def test_the_last_record_that_an_old_server_sends_with_a_deletion_counts_for_nothing():
    batch = typed(events(("vm", "del", "OpaqueRef:db", b'{"name_label": "db"}')))

    assert batch.changes == [Change(VM, "OpaqueRef:db", None)]


def test_one_odd_field_does_not_cost_the_batch():
    batch = typed(events(("vm", "add", "OpaqueRef:web", b'{"name_label": "web", "VCPUs_max": []}')))

    assert batch.changes == [Change(VM, "OpaqueRef:web", VM(ref="OpaqueRef:web", name_label="web"))]


def test_a_large_batch_is_whole():
    many = [("vm", "add", f"OpaqueRef:{number}", b"{}") for number in range(1234)]

    assert [change.ref for change in typed(events(*many)).changes] == [ref for _, _, ref, _ in many]


def test_a_record_that_is_no_object_is_refused():
    with pytest.raises(ValueError, match="no VM but list"):
        typed(events(("vm", "add", "OpaqueRef:web", b"[]")))


@FUZZ
@given(values)
def test_whatever_a_record_is_it_is_taken_or_refused(value: object):
    raw = msgspec.json.encode({"name_label": value, "VCPUs_max": value, "tags": value, "other_config": value})
    batch = typed(events(("vm", "add", "OpaqueRef:web", raw)))

    assert isinstance(batch.changes[0].record, VM)

    alone = msgspec.json.encode(value)
    try:
        typed(events(("vm", "mod", "OpaqueRef:web", alone)))
    except ValueError:
        return
    assert alone == b"null" or alone.startswith(b"{")


@pytest.mark.parametrize("ref", ["", "OpaqueRef:NULL"])
def test_what_has_no_reference_of_its_own_is_left_out(ref: str):
    assert typed(events(("vm", "add", ref, b"{}"))).changes == []
