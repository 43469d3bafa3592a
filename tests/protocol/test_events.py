from typing import Any

import msgspec
import pytest
from hypothesis import given

from tests.protocol.fuzzing import FUZZ, bodies
from xengui.protocol.events import Event, batch

ANSWER = b"""{
    "events": [
        {"id": "17", "timestamp": "0.0", "class": "vm", "operation": "add", "ref": "OpaqueRef:web",
         "snapshot": {"name_label": "web"}},
        {"id": "18", "timestamp": "0.0", "class": "host", "operation": "mod", "ref": "OpaqueRef:granite",
         "snapshot": {"name_label": "granite"}},
        {"id": "19", "timestamp": "0.0", "class": "vdi", "operation": "del", "ref": "OpaqueRef:disk"}
    ],
    "valid_ref_counts": {"vm": 1, "host": 1, "message": 0},
    "token": "00000000000000000019,00000000000000000000"
}"""


def event(operation: str, snapshot: bytes) -> Event[msgspec.Raw]:
    body = b'{"events":[{"class":"vm","operation":"%s","ref":"r"%s}],"token":"t"}' % (operation.encode(), snapshot)
    return batch(msgspec.Raw(body)).events[0]


def test_an_answer_is_split_into_events_whose_records_are_still_bytes():
    found = batch(msgspec.Raw(ANSWER))

    assert [(e.cls, e.operation, e.ref) for e in found.events] == [
        ("vm", "add", "OpaqueRef:web"),
        ("host", "mod", "OpaqueRef:granite"),
        ("vdi", "del", "OpaqueRef:disk"),
    ]
    assert bytes(found.events[0].snapshot) == b'{"name_label": "web"}'
    assert found.token == "00000000000000000019,00000000000000000000"
    assert found.valid_ref_counts == {"vm": 1, "host": 1, "message": 0}


def test_an_answer_without_events_still_has_its_token():
    found = batch(msgspec.Raw(b'{"events":[],"token":"5,0","valid_ref_counts":{}}'))

    assert (found.events, found.token) == ([], "5,0")


def test_counts_may_come_as_text_or_not_at_all():
    assert batch(msgspec.Raw(b'{"events":[],"token":"5,0","valid_ref_counts":{"vm":"3"}}')).valid_ref_counts == {
        "vm": 3
    }
    assert batch(msgspec.Raw(b'{"events":[],"token":"5,0"}')).valid_ref_counts == {}


def test_an_object_with_a_record_is_there():
    assert not event("add", b',"snapshot":{}').gone
    assert not event("mod", b', "snapshot": {"name_label":"null"}').gone


@pytest.mark.parametrize("snapshot", [b"", b',"snapshot":null', b', "snapshot" :  null ', b',"snapshot":{"uuid":"u"}'])
def test_a_deleted_object_is_gone_even_if_an_old_server_sends_its_last_record(snapshot: bytes):
    assert event("del", snapshot).gone


@pytest.mark.parametrize("snapshot", [b"", b',"snapshot":null'])
def test_a_change_without_a_record_is_taken_for_a_deletion(snapshot: bytes):
    assert event("mod", snapshot).gone


@pytest.mark.parametrize(
    "result",
    [
        b"",
        b"[]",
        b"null",
        b'"OK"',
        b"{}",
        b'{"events":[]}',
        b'{"token":"5,0"}',
        b'{"events":[{"class":"vm"}],"token":"t"}',
        b'{"events":[],"token":"\xff"}',
        b'{"events":[],"token":"t","valid_ref_counts":{"vm":"many"}}',
        b'{"events":' + b"[" * 20_000,
    ],
)
def test_another_result_is_no_batch_of_events(result: bytes):
    with pytest.raises(ValueError, match="no batch of events"):
        batch(msgspec.Raw(result))


PLAIN: dict[str, Any] = {"class": "vm", "operation": "mod", "ref": "r"}


def test_plain_values_make_the_same_batch():
    found = batch(
        {
            "events": [{**PLAIN, "id": "5", "snapshot": {"name_label": "web"}}],
            "token": "5,0",
            "valid_ref_counts": {"vm": 3},
        }
    )

    assert [(e.cls, e.operation, e.ref, e.snapshot) for e in found.events] == [
        ("vm", "mod", "r", {"name_label": "web"})
    ]
    assert (found.token, found.valid_ref_counts) == ("5,0", {"vm": 3})


@pytest.mark.parametrize(
    ("more", "gone"),
    [
        ({"snapshot": {}}, False),
        ({"snapshot": ""}, True),
        ({"snapshot": None}, True),
        ({}, True),
        ({"operation": "del", "snapshot": {"uuid": "u"}}, True),
        ({"operation": "del"}, True),
    ],
)
def test_a_plain_event_tells_whether_its_object_is_gone(more: dict[str, Any], gone: bool):
    assert batch({"events": [{**PLAIN, **more}], "token": "5,0"}).events[0].gone is gone


@pytest.mark.parametrize("result", ["", [], {}, {"events": [], "token": 5}, {"events": [{}], "token": "t"}])
def test_other_plain_values_are_no_batch_of_events(result: Any):
    with pytest.raises(ValueError, match="no batch of events"):
        batch(result)


@FUZZ
@given(bodies)
def test_whatever_comes_is_a_batch_or_a_value_error(body: bytes):
    try:
        found = batch(msgspec.Raw(body))
    except ValueError:
        return

    assert all(isinstance(e.gone, bool) for e in found.events)
