"""The lab: two old servers, one of which has stopped answering."""

from __future__ import annotations

from tests.sim.worlds.tables import NOW, named, real_machines, ref_of, rows
from xengui.sim.worlds.draft import NULL
from xengui.sim.worlds.lab import lab

LAB = lab(NOW)


def test_the_lab_runs_on_xcp_ng_and_quartz_leads_it() -> None:
    assert next(rows(LAB, "pool"))["master"] == ref_of(LAB, "host", "quartz")
    assert {host["name_label"] for host in rows(LAB, "host")} == {"quartz", "mica"}
    assert {host["software_version"]["product_brand"] for host in rows(LAB, "host")} == {"XCP-ng"}
    assert {host["edition"] for host in rows(LAB, "host")} == {"xcp-ng"}


def test_mica_is_dead_and_has_machines_at_home() -> None:
    mica = named(LAB, "host", "mica")

    assert LAB.tables["host_metrics"][mica["metrics"]]["live"] is False
    assert LAB.tables["host_metrics"][named(LAB, "host", "quartz")["metrics"]]["live"] is True
    assert mica["enabled"] is True
    assert named(LAB, "VM", "k3s-2")["resident_on"] == ref_of(LAB, "host", "mica")


def test_every_machine_is_in_the_state_promised() -> None:
    assert {vm["name_label"]: vm["power_state"] for vm in real_machines(LAB)} == {
        "web-2": "Running",
        "web-10": "Running",
        "k3s-1": "Running",
        "k3s-2": "Running",
        "scratch": "Halted",
        "sandbox": "Suspended",
        "win-test": "Halted",
    }


def test_scratch_lies_on_the_disks_of_mica() -> None:
    (disk,) = (vdi for vdi in rows(LAB, "VDI") if vdi["name_label"] == "scratch")

    (pbd,) = (pbd for pbd in rows(LAB, "PBD") if pbd["SR"] == disk["SR"])

    assert pbd["host"] == ref_of(LAB, "host", "mica")
    assert LAB.tables["SR"][disk["SR"]]["shared"] is False


def test_one_card_of_each_host_is_left_to_the_storage_box() -> None:
    unmanaged = [pif for pif in rows(LAB, "PIF") if not pif.get("managed", True)]

    assert {pif["device"] for pif in unmanaged} == {"eth2"}
    assert len({pif["host"] for pif in unmanaged}) == 2


def test_the_storage_of_the_tools_is_marked_as_servers_mark_it() -> None:
    tools = named(LAB, "SR", "XCP-ng Tools")

    assert tools["is_tools_sr"] is True
    assert tools["other_config"]["xenserver_tools_sr"] == "true"
    assert [vdi["name_label"] for vdi in rows(LAB, "VDI") if vdi.get("is_tools_iso")] == ["guest-tools.iso"]


def test_the_default_storage_is_the_nas() -> None:
    assert next(rows(LAB, "pool"))["default_SR"] == ref_of(LAB, "SR", "TrueNAS")


def test_the_lab_has_its_own_custom_field_and_alerts() -> None:
    assert named(LAB, "VM", "sandbox")["other_config"]["XenCenter.CustomFields.Cost centre"] == "0815"
    assert "Cost centre" in next(rows(LAB, "pool"))["gui_config"]["XenCenter.CustomFields"]
    assert {message["cls"] for message in rows(LAB, "message")} == {"Host", "Pool"}


def test_only_those_with_a_vlan_are_off_the_lab_network() -> None:
    vlan = ref_of(LAB, "network", "Lab VLAN 30")
    machines = {LAB.tables["VM"][vif["VM"]]["name_label"] for vif in rows(LAB, "VIF") if vif["network"] == vlan}

    assert machines == {"k3s-1", "k3s-2"}
    assert NULL not in {pif["VLAN_master_of"] for pif in rows(LAB, "PIF") if pif["VLAN"] == 30}
