"""Moving within the pool, beside what `calls/test_migration.py` shows over the wire."""

from __future__ import annotations

import pytest

from tests.sim.conftest import ref
from tests.sim.moving import BASALT, DISK_WEB, FAST, GRANITE, NFS, WEB, movable
from xengui.sim import relocation
from xengui.sim.clock import Clock
from xengui.sim.destinations import Wishes
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool


@pytest.fixture
def pool(data):
    return Pool(movable(data), Clock(), "root", "pretend")


def why(pool: Pool, host: str, wishes: Wishes) -> list[str]:
    with pytest.raises(ApiError) as refused:
        relocation.prepare(pool, WEB, host, wishes)
    return refused.value.description


def test_only_disks_that_change_their_place_move(pool):
    assert relocation.prepare(pool, WEB, BASALT, Wishes({DISK_WEB: NFS})) == {}
    assert relocation.prepare(pool, WEB, BASALT, Wishes({DISK_WEB: FAST})) == {DISK_WEB: FAST}


def test_a_machine_needs_memory_where_it_is_not_yet(pool):
    for host in ("granite", "basalt"):
        pool.database.write("host_metrics", ref(f"{host}-metrics"), "memory_free", 0)

    assert relocation.prepare(pool, WEB, GRANITE, Wishes({DISK_WEB: FAST})) == {DISK_WEB: FAST}
    assert why(pool, BASALT, Wishes({DISK_WEB: FAST}))[0] == "HOST_NOT_ENOUGH_FREE_MEMORY"


def test_force_overlooks_the_processor(pool):
    pool.database.write("host", BASALT, "cpu_info", {"vendor": "AuthenticAMD"})
    pool.database.write("VM", WEB, "last_boot_CPU_flags", {"vendor": "GenuineIntel"})
    assert why(pool, BASALT, Wishes({DISK_WEB: FAST}))[0] == "VM_INCOMPATIBLE_WITH_THIS_HOST"

    forced = Wishes({DISK_WEB: FAST}, {}, {"force": "true"})

    assert relocation.prepare(pool, WEB, BASALT, forced) == {DISK_WEB: FAST}


def test_a_disk_moves_under_its_machine_where_it_runs_else_where_all_is_reached(pool):
    pool.database.write("VM", WEB, "resident_on", BASALT)
    assert relocation.nearest(pool, WEB, {DISK_WEB: FAST}) == BASALT

    pool.database.write("VM", WEB, "resident_on", GRANITE)
    assert relocation.nearest(pool, WEB, {DISK_WEB: FAST}) == GRANITE

    pool.database.write("PBD", ref("fast-granite"), "currently_attached", False)
    assert relocation.nearest(pool, WEB, {DISK_WEB: FAST}) == BASALT

    pool.database.write("PBD", ref("fast-basalt"), "currently_attached", False)
    with pytest.raises(ApiError) as refused:
        relocation.nearest(pool, WEB, {DISK_WEB: FAST})
    assert refused.value.description == ["NO_HOSTS_AVAILABLE"]
