"""Answers of `event.from` bit by bit: the same bytes as in one go."""

from __future__ import annotations

import asyncio
import math

import pytest

from xengui.sim.database import Snapshot
from xengui.sim.rpc import batches, json, xml

REQUEST = json.Request("event.from", [], 1, modern=True)
OLD = json.Request("event.from", [], "x", modern=False)


@pytest.fixture
def batch(pool):
    pool.database.write("VM", "OpaqueRef:web", "name_label", 'a "quoted" <&> \ud800 \x07 näme')
    pool.database.write("VM_metrics", "OpaqueRef:web-metrics", "VCPUs_utilisation", {"0": math.nan})
    session = pool.sessions.enter(pool.sessions.open("root", "tests", "OpaqueRef:granite"))
    told = asyncio.run(pool.events.wait(session, ["*"], "", 0.0))
    gone = {"id": "1", "timestamp": "0.0", "class": "vm", "operation": "del", "ref": "OpaqueRef:gone"}
    return {**told, "events": [*told["events"], gone]}


@pytest.mark.parametrize("request_", [REQUEST, OLD])
def test_json_is_the_same_the_first_time_and_from_memory(batch, request_):
    whole = json.success(request_, batch)

    assert asyncio.run(batches.json_success(request_, batch)) == whole
    assert asyncio.run(batches.json_success(request_, batch)) == whole


def test_xml_is_the_same_the_first_time_and_from_memory(batch):
    whole = xml.success(batch, xml.BATCH)

    assert asyncio.run(batches.xml_success(batch)) == whole
    assert asyncio.run(batches.xml_success(batch)) == whole


def test_a_batch_without_events_is_the_same_too(batch):
    empty = {**batch, "events": []}

    assert asyncio.run(batches.json_success(REQUEST, empty)) == json.success(REQUEST, empty)
    assert asyncio.run(batches.xml_success(empty)) == xml.success(empty, xml.BATCH)


def test_what_was_written_of_a_row_is_used_until_the_row_changes(pool):
    row = pool.database.tables["VM"].rows["OpaqueRef:web"]
    event = {"id": "1", "class": "vm", "operation": "mod", "ref": "OpaqueRef:web", "snapshot": row.snapshot()}
    batch = {"events": [event], "valid_ref_counts": {}, "token": ""}
    first = asyncio.run(batches.json_success(REQUEST, batch))
    assert row.texts is not None
    row.texts["json"] = b'{"kept":true}'

    assert b'"snapshot":{"kept":true}' in asyncio.run(batches.json_success(REQUEST, batch))

    pool.database.write("VM", "OpaqueRef:web", "name_label", "new name")
    later = {**batch, "events": [{**event, "snapshot": pool.database.tables["VM"].rows["OpaqueRef:web"].snapshot()}]}
    assert asyncio.run(batches.json_success(REQUEST, later)) == first.replace(b'"web"', b'"new name"')


def test_others_have_their_turn_while_a_large_batch_is_written(monkeypatch):
    monkeypatch.setattr(batches, "TURN_S", 0.0)
    record = {"name_label": "x"}
    events = [{"id": "1", "class": "vm", "snapshot": Snapshot(record, {})} for _ in range(1000)]
    turns = 0

    async def count() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def written() -> None:
        counting = asyncio.ensure_future(count())
        await batches.json_success(REQUEST, {"events": events, "valid_ref_counts": {}, "token": ""})
        counting.cancel()

    asyncio.run(written())

    assert turns >= 1000 // batches.LOOKED_AT_EVERY
