"""Which disks go where."""

from __future__ import annotations

import pytest

from tests.sim.conftest import ref
from tests.sim.moving import DISK_WEB, FAST, NFS, NULL, SNAP, WEB, movable, with_snapshot
from xengui.sim import disk_moves
from xengui.sim.clock import Clock
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool

DISK_SNAP = ref("disk-snap")


@pytest.fixture
def pool(data):
    return Pool(with_snapshot(movable(data)), Clock(), "root", "pretend")


def plan(pool: Pool, asked: dict[str, str], defaults: tuple[str, str] = (NFS, NFS)) -> dict[str, str]:
    return disk_moves.plan(pool, WEB, [SNAP], asked, defaults)


def test_a_disk_of_a_snapshot_follows_the_one_it_was_taken_of(pool):
    assert plan(pool, {DISK_WEB: FAST}) == {DISK_WEB: FAST, DISK_SNAP: FAST}
    assert plan(pool, {DISK_WEB: FAST, DISK_SNAP: NFS}) == {DISK_WEB: FAST, DISK_SNAP: NFS}


def test_every_disk_of_the_machine_has_to_be_in_the_map(pool):
    with pytest.raises(ApiError) as refused:
        plan(pool, {DISK_SNAP: FAST})

    assert refused.value.description == ["VDI_NOT_IN_MAP", DISK_WEB]


def test_what_has_no_place_at_all_is_not_in_the_map(pool):
    pool.database.write("VDI", DISK_SNAP, "snapshot_of", NULL)

    with pytest.raises(ApiError) as refused:
        plan(pool, {DISK_WEB: FAST}, (NULL, NULL))

    assert refused.value.description == ["VDI_NOT_IN_MAP", DISK_SNAP]


def test_a_disc_in_a_drive_is_no_disk_of_the_machine(pool):
    disc = pool.database.add("VDI", {"SR": NFS})
    pool.database.add("VBD", {"VM": WEB, "VDI": disc, "type": "CD"})

    assert disk_moves.disks_of(pool, WEB) == [DISK_WEB]


def test_a_new_disk_takes_room_and_taking_it_down_gives_that_back(pool):
    before = pool.record("SR", FAST)["physical_utilisation"]
    wanted = {DISK_WEB: dict(pool.record("VDI", DISK_WEB))}

    made = disk_moves.put_up(pool, wanted, {DISK_WEB: FAST})
    between = pool.record("SR", FAST)["physical_utilisation"]
    disk_moves.take_down(pool, made.values())

    assert between - before == wanted[DISK_WEB]["physical_utilisation"] > 0
    assert pool.record("SR", FAST)["physical_utilisation"] == before


def test_without_room_for_all_none_is_made(pool):
    pool.database.write("SR", FAST, "physical_size", 3 << 29)
    wanted = {disk: dict(pool.record("VDI", disk)) for disk in (DISK_WEB, DISK_SNAP)}
    before = set(pool.database.refs("VDI"))

    with pytest.raises(ApiError) as refused:
        disk_moves.put_up(pool, wanted, dict.fromkeys(wanted, FAST))

    assert refused.value.code == "SR_BACKEND_FAILURE_44"
    assert set(pool.database.refs("VDI")) == before


def test_a_disk_that_goes_takes_the_drives_with_it_that_hold_it(pool):
    disk_moves.take_down(pool, [DISK_WEB])

    assert not pool.database.has("VBD", ref("vbd-web"))


def test_a_disk_that_moves_is_lost_to_machines_that_share_it_but_do_not_use_it(pool):
    shared = pool.database.add("VBD", {"VM": ref("idle"), "VDI": DISK_WEB, "type": "Disk"})
    assert disk_moves.sharing_refusal(pool, (WEB, SNAP), [DISK_WEB]) is None
    made = disk_moves.put_up(pool, {DISK_WEB: dict(pool.record("VDI", DISK_WEB))}, {DISK_WEB: FAST})

    disk_moves.exchange(pool, (WEB, SNAP), made)

    assert not pool.database.has("VBD", shared)
    assert pool.record("VBD", ref("vbd-web"))["VDI"] == made[DISK_WEB]


def test_a_disk_that_another_machine_uses_cannot_leave(pool):
    pool.database.add("VBD", {"VM": ref("idle"), "VDI": DISK_WEB, "type": "Disk", "currently_attached": True})

    error = disk_moves.sharing_refusal(pool, (WEB, SNAP), [DISK_WEB])

    assert error is not None
    assert error.description == ["VDI_IN_USE", DISK_WEB, "destroy"]
