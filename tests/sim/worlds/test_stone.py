"""Stone: a production pool of three hosts, each thing in it there for a reason."""

from __future__ import annotations

import pytest

from tests.sim.worlds.tables import NOW, Record, named, real_machines, ref_of, rows
from xengui.sim.datamodel import ENUMS
from xengui.sim.worlds.draft import GIB, NULL
from xengui.sim.worlds.stone import stone

STONE = stone(NOW)


def snapshots(machine: str) -> dict[str, Record]:
    of = ref_of(STONE, "VM", machine)
    return {ref: row for ref, row in STONE.tables["VM"].items() if row.get("snapshot_of") == of}


def test_every_power_state_is_there() -> None:
    assert {vm["power_state"] for vm in real_machines(STONE)} == set(ENUMS["vm_power_state"])


def test_running_machines_can_reach_their_attached_disks() -> None:
    for vbd in rows(STONE, "VBD"):
        if not vbd.get("currently_attached") or vbd["VDI"] == NULL:
            continue
        vm = STONE.tables["VM"][vbd["VM"]]
        if vm["power_state"] == "Suspended":
            continue
        sr = STONE.tables["VDI"][vbd["VDI"]]["SR"]
        plugged = {pbd["host"] for pbd in rows(STONE, "PBD") if pbd["SR"] == sr and pbd["currently_attached"]}
        assert vm["resident_on"] in plugged, vm["name_label"]


def test_web_01_may_move_and_db_primary_may_not() -> None:
    web, database = named(STONE, "VM", "web-01"), named(STONE, "VM", "db-primary")
    basalt = ref_of(STONE, "host", "basalt")
    free = STONE.tables["host_metrics"][STONE.tables["host"][basalt]["metrics"]]["memory_free"]
    at_basalt = {pbd["SR"] for pbd in rows(STONE, "PBD") if pbd["host"] == basalt and pbd["currently_attached"]}

    def repositories(name: str) -> set[str]:
        vm = ref_of(STONE, "VM", name)
        return {
            STONE.tables["VDI"][vbd["VDI"]]["SR"]
            for vbd in rows(STONE, "VBD")
            if vbd["VM"] == vm and vbd["VDI"] != NULL
        }

    assert repositories("web-01") <= at_basalt
    assert web["memory_target"] + web["memory_overhead"] < free
    assert not repositories("db-primary") <= at_basalt
    assert database["memory_target"] > free


def test_no_host_has_room_for_hungry() -> None:
    largest = max(metrics["memory_total"] for metrics in rows(STONE, "host_metrics"))

    assert named(STONE, "VM", "hungry")["memory_static_max"] == 512 * GIB
    assert largest < 512 * GIB


def test_slate_is_in_maintenance_and_empty() -> None:
    slate = named(STONE, "host", "slate")

    assert slate["enabled"] is False
    assert slate["other_config"]["MAINTENANCE_MODE"] == "true"
    assert [
        vm["name_label"] for vm in real_machines(STONE) if vm["resident_on"] == ref_of(STONE, "host", "slate")
    ] == []


def test_repositories_come_whole_broken_and_detached() -> None:
    plugged = {
        name: [pbd["currently_attached"] for pbd in rows(STONE, "PBD") if pbd["SR"] == ref_of(STONE, "SR", name)]
        for name in ("iSCSI fast", "iSCSI target 2", "NFS archive")
    }

    assert next(rows(STONE, "pool"))["default_SR"] == ref_of(STONE, "SR", "iSCSI fast")
    assert plugged == {
        "iSCSI fast": [True, True, True],
        "iSCSI target 2": [True, True, False],
        "NFS archive": [False, False, False],
    }


def test_web_01_has_a_branching_history() -> None:
    history = snapshots("web-01")
    names = {ref: row["name_label"] for ref, row in history.items()}

    parents = {row["name_label"]: names.get(row["parent"], "") for row in history.values()}

    assert parents == {
        "clean install": "",
        "php-8.3": "clean install",
        "nightly 21 Nov": "php-8.3",
        "tls-rotation try 1": "nightly 21 Nov",
        "tls-rotation try 2": "tls-rotation try 1",
        "nightly 23 Nov": "nightly 21 Nov",
        "before-kernel-6.12": "nightly 23 Nov",
    }
    assert names[named(STONE, "VM", "web-01")["parent"]] == "before-kernel-6.12"
    assert [row["name_label"] for row in history.values() if row["is_vmss_snapshot"]] == [
        "nightly 21 Nov",
        "nightly 23 Nov",
    ]
    assert [row["name_label"] for row in history.values() if row["power_state"] == "Suspended"] == [
        "tls-rotation try 1",
        "tls-rotation try 2",
    ]


def test_mail_has_no_guest_tools() -> None:
    mail = named(STONE, "VM", "mail")

    assert mail["other_config"]["sim:tools"] == "none"
    assert "PV_drivers_version" not in STONE.tables["VM_guest_metrics"][mail["guest_metrics"]]


def test_granite_leads_three_hosts_of_xenserver() -> None:
    assert next(rows(STONE, "pool"))["master"] == ref_of(STONE, "host", "granite")
    assert [host["name_label"] for host in rows(STONE, "host")] == ["granite", "basalt", "slate"]
    assert {host["software_version"]["product_brand"] for host in rows(STONE, "host")} == {"XenServer"}
    assert all(metrics["live"] for metrics in rows(STONE, "host_metrics"))


@pytest.mark.parametrize(
    ("name", "state", "host"),
    [
        ("web-01", "Running", "granite"),
        ("db-replica", "Running", "basalt"),
        ("erp-test", "Paused", "basalt"),
        ("erp-archive", "Suspended", ""),
        ("web-archive", "Halted", ""),
        ("ferry-legacy", "Halted", ""),
    ],
)
def test_the_machines_with_a_story_are_where_and_how_it_says(name: str, state: str, host: str) -> None:
    vm = named(STONE, "VM", name)

    assert vm["power_state"] == state
    assert vm["resident_on"] == (ref_of(STONE, "host", host) if host else NULL)


def test_every_kind_of_hiding_is_there() -> None:
    flagged = {
        vm["name_label"]: vm["other_config"]["HideFromXenCenter"]
        for vm in real_machines(STONE)
        if "HideFromXenCenter" in vm["other_config"]
    }

    assert flagged == {"old-proxy": "true", "monitoring": "True"}  # the second hides nothing
    assert named(STONE, "SR", "Backup staging")["other_config"]["HideFromXenCenter"] == "true"
    assert named(STONE, "network", "Backup transit")["other_config"]["HideFromXenCenter"] == "true"
    assert "xensource_internal" in named(STONE, "VM", "conversion-appliance")["other_config"]
    assert [vm["name_label"] for vm in real_machines(STONE) if vm["name_label"].startswith("__gui__")] == [
        "__gui__web-04"
    ]
    assert any(vdi["managed"] is False for vdi in rows(STONE, "VDI"))


def test_a_path_of_the_older_array_is_down() -> None:
    target = ref_of(STONE, "SR", "iSCSI target 2")
    told = [pbd["other_config"] for pbd in rows(STONE, "PBD") if pbd["SR"] == target and pbd["currently_attached"]]

    assert [value for keys in told for key, value in keys.items() if key.startswith("mpath-")] == ["[1, 3]"] * 2


def test_slate_has_a_bond_with_a_link_down() -> None:
    slate = ref_of(STONE, "host", "slate")
    links = {STONE.tables["PIF"][bond["master"]]["host"] == slate: bond["links_up"] for bond in rows(STONE, "Bond")}

    assert links == {True: 1, False: 2}


def test_every_way_of_being_hard_to_handle_is_there() -> None:
    assert named(STONE, "VM", "print-server")["other_config"]["sim:shutdown"] == "ignore"
    assert named(STONE, "VM", "db-primary")["blocked_operations"] == {"destroy": "Ask the database team first."}
    assert named(STONE, "VM", "ferry-legacy")["domain_type"] == "pv"
    assert named(STONE, "VM", "<b>lab</b> & co")["name_description"].count("\n") == 3
    assert [vtpm["VM"] for vtpm in rows(STONE, "VTPM")] == [ref_of(STONE, "VM", "desktop-gold")]


def test_one_disk_is_shared_by_three_machines() -> None:
    assets = ref_of(STONE, "VDI", "shared-assets")
    sharers = {STONE.tables["VM"][vbd["VM"]]["name_label"] for vbd in rows(STONE, "VBD") if vbd["VDI"] == assets}

    assert sharers == {"web-archive", "db-primary", "intranet"}
    assert STONE.tables["VDI"][assets]["sharable"] is True


def test_a_disk_and_a_snapshot_have_outlived_crm() -> None:
    assert [vm["name_label"] for vm in rows(STONE, "VM") if vm["name_label"] == "crm"] == []
    assert named(STONE, "VM", "last of crm")["snapshot_of"] not in STONE.tables["VM"]
    disks = {ref: vdi for ref, vdi in STONE.tables["VDI"].items() if vdi["name_label"] == "crm root"}
    (left,) = (ref for ref, vdi in disks.items() if not vdi.get("is_a_snapshot"))
    assert left not in {vbd["VDI"] for vbd in rows(STONE, "VBD")}


def test_a_pool_of_more_hosts_gives_each_a_name_and_an_address_of_its_own() -> None:
    grown = stone(NOW, hosts=30)

    hosts = list(rows(grown, "host"))
    assert len({host["name_label"] for host in hosts}) == len({host["address"] for host in hosts}) == 30


def test_a_crowd_settles_on_storage_of_its_own() -> None:
    grown = stone(NOW, vms=600)

    bulk = [sr["name_label"] for sr in rows(grown, "SR") if sr["name_label"].startswith("iSCSI bulk")]
    assert bulk == ["iSCSI bulk 1", "iSCSI bulk 2"]
    assert len(real_machines(grown)) == 600
