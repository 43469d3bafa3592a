from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.net.conftest import Pool
from tests.net.servers import Request, failure, http, never, result, serving
from xengui.model.batch import Batch
from xengui.model.classes import CLASSES, VM, VM_metrics
from xengui.model.store import Store
from xengui.net import pace
from xengui.net import watch as subject
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.watch import POLL_S, Watch
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Garbled, Unreachable


def event(ref: str, operation: str = "add", cls: str = "vm", **fields: Any) -> dict[str, Any]:
    made = {"id": "7", "timestamp": "0.0", "class": cls, "operation": operation, "ref": ref}
    return made if operation == "del" else {**made, "snapshot": {"name_label": ref, **fields}}


def answer(token: str, *events: dict[str, Any], counts: dict[str, int] | None = None) -> bytes:
    return result({"events": events, "valid_ref_counts": counts or {}, "token": token})


def followed(script: list[bytes], look: Callable[[Watch], Awaitable[Any]]) -> list[str]:
    """Follow a server that gives these answers in turn; the tokens it was asked with."""

    async def follow() -> list[str]:
        answers = iter(script)

        async def next_one(_: Request) -> bytes:
            return next(answers)

        async with serving(next_one) as server:
            transport = HttpTransport(server.address, lambda _: [], connections=1)
            try:
                await look(Watch(Session(transport, "OpaqueRef:session")))
            finally:
                await transport.close()
            assert all(request.params[:2] == ["OpaqueRef:session", ["*"]] for request in server.requests)
            assert {request.params[3] for request in server.requests} <= {POLL_S, 0.0}
            return [request.params[2] for request in server.requests]

    return asyncio.run(follow())


def test_the_first_batch_is_the_whole_pool_and_what_follows_is_what_changed(pool: Pool):
    async def follow() -> tuple[Store, Batch, Batch]:
        transports = [HttpTransport(pool.address, pool.pins) for _ in range(2)]
        session = await Session.login(transports[0], "root", pool.password)
        watch, store = Watch(session.over(transports[1])), Store()
        first = await watch.batch()
        store.fold(first)
        assert store.disagreements(first.counts) == {}
        (web,) = [vm.ref for vm in store.snapshot.vms.values() if vm.name_label == "web-01"]
        coming = asyncio.create_task(watch.batch())
        await pool.other("VM.set_name_description", web, "seen by another")
        second = await coming
        while "seen by another" not in [c.record.name_description for c in second.changes if isinstance(c.record, VM)]:
            second = await watch.batch()
        await session.logout()
        for transport in transports:
            await transport.close()
        return store, first, second

    store, first, second = asyncio.run(follow())

    assert first.complete
    assert store.snapshot.pool
    assert store.snapshot.pool.name_label == "Stone"
    assert len(store.snapshot.hosts) == 3
    assert not second.complete
    assert len(second.changes) < 20


def test_an_empty_batch_says_that_the_server_is_there():
    seen: list[Batch] = []

    async def look(watch: Watch) -> None:
        seen.extend([await watch.batch() for _ in range(3)])

    tokens = followed([answer("1", event("web")), answer("1"), answer("2", event("web", "del"))], look)

    assert [(len(batch.changes), batch.complete) for batch in seen] == [(1, True), (0, False), (1, False)]
    assert tokens == ["", "1", "1"]


@pytest.mark.parametrize("code", ["EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE"])
def test_a_server_that_has_forgotten_our_place_is_asked_for_everything_again(code):
    seen: list[Batch] = []

    async def look(watch: Watch) -> None:
        seen.extend([await watch.batch() for _ in range(3)])

    script = [answer("1", event("web")), failure(code, "1"), answer("9", event("db")), answer("9")]
    tokens = followed(script, look)

    assert [batch.complete for batch in seen] == [True, True, False]
    assert tokens == ["", "1", "", "9"]


def test_a_server_that_cannot_give_everything_either_fails():
    async def look(watch: Watch) -> None:
        await watch.batch()
        with pytest.raises(Failure, match="EVENTS_LOST"):
            await watch.batch()

    tokens = followed([answer("1"), failure("EVENTS_LOST"), failure("EVENTS_LOST")], look)

    assert tokens == ["", "1", ""]


def test_an_ended_session_ends_the_watch():
    async def look(watch: Watch) -> None:
        await watch.batch()
        with pytest.raises(Failure, match="SESSION_INVALID"):
            await watch.batch()

    followed([answer("1"), failure("SESSION_INVALID", "OpaqueRef:session")], look)


async def _follow_with_a_store(watch: Watch, times: int) -> Store:
    store = Store()
    for _ in range(times):
        batch = await watch.batch()
        store.fold(batch)
        watch.disagree(store.disagreements(batch.counts))
    return store


def test_a_deletion_that_was_lost_is_found_by_counting_and_mended_at_once():
    stores: list[Store] = []

    async def look(watch: Watch) -> None:
        stores.append(await _follow_with_a_store(watch, 4))

    one, two = {"vm": 1}, {"vm": 2}
    tokens = followed(
        [
            answer("1", event("web"), event("db"), counts=two),
            answer("2", event("web", "mod"), counts=one),
            answer("3", event("web"), counts=one),
            answer("4", counts=one),
        ],
        look,
    )

    assert tokens == ["", "1", "", "3"]
    assert list(stores[0].snapshot.vms) == ["web"]


def test_a_server_that_counts_in_its_own_way_is_asked_again_only_once():
    async def look(watch: Watch) -> None:
        await _follow_with_a_store(watch, 4)

    everything = answer("1", event("web"), counts={"vm": 5})
    tokens = followed([everything, everything, answer("2", counts={"vm": 5}), answer("3", counts={"vm": 5})], look)

    assert tokens == ["", "", "1", "2"]


def test_a_server_that_counts_in_its_own_way_is_not_asked_again_because_of_a_new_object():
    async def look(watch: Watch) -> None:
        await _follow_with_a_store(watch, 4)

    everything = answer("1", event("web"), counts={"vm": 5})
    more = answer("2", event("db"), counts={"vm": 6})
    tokens = followed([everything, everything, more, answer("3", counts={"vm": 6})], look)

    assert tokens == ["", "", "1", "2"]


def test_a_second_loss_is_found_though_the_server_counts_in_its_own_way(monkeypatch):
    monkeypatch.setattr(pace, "DOUBT_PAUSES_S", (0.0,))
    monkeypatch.setattr(pace, "DOUBT_TIMES", 0)

    async def look(watch: Watch) -> None:
        await _follow_with_a_store(watch, 4)

    everything = answer("1", event("web"), event("db"), counts={"vm": 5})
    tokens = followed([everything, everything, answer("2", counts={"vm": 4}), answer("3", event("web"))], look)

    assert tokens == ["", "", "1", ""]


def test_a_figure_that_is_none_does_not_cost_the_picture():
    seen: list[Batch] = []

    async def look(watch: Watch) -> None:
        seen.append(await watch.batch())

    spelled = json.dumps(
        {
            "result": {
                "events": [
                    event("metrics", cls="vm_metrics", VCPUs_utilisation={"0": "@"}, memory_actual=5),
                    event("web", name_description="NaN and Infinity are fine in a text"),
                ],
                "token": "1",
                "valid_ref_counts": {},
            }
        }
    ).replace('"@"', "NaN")
    followed([http(spelled.encode())], look)

    metrics, vm = (change.record for change in seen[0].changes)
    assert isinstance(metrics, VM_metrics)
    assert metrics.memory_actual == 5
    assert metrics.VCPUs_utilisation[0] != metrics.VCPUs_utilisation[0]
    assert isinstance(vm, VM)
    assert vm.name_description == "NaN and Infinity are fine in a text"


def test_classes_of_a_younger_server_are_left_out():
    seen: list[Batch] = []

    async def look(watch: Watch) -> None:
        seen.append(await watch.batch())

    assert "quantum_link" not in {name.lower() for name in CLASSES}
    followed([answer("1", event("link", cls="quantum_link"), event("web"), counts={"quantum_link": 1})], look)

    assert [change.ref for change in seen[0].changes] == ["web"]


@pytest.mark.parametrize("body", [http(b"<html>"), result([]), result({"events": [{"class": 5}], "token": "1"})])
def test_an_answer_that_is_no_batch_is_garbled_and_only_a_full_picture_will_do(body):
    async def look(watch: Watch) -> None:
        await watch.batch()
        with pytest.raises(Garbled):
            await watch.batch()
        assert (await watch.batch()).complete

    assert followed([answer("1"), body, answer("2")], look) == ["", "1", ""]


def test_a_connection_that_is_lost_twice_in_a_row_ends_a_batch():
    async def look(watch: Watch) -> None:
        await watch.batch()
        with pytest.raises(Unreachable):
            await watch.batch()

    assert followed([answer("1"), b"", b""], look) == ["", "1", "1"]


@pytest.mark.parametrize("broken", [b"", http(b"", "500 Internal Server Error")], ids=["dropped", "500"])
def test_a_poll_that_found_no_answer_is_made_once_more_from_the_same_place(broken, monkeypatch):
    monkeypatch.setattr(subject, "SECOND_TRY_S", 0.01)
    seen: list[Batch] = []

    async def look(watch: Watch) -> None:
        seen.extend([await watch.batch() for _ in range(3)])

    tokens = followed([answer("1"), broken, answer("2", event("web")), answer("3")], look)

    assert tokens == ["", "1", "1", "2"]
    assert [batch.complete for batch in seen] == [True, False, False]


def test_a_poll_that_is_not_answered_in_time_is_made_once_more_on_another_connection(monkeypatch):
    monkeypatch.setattr(subject, "POLL_S", 0.05)
    connections: list[int] = []

    async def follow() -> Batch:
        async def answers(request: Request) -> bytes:
            connections.append(request.connection)
            return await never(request) if len(connections) == 2 else answer(str(len(connections)))

        async with serving(answers) as server:
            transport = HttpTransport(server.address, lambda _: [], connections=1)
            watch = Watch(Session(transport, "OpaqueRef:session"), slack_s=0.2)
            await watch.batch()
            try:
                return await watch.batch()
            finally:
                await transport.close()

    assert not asyncio.run(follow()).complete
    assert connections == [1, 1, 2]


def test_a_full_picture_that_cannot_be_had_is_not_asked_for_twice():
    async def look(watch: Watch) -> None:
        with pytest.raises(Unreachable):
            await watch.batch()

    assert followed([b""], look) == [""]


def test_a_watch_that_was_stopped_goes_on_from_its_place_and_is_answered_at_once():
    async def look(watch: Watch) -> None:
        await watch.batch()
        there = watch._session.transport.address
        await watch.stop()
        fresh = HttpTransport(there, lambda _: [], connections=1)
        watch.resume(Session(fresh, "OpaqueRef:session"))
        assert not (await watch.batch()).complete
        await fresh.close()

    assert followed([answer("1"), answer("2")], look) == ["", "1"]


def test_a_stop_cuts_every_pause(monkeypatch):
    monkeypatch.setattr(pace, "REFUSAL_PAUSES_S", (600.0,))

    async def look(watch: Watch) -> None:
        watch._pace.refused()
        waiting = asyncio.create_task(watch.batch())
        await asyncio.sleep(0)
        await watch.stop()
        with pytest.raises(Unreachable):
            await asyncio.wait_for(waiting, 10)

    assert followed([], look) == []


def test_an_answer_that_was_damaged_has_everything_looked_at_anew():
    async def look(watch: Watch) -> None:
        await watch.batch()
        watch.doubt()
        assert (await watch.batch()).complete

    assert followed([answer("1"), answer("2")], look) == ["", ""]
