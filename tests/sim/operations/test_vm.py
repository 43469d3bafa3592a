"""What machines allow, against the sets the reference gives as typical."""

from __future__ import annotations

import pytest

from xengui.sim import upgrades
from xengui.sim.operations import vm as operations
from xengui.sim.values import words
from xengui.sim.worlds import small

CHANGING = {"changing_static_range", "changing_dynamic_range", "changing_shadow_memory", "changing_NVRAM"}
ON_TEMPLATES = CHANGING | {"clone", "copy", "export", "metadata_export", "provision"}
HALTED = CHANGING | {
    *("start", "start_on", "make_into_template", "clone", "copy", "destroy", "export", "metadata_export"),
    *("snapshot", "migrate_send", "create_vtpm"),
}
RUNNING = {
    *("pause", "clean_shutdown", "clean_reboot", "hard_shutdown", "hard_reboot", "suspend", "pool_migrate"),
    *("migrate_send", "checkpoint", "snapshot", "changing_dynamic_range", "changing_VCPUs_live", "metadata_export"),
}
NEED_TOOLS = {
    *("clean_shutdown", "clean_reboot", "suspend", "checkpoint", "pool_migrate", "migrate_send"),
    "changing_VCPUs_live",
}
PAUSED = {"unpause", "hard_shutdown", "hard_reboot", "snapshot", "checkpoint", "metadata_export"}
SUSPENDED = {
    *("resume", "resume_on", "hard_shutdown", "checkpoint", "snapshot", "destroy", "export", "metadata_export"),
    "migrate_send",
}
SNAPSHOT = {"revert", "clone", "copy", "export", "destroy", "metadata_export"}
WEB = "OpaqueRef:web"


def allowed(pool, name) -> set[str]:
    return set(operations.allowed(pool, f"OpaqueRef:{name}"))


def why(pool, operation, vm=WEB) -> list[str]:
    error = operations.refusal(pool, vm, operation)
    return error.description if error else []


def write(pool, name, **fields) -> None:
    pool.database.write_all("VM", f"OpaqueRef:{name}", **fields)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("idle", HALTED),
        ("web", RUNNING),
        ("bare", RUNNING - NEED_TOOLS),
        ("template", ON_TEMPLATES),
        ("custom", ON_TEMPLATES | {"destroy", "migrate_send"}),
        ("snap", SNAPSHOT),
        ("dom0", {"changing_dynamic_range", "changing_static_range", "metadata_export"}),
    ],
)
def test_typical_lists(pool, name, expected):
    assert allowed(pool, name) == expected


@pytest.mark.parametrize(("state", "expected"), [("Paused", PAUSED), ("Suspended", SUSPENDED)])
def test_typical_lists_of_other_power_states(pool, state, expected):
    write(pool, "web", power_state=state)

    assert allowed(pool, "web") == expected


def test_a_suspended_machine_is_cloned_only_where_the_pool_allows_that(pool):
    write(pool, "web", power_state="Suspended")
    assert why(pool, "clone") == ["VM_BAD_POWER_STATE", WEB, "halted", "suspended"]

    pool.database.write("pool", pool.ref, "other_config", {"allow_clone_suspended_vm": "true"})

    assert allowed(pool, "web") == SUSPENDED | {"clone", "copy"}


def test_a_checkpoint_can_be_shut_down_and_still_cloned(pool):
    write(pool, "snap", power_state="Suspended")

    assert allowed(pool, "snap") == SNAPSHOT | {"hard_shutdown"}


def test_every_operation_of_the_datamodel_has_its_power_states():
    assert set(operations.POWER_STATES) == set(words("vm_operations"))


def test_what_the_administrator_blocked_comes_before_everything_else(pool):
    write(pool, "web", blocked_operations={"start": "on purpose"})

    assert why(pool, "start") == ["OPERATION_BLOCKED", WEB, "on purpose"]


def test_the_power_state_comes_before_being_busy(pool):
    write(pool, "web", current_operations={"OpaqueRef:t": "suspend"})

    assert why(pool, "start") == ["VM_BAD_POWER_STATE", WEB, "halted", "running"]
    assert why(pool, "pause") == ["OTHER_OPERATION_IN_PROGRESS", "VM", WEB, "suspend", "OpaqueRef:t"]


def test_several_fitting_states_are_all_named(pool):
    assert why(pool, "hard_reboot", "OpaqueRef:idle") == [
        "VM_BAD_POWER_STATE",
        "OpaqueRef:idle",
        "paused, running",
        "halted",
    ]


@pytest.mark.parametrize(
    ("current", "operation", "together"),
    [
        (["clone"], "copy", True),
        (["clone", "export"], "copy", True),
        (["clone"], "snapshot", False),
        (["snapshot"], "checkpoint", True),
        (["get_boot_record"], "get_boot_record", True),
        (["clean_shutdown"], "hard_shutdown", True),
        (["hard_shutdown"], "hard_shutdown", False),
        (["suspend"], "hard_reboot", True),
        (["hard_shutdown"], "hard_reboot", False),
        (["migrate_send"], "clean_shutdown", True),
        (["migrate_send", "snapshot"], "clean_shutdown", False),
        (["migrate_send"], "suspend", False),
        (["start"], "start", False),
    ],
)
def test_what_goes_together(current, operation, together):
    assert operations._compatible(operation, current) is together


@pytest.mark.parametrize(
    ("name", "operation", "expected"),
    [
        ("template", "start", ["VM_IS_TEMPLATE", "OpaqueRef:template", "start"]),
        ("template", "destroy", ["VM_IS_TEMPLATE", "OpaqueRef:template", "destroy"]),
        ("snap", "start", ["VM_IS_SNAPSHOT", "OpaqueRef:snap", "start"]),
        ("idle", "provision", ["PROVISION_ONLY_ALLOWED_ON_TEMPLATE"]),
        ("idle", "revert", ["REVERT_ONLY_ALLOWED_ON_SNAPSHOT"]),
        ("bare", "clean_shutdown", ["VM_LACKS_FEATURE", "OpaqueRef:bare"]),
        ("web", "snapshot_with_quiesce", ["VM_SNAPSHOT_WITH_QUIESCE_NOT_SUPPORTED", WEB]),
    ],
)
def test_refusals_by_kind(pool, name, operation, expected):
    assert why(pool, operation, f"OpaqueRef:{name}") == expected


def test_a_control_domain_is_left_alone(pool):
    assert why(pool, "clean_shutdown", "OpaqueRef:dom0")[0] == "OPERATION_NOT_ALLOWED"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"attached_PCIs": ["OpaqueRef:pci"]}, "VM_HAS_PCI_ATTACHED"),
        ({"VGPUs": ["OpaqueRef:vgpu"]}, "VM_HAS_VGPU"),
        ({"VUSBs": ["OpaqueRef:vusb"]}, "VM_HAS_VUSBS"),
    ],
)
def test_devices_that_tie_a_machine_to_its_host(pool, fields, code):
    write(pool, "web", **fields)

    assert why(pool, "pool_migrate") == [code, WEB]


def test_a_machine_that_must_not_move(pool):
    pool.database.write("VM_metrics", "OpaqueRef:web-metrics", "nomigrate", True)

    assert why(pool, "pool_migrate") == ["VM_IS_IMMOBILE", WEB]
    assert operations.refusal(pool, WEB, "pool_migrate", strict=False) is None


def test_a_machine_that_virtualizes_itself_keeps_its_memory(pool):
    pool.database.write("VM_metrics", "OpaqueRef:web-metrics", "nested_virt", True)

    assert why(pool, "changing_dynamic_range") == ["VM_IS_USING_NESTED_VIRT", WEB]
    assert why(pool, "suspend") == ["VM_IS_IMMOBILE", WEB]
    assert why(pool, "pause") == []


def test_a_guest_that_says_why_it_cannot_be_suspended(pool):
    said = pool.record("VM_guest_metrics", "OpaqueRef:web-guest")["other"]
    pool.database.write(
        "VM_guest_metrics", "OpaqueRef:web-guest", "other", said | {"data-cant-suspend-reason": "no room"}
    )

    assert why(pool, "suspend") == ["VM_NON_SUSPENDABLE", WEB, "no room"]


def test_a_guest_without_full_drivers_does_what_it_has_the_features_for(pool):
    pool.database.write_all(
        "VM_guest_metrics", "OpaqueRef:web-guest", PV_drivers_version={}, other={"feature-shutdown": "1"}
    )
    assert why(pool, "clean_shutdown") == ["VM_LACKS_FEATURE", WEB]

    pool.database.write(
        "VM_guest_metrics", "OpaqueRef:web-guest", "other", {"feature-shutdown": "1", "feature-poweroff": "1"}
    )
    assert why(pool, "clean_shutdown") == []
    assert why(pool, "suspend") == ["VM_LACKS_FEATURE", WEB]


def test_a_paravirtualized_guest_needs_no_drivers(pool):
    pool.database.write("VM_metrics", "OpaqueRef:bare-metrics", "current_domain_type", "pvh")

    assert allowed(pool, "bare") == RUNNING


def test_a_disk_that_is_reset_at_boot_cannot_be_in_a_snapshot(pool):
    pool.database.write("VDI", "OpaqueRef:disk-web", "sm_config", {"on_boot": "reset"})

    assert why(pool, "snapshot") == ["VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", "OpaqueRef:disk-web"]
    assert why(pool, "pool_migrate") == []


def test_a_disk_that_is_reset_at_boot_and_cached_at_its_host_binds_the_machine(pool):
    pool.database.write("VDI", "OpaqueRef:disk-web", "sm_config", {"on_boot": "reset", "caching": "true"})

    assert why(pool, "pool_migrate") == ["VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", "OpaqueRef:disk-web"]


def test_a_member_of_a_vapp_stays_a_machine(pool):
    appliance = pool.database.add("VM_appliance", {})
    write(pool, "idle", appliance=appliance)

    error = ["VM_IS_PART_OF_AN_APPLIANCE", "OpaqueRef:idle", appliance]
    assert why(pool, "make_into_template", "OpaqueRef:idle") == error


def test_a_virtual_gpu_binds_a_machine_unless_its_card_can_hand_it_over(pool):
    kind = pool.database.add("VGPU_type", {"implementation": "nvidia"})
    card = pool.database.add("PGPU", {"host": "OpaqueRef:granite"})
    pool.database.add("VGPU", {"VM": WEB, "type": kind, "resident_on": card})
    for operation in ("suspend", "checkpoint", "pool_migrate", "migrate_send"):
        assert why(pool, operation) == ["VM_HAS_VGPU", WEB]
    assert why(pool, "snapshot") == []

    pool.database.write("PGPU", card, "compatibility_metadata", {"driver": "550"})
    assert why(pool, "pool_migrate") == []

    pool.database.write("VGPU_type", kind, "implementation", "passthrough")
    assert why(pool, "suspend") == ["VM_HAS_VGPU", WEB]


def test_a_virtual_gpu_that_is_not_in_use_binds_nobody(pool):
    pool.database.add("VGPU", {"VM": "OpaqueRef:idle"})

    assert why(pool, "migrate_send", "OpaqueRef:idle") == []


def test_little_is_allowed_in_the_midst_of_a_rolling_upgrade(pool):
    pool.database.write("host", "OpaqueRef:basalt", "software_version", {"platform_version": "3.4.1"})
    upgrades.detect(pool)

    assert why(pool, "snapshot") == ["NOT_SUPPORTED_DURING_UPGRADE"]
    assert why(pool, "migrate_send") == ["NOT_SUPPORTED_DURING_UPGRADE"]
    assert why(pool, "start", "OpaqueRef:idle") == []
    assert allowed(pool, "web") == {
        *("pause", "clean_shutdown", "clean_reboot", "hard_shutdown", "hard_reboot", "suspend", "pool_migrate"),
        "changing_VCPUs_live",
    }


def test_an_upgrade_is_the_last_but_one_thing_that_stands_against_an_operation(pool):
    pool.database.add("VTPM", {"VM": "OpaqueRef:idle"})
    assert why(pool, "create_vtpm", "OpaqueRef:idle") == ["VTPM_MAX_AMOUNT_REACHED", "1"]

    pool.database.write("pool", "OpaqueRef:pool", "other_config", {upgrades.KEY: "true"})

    assert why(pool, "create_vtpm", "OpaqueRef:idle") == ["NOT_SUPPORTED_DURING_UPGRADE"]


def test_only_a_young_server_prepares_images(pool):
    assert "sysprep" not in allowed(pool, "bare")
    assert why(pool, "sysprep") == ["FIELD_TYPE_ERROR", "op"]

    pool.database.write("host", "OpaqueRef:granite", "software_version", {"xapi_build": "25.24.0"})

    assert allowed(pool, "bare") == (RUNNING - NEED_TOOLS) | {"sysprep"}
    assert why(pool, "sysprep", "OpaqueRef:idle") == ["VM_BAD_POWER_STATE", "OpaqueRef:idle", "running", "halted"]


def test_what_a_machine_lists_is_what_it_would_do(start):
    (data,) = small.build(vms=20).pools
    api = start(data, plain=True).login()
    records = api("VM.get_all_records")
    assert len(records) > 40

    wrong = [
        (record["name_label"], operation)
        for vm, record in records.items()
        for operation in operations.LISTED
        if ("result" in api.raw("VM.assert_operation_valid", api.session, vm, operation))
        != (operation in record["allowed_operations"])
    ]

    assert wrong == []
