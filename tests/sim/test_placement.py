"""Where a machine may run, and why it may not."""

from __future__ import annotations

import pytest

from xengui.sim import placement
from xengui.sim.failures import ApiError

VM, GRANITE, BASALT = "OpaqueRef:idle", "OpaqueRef:granite", "OpaqueRef:basalt"
GIB = 1 << 30


def why(pool, host=BASALT) -> list[str]:
    error = placement.refusal(pool, VM, host)
    return error.description if error else []


def test_nothing_stands_against_a_host_with_all_that_is_needed(pool):
    assert why(pool) == []
    assert set(placement.possible(pool, VM)) == {GRANITE, BASALT}


def test_limits_of_memory_out_of_order(pool):
    pool.database.write("VM", VM, "memory_dynamic_min", 2 * GIB)

    assert why(pool)[0] == "MEMORY_CONSTRAINT_VIOLATION"


def test_a_host_that_is_not_there(pool):
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "live", False)

    assert why(pool) == ["HOST_NOT_LIVE"]


def test_a_host_out_of_service(pool):
    pool.database.write("host", BASALT, "enabled", False)

    assert why(pool) == ["HOST_DISABLED", BASALT]


def test_a_host_being_evacuated(pool):
    pool.database.write("host", BASALT, "current_operations", {"OpaqueRef:t": "evacuate"})

    assert why(pool) == ["HOST_EVACUATE_IN_PROGRESS", BASALT]


def test_storage_that_is_not_plugged_in_there(pool):
    pool.database.write("PBD", "OpaqueRef:pbd-basalt", "currently_attached", False)

    assert why(pool) == ["VM_REQUIRES_SR", VM, "OpaqueRef:nfs"]


def test_a_network_that_only_other_hosts_have(pool):
    pool.database.add("PIF", {"network": "OpaqueRef:net", "host": GRANITE})

    assert why(pool) == ["VM_REQUIRES_NETWORK", VM, "OpaqueRef:net"]
    assert why(pool, GRANITE) == []


def test_a_processor_without_virtualization(pool):
    pool.database.write("host", BASALT, "capabilities", ["xen-3.0-x86_64"])

    assert why(pool) == ["VM_HVM_REQUIRED", VM]


def test_a_host_without_the_memory(pool):
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "memory_free", 1)

    assert why(pool)[0] == "HOST_NOT_ENOUGH_FREE_MEMORY"
    assert placement.possible(pool, VM) == [GRANITE]


def test_a_machine_on_its_way_has_one_possible_host(pool):
    pool.database.write("VM", VM, "scheduled_to_be_resident_on", BASALT)

    assert placement.possible(pool, VM) == [BASALT]


def test_hosts_that_fit_equally_well_are_chosen_by_chance(pool):
    chosen = {placement.choose(pool, VM) for _ in range(200)}

    assert chosen == {GRANITE, BASALT}


def test_reasons_come_in_xapis_order(pool):
    """Each reason is put in the way before the one that is seen first, from the last to the first."""
    database = pool.database
    obstacles = [
        ("HOST_NOT_ENOUGH_PCPUS", ("host", BASALT, "cpu_info", {"cpu_count": "1"})),
        ("HOST_NOT_ENOUGH_FREE_MEMORY", ("host_metrics", "OpaqueRef:basalt-metrics", "memory_free", 1)),
        ("VM_HVM_REQUIRED", ("host", BASALT, "capabilities", ["xen-3.0-x86_64"])),
        ("VM_REQUIRES_IOMMU", ("VM", VM, "other_config", {"pci": "0/0000:04:00.0"})),
        ("VM_REQUIRES_NETWORK", ("PIF", database.add("PIF", {"host": GRANITE}), "network", "OpaqueRef:net")),
        ("VM_REQUIRES_SR", ("PBD", "OpaqueRef:pbd-basalt", "currently_attached", False)),
        (
            "VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION",
            ("host", BASALT, "virtual_hardware_platform_versions", [1]),
        ),
        ("HOST_DISABLED", ("host", BASALT, "enabled", False)),
        ("HOST_NOT_LIVE", ("host_metrics", "OpaqueRef:basalt-metrics", "live", False)),
        ("VALUE_NOT_SUPPORTED", ("VM", VM, "VCPUs_at_startup", 3)),
        ("MEMORY_CONSTRAINT_VIOLATION", ("VM", VM, "memory_dynamic_min", 2 * GIB)),
    ]

    for code, write in obstacles:
        database.write(*write)
        assert why(pool)[0] == code


def test_a_control_domain_boots_at_home(pool):
    pool.database.write_all("VM", VM, is_control_domain=True, affinity=GRANITE)

    assert why(pool)[0] == "OPERATION_NOT_ALLOWED"
    assert why(pool, GRANITE) == []


def test_the_affine_host_wins_else_the_one_with_most_memory(pool):
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "memory_free", 12 * GIB)
    assert placement.choose(pool, VM) == BASALT

    pool.database.write("VM", VM, "affinity", GRANITE)
    assert placement.choose(pool, VM) == GRANITE


def test_without_memory_anywhere_the_choice_falls_on_a_host_that_fits_otherwise(pool):
    for host in ("granite", "basalt"):
        pool.database.write("host_metrics", f"OpaqueRef:{host}-metrics", "memory_free", 1)
    pool.database.write("host", GRANITE, "enabled", False)

    assert placement.choose(pool, VM) == BASALT


def test_no_host_at_all(pool):
    for host in (GRANITE, BASALT):
        pool.database.write("host", host, "enabled", False)

    with pytest.raises(ApiError) as refused:
        placement.choose(pool, VM)

    assert refused.value.description == ["NO_HOSTS_AVAILABLE"]


def test_a_machine_with_a_memory_image_needs_processors_of_the_same_make(pool):
    pool.database.write("host", BASALT, "cpu_info", {"vendor": "AuthenticAMD"})
    pool.database.write("VM", VM, "last_boot_CPU_flags", {"vendor": "GenuineIntel"})
    assert why(pool) == []

    pool.database.write("VM", VM, "power_state", "Suspended")

    assert why(pool)[:3] == ["VM_INCOMPATIBLE_WITH_THIS_HOST", VM, BASALT]
    assert BASALT in placement.possible(pool, VM)
    assert placement.choose(pool, VM) == GRANITE


def test_what_binds_a_machine(pool):
    error = placement.bound(pool, VM)

    assert error is not None
    assert error.description == ["HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED", "OpaqueRef:net"]
