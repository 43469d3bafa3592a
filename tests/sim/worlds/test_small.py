"""The small world is as large as it says."""

from __future__ import annotations

from tests.sim.worlds.tables import NOW, real_machines
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.worlds.small import build


def objects(pool: Pool) -> int:
    rows = sum(len(table.rows) for table in pool.database.tables.values())
    return rows + len(pool.messages.records())


def test_three_hosts_and_fifty_machines_make_about_a_thousand_objects() -> None:
    (data,) = build(now=NOW).pools
    pool = Pool(data, Clock(), "root", "pretend")

    assert len(pool.database.refs("host")) == 3
    assert len(real_machines(data)) == 50
    assert 900 < objects(pool) < 1300


def test_it_takes_the_numbers_it_is_given() -> None:
    (data,) = build(hosts=1, vms=7, now=NOW).pools

    assert (len(data.tables["host"]), len(real_machines(data))) == (1, 7)
