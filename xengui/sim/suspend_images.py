"""The disks that hold the memory of suspended machines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xengui.sim import placement
from xengui.sim.failures import ApiError
from xengui.sim.memory import MIB
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool


def create(pool: Pool, vm: str, record: Record) -> str:
    """Make room for a machine's memory: in its own place for it, else the pool's, else its host's."""
    sr = _place(pool, vm, record)
    size = int(1.26 * record["memory_static_max"]) + 100 * MIB
    storage = pool.record("SR", sr)
    if 0 < storage["physical_size"] < storage["physical_utilisation"] + size:
        raise ApiError("SR_SUSPEND_SPACE_INSUFFICIENT", sr)
    image = pool.database.add(
        "VDI",
        {
            "name_label": "Suspend image",
            "name_description": "Suspend image",
            "SR": sr,
            "type": "suspend",
            "virtual_size": size,
            "physical_utilisation": size,
            "managed": True,
        },
    )
    pool.database.write("VDI", image, "location", pool.record("VDI", image)["uuid"])
    use_space(pool, sr, size)
    pool.operations.refresh("VDI", image)
    return image


def drop(pool: Pool, image: str) -> None:
    """Remove an image, if there is one."""
    record = pool.database.find("VDI", image)
    if record is not None:
        pool.database.remove("VDI", image)
        if pool.database.has("SR", record["SR"]):
            use_space(pool, record["SR"], -record["physical_utilisation"])


def _place(pool: Pool, vm: str, record: Record) -> str:
    host = record["resident_on"]
    choices = (
        record["suspend_SR"],
        pool.record("pool", pool.ref)["suspend_image_SR"],
        pool.record("host", host)["suspend_image_sr"],
    )
    for sr in choices:
        if placement.reaches(pool, host, sr):
            return str(sr)
    raise ApiError("VM_NO_SUSPEND_SR", vm)


def use_space(pool: Pool, sr: str, size: int) -> None:
    """Take room in a repository, or with a negative size give it back."""
    record = pool.record("SR", sr)
    if record["physical_size"] > 0:
        for field in ("physical_utilisation", "virtual_allocation"):
            pool.database.write("SR", sr, field, max(0, record[field] + size))
