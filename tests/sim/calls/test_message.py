"""Messages, over the wire."""

from __future__ import annotations

import pytest


@pytest.fixture
def uuid(api):
    return api("VM.get_uuid", "OpaqueRef:web")


@pytest.fixture
def message(api, uuid):
    return api("message.create", "ALARM", 3, "VM", uuid, "value: 1.0")


def test_a_message_is_about_an_object_that_exists(api, uuid, message):
    record = api("message.get_record", message)

    assert (record["name"], record["priority"], record["cls"], record["obj_uuid"], record["body"]) == (
        "ALARM",
        3,
        "VM",
        uuid,
        "value: 1.0",
    )
    assert api("message.get_by_uuid", record["uuid"]) == message
    assert api.refusal("message.create", "X", 3, "VM", "none", "") == ["UUID_INVALID", "VM", "none"]


def test_hosts_and_pools_are_spelled_with_a_capital(api):
    for cls, class_ in (("Host", "host"), ("Pool", "pool")):
        (record, *_) = api(f"{class_}.get_all_records").values()
        assert api("message.create", "X", 3, cls, record["uuid"], "")


def test_messages_are_listed(api, uuid, message):
    assert api("message.get_all") == [message]
    assert list(api("message.get_all_records")) == [message]
    assert list(api("message.get_since", "20200101T00:00:00Z")) == [message]
    assert api("message.get_since", "21000101T00:00:00Z") == {}
    assert list(api("message.get", "VM", uuid, "19700101T00:00:00Z")) == [message]
    assert api("message.get_all_where", 'field "name" = "ALARM"') == [message]
    assert list(api("message.get_all_records_where", 'field "name" = "ALARM"')) == [message]
    assert api.refusal("message.get", "VM", "none", "19700101T00:00:00Z") == ["UUID_INVALID"]
    assert api.refusal("message.get_since", "yesterday") == ["FIELD_TYPE_ERROR", "since"]


def test_a_message_outlives_its_object_and_is_destroyed_once(api, message):
    api("message.destroy", message)

    assert api.refusal("message.destroy", message) == ["HANDLE_INVALID", "message", message]
    assert api.refusal("message.get_record", message) == ["HANDLE_INVALID", "message", message]
    assert api.refusal("message.get_by_uuid", "x") == ["UUID_INVALID", "message", "x"]


def test_destroying_many_stops_at_the_first_unknown_one(api, uuid, message):
    other = api("message.create", "X", 5, "VM", uuid, "")

    assert api.refusal("message.destroy_many", [message, "OpaqueRef:x", other])[0] == "HANDLE_INVALID"
    assert api("message.get_all") == [other]


def test_destroying_all_of_a_kind(api, uuid, message):
    api("message.create", "X", 5, "VM", uuid, "")

    api("message.destroy_all", {"priority": "5"})
    assert api("message.get_all") == [message]
    api("message.destroy_all", {"before": "20200101T00:00:00Z"})
    api("message.destroy_all", {"after": "21000101T00:00:00Z"})
    assert api("message.get_all") == [message]
    assert api.refusal("message.destroy_all", {"before": "soon"}) == ["INVALID_VALUE", "before", "soon"]
    api("message.destroy_all")
    assert api("message.get_all") == []
