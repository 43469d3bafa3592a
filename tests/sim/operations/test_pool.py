"""What a pool and a vApp allow."""

from __future__ import annotations

from xengui.sim.operations import pool as operations

REF = "OpaqueRef:pool"


def why(pool, operation) -> list[str]:
    error = operations.refusal(pool, REF, operation)
    return error.description if error else []


def test_high_availability_decides_over_itself(pool):
    assert why(pool, "ha_disable") == ["HA_NOT_ENABLED"]
    assert "ha_enable" in operations.allowed(pool, REF)

    pool.database.write("pool", REF, "ha_enabled", True)
    assert why(pool, "ha_enable") == ["HA_IS_ENABLED"]
    assert "ha_disable" in operations.allowed(pool, REF)


def test_any_operation_empties_the_list(pool):
    pool.database.write("pool", REF, "current_operations", {"OpaqueRef:t": "designate_new_master"})

    assert operations.allowed(pool, REF) == []
    assert why(pool, "ha_enable") == ["DESIGNATE_NEW_MASTER_IN_PROGRESS"]
    assert why(pool, "eject") == [
        "OTHER_OPERATION_IN_PROGRESS",
        "pool",
        REF,
        "designate_new_master",
        "OpaqueRef:t",
    ]


def test_a_vapp_starts_what_is_down_and_stops_what_is_up(pool):
    appliance = pool.database.add("VM_appliance", {})
    pool.database.write("VM", "OpaqueRef:idle", "appliance", appliance)
    assert operations.appliance_allowed(pool, appliance) == ["start"]

    pool.database.write("VM", "OpaqueRef:web", "appliance", appliance)
    assert operations.appliance_allowed(pool, appliance) == ["start", "clean_shutdown", "hard_shutdown", "shutdown"]
