"""A machine packed in one pool and unpacked in another."""

from __future__ import annotations

import json

import pytest

from tests.sim.conftest import ref
from tests.sim.moving import DISK_WEB, FAR_NET, NULL, SNAP, WEB, far_pool, movable, with_snapshot
from xengui.sim import luggage
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool

MAC = "aa:bb:cc:00:00:03"


@pytest.fixture
def pool(data):
    return Pool(with_snapshot(movable(data)), Clock(), "root", "pretend")


@pytest.fixture
def far():
    return Pool(far_pool(), Clock(), "root", "pretend")


def test_the_machine_comes_first_and_the_whole_can_be_told(pool):
    packed = luggage.pack(pool, WEB, snapshots=True)

    assert list(packed["rows"]["VM"]) == [WEB, SNAP]
    assert set(packed["rows"]["VDI"]) == {DISK_WEB, ref("disk-snap")}
    assert json.loads(json.dumps(packed)) == packed


def test_snapshots_can_stay_behind(pool):
    packed = luggage.pack(pool, WEB, snapshots=False)

    assert list(packed["rows"]["VM"]) == [WEB]
    assert list(packed["rows"]["VDI"]) == [DISK_WEB]


def test_nothing_unpacked_leads_back_to_where_it_came_from(pool, far):
    pool.database.write_all("VM", WEB, affinity=ref("granite"), parent=SNAP)
    pool.database.add("VGPU", {"VM": WEB})
    packed = luggage.pack(pool, WEB, snapshots=True)
    far_disks = {disk: far.database.add("VDI", {}) for disk in packed["rows"]["VDI"]}

    became = luggage.unpack(far, packed, far_disks, {MAC: FAR_NET}, copy=False)

    record = far.record("VM", became[WEB])
    assert (record["affinity"], record["resident_on"], record["VGPUs"]) == (NULL, NULL, [])
    assert (record["parent"], record["snapshots"]) == (became[SNAP], [became[SNAP]])
    assert far.record("VM", became[SNAP])["children"] == [became[WEB]]
    assert [far.record("VBD", drive)["VDI"] for drive in record["VBDs"]] == [far_disks[DISK_WEB]]
    assert (record["power_state"], record["domid"]) == ("Halted", -1)
    assert record["uuid"] == pool.record("VM", WEB)["uuid"]


def test_a_copy_has_an_identity_of_its_own(pool, far):
    packed = luggage.pack(pool, WEB, snapshots=False)

    became = luggage.unpack(far, packed, {}, {MAC: FAR_NET}, copy=True)

    record = far.record("VM", became[WEB])
    (interface,) = record["VIFs"]
    assert record["uuid"] not in {"", pool.record("VM", WEB)["uuid"]}
    assert record["other_config"]["mac_seed"] != "seed-web"
    assert far.record("VIF", interface)["MAC"].startswith("02:")
