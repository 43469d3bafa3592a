"""What disks and storage repositories allow."""

from __future__ import annotations

from xengui.sim.operations import storage

WEB, IDLE, SR = "OpaqueRef:disk-web", "OpaqueRef:disk-idle", "OpaqueRef:nfs"


def why_vdi(pool, vdi, operation) -> list[str]:
    error = storage.vdi_refusal(pool, vdi, operation)
    return error.description if error else []


def why_sr(pool, operation) -> list[str]:
    error = storage.sr_refusal(pool, SR, operation)
    return error.description if error else []


def test_an_unused_disk_allows_what_its_driver_can_do(pool):
    assert set(storage.vdi_allowed(pool, IDLE)) == {
        *("clone", "copy", "resize", "snapshot", "destroy", "forget", "update"),
    }


def test_a_disk_in_use_can_be_copied_only_where_it_is_not_written(pool):
    assert storage.vdi_allowed(pool, WEB) == ["clone", "snapshot"]

    pool.database.write("VBD", "OpaqueRef:vbd-web", "mode", "RO")
    assert storage.vdi_allowed(pool, WEB) == ["clone", "copy", "snapshot"]
    assert why_vdi(pool, WEB, "destroy") == ["VDI_IN_USE", WEB, "destroy"]


def test_refusals_of_disks(pool):
    pool.database.write("VDI", IDLE, "sharable", True)
    assert why_vdi(pool, IDLE, "snapshot") == ["VDI_IS_SHARABLE", IDLE]
    pool.database.write("VDI", IDLE, "on_boot", "reset")
    assert why_vdi(pool, IDLE, "copy") == ["VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", IDLE]
    pool.database.write("VDI", IDLE, "type", "rrd")
    assert why_vdi(pool, IDLE, "forget") == ["VDI_HAS_RRDS", IDLE]
    assert why_vdi(pool, IDLE, "generate_config") == ["SR_OPERATION_NOT_SUPPORTED", SR]
    pool.database.write("SR", SR, "type", "udev")
    assert why_vdi(pool, IDLE, "destroy") == ["VDI_IS_A_PHYSICAL_DEVICE", IDLE]


def test_resizing_needs_the_storage_plugged_in(pool):
    for host in ("granite", "basalt"):
        pool.database.write("PBD", f"OpaqueRef:pbd-{host}", "currently_attached", False)

    assert why_vdi(pool, IDLE, "resize") == ["SR_HAS_NO_PBDS", SR]
    assert why_vdi(pool, IDLE, "clone") == []


def test_a_copy_going_on_blocks_only_a_snapshot(pool):
    pool.database.write("VDI", IDLE, "current_operations", {"OpaqueRef:t": "copy"})

    assert why_vdi(pool, IDLE, "resize") == []
    assert why_vdi(pool, IDLE, "snapshot")[0] == "OPERATION_NOT_ALLOWED"


def test_a_disk_being_mirrored_can_be_destroyed_and_nothing_else(pool):
    pool.database.write("VDI", IDLE, "current_operations", {"OpaqueRef:t": "mirror"})

    assert storage.vdi_allowed(pool, IDLE) == ["destroy"]


def test_storage_allows_what_its_driver_can_do(pool):
    assert set(storage.sr_allowed(pool, SR)) == {
        *("scan", "plug", "unplug", "update", "vdi_create", "vdi_destroy", "vdi_resize", "vdi_clone"),
        *("vdi_snapshot", "pbd_create", "pbd_destroy"),
    }


def test_storage_can_be_forgotten_when_unplugged_and_destroyed_when_empty_too(pool):
    assert why_sr(pool, "forget") == ["SR_HAS_PBD", SR]
    for host in ("granite", "basalt"):
        pool.database.write("PBD", f"OpaqueRef:pbd-{host}", "currently_attached", False)
    assert why_sr(pool, "forget") == []
    assert why_sr(pool, "destroy") == ["SR_NOT_EMPTY"]
    for vdi in (WEB, IDLE):
        pool.database.write("VDI", vdi, "managed", False)
    assert why_sr(pool, "destroy") == []
    for host in ("granite", "basalt"):
        pool.database.remove("PBD", f"OpaqueRef:pbd-{host}")
    assert why_sr(pool, "destroy") == ["SR_HAS_NO_PBDS", SR]


def test_storage_does_one_thing_at_a_time(pool):
    pool.database.write("SR", SR, "current_operations", {"OpaqueRef:t": "scan"})
    assert storage.sr_allowed(pool, SR) == []
    assert why_sr(pool, "scan") == ["OTHER_OPERATION_IN_PROGRESS", "SR", SR, "scan", "OpaqueRef:t"]

    pool.database.write("SR", SR, "current_operations", {"OpaqueRef:t": "plug"})
    assert storage.sr_allowed(pool, SR) == ["plug"]


def test_the_tools_are_not_written_to(pool):
    pool.database.write("SR", SR, "is_tools_sr", True)

    assert why_sr(pool, "vdi_create") == ["SR_OPERATION_NOT_SUPPORTED", SR]
