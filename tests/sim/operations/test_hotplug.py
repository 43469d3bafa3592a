"""Guests and devices that come and go."""

from __future__ import annotations

from xengui.sim.operations import hotplug

WEB, BARE = "OpaqueRef:web", "OpaqueRef:bare"


def why(pool, vm) -> str | None:
    error = hotplug.refusal(pool, vm, pool.record("VM", vm), "can_use_hotplug_vif")
    return error.code if error else None


def test_drivers_make_it_possible(pool):
    assert why(pool, WEB) is None
    assert why(pool, BARE) == "VM_MISSING_PV_DRIVERS"


def test_the_guests_own_word_counts_more(pool):
    pool.database.write("VM_guest_metrics", "OpaqueRef:web-guest", "can_use_hotplug_vif", "no")

    assert why(pool, WEB) == "OPERATION_NOT_ALLOWED"


def test_paravirtualized_guests_always_can(pool):
    pool.database.write("VM_metrics", "OpaqueRef:bare-metrics", "current_domain_type", "pv")

    assert why(pool, BARE) is None


def test_which_operations_turn_a_machine():
    assert hotplug.turning({"current_operations": {"t": "suspend"}})
    assert not hotplug.turning({"current_operations": {"t": "snapshot"}})
