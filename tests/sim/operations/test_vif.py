"""What network interfaces allow."""

from __future__ import annotations

from xengui.sim.operations import vif as operations

WEB, IDLE = "OpaqueRef:vif-web", "OpaqueRef:vif-idle"


def why(pool, vif, operation) -> list[str]:
    error = operations.refusal(pool, vif, operation)
    return error.description if error else []


def test_typical_lists(pool):
    assert operations.allowed(pool, IDLE) == ["attach"]
    assert operations.allowed(pool, WEB) == ["attach", "unplug"]
    pool.database.write("VIF", WEB, "currently_attached", False)
    assert operations.allowed(pool, WEB) == ["attach", "plug"]


def test_refusals(pool):
    assert why(pool, WEB, "plug") == ["DEVICE_ALREADY_ATTACHED", WEB]
    assert why(pool, IDLE, "plug") == ["VM_BAD_POWER_STATE", "OpaqueRef:idle", "running", "halted"]
    pool.database.write("VIF", WEB, "currently_attached", False)
    assert why(pool, WEB, "unplug") == ["DEVICE_ALREADY_DETACHED", WEB]


def test_a_single_operation_in_progress_stands_in_braces(pool):
    pool.database.write("VIF", WEB, "current_operations", {"OpaqueRef:t": "unplug"})

    assert why(pool, WEB, "unplug") == ["OTHER_OPERATION_IN_PROGRESS", "VIF", WEB, "{unplug}", "{OpaqueRef:t}"]
    assert operations.allowed(pool, WEB) == []


def test_virtual_functions_are_not_plugged(pool):
    pool.database.add("PIF", {"network": "OpaqueRef:net", "sriov_logical_PIF_of": ["OpaqueRef:sriov"]})

    assert why(pool, WEB, "unplug")[0] == "OPERATION_NOT_ALLOWED"


def test_a_machine_that_goes_down_keeps_its_interfaces(pool):
    pool.database.write("VM", "OpaqueRef:web", "current_operations", {"OpaqueRef:t": "suspend"})

    assert why(pool, WEB, "unplug")[0] == "OPERATION_NOT_ALLOWED"


def test_nothing_is_plugged_into_a_control_domain(pool):
    pool.database.write("VIF", WEB, "VM", "OpaqueRef:dom0")
    pool.database.write("VIF", WEB, "currently_attached", False)

    assert why(pool, WEB, "plug")[0] == "OPERATION_NOT_ALLOWED"


def test_hotplug_needs_drivers_in_the_guest(pool):
    pool.database.write("VIF", WEB, "VM", "OpaqueRef:bare")

    assert why(pool, WEB, "unplug") == ["VM_MISSING_PV_DRIVERS", "OpaqueRef:bare"]
