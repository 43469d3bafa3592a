"""What a machine asks of its host's hardware."""

from __future__ import annotations

import pytest

from xengui.sim import host_hardware

VM, BASALT = "OpaqueRef:idle", "OpaqueRef:basalt"


def why(pool) -> list[str]:
    error = host_hardware.devices_refusal(pool, VM, pool.record("VM", VM), BASALT)
    return error.description if error else []


def test_a_machine_without_devices_asks_for_nothing(pool):
    assert why(pool) == []


@pytest.mark.parametrize("offered", [[], [0, 1]])
def test_virtual_hardware_that_the_host_cannot_show(pool, offered):
    pool.database.write("host", BASALT, "virtual_hardware_platform_versions", offered)
    pool.database.write("VM", VM, "hardware_platform_version", 2)

    error = host_hardware.platform_refusal(pool, VM, pool.record("VM", VM), BASALT)

    assert error is not None
    assert error.code == "VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION"
    assert (error.params[0], error.params[2:]) == (BASALT, [VM, "2"])


def test_a_card_passed_through_needs_its_host_to_translate_addresses(pool):
    pool.database.write("VM", VM, "other_config", {"pci": "0/0000:04:00.0"})
    assert why(pool) == ["VM_REQUIRES_IOMMU", BASALT]

    pool.database.write("host", BASALT, "chipset_info", {"iommu": "true"})
    assert why(pool) == []


def test_a_virtual_gpu_needs_a_card_of_its_group(pool):
    group = pool.database.add("GPU_group", {})
    kind = pool.database.add("VGPU_type", {"implementation": "passthrough"})
    pool.database.add("VGPU", {"VM": VM, "GPU_group": group, "type": kind})
    assert why(pool) == ["VM_REQUIRES_IOMMU", BASALT]

    pool.database.write("VGPU_type", kind, "implementation", "nvidia")
    assert why(pool) == ["VM_REQUIRES_GPU", VM, group]

    pool.database.add("PGPU", {"GPU_group": group, "host": BASALT})
    assert why(pool) == []


def test_a_usb_device_has_to_be_plugged_in_there(pool):
    group = pool.database.add("USB_group", {})
    pool.database.add("VUSB", {"VM": VM, "USB_group": group})
    assert why(pool) == ["VM_REQUIRES_VUSB", VM, group]

    pool.database.add("PUSB", {"USB_group": group, "host": BASALT})
    assert why(pool) == []


def test_a_network_card_hands_out_no_more_functions_than_it_has(pool):
    functions = pool.database.add("PCI", {"dependencies": ["OpaqueRef:function"]})
    physical = pool.database.add("PIF", {"host": BASALT, "PCI": functions})
    logical = pool.database.add("PIF", {"host": BASALT, "network": "OpaqueRef:net"})
    pool.database.add("network_sriov", {"physical_PIF": physical, "logical_PIF": logical})
    assert why(pool) == []

    pool.database.write("VM", "OpaqueRef:web", "resident_on", BASALT)

    assert why(pool) == ["NETWORK_SRIOV_INSUFFICIENT_CAPACITY", "OpaqueRef:net"]


def test_a_processor_without_virtualization(pool):
    pool.database.write("host", BASALT, "capabilities", ["xen-3.0-x86_64"])

    assert why(pool) == ["VM_HVM_REQUIRED", VM]


def test_a_machine_has_no_more_processors_than_its_host(pool):
    pool.database.write("host", BASALT, "cpu_info", {"cpu_count": "1"})

    error = host_hardware.processors_refusal(pool, pool.record("VM", VM), BASALT)

    assert error is not None
    assert error.description == ["HOST_NOT_ENOUGH_PCPUS", "2", "1"]
