"""Pools by the number: whole, plausible, and broken only where real ones are."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.sim.worlds.tables import NOW, real_machines, rows
from tests.sim.worlds.test_demo import fits, loose_ends
from xengui.sim.clock import Clock
from xengui.sim.datamodel import FIELDS
from xengui.sim.pool import Pool
from xengui.sim.values import field_type
from xengui.sim.worlds.draft import NULL
from xengui.sim.worlds.quarry import quarry

POOL = quarry("Quarry", NOW, hosts=12, vms=300)


def test_every_field_exists_and_holds_a_value_of_its_type() -> None:
    wrong = [
        f"{cls}.{field} of {row.get('name_label')}: {value!r}"
        for cls, table in POOL.tables.items()
        for row in table.values()
        for field, value in row.items()
        if field not in FIELDS[cls] or not fits(value, field_type(cls, field))
    ]

    assert wrong == []


def test_the_same_numbers_give_the_same_pool() -> None:
    assert quarry("Quarry", NOW, hosts=12, vms=300) == POOL


def test_a_few_references_lead_nowhere() -> None:
    broken = {(cls, field) for cls, _, field in loose_ends(POOL)}

    assert broken == {("VM", "metrics"), ("VM", "snapshot_of"), ("VIF", "network"), ("VBD", "VDI")}


def test_a_host_rests_and_another_is_lost() -> None:
    live = [row["live"] for row in rows(POOL, "host_metrics")]
    enabled = [row["enabled"] for row in rows(POOL, "host")]

    assert (live.count(False), enabled.count(False)) == (1, 1)
    assert len({vm["resident_on"] for vm in real_machines(POOL)} - {NULL}) == 10


def test_machines_come_in_all_states_with_snapshots_and_templates_of_their_own() -> None:
    states = Counter(vm["power_state"] for vm in real_machines(POOL))

    assert len(real_machines(POOL)) == 300
    assert states.keys() == {"Running", "Halted", "Suspended", "Paused"}
    assert sum(vm.get("is_a_snapshot", False) for vm in rows(POOL, "VM")) > 60
    custom = [vm for vm in rows(POOL, "VM") if vm["name_label"].startswith("Base image")]
    assert len(custom) == 4
    assert all(vm["is_a_template"] and not vm.get("is_default_template") for vm in custom)


@pytest.mark.parametrize("vms", [1, 3])
def test_a_tiny_one_works_too(vms: int) -> None:
    pool = Pool(quarry("Tiny", NOW, hosts=1, vms=vms), Clock(), "root", "pretend")

    assert pool.messages.records()
    assert all(pool.live(host) for host in pool.database.refs("host"))
