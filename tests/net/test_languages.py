"""A pool looks the same whichever language it is asked in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

import pytest

from tests.net.conftest import Pool, StartPool
from tests.net.servers import until
from tests.net.test_link import Follower, connected
from xengui.model.estate import Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Store
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.watch import Watch
from xengui.protocol import jsonrpc, xmlrpc
from xengui.protocol.failure import Failure
from xengui.protocol.language import Language

TRIES = 20


class OlderJson:
    """JSON-RPC 1.0, as an older client would ask and be answered."""

    PATH = jsonrpc.PATH
    CONTENT_TYPE = jsonrpc.CONTENT_TYPE

    def request(self, method: str, params: Sequence[Any], request_id: int) -> bytes:
        return json.dumps({"method": method, "params": params, "id": request_id}).encode()

    def reply(self, body: bytes) -> Any:
        assert b"jsonrpc" not in body[:30]
        return jsonrpc.reply(body)


ALL: tuple[Language, ...] = (jsonrpc, OlderJson(), xmlrpc)


async def _picture(session: Session, language: Language) -> tuple[str, Snapshot]:
    store = Store()
    transport = HttpTransport(session.transport.address, lambda _: [])
    try:
        batch = await Watch(Session(transport, session._ref, language=language)).batch()
    finally:
        await transport.close()
    return batch.token, store.fold(batch).snapshot


def test_the_whole_demo_is_the_same_in_every_language(start_pool: StartPool):
    pool = start_pool("--plain", "--speed", "0.01")

    async def load() -> list[tuple[str, Snapshot]]:
        transport = HttpTransport(pool.address, pool.pins)
        session = await Session.login(transport, "root", pool.password)
        for _ in range(TRIES):
            pictures = [await _picture(session, language) for language in ALL]
            if len({token for token, _ in pictures}) == 1:
                break
        await session.logout()
        await transport.close()
        return pictures

    pictures = asyncio.run(load())

    assert len({token for token, _ in pictures}) == 1, "the pool never held still"
    first = pictures[0][1]
    assert len(first.tables) > 20
    for _, other in pictures[1:]:
        assert other.tables.keys() == first.tables.keys()
        for kind, table in first.tables.items():
            assert other.tables[kind].keys() == table.keys()
            for ref, record in table.items():
                assert repr(other.tables[kind][ref]) == repr(record)


QUESTIONS = (
    "VM.get_all_records",
    "host.get_all_records",
    "SR.get_all_records",
    "VM_guest_metrics.get_all_records",
    "pool.get_all",
    "task.get_all",
)
FIELDS = ("memory_static_max", "tags", "other_config", "is_a_template", "affinity", "snapshot_time")


def test_the_same_calls_give_the_same_values_in_every_language(start_pool: StartPool):
    pool = start_pool("--plain", "--speed", "0.01")

    async def ask() -> list[list[str]]:
        transport = HttpTransport(pool.address, pool.pins)
        session = await Session.login(transport, "root", pool.password)
        ways = [Session(transport, session._ref, language=language) for language in ALL]
        read = [await _read(way) for way in ways]
        written = [await _written(way) for way in ways]
        await session.logout()
        await transport.close()
        return [one + two for one, two in zip(read, written, strict=True)]

    newest, older, xml = asyncio.run(ask())

    assert older == newest
    assert xml == newest


async def _read(way: Session) -> list[str]:
    (vm, *_) = await way.call("VM.get_by_name_label", "web-01")
    (host, *_) = await way.call("host.get_by_name_label", "granite")
    said: list[Any] = [vm, await way.call("host.compute_free_memory", host)]
    said += [await way.call(method) for method in QUESTIONS]
    said += [await way.call(f"VM.get_{field}", vm) for field in FIELDS]
    with pytest.raises(Failure) as refused:
        await way.call("VM.get_record", "OpaqueRef:nothing")
    return [repr(value) for value in (*said, refused.value)]


async def _written(way: Session) -> list[str]:
    (vm, *_) = await way.call("VM.get_by_name_label", "web-01")
    said = []
    for field, value in (
        ("name_description", "Zwölf <&> drei\n"),
        ("user_version", 2**62),
        ("tags", ["a", "b & c"]),
        ("is_a_template", False),
        ("other_config", {"a <key>": "a & value", "": ""}),
    ):
        said.append(repr(await way.call(f"VM.set_{field}", vm, value)))
        said.append(repr(await way.call(f"VM.get_{field}", vm)))
    return said


@pytest.mark.parametrize(("speaks", "language"), [("json2", jsonrpc), ("json1", jsonrpc), ("xml", xmlrpc)])
def test_a_pool_is_followed_in_the_language_it_speaks(start_pool: StartPool, speaks: str, language: Language):
    pool = start_pool("--speaks", speaks)

    async def follow() -> Follower:
        async with connected(pool) as follower:
            assert follower.link._session
            assert follower.link._session.language is language
            web = follower.vm("web-01")
            await follower.link.call("VM.set_name_description", web.ref, "changed & seen")
            await until(lambda: follower.vm("web-01").name_description == "changed & seen")
            ref = await follower.link.call("Async.VM.start", follower.vm("desktop-gold").ref, False, False)
            task = await asyncio.wait_for(follower.link.task_end(ref, lambda _: None), 10)
            assert task
            assert task.status == "success"
            with pytest.raises(Failure) as refused:
                await follower.link.call("VM.start", web.ref, False, False)
            assert refused.value.code == "VM_BAD_POWER_STATE"
            assert refused.value.params[0] == web.ref
        return follower

    follower = asyncio.run(follow())

    assert follower.statuses() == [Status.CONNECTING, Status.CONNECTED, Status.DISCONNECTED]
    assert [call["error"] for call in _logins(pool)] == [None]


def test_a_wrong_password_is_sent_once_in_the_language_that_is_spoken(start_pool: StartPool):
    for speaks in ("json2", "json1", "xml"):
        pool = start_pool("--speaks", speaks)

        async def refused(pool: Pool = pool) -> Failure:
            with pytest.raises(Failure) as failed:
                await Follower(pool.address, pool.pins).link.open("wrong")
            return failed.value

        assert asyncio.run(refused()).code == "SESSION_AUTHENTICATION_FAILED"
        assert len(_logins(pool)) == 1


def _logins(pool: Pool) -> list[dict[str, Any]]:
    return pool.calls("session.login_with_password")
