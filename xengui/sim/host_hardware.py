"""What of a host's hardware a machine asks for, and what a host lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.operations.vm import domain_type
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool


def platform_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    """Why the host cannot show the machine the virtual hardware it was installed with."""
    offered = pool.record("host", host)["virtual_hardware_platform_versions"] or [0]
    wanted = record["hardware_platform_version"]
    if wanted in offered:
        return None
    found = "; ".join(map(str, offered))
    return ApiError("VM_HOST_INCOMPATIBLE_VIRTUAL_HARDWARE_PLATFORM_VERSION", host, f"[{found}]", vm, str(wanted))


def devices_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    """Why a device the machine is given has no counterpart at the host, in xapi's order."""
    return (
        _iommu_refusal(pool, record, host)
        or _gpu_refusal(pool, vm, record, host)
        or _usb_refusal(pool, vm, record, host)
        or _virtual_functions_refusal(pool, record, host)
        or _virtualization_refusal(pool, vm, record, host)
    )


def _iommu_refusal(pool: Pool, record: Record, host: str) -> ApiError | None:
    passed_through = bool(record["other_config"].get("pci")) or any(
        _whole_card(pool, pool.database.find("VGPU", vgpu) or {}) for vgpu in record["VGPUs"]
    )
    if passed_through and pool.record("host", host)["chipset_info"].get("iommu") != "true":
        return ApiError("VM_REQUIRES_IOMMU", host)
    return None


def _whole_card(pool: Pool, vgpu: Record) -> bool:
    kind = pool.database.find("VGPU_type", vgpu.get("type", ""))
    return kind is not None and kind["implementation"] == "passthrough"


def _gpu_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    for ref in record["VGPUs"]:
        vgpu = pool.database.find("VGPU", ref)
        if vgpu is not None and not _has(pool, host, "PGPU", "GPU_group", vgpu["GPU_group"]):
            return ApiError("VM_REQUIRES_GPU", vm, vgpu["GPU_group"])
    return None


def _usb_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    for ref in record["VUSBs"]:
        vusb = pool.database.find("VUSB", ref)
        if vusb is not None and not _has(pool, host, "PUSB", "USB_group", vusb["USB_group"]):
            return ApiError("VM_REQUIRES_VUSB", vm, vusb["USB_group"])
    return None


def _has(pool: Pool, host: str, class_: str, field: str, group: str) -> bool:
    return any(record["host"] == host and record[field] == group for _, record in pool.database.rows(class_))


def _virtual_functions_refusal(pool: Pool, record: Record, host: str) -> ApiError | None:
    """A card hands out as many virtual functions as it has, and not one more."""
    wanted: dict[str, int] = {}
    for vif in record["VIFs"]:
        network = pool.record("VIF", vif)["network"]
        wanted[network] = wanted.get(network, 0) + 1
    for network, count in wanted.items():
        pifs = (pool.database.find("network", network) or {}).get("PIFs", ())
        cards = [pif for pif in (pool.record("PIF", ref) for ref in pifs) if pif["host"] == host]
        logical = [card for card in cards if card["sriov_logical_PIF_of"]]
        if logical and count > _free_functions(pool, network, host, logical[0]):
            return ApiError("NETWORK_SRIOV_INSUFFICIENT_CAPACITY", network)
    return None


def _free_functions(pool: Pool, network: str, host: str, pif: Record) -> int:
    physical = (pool.database.find("network_sriov", pif["sriov_logical_PIF_of"][0]) or {}).get("physical_PIF", "")
    functions = (pool.database.find("PIF", physical) or {}).get("PCI", "")
    total = len((pool.database.find("PCI", functions) or {}).get("dependencies", ()))
    attached = (pool.record("VIF", vif) for vif in pool.record("network", network)["VIFs"])
    owners = [pool.database.find("VM", vif["VM"]) for vif in attached if vif["currently_attached"]]
    return total - sum(1 for owner in owners if owner is not None and owner["resident_on"] == host)


def _virtualization_refusal(pool: Pool, vm: str, record: Record, host: str) -> ApiError | None:
    capabilities = pool.record("host", host)["capabilities"]
    virtual = any(name.startswith("hvm") for name in capabilities)
    if capabilities and not virtual and domain_type(pool, record) == "hvm":
        return ApiError("VM_HVM_REQUIRED", vm)
    return None


def processors_refusal(pool: Pool, record: Record, host: str) -> ApiError | None:
    """More virtual processors than the host has real ones cannot all run at once."""
    count = pool.record("host", host)["cpu_info"].get("cpu_count", "")
    if count.isdigit() and record["VCPUs_max"] > int(count):
        return ApiError("HOST_NOT_ENOUGH_PCPUS", str(record["VCPUs_max"]), count)
    return None
