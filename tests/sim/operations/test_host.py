"""What hosts allow."""

from __future__ import annotations

import pytest

from xengui.sim.operations import host as operations

HOST = "OpaqueRef:basalt"
IN_SERVICE = {"provision", "evacuate", "vm_start", "vm_resume", "vm_migrate", "enable"}
ONLY_DISABLED = {"shutdown", "reboot", "apply_updates"}


def allowed(pool) -> set[str]:
    return set(operations.allowed(pool, HOST))


def why(pool, operation) -> list[str]:
    error = operations.refusal(pool, HOST, operation)
    return error.description if error else []


def test_in_service_and_out_of_it(pool):
    assert allowed(pool) == IN_SERVICE
    assert why(pool, "reboot") == ["HOST_NOT_DISABLED"]

    pool.database.write("host", HOST, "enabled", False)
    assert allowed(pool) == IN_SERVICE | ONLY_DISABLED


def test_only_a_dead_host_with_a_way_to_wake_it_can_be_powered_on(pool):
    assert why(pool, "power_on") == ["HOST_IS_LIVE", HOST]
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "live", False)
    assert why(pool, "power_on") == ["HOST_POWER_ON_MODE_DISABLED"]
    pool.database.write("host", HOST, "power_on_mode", "wake-on-lan")
    assert why(pool, "power_on") == []


@pytest.mark.parametrize(
    ("current", "lost"),
    [
        ("evacuate", {"provision", "vm_resume", "vm_migrate"}),
        ("reboot", {"provision", "vm_resume", "vm_migrate", "shutdown", "apply_updates"}),
        ("apply_updates", {"reboot", "shutdown", "enable"}),
        ("provision", {"provision", "evacuate", "reboot", "shutdown"}),
    ],
)
def test_what_an_operation_shuts_out(pool, current, lost):
    pool.database.write("host", HOST, "enabled", False)
    pool.database.write("host", HOST, "current_operations", {"OpaqueRef:t": current})

    assert allowed(pool) == (IN_SERVICE | ONLY_DISABLED) - lost
