"""Real pools, recorded by XenCenter's authors and kept beside the project: every query answers for every object."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.builders import NOW, a_connection
from xengui.model.classes import SR, VM, Host
from xengui.model.record import Record
from xengui.model.records import class_named, record
from xengui.model.snapshot import Snapshot, class_name
from xengui.queries import addresses, errors, names, placement, states, visibility
from xengui.queries.general import sections
from xengui.queries.header import header
from xengui.queries.tree import Node, infrastructure
from xengui.queries.visibility import Toggles

CORPUS = Path(__file__).parents[2] / "../shared/corpus"
RECORDED = ("small_vms", "boston-db", "tampa-db_inc_snapshots")
EVERYTHING = Toggles(default_templates=True, hidden_objects=True)

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the recorded pools are not beside the project")


@cache
def recorded(name: str) -> Snapshot:
    tables: dict[type[Record], dict[str, Record]] = {}
    with gzip.open(CORPUS / f"{name}.json.gz") as file:
        dump = json.load(file)
    for event_class, rows in dump.items():
        known = class_named(event_class)
        assert known
        tables[known[1]] = {ref: record(known[1], ref, row) for ref, row in rows.items()}
    return Snapshot(tables)


def tree(name: str, toggles: Toggles) -> tuple[Node, ...]:
    return infrastructure((a_connection(recorded(name)),), toggles, NOW)


def drawn(nodes: tuple[Node, ...], depth: int = 0) -> str:
    return "".join(f"{'  ' * depth}{node.text}\n{drawn(node.children, depth + 1)}" for node in nodes)


def every(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from every(node.children)


STANDALONE = """\
dt40
  Database server
  Web server
  DVD drives
  Local storage
  Removable storage
"""

BOSTON = """\
New Pool
  inflames
    Demo
    DVD drives
    Local storage
    Removable storage
  incubus
    Demo Linux
    DVD drives
    Local storage
    Removable storage
  iSCSI virtual disk storage
"""

TAMPA = """\
TampaPool
  dt16
    dlvm_local
    dlvm_shared
    DVD drives
    Local storage
    Removable storage
  dt23
    DVD drives
    Local storage
    Removable storage
  iSCSI virtual disk storage
"""


@pytest.mark.parametrize(
    ("name", "wanted"), [("small_vms", STANDALONE), ("boston-db", BOSTON), ("tampa-db_inc_snapshots", TAMPA)]
)
def test_the_tree_is_the_one_that_xencenter_would_draw(name, wanted):
    assert drawn(tree(name, Toggles())) == wanted


@pytest.mark.parametrize(
    ("name", "custom", "default"), [("small_vms", 1, 56), ("boston-db", 2, 54), ("tampa-db_inc_snapshots", 0, 61)]
)
def test_with_everything_switched_on_all_templates_follow_and_nothing_else(name, custom, default):
    few, all_ = list(every(tree(name, Toggles()))), list(every(tree(name, EVERYTHING)))

    added = [node.state for node in all_ if node.key not in {node.key for node in few}]

    assert added == ["template-custom"] * custom + ["template-default"] * default
    assert len(all_) == len(few) + custom + default


@pytest.mark.parametrize(("name", "wanted"), [("small_vms", STANDALONE), ("boston-db", BOSTON)])
def test_without_local_storage_hosts_keep_only_their_machines(name, wanted):
    built_in = {"DVD drives", "Local storage", "Removable storage"}

    left = [line for line in wanted.splitlines() if line.strip() not in built_in]

    assert drawn(tree(name, Toggles(local_storage=False))).splitlines() == left


def test_the_default_storage_and_the_coordinator_are_marked():
    flagged = {node.text: node.flags for node in every(tree("boston-db", Toggles()))}

    assert flagged["iSCSI virtual disk storage"] >= {"shared", "default"}
    assert "coordinator" in flagged["inflames"]
    assert "coordinator" not in flagged["incubus"]
    assert flagged["DVD drives"] == {"local", "iso"}


def test_a_hidden_template_is_marked_and_faint_where_it_is_shown():
    (hidden,) = [node for node in every(tree("small_vms", EVERYTHING)) if "hidden" in node.flags]

    assert hidden.text == "XenServer Transfer VM 5.9.960-49695c (hidden)"
    assert hidden.faint


def test_licenses_that_expired_are_told_except_of_a_free_edition():
    assert {
        node.text: node.warning for node in every(tree("boston-db", Toggles())) if node.cls in {"pool", "host"}
    } == {
        "New Pool": "license expired",
        "inflames": "license expired",
        "incubus": "license expired",
    }
    assert tree("small_vms", Toggles())[0].warning == ""


def test_snapshots_stand_with_their_machines_in_views_that_show_them():
    pool = recorded("tampa-db_inc_snapshots")

    snapshots = [vm for vm in pool.vms.values() if vm.is_a_snapshot]
    homes = {(vm.name_label, home.name_label) for vm in snapshots if (home := placement.home(vm, pool))}

    assert homes == {(name, "dt16") for name in ("snap1", "snap2", "fullsnap1", "localsnap1", "localsnap2full")}
    assert {states.state(vm, pool) for vm in pool.vms.values() if "full" in vm.name_label} == {"snapshot-memory"}


def test_networks_of_the_installer_are_numbered():
    pool = recorded("tampa-db_inc_snapshots")

    shown = [network for network in pool.networks.values() if visibility.shown(network, pool, show_hidden=False)]

    assert sorted(names.name(network, pool) for network in shown) == ["Network 0", "Network 1"]


@pytest.mark.parametrize("name", RECORDED)
def test_every_query_answers_for_every_object(name):
    pool = recorded(name)
    connection = a_connection(pool)

    for table in pool.tables.values():
        for ref, found in table.items():
            assert names.name(found, pool)
            assert names.node_text(found, pool)
            assert names.long_name(found, pool)
            assert names.name_of(pool, ref) == names.name(found, pool)
            assert names.path(pool, ref) is not None
            assert visibility.shown(found, pool, show_hidden=True) in {True, False}
            assert visibility.findable(found, pool, show_hidden=False) in {True, False}
            assert isinstance(placement.parents(found, pool), tuple)
            state = states.state(found, pool)
            assert states.words(state) or not state
            assert isinstance(states.warning(found, pool, NOW) + states.dim(found, pool, NOW), str)
            shown = header(connection, ref, NOW)
            assert shown
            assert shown.title
            for section in sections(connection, ref, NOW):
                assert section.title
                assert all(row.label and row.value and isinstance(row.value, str) for row in section.rows)
            assert errors.words("VM_BAD_POWER_STATE", (ref, "running", "halted"), pool).text
            if isinstance(found, VM):
                assert isinstance(addresses.of_vm(found, pool), tuple)


@pytest.mark.parametrize("name", RECORDED)
def test_everything_that_the_tree_shows_has_a_state_a_name_and_a_general_page(name):
    connection = a_connection(recorded(name))

    for node in every(tree(name, EVERYTHING)):
        assert node.text
        assert states.words(node.state)
        assert node.text.lower() in node.search
        assert sections(connection, node.ref, NOW)[0].title == "General"
        assert {class_name(kind) for kind in (Host, SR, VM)} | {"pool"} >= {node.cls}
