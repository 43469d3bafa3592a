"""What a watcher is told, and when."""

from __future__ import annotations

import asyncio
import math
import threading
import time
from typing import Any

import pytest

from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import ApiError

VM, IDLE = "OpaqueRef:web", "OpaqueRef:idle"


@pytest.fixture
def session(pool):
    return pool.sessions.enter(pool.sessions.login("root", "pretend", "tests", pool.coordinator))


@pytest.fixture
def look(pool, session):
    """Ask for events, without waiting unless told so."""

    def look(classes, token="", timeout=0.0):
        return asyncio.run(pool.events.wait(session, classes, token, timeout))

    return look


def short(batch) -> list[tuple[str, str, str]]:
    return [(event["class"], event["operation"], event["ref"]) for event in batch["events"]]


def test_the_first_call_adds_every_row_of_what_was_subscribed_to(pool, look):
    batch = look(["VM"])

    assert {ref for _, _, ref in short(batch)} == set(pool.database.refs("VM"))
    assert {event["operation"] for event in batch["events"]} == {"add"}
    assert batch["events"][0].keys() == {"id", "timestamp", "class", "operation", "ref", "snapshot"}
    assert (batch["events"][0]["class"], batch["events"][0]["timestamp"]) == ("vm", "0.0")
    assert batch["events"][0]["snapshot"].keys() == FIELDS["VM"].keys()


def test_everything_includes_neither_sessions_nor_users_nor_secrets(pool, look):
    pool.database.add("user", {})
    pool.database.add("secret", {})

    classes = {event["class"] for event in look(["*"])["events"]}

    assert classes.isdisjoint({"session", "user", "secret"})
    assert {"vm", "host_metrics", "vm_guest_metrics", "sr"} <= classes


def test_many_changes_are_one_modification_with_the_record_as_it_is_now(pool, look):
    token = look(["*"])["token"]
    for name in ("a", "b", "c"):
        pool.database.write("VM", VM, "name_label", name)

    batch = look(["*"], token)

    assert short(batch) == [("vm", "mod", VM)]
    assert batch["events"][0]["snapshot"]["name_label"] == "c"
    assert batch["events"][0]["id"] == str(pool.database.generation)


def test_a_row_created_and_changed_is_one_addition(pool, look):
    token = look(["*"])["token"]
    ref = pool.database.add("network", {})
    pool.database.write("network", ref, "name_label", "new")

    assert short(look(["*"], token)) == [("network", "add", ref)]


def test_what_came_and_went_in_between_is_nothing(pool, look):
    token = look(["*"])["token"]
    pool.database.remove("network", pool.database.add("network", {}))

    batch = look(["*"], token)

    assert batch["events"] == []
    assert batch["token"] > token


def test_a_deletion_has_no_snapshot(pool, look):
    token = look(["*"])["token"]
    pool.database.remove("console", "OpaqueRef:web-console")

    gone = look(["*"], token)["events"][-1]

    assert (gone["operation"], gone["ref"]) == ("del", "OpaqueRef:web-console")
    assert "snapshot" not in gone


def test_messages_come_first_then_additions_modifications_and_deletions(pool, look):
    old = pool.messages.create({"name": "old"})
    token = look(["*"])["token"]
    pool.database.remove("console", "OpaqueRef:web-console")
    pool.database.write("host", "OpaqueRef:basalt", "name_label", "b")
    pool.database.add("network", {})
    new = pool.messages.create({"name": "new"})
    pool.messages.destroy(old)

    batch = look(["*"], token)

    assert [(class_, operation) for class_, operation, _ in short(batch)] == [
        ("message", "del"),
        ("message", "add"),
        ("network", "add"),
        ("vm", "mod"),
        ("host", "mod"),
        ("console", "del"),
    ]
    assert [event["ref"] for event in batch["events"][:2]] == [old, new]
    assert {event["id"] for event in batch["events"][:2]} == {"0"}


def test_a_message_that_came_and_went_still_says_goodbye(pool, look):
    token = look(["message"])["token"]
    ref = pool.messages.create({"name": "x"})
    pool.messages.destroy(ref)

    assert short(look(["message"], token)) == [("message", "del", ref)]


def test_a_filter_for_one_message_selects_them_all(pool, look):
    ref = pool.messages.create({"name": "x"})

    assert short(look(["message/OpaqueRef:other"])) == [("message", "add", ref)]


def test_the_token_tells_the_matching_generation_and_no_message_part_unless_messages_are_wanted(pool, look):
    pool.messages.create({"name": "x"})
    pool.database.write("VM", VM, "name_label", "y")
    newest = pool.database.generation
    pool.database.write("host", "OpaqueRef:basalt", "name_label", "z")

    token = look(["vm"])["token"]

    assert token == f"{newest:020d},{0:020d}"
    assert look(["vm"], token)["token"] == token
    assert look(["*"])["token"] == f"{newest + 1:020d},{newest - 1:020d}"


def test_classes_match_without_case_and_references_exactly(look):
    assert short(look(["vM/OpaqueRef:web"])) == [("vm", "add", VM)]
    assert short(look(["vm/opaqueref:web"])) == []
    assert short(look(["no_such_class"])) == []
    assert {ref for _, _, ref in short(look([f"VM/{VM}", f"vm/{IDLE}"]))} == {VM, IDLE}


def test_rows_are_counted_for_every_class_and_messages_never(pool, look):
    pool.messages.create({"name": "x"})

    counts = look(["task"])["valid_ref_counts"]

    assert counts.keys() == {class_.lower() for class_ in FIELDS}
    assert (counts["vm"], counts["session"], counts["message"]) == (7, 1, 0)


@pytest.mark.parametrize("token", ["x", "1", "1,2,3", "a,b", ","])
def test_a_token_nobody_gave_out_is_refused(look, token):
    with pytest.raises(ApiError) as refused:
        look(["*"], token)

    assert refused.value.description == ["EVENT_FROM_TOKEN_PARSE_FAILURE", token]


@pytest.mark.parametrize("text", ["", "/OpaqueRef:x"])
def test_a_filter_without_a_class_is_refused(look, text):
    with pytest.raises(ApiError) as refused:
        look([text])

    assert refused.value.description == ["EVENT_SUBSCRIPTION_PARSE_FAILURE", text]


def test_an_injected_change_is_seen_by_the_token_returned_for_it(pool, look):
    before = pool.database.generation

    token = pool.events.inject("VM", VM)

    assert pool.database.generation == before + 2
    assert token == f"{before + 1:020d},{0:020d}"
    assert short(look(["vm"], token)) == [("vm", "mod", VM)]
    with pytest.raises(ApiError, match="HANDLE_INVALID"):
        pool.events.inject("VM", "OpaqueRef:x")
    with pytest.raises(ApiError, match="HANDLE_INVALID"):
        pool.events.inject("vm", VM)


def wait_while(pool, session, classes, timeout, *, then) -> Any:
    """Wait for events from a token of now, and do something once nothing was found; returns the batch."""
    look = pool.events._look
    jobs = [then]

    def look_and_act(subscription, place):
        found = look(subscription, place)
        if jobs:
            asyncio.get_running_loop().call_soon(jobs.pop())
        return found

    token = asyncio.run(pool.events.wait(session, classes, "", 0.0))["token"]
    pool.events._look = look_and_act
    return asyncio.run(pool.events.wait(session, classes, token, timeout))


def test_a_blocked_watcher_is_woken_by_a_matching_write(pool, session):
    batch = wait_while(pool, session, ["vm"], 60.0, then=lambda: pool.database.write("VM", VM, "name_label", "other"))

    assert short(batch) == [("vm", "mod", VM)]


def test_a_blocked_watcher_is_woken_by_a_message(pool, session):
    batch = wait_while(pool, session, ["message"], 60.0, then=lambda: pool.messages.create({"name": "x"}))

    assert [(class_, operation) for class_, operation, _ in short(batch)] == [("message", "add")]


def test_a_blocked_watcher_is_woken_by_the_end_of_a_message(pool, session):
    ref = pool.messages.create({"name": "x"})

    batch = wait_while(pool, session, ["message"], 60.0, then=lambda: pool.messages.destroy(ref))

    assert short(batch) == [("message", "del", ref)]


def test_other_writes_leave_a_watcher_blocked_until_its_time_is_up(pool, session):
    started = time.monotonic()

    batch = wait_while(pool, session, ["sr"], 0.3, then=lambda: pool.database.write("VM", VM, "name_label", "other"))

    assert batch["events"] == []
    assert time.monotonic() - started >= 0.3


@pytest.fixture
def pauses(monkeypatch):
    """How long watchers sleep before their looks, in order."""
    slept = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    return slept


def test_watchers_pause_before_each_look_so_that_a_burst_comes_at_once(pool, session, pauses):
    wait_while(pool, session, ["network"], 60.0, then=lambda: pool.database.add("network", {}))

    assert pauses == [0.05, 0.05, 0.00625]


def test_watchers_of_tasks_alone_do_not_pause(pool, session, pauses):
    wait_while(pool, session, ["task"], 60.0, then=lambda: pool.database.add("task", {}))

    assert pauses == [0.0, 0.0, 0.0]


def test_the_end_of_its_session_ends_a_blocked_watcher(pool, session):
    with pytest.raises(ApiError) as refused:
        wait_while(pool, session, ["vm"], 60.0, then=lambda: pool.sessions.end(session.ref))

    assert refused.value.description == ["SESSION_INVALID", session.ref]


@pytest.mark.parametrize("timeout", [-1.0, math.nan, 1e9])
def test_odd_timeouts_mean_a_day(pool, session, timeout):
    batch = wait_while(
        pool, session, ["vm"], timeout, then=lambda: pool.database.write("VM", VM, "name_label", "other")
    )

    assert short(batch) == [("vm", "mod", VM)]


def test_one_blocked_connection_does_not_block_another(server):
    blocked, free = server.login(), server.login()
    token = blocked.events(["*"])["token"]
    answers = []
    waiting = threading.Thread(target=lambda: answers.append(blocked.events(["vm"], token, 20.0)))
    waiting.start()

    free("VM.set_name_label", VM, "renamed")
    waiting.join(20)

    assert [event["snapshot"]["name_label"] for event in answers[0]["events"]] == ["renamed"]
