"""What drives allow, against the reference's table."""

from __future__ import annotations

import pytest

from xengui.sim.operations import vbd as operations

DISK, WEB = "OpaqueRef:vbd-web", "OpaqueRef:web"
IDLE_DISK, IDLE_CD = "OpaqueRef:vbd-idle", "OpaqueRef:cd-idle"


def write(pool, class_, name, **fields) -> None:
    pool.database.write_all(class_, f"OpaqueRef:{name}", **fields)


def why(pool, vbd, operation) -> list[str]:
    error = operations.refusal(pool, vbd, operation)
    return error.description if error else []


def test_drives_of_a_halted_machine(pool):
    assert operations.allowed(pool, IDLE_DISK) == ["attach"]
    assert operations.allowed(pool, IDLE_CD) == ["attach", "insert"]
    write(pool, "VBD", "cd-idle", empty=False)
    assert operations.allowed(pool, IDLE_CD) == ["attach", "eject"]


def test_a_disk_of_a_running_machine(pool):
    assert operations.allowed(pool, DISK) == ["attach", "unplug", "unplug_force", "pause", "unpause"]
    write(pool, "VBD", "vbd-web", unpluggable=False)
    assert operations.allowed(pool, DISK) == ["attach", "pause", "unpause"]
    write(pool, "VBD", "vbd-web", currently_attached=False)
    assert operations.allowed(pool, DISK) == ["attach", "plug", "pause", "unpause"]


def test_a_cd_of_a_running_machine(pool):
    write(pool, "VBD", "vbd-web", type="CD", empty=False)
    assert operations.allowed(pool, DISK) == ["attach", "eject", "pause", "unpause"]
    write(pool, "VBD", "vbd-web", empty=True)
    assert operations.allowed(pool, DISK) == ["attach", "insert", "pause", "unpause"]


def test_a_cd_of_a_suspended_machine(pool):
    write(pool, "VM", "idle", power_state="Suspended")

    assert operations.allowed(pool, IDLE_CD) == ["attach"]
    assert why(pool, IDLE_CD, "insert")[0] == "VM_BAD_POWER_STATE"


@pytest.mark.parametrize(
    ("operation", "expected"),
    [
        ("plug", ["DEVICE_ALREADY_ATTACHED", DISK]),
        ("insert", ["VBD_NOT_REMOVABLE_MEDIA", DISK]),
    ],
)
def test_refusals_of_a_plugged_disk(pool, operation, expected):
    assert why(pool, DISK, operation) == expected


def test_refusals_of_a_halted_machines_drives(pool):
    assert why(pool, IDLE_DISK, "plug") == ["VM_BAD_POWER_STATE", "OpaqueRef:idle", "running", "halted"]
    assert why(pool, IDLE_CD, "eject") == ["VBD_IS_EMPTY", IDLE_CD]
    write(pool, "VBD", "cd-idle", empty=False)
    assert why(pool, IDLE_CD, "insert") == ["VBD_NOT_EMPTY", IDLE_CD]


@pytest.mark.parametrize(
    ("current", "left"),
    [
        ("attach", ["unpause"]),
        ("pause", ["pause", "unpause"]),
        ("unplug", []),
    ],
)
def test_one_operation_at_a_time(pool, current, left):
    write(pool, "VBD", "vbd-web", current_operations={"OpaqueRef:t": current})

    assert operations.allowed(pool, DISK) == left
    assert why(pool, DISK, "unplug") == ["OTHER_OPERATION_IN_PROGRESS", "VBD", DISK, current, "OpaqueRef:t"]


def test_nothing_is_unplugged_from_a_machine_that_goes_down(pool):
    write(pool, "VM", "web", current_operations={"OpaqueRef:t": "clean_shutdown"})

    assert why(pool, DISK, "unplug")[0] == "OPERATION_NOT_ALLOWED"


def test_hotplug_needs_drivers_in_the_guest(pool):
    write(pool, "VM_guest_metrics", "web-guest", PV_drivers_version={}, PV_drivers_detected=False)
    assert why(pool, DISK, "unplug") == ["VM_MISSING_PV_DRIVERS", WEB]

    write(pool, "VM_guest_metrics", "web-guest", can_use_hotplug_vbd="yes")
    assert why(pool, DISK, "unplug") == []

    write(pool, "VM_guest_metrics", "web-guest", can_use_hotplug_vbd="no")
    assert why(pool, DISK, "unplug")[0] == "OPERATION_NOT_ALLOWED"


def test_a_disk_in_use_elsewhere_is_refused_at_call_time_only(pool):
    write(pool, "VBD", "vbd-idle", VDI="OpaqueRef:disk-web")

    assert why(pool, IDLE_DISK, "attach") == ["VDI_IN_USE", "OpaqueRef:disk-web"]
    assert "attach" in operations.allowed(pool, IDLE_DISK)

    write(pool, "VDI", "disk-web", sharable=True)
    assert why(pool, IDLE_DISK, "attach") == []


def test_a_disk_another_machine_has_but_does_not_use_is_free(pool):
    write(pool, "VBD", "vbd-idle", VDI="OpaqueRef:disk-web")
    write(pool, "VBD", "vbd-web", currently_attached=False)

    assert why(pool, IDLE_DISK, "attach") == []


def test_a_suspended_machine_does_not_count_as_a_user(pool):
    write(pool, "VBD", "vbd-idle", VDI="OpaqueRef:disk-web")
    write(pool, "VM", "web", power_state="Suspended")

    assert why(pool, IDLE_DISK, "attach") == []


def test_disks_that_cannot_be_used(pool):
    write(pool, "VDI", "disk-idle", read_only=True)
    assert why(pool, IDLE_DISK, "attach") == ["VDI_READONLY", "OpaqueRef:disk-idle"]

    assert "attach" not in operations.allowed(pool, IDLE_DISK)

    write(pool, "VDI", "disk-idle", managed=False)
    assert operations.allowed(pool, IDLE_DISK) == []
    assert why(pool, IDLE_DISK, "attach") == ["VDI_NOT_MANAGED", "OpaqueRef:disk-idle"]


def test_a_disk_somebody_works_on_is_busy_unless_it_is_read(pool):
    write(pool, "VDI", "disk-idle", current_operations={"OpaqueRef:t": "copy"})
    assert "attach" in operations.allowed(pool, IDLE_DISK)

    write(pool, "VDI", "disk-idle", current_operations={"OpaqueRef:t": "resize"})
    assert why(pool, IDLE_DISK, "attach")[:3] == ["OTHER_OPERATION_IN_PROGRESS", "VDI", "OpaqueRef:disk-idle"]
