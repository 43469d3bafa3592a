"""Dead hosts, and those that take their place."""

from __future__ import annotations

import asyncio

import pytest

from xengui.sim import takeover

GRANITE, BASALT, WEB = "OpaqueRef:granite", "OpaqueRef:basalt", "OpaqueRef:web"


def test_the_new_coordinator_is_in_the_pools_record_and_a_message_says_so(pool):
    takeover.become_coordinator(pool, BASALT)

    assert pool.coordinator == BASALT
    (message,) = pool.messages.records().values()
    assert (message["name"], message["obj_uuid"]) == ("POOL_MASTER_TRANSITION", pool.record("host", BASALT)["uuid"])


def test_a_dead_host_is_not_live_and_its_machines_are_halted(pool):
    takeover.declare_dead(pool, GRANITE)

    assert not pool.live(GRANITE)
    assert (pool.record("VM", WEB)["power_state"], pool.record("VM", WEB)["domid"]) == ("Halted", -1)
    assert pool.record("VM", "OpaqueRef:dom0")["power_state"] == "Running"
    assert "start" in pool.record("VM", WEB)["allowed_operations"]


@pytest.mark.parametrize(("enabled", "where"), [(True, BASALT), (False, "OpaqueRef:NULL")])
def test_protected_machines_start_elsewhere_where_that_was_wanted(pool, enabled, where):
    pool.database.write("pool", pool.ref, "ha_enabled", enabled)
    pool.database.write("VM", WEB, "ha_restart_priority", "restart")

    async def die() -> None:
        takeover.become_coordinator(pool, BASALT)
        takeover.declare_dead(pool, GRANITE)
        await asyncio.gather(*pool.jobs.running)

    asyncio.run(die())

    assert pool.record("VM", WEB)["resident_on"] == where
    assert pool.record("VM", "OpaqueRef:bare")["power_state"] == "Halted"
    assert pool.database.refs("task") == []


def test_a_protected_machine_without_room_stays_down_and_a_message_says_so(pool):
    pool.database.write("pool", pool.ref, "ha_enabled", True)
    pool.database.write("VM", WEB, "ha_restart_priority", "restart")
    pool.database.write("host", BASALT, "enabled", False)

    async def die() -> None:
        takeover.declare_dead(pool, GRANITE)
        await asyncio.gather(*pool.jobs.running)

    asyncio.run(die())

    assert pool.record("VM", WEB)["power_state"] == "Halted"
    names = [message["name"] for message in pool.messages.records().values()]
    assert names == ["HA_HOST_FAILED", "HA_PROTECTED_VM_RESTART_FAILED"]


def test_a_host_that_is_back_is_live(pool):
    takeover.declare_dead(pool, BASALT)

    takeover.back(pool, BASALT)

    assert pool.live(BASALT)
