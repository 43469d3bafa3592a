"""The calls of the class event; what they tell is tested in `test_events.py`."""

from __future__ import annotations

import xmlrpc.client
from typing import Any


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
