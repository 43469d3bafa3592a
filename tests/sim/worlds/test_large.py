"""The large world is as large as it says, and does not take long to build."""

from __future__ import annotations

import time

from tests.sim.worlds.tables import NOW, real_machines
from tests.sim.worlds.test_small import objects
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.worlds.large import build


def test_sixteen_hosts_and_a_thousand_machines_make_about_sixteen_thousand_objects() -> None:
    began = time.perf_counter()

    (data,) = build(now=NOW).pools
    pool = Pool(data, Clock(), "root", "pretend")

    assert time.perf_counter() - began < 15
    assert len(pool.database.refs("host")) == 16
    assert len(real_machines(data)) == 1000
    assert 14_000 < objects(pool) < 18_000


def test_it_takes_the_numbers_it_is_given() -> None:
    (data,) = build(hosts=20, vms=60, now=NOW).pools

    assert (len(data.tables["host"]), len(real_machines(data))) == (20, 60)
