"""What a pool and a network can do to the program; in the end the tree is the pool's again."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from xengui.model.estate import Status

if TYPE_CHECKING:
    from tests.journeys.person import Person

TROUBLE: dict[str, tuple[str, dict[str, Any]]] = {
    "restart": ("/acts", {"act": "restart", "pool": "Stone", "away_s": 1}),
    "a restart with fewer objects": ("/acts", {"act": "restart", "pool": "Stone", "away_s": 1, "fewer": 2}),
    "a toolstack restart": ("/acts", {"act": "toolstack_restart", "pool": "Stone", "away_s": 1}),
    "sessions end": ("/acts", {"act": "logout_all", "pool": "Stone"}),
    "refused": ("/faults", {"fault": "refuse", "pool": "Stone", "seconds": 2}),
    "dropped": ("/faults", {"fault": "drop", "pool": "Stone", "times": 3}),
    "http 500": ("/faults", {"fault": "http", "pool": "Stone", "times": 3}),
    "truncated": ("/faults", {"fault": "truncated", "pool": "Stone", "times": 3}),
    "events lost": ("/faults", {"fault": "fails", "code": "EVENTS_LOST", "method": "event.from", "times": 3}),
    "lost deletions": ("/faults", {"fault": "lost_deletions", "pool": "Stone", "times": 3}),
    "an old token": ("/faults", {"fault": "old_token", "pool": "Stone", "times": 3}),
    "fail-over": ("/acts", {"act": "failover", "pool": "Stone", "to": "basalt"}),
}  # fmt: skip


@pytest.mark.parametrize("trouble", TROUBLE)
def test_the_tree_is_the_pools_again(go, pretend, caplog, trouble: str) -> None:
    caplog.set_level(logging.ERROR)
    pool = pretend("demo", "--control", "0")
    path, body = TROUBLE[trouble]

    async def journey(person: Person) -> None:
        async with httpx.AsyncClient(base_url=str(pool.said["control"])) as control:
            await person.until("the pool appears", lambda: person.node("web-01"))
            servers = person.program.servers
            link = servers.find(f"127.0.0.1:{pool.port}")
            assert link
            members = [link.given.at(host.address) for host in link.connection.snapshot.hosts.values()]
            await person.until("it is vouched for", lambda: all(servers._vouchers.pins(place) for place in members))
            told = await control.post(path, json=body)
            assert told.status_code == 200, told.text
            await control.post("/acts", json={"act": "vanish", "pool": "Stone", "class": "VM", "name": "web-02"})
            heard = link.connection.heard

            async def same() -> bool:
                if link.connection.status is not Status.CONNECTED or link.connection.heard == heard:
                    return False
                truth = (await control.get("/pools/Stone/records", params={"class": "VM"})).json()
                shown = {ref: vm.name_label for ref, vm in link.connection.snapshot.vms.items()}
                return shown == {ref: record["name_label"] for ref, record in truth.items()}

            async with asyncio.timeout(30):
                while not await same():  # noqa: ASYNC110 (what is waited for is in another process)
                    await asyncio.sleep(0.1)

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []
