"""The calls of the class event; what they tell is tested in `test_events.py`."""

from __future__ import annotations

import pytest


def test_a_barrier_is_seen_by_the_next_batch(api):
    token = api("event.inject", "VM", "OpaqueRef:web")

    events = api.events(["vm"], token)["events"]

    assert [(event["operation"], event["ref"]) for event in events] == [("mod", "OpaqueRef:web")]


def test_the_current_generation_is_a_number(server, api):
    assert api("event.get_current_id") == server.pool.database.generation


@pytest.mark.parametrize(("call", "params"), [("register", [["*"]]), ("unregister", [["*"]]), ("next", [])])
def test_the_old_way_is_gone(api, call, params):
    assert api.refusal(f"event.{call}", *params)[0] == "MESSAGE_DEPRECATED"


def test_an_integer_does_for_a_timeout(api):
    assert api("event.from", ["pool"], "", 0)["events"]
