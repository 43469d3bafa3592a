"""The demo world is whole, plausible and the same in every run."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.sim.worlds.tables import NOW, named, real_machines, ref_of, rows
from xengui.sim.datamodel import ENUMS, FIELDS
from xengui.sim.loading import load
from xengui.sim.values import Type, field_type
from xengui.sim.world import PoolData
from xengui.sim.worlds.demo import build
from xengui.sim.worlds.draft import NULL

STONE, LAB = build(now=NOW).pools
BOTH = pytest.mark.parametrize("pool", [STONE, LAB], ids=["Stone", "Lab"])


def fits(value: Any, type_: Type) -> bool:
    match type_.kind:
        case "string":
            return isinstance(value, str)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "float":
            return isinstance(value, float)
        case "bool":
            return isinstance(value, bool)
        case "datetime":
            return isinstance(value, str) and re.fullmatch(r"\d{8}T\d\d:\d\d:\d\dZ", value) is not None
        case "enum":
            return value in ENUMS[type_.name]
        case "ref":
            return isinstance(value, str) and value.startswith("OpaqueRef:")
        case "set":
            return isinstance(value, list) and all(fits(member, type_.of[0]) for member in value)
        case "map":
            key, held = type_.of
            return isinstance(value, dict) and all(
                isinstance(name, str) and (key.kind != "enum" or fits(name, key)) and fits(each, held)
                for name, each in value.items()
            )
    return False


def references(value: Any, type_: Type) -> Iterator[tuple[str, str]]:
    """The class and reference of everything a value names."""
    if type_.kind == "ref" and value != NULL:
        yield type_.name, value
    elif type_.kind == "set":
        for member in value:
            yield from references(member, type_.of[0])
    elif type_.kind == "map":
        for key, held in value.items():
            yield from references(key, type_.of[0])
            yield from references(held, type_.of[1])


def loose_ends(pool: PoolData) -> set[tuple[str, str, str]]:
    """Class, name and field of every record that names another which is not there."""
    return {
        (cls, row.get("name_label", ref), field)
        for cls, table in pool.tables.items()
        for ref, row in table.items()
        for field, value in row.items()
        for target, named_ref in references(value, field_type(cls, field))
        if named_ref not in pool.tables.get(target, {})
    }


@BOTH
def test_every_field_exists_and_holds_a_value_of_its_type(pool: PoolData) -> None:
    wrong = [
        (cls, field, value)
        for cls, table in pool.tables.items()
        for row in table.values()
        for field, value in row.items()
        if field not in FIELDS[cls] or not fits(value, field_type(cls, field))
    ]

    assert wrong == []


def test_references_lead_somewhere_but_for_the_two_that_are_broken_on_purpose() -> None:
    assert loose_ends(LAB) == set()
    assert loose_ends(STONE) == {("VM", "intranet", "metrics"), ("VM", "last of crm", "snapshot_of")}


@BOTH
def test_no_uuid_is_used_twice_in_a_pool(pool: PoolData) -> None:
    uuids = Counter(row["uuid"] for table in pool.tables.values() for row in table.values())

    assert [uuid for uuid, times in uuids.items() if times > 1] == []


def test_references_of_two_pools_do_not_meet() -> None:
    stone = {ref for table in STONE.tables.values() for ref in table}
    lab = {ref for table in LAB.tables.values() for ref in table}

    assert stone & lab == set()


def test_two_builds_at_one_moment_are_equal() -> None:
    assert build(now=NOW) == build(now=NOW)


def test_references_and_uuids_do_not_depend_on_the_time() -> None:
    later = build(now=NOW + 86_400)

    for pool, again in zip((STONE, LAB), later.pools, strict=True):
        assert {ref: row["uuid"] for ref, row in pool.tables["VM"].items()} == {
            ref: row["uuid"] for ref, row in again.tables["VM"].items()
        }
        assert {cls: list(table) for cls, table in pool.tables.items()} == {
            cls: list(table) for cls, table in again.tables.items()
        }


def test_without_a_moment_machines_look_freshly_started() -> None:
    (stone, _) = build().pools

    started = stone.tables["VM_metrics"][named(stone, "VM", "web-01")["metrics"]]["start_time"]

    assert started[:4] in {str(time.gmtime().tm_year), str(time.gmtime().tm_year - 1)}


@BOTH
def test_the_memory_of_a_host_adds_up(pool: PoolData) -> None:
    for ref, host in pool.tables["host"].items():
        domains = [
            vm for vm in rows(pool, "VM") if vm.get("resident_on") == ref and vm["power_state"] in {"Running", "Paused"}
        ]
        metrics = pool.tables["host_metrics"][host["metrics"]]

        taken = sum(vm["memory_target"] + vm.get("memory_overhead", 0) for vm in domains)

        assert metrics["memory_free"] == metrics["memory_total"] - host["memory_overhead"] - taken
        assert metrics["memory_free"] > 0


@BOTH
def test_a_repository_holds_what_its_disks_take(pool: PoolData) -> None:
    for ref, sr in pool.tables["SR"].items():
        disks = [vdi for vdi in rows(pool, "VDI") if vdi["SR"] == ref]

        assert sr["virtual_allocation"] == sum(vdi.get("virtual_size", 0) for vdi in disks)
        assert sr["physical_utilisation"] >= sum(vdi.get("physical_utilisation", 0) for vdi in disks)
        assert sr["physical_utilisation"] <= sr["physical_size"] or sr["type"] in {"udev", "iso"}


@BOTH
def test_machines_started_after_their_host(pool: PoolData) -> None:
    for vm in real_machines(pool):
        if vm["power_state"] == "Running":
            host = pool.tables["host"][vm["resident_on"]]
            booted = time.strftime("%Y%m%dT%H:%M:%SZ", time.gmtime(float(host["other_config"]["boot_time"])))
            assert pool.tables["VM_metrics"][vm["metrics"]]["start_time"] > booted


@BOTH
def test_only_machines_with_a_domain_have_a_place_and_consoles(pool: PoolData) -> None:
    with_console = Counter(console["VM"] for console in rows(pool, "console"))

    for ref, vm in pool.tables["VM"].items():
        on = vm["power_state"] in {"Running", "Paused"}
        assert (vm.get("resident_on", NULL) != NULL) == on, vm["name_label"]
        assert (vm["domid"] >= 0) == on, vm["name_label"]
        assert with_console[ref] == (2 if on else 0), vm["name_label"]


@BOTH
def test_running_and_suspended_machines_have_their_disks_attached(pool: PoolData) -> None:
    for vbd in rows(pool, "VBD"):
        vm = pool.tables["VM"][vbd["VM"]]
        on = vm["power_state"] != "Halted" and not vm.get("is_a_snapshot")
        detached = vbd["VDI"] != NULL and pool.tables["VDI"][vbd["VDI"]]["name_label"] == "shared-assets"
        assert vbd.get("currently_attached", False) == (on and not detached)
        assert (vbd.get("device", "") != "") == vbd.get("currently_attached", False)


@BOTH
def test_a_suspended_machine_has_its_image(pool: PoolData) -> None:
    for vm in rows(pool, "VM"):
        image = vm.get("suspend_VDI", NULL)
        assert (image != NULL) == (vm["power_state"] == "Suspended")
        if image != NULL:
            assert pool.tables["VDI"][image]["type"] == "suspend"
            assert pool.tables["VDI"][image]["virtual_size"] > vm["memory_static_max"]


def test_the_loader_takes_both_pools() -> None:
    for pool in (STONE, LAB):
        database, _ = load(pool)

        assert len(database.refs("VM")) == len(pool.tables["VM"])

    database, messages = load(STONE)
    web = database.record("VM", ref_of(STONE, "VM", "web-01"))
    assert len(web["snapshots"]) == 7
    assert len(web["VBDs"]) == 4
    assert messages is not None


def test_the_first_pool_grows_to_the_size_asked_for() -> None:
    began = time.perf_counter()

    stone, lab = build(hosts=64, vms=5000, now=NOW).pools

    assert time.perf_counter() - began < 10
    assert len(stone.tables["host"]) == 64
    assert len(real_machines(stone)) == 5000
    assert lab == LAB
    states = Counter(vm["power_state"] for vm in real_machines(stone))
    assert states["Running"] > 2500
    assert min(states["Halted"], states["Paused"], states["Suspended"]) > 200
    assert len({vm["resident_on"] for vm in real_machines(stone)} - {NULL}) == 63
    assert max(Counter(vm["name_label"] for vm in real_machines(stone)).values()) == 1
    assert loose_ends(stone) == loose_ends(STONE)


def test_a_grown_pool_keeps_the_machines_with_a_story() -> None:
    grown = build(vms=100, now=NOW).pools[0]

    assert len(real_machines(grown)) == 100
    assert set(STONE.tables["VM"]) <= set(grown.tables["VM"])


def test_a_pool_never_shrinks() -> None:
    assert build(hosts=1, vms=1, now=NOW).pools[0] == STONE
