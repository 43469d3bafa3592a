"""The calls of the class event; what they tell is tested in `test_events.py`."""

from __future__ import annotations

import xmlrpc.client
from typing import Any

import pytest

from xengui.sim.datamodel import FIELDS


def test_a_barrier_is_seen_by_the_next_batch(api):
    token = api("event.inject", "VM", "OpaqueRef:web")

    events = api.events(["vm"], token)["events"]

    assert [(event["operation"], event["ref"]) for event in events] == [("mod", "OpaqueRef:web")]


def test_the_current_generation_is_a_number(server, api):
    assert api("event.get_current_id") == server.pool.database.generation


def test_old_clients_register_and_are_told_every_change(api):
    assert api.refusal("event.next") == ["SESSION_NOT_REGISTERED", api.session]
    api("event.register", ["VM"])
    api("VM.set_name_label", "OpaqueRef:web", "first")
    api("VM.set_name_label", "OpaqueRef:web", "second")
    api("network.set_name_label", "OpaqueRef:net", "not asked for")

    events = api("event.next")

    assert [(event["class"], event["operation"], event["ref"]) for event in events] == [
        ("vm", "mod", "OpaqueRef:web")
    ] * 2
    assert [event["snapshot"]["name_label"] for event in events] == ["first", "second"]
    assert int(events[1]["id"]) == int(events[0]["id"]) + 1
    assert float(events[0]["timestamp"]) > 1_700_000_000


def test_old_clients_of_xml_get_the_same(server):
    with xmlrpc.client.ServerProxy(server.url) as given:
        proxy: Any = given
        session = proxy.session.login_with_password("root", "pretend")["Value"]
        proxy.event.register(session, ["pool"])
        proxy.pool.set_name_label(session, "OpaqueRef:pool", "renamed")

        (event,) = proxy.event.next(session)["Value"]

    assert (event["class"], event["operation"]) == ("pool", "mod")
    assert event["snapshot"]["name_label"] == "renamed"


def test_an_integer_does_for_a_timeout(api):
    assert api("event.from", ["pool"], "", 0)["events"]


def short(batch: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(event["class"], event["operation"], event["ref"]) for event in batch["events"]]


def test_a_state_comes_and_not_a_history(api):
    web, old = "OpaqueRef:web", api("task.create", "old", "")
    token = api.events(["*"])["token"]

    for number in range(20):
        api("VM.set_name_label", web, str(number))
    api("VM.add_tags", web, "x")
    new = api("task.create", "new", "")
    api("task.set_progress", new, 0.5)
    brief = api("task.create", "brief", "")
    for task in (brief, old):
        api("task.set_status", task, "success")
        api("task.destroy", task)
    batch = api.events(["*"], token)

    assert short(batch) == [("task", "add", new), ("vm", "mod", web), ("task", "del", old)]
    added, modified, deleted = batch["events"]
    assert added["snapshot"]["progress"] == 0.5
    assert (modified["snapshot"]["name_label"], modified["snapshot"]["tags"]) == ("19", ["x"])
    assert "snapshot" not in deleted
    assert {event["timestamp"] for event in batch["events"]} == {"0.0"}
    assert all(event["id"].isdigit() for event in batch["events"])
    assert batch["valid_ref_counts"]["task"] == 1
    assert batch["token"] > token


def test_writing_what_is_there_already_is_no_write(api):
    batch = api.events(["vm"])

    api("VM.set_name_label", "OpaqueRef:web", "web")

    quiet = api.events(["vm"], batch["token"], timeout=0.2)
    assert (quiet["events"], quiet["token"]) == ([], batch["token"])


def test_deletions_are_forgotten_in_the_end_and_the_counts_tell(api):
    first = api("task.create", "first", "")
    token = api.events(["task"])["token"]
    task = first
    # One after the other: of more than 200 at a time the pool would collect those that ended before we destroy them.
    for _ in range(513):
        api("task.set_status", task, "success")
        api("task.destroy", task)
        task = api("task.create", "x", "")

    batch = api.events(["task"], token)

    assert short(batch) == [("task", "add", task)]
    assert batch["valid_ref_counts"]["task"] == 1


def test_several_watches_of_one_session_do_not_disturb_each_other(server, api):
    other = server.stranger()
    other.session = api.session
    vms, hosts = api.events(["vm"])["token"], other.events(["host"])["token"]

    api("VM.set_name_label", "OpaqueRef:web", "x")
    api("host.set_name_label", "OpaqueRef:granite", "y")

    assert short(other.events(["host"], hosts)) == [("host", "mod", "OpaqueRef:granite")]
    assert short(api.events(["vm"], vms)) == [("vm", "mod", "OpaqueRef:web")]


def test_a_watcher_of_one_object_hears_of_no_other(api):
    filters = ["VM/OpaqueRef:idle", "no_such_class"]
    token = api.events(filters)["token"]

    api("VM.set_name_label", "OpaqueRef:web", "x")
    api("VM.set_name_label", "OpaqueRef:idle", "y")

    assert short(api.events(filters, token)) == [("vm", "mod", "OpaqueRef:idle")]


def test_messages_say_goodbye_to_newcomers_too(api):
    uuid = api("VM.get_uuid", "OpaqueRef:web")
    gone, kept = (api("message.create", name, 5, "VM", uuid, "") for name in ("GONE", "KEPT"))
    api("message.destroy", gone)

    batch = api.events(["message"])

    assert short(batch) == [("message", "del", gone), ("message", "add", kept)]
    assert batch["events"][1]["id"] == "0"
    assert batch["valid_ref_counts"]["message"] == 0
    assert api.events(["vm"])["token"].endswith(f",{0:020d}")


@pytest.mark.parametrize("token", ["x", "1", "1,2,3", "a,b"])
def test_a_token_that_is_none_is_told_back(api, token):
    assert api.refusal("event.from", ["*"], token, 0.0) == ["EVENT_FROM_TOKEN_PARSE_FAILURE", token]


def test_every_class_is_counted_whatever_was_asked_for(api):
    counts = api.events(["pool"])["valid_ref_counts"]

    assert counts.keys() == {class_.lower() for class_ in FIELDS}
    assert (counts["vm"], counts["session"], counts["auth"]) == (7, 1, 0)
