"""Where the memory of suspended machines goes."""

from __future__ import annotations

from typing import Any

import pytest

from xengui.sim import suspend_images
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool

WEB, NFS, GIB = "OpaqueRef:web", "OpaqueRef:nfs", 1 << 30


@pytest.fixture
def other_sr(pool):
    """A second place, plugged in where the machine runs."""
    sr = pool.database.add("SR", {"name_label": "other", "physical_size": 1000 * GIB})
    pool.database.add("PBD", {"SR": sr, "host": "OpaqueRef:granite", "currently_attached": True})
    return sr


def create(pool: Pool) -> dict[str, Any]:
    return pool.record("VDI", suspend_images.create(pool, WEB, pool.record("VM", WEB)))


def test_an_image_takes_up_room_and_gives_it_back(pool):
    image = suspend_images.create(pool, WEB, pool.record("VM", WEB))
    record = pool.record("VDI", image)
    assert (record["type"], record["location"]) == ("suspend", record["uuid"])
    assert pool.record("SR", NFS)["physical_utilisation"] == record["virtual_size"]

    suspend_images.drop(pool, image)

    assert pool.record("SR", NFS)["physical_utilisation"] == 0
    suspend_images.drop(pool, image)


def test_the_machine_chooses_first_then_the_pool_then_the_host(pool, other_sr):
    assert create(pool)["SR"] == NFS

    pool.database.write("VM", WEB, "suspend_SR", other_sr)
    assert create(pool)["SR"] == other_sr

    pool.database.write("VM", WEB, "suspend_SR", "OpaqueRef:NULL")
    pool.database.write("pool", pool.ref, "suspend_image_SR", "OpaqueRef:NULL")
    pool.database.write("host", "OpaqueRef:granite", "suspend_image_sr", other_sr)
    assert create(pool)["SR"] == other_sr


def test_a_place_that_is_not_plugged_in_is_none(pool):
    pool.database.write("PBD", "OpaqueRef:pbd-granite", "currently_attached", False)

    with pytest.raises(ApiError) as refused:
        create(pool)

    assert refused.value.description == ["VM_NO_SUSPEND_SR", WEB]


def test_too_little_room(pool):
    pool.database.write("SR", NFS, "physical_utilisation", 1000 * GIB)

    with pytest.raises(ApiError) as refused:
        create(pool)

    assert refused.value.description == ["SR_SUSPEND_SPACE_INSUFFICIENT", NFS]
