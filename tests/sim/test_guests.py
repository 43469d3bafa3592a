"""What happens inside the machines."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from xengui.sim.guests import has_tools, ignores_shutdown

WEB, BARE, IDLE = "OpaqueRef:web", "OpaqueRef:bare", "OpaqueRef:idle"


def guest_of(pool, vm) -> Any:
    return pool.database.find("VM_guest_metrics", pool.record("VM", vm)["guest_metrics"])


def boot(pool, vm) -> None:
    """Let a machine's guest come up as far as it goes."""

    async def come_up() -> None:
        pool.guests.booted(vm)
        await asyncio.gather(*pool.jobs.running)

    asyncio.run(come_up())


def test_how_a_world_makes_a_machine_misbehave(pool):
    assert not has_tools(pool.record("VM", BARE))
    assert ignores_shutdown(pool.record("VM", BARE))
    assert has_tools(pool.record("VM", WEB))
    assert not ignores_shutdown(pool.record("VM", WEB))


def test_tools_say_after_a_boot_what_they_said_before(pool):
    before = dict(guest_of(pool, WEB))
    pool.guests.forget_metrics(WEB)
    assert guest_of(pool, WEB) is None

    boot(pool, WEB)

    after = guest_of(pool, WEB)
    assert (after["networks"], after["PV_drivers_version"]) == (before["networks"], before["PV_drivers_version"])
    assert after["uuid"] != before["uuid"]
    assert after["live"] is True


def test_a_machine_without_tools_has_a_row_that_stays_empty(pool):
    boot(pool, BARE)

    guest = guest_of(pool, BARE)
    assert (guest["PV_drivers_version"], guest["other"], guest["networks"]) == ({}, {}, {})


def test_a_machine_that_stopped_meanwhile_says_nothing(pool):
    async def stop_at_once() -> None:
        pool.guests.booted(WEB)
        pool.database.write("VM", WEB, "domid", 99)
        await asyncio.gather(*pool.jobs.running)

    pool.guests.silence(WEB)
    asyncio.run(stop_at_once())

    assert guest_of(pool, WEB)["networks"] == {}


def test_a_first_report_gives_every_interface_an_address_of_its_own(pool):
    boot(pool, IDLE)
    pool.database.add("VIF", {"VM": BARE, "device": "2"})
    pool.database.write("VM", BARE, "other_config", {})
    boot(pool, BARE)

    idle, bare = guest_of(pool, IDLE)["networks"], guest_of(pool, BARE)["networks"]
    assert idle["0/ip"] == idle["0/ipv4/0"]
    assert bare["2/ip"] != idle["0/ip"]


@pytest.mark.parametrize(
    ("policy", "viridian", "distro"),
    [("BIOS order", "true", "windows"), ("BIOS order", "false", "debian"), ("", "true", "debian")],
)
def test_which_system_a_machine_seems_to_run(pool, policy, viridian, distro):
    pool.database.write_all("VM", IDLE, HVM_boot_policy=policy, platform={"viridian": viridian})

    boot(pool, IDLE)

    assert guest_of(pool, IDLE)["os_version"]["distro"] == distro


def test_a_silenced_guest_has_said_nothing_yet(pool):
    pool.guests.silence(WEB)

    guest = guest_of(pool, WEB)
    assert (guest["networks"], guest["other"], guest["live"], guest["PV_drivers_detected"]) == ({}, {}, False, False)


def test_what_a_guest_said_last_is_what_it_says_again(pool):
    pool.database.write("VM_guest_metrics", "OpaqueRef:web-guest", "networks", {"0/ip": "10.7.7.7"})
    pool.guests.silence(WEB)

    boot(pool, WEB)

    assert guest_of(pool, WEB)["networks"] == {"0/ip": "10.7.7.7"}


def test_a_report_changes_what_the_machine_allows(pool):
    pool.guests.silence(WEB)
    pool.operations.refresh_vm(WEB)
    assert "suspend" not in pool.record("VM", WEB)["allowed_operations"]

    boot(pool, WEB)

    assert "suspend" in pool.record("VM", WEB)["allowed_operations"]
