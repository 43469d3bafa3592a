"""Domains beside what `calls/test_vm.py` shows of them over the wire."""

from __future__ import annotations

import asyncio
import math

import pytest

from xengui.sim import domains
from xengui.sim.calling import Call

WEB, IDLE, BASALT = "OpaqueRef:web", "OpaqueRef:idle", "OpaqueRef:basalt"


@pytest.fixture
def writes(pool):
    """Every write to a row as (class, field), in order."""
    seen = []
    write = pool.database.write

    def spy(class_, ref, name, value):
        if pool.record(class_, ref)[name] != value:
            seen.append((class_, name))
        write(class_, ref, name, value)

    pool.database.write = spy
    return seen


def run(pool, function, *args, **options) -> None:
    """Do something to a domain, without the guest that comes up later."""

    async def act() -> None:
        call = Call(pool, pool.coordinator, None, pool.tasks.begin("x", None, pool.coordinator))
        await function(call, *args, **options)
        await pool.jobs.stop()

    asyncio.run(act())


def first(writes, *wanted) -> list[int]:
    """Where each of the writes comes for the first time."""
    return [writes.index(write) for write in wanted]


def test_devices_are_attached_before_the_domain_exists_and_the_host_is_told_before_the_power(pool, writes):
    run(pool, domains.start, IDLE, BASALT, paused=False)

    order = first(
        writes,
        ("VM", "scheduled_to_be_resident_on"),
        ("VBD", "currently_attached"),
        ("VM", "resident_on"),
        ("VM_metrics", "start_time"),
        ("VM", "power_state"),
        ("VM", "domid"),
        ("VM", "guest_metrics"),
    )
    assert order == sorted(order)


def test_the_host_and_the_end_of_its_promise_are_one_step(pool, writes):
    run(pool, domains.start, IDLE, BASALT, paused=False)

    at = writes.index(("VM", "resident_on"))
    assert writes[at + 1] == ("VM", "scheduled_to_be_resident_on")


def test_now_and_then_nothing_of_a_new_domain_has_been_measured(pool):
    run(pool, domains.start, IDLE, BASALT, paused=False)
    assert pool.record("VM_metrics", "OpaqueRef:idle-metrics")["VCPUs_utilisation"] == {"0": 0.0, "1": 0.0}

    run(pool, domains.hard_reboot, IDLE)

    assert pool.record("VM", IDLE)["domid"] == domains.UNMEASURED_EVERY
    utilisation = pool.record("VM_metrics", "OpaqueRef:idle-metrics")["VCPUs_utilisation"]
    assert utilisation.keys() == {"0", "1"}
    assert all(math.isnan(value) for value in utilisation.values())


def test_a_machine_whose_metrics_are_lost_gets_new_ones(pool):
    pool.database.write("VM", IDLE, "metrics", "OpaqueRef:gone")

    run(pool, domains.start, IDLE, BASALT, paused=False)

    assert pool.record("VM_metrics", pool.record("VM", IDLE)["metrics"])["VCPUs_number"] == 2


def test_an_image_goes_only_after_the_machine_runs(pool, writes):
    run(pool, domains.suspend, WEB)
    writes.clear()

    run(pool, domains.resume, WEB, BASALT, paused=False)

    order = first(writes, ("VM", "power_state"), ("VM", "suspend_VDI"))
    assert order == sorted(order)
    assert ("VIF", "current_operations") not in writes
    assert ("VBD", "current_operations") in writes


def test_a_paravirtualized_machine_may_do_without_a_picture(pool):
    pool.database.write_all("VM", IDLE, HVM_boot_policy="", other_config={"disable_pv_vnc": "1"})

    run(pool, domains.start, IDLE, BASALT, paused=False)

    consoles = [pool.record("console", console) for console in pool.record("VM", IDLE)["consoles"]]
    assert [console["protocol"] for console in consoles] == ["vt100"]


def test_a_machine_to_be_restarted_by_the_pool_is_marked(pool):
    pool.database.write("VM", IDLE, "ha_restart_priority", "restart")

    run(pool, domains.start, IDLE, BASALT, paused=False)
    assert pool.record("VM", IDLE)["ha_always_run"] is True

    run(pool, domains.hard_shutdown, IDLE)
    assert pool.record("VM", IDLE)["ha_always_run"] is False


def test_going_down_settles_what_a_restart_was_wanted_for(pool):
    pool.database.write_all(
        "VM", WEB, requires_reboot=True, pending_guidances=["restart_vm", "reboot_host", "restart_device_model"]
    )

    run(pool, domains.hard_shutdown, WEB)

    record = pool.record("VM", WEB)
    assert (record["requires_reboot"], record["pending_guidances"]) == (False, ["reboot_host"])


@pytest.mark.parametrize(("position", "device"), [("0", "xvda"), ("3", "xvdd"), ("26", "xvdaa"), ("hda", "hda")])
def test_names_of_drives(position, device):
    assert domains._device(position) == device
