"""Pools by the dozen."""

from __future__ import annotations

from itertools import combinations

from tests.sim.worlds.tables import NOW, real_machines
from xengui.sim.worlds.many import build

# Templates that are delivered with the product have the same uuid everywhere.
SHARED = "is_default_template"


def test_there_are_as_many_pools_as_wanted_with_names_of_their_own() -> None:
    pools = build(pools=12, hosts=1, vms=2, now=NOW).pools

    assert [pool.name for pool in pools] == [f"Pool {number}" for number in range(1, 13)]
    assert {(len(pool.tables["host"]), len(real_machines(pool))) for pool in pools} == {(1, 2)}


def test_no_two_pools_share_a_reference_or_a_uuid() -> None:
    pools = build(pools=3, hosts=1, vms=5, now=NOW).pools

    for one, other in combinations(pools, 2):
        for class_, rows in one.tables.items():
            assert not rows.keys() & other.tables[class_].keys()
            uuids = [
                {record["uuid"] for record in pool.tables[class_].values() if not record.get(SHARED)}
                for pool in (one, other)
            ]
            assert not uuids[0] & uuids[1]
