"""A description of a machine becomes all the records it needs."""

from __future__ import annotations

import pytest

from xengui.sim.worlds.cabling import Cabling, Network, lay
from xengui.sim.worlds.draft import GIB, NULL, Draft
from xengui.sim.worlds.guests import CENTOS_5, DEBIAN_12, WINDOWS_2022
from xengui.sim.worlds.hardware import POWEREDGE, XENSERVER_8, Host, rack
from xengui.sim.worlds.machines import Card, Disk, Machine, Snapshot, forget, install
from xengui.sim.worlds.storage import Storage, provide

LAN = Network(name="LAN", bridge="xenbr0")
ROOT = Disk(name="root", size=10 * GIB, sr="NAS", used=4 * GIB)


@pytest.fixture
def draft() -> Draft:
    draft = Draft("Test", 1_795_500_000.0)
    lay(draft, Cabling(networks=(LAN,), nics=()))
    rack(
        draft,
        Host(
            name="granite",
            number=11,
            subnet="10.0.0",
            memory=32 * GIB,
            product=XENSERVER_8,
            chassis=POWEREDGE,
            up_days=9,
        ),
    )
    provide(draft, Storage(name="NAS", type="nfs", size=900 * GIB))
    return draft


def test_a_running_machine_reports_its_addresses(draft: Draft) -> None:
    install(
        draft,
        Machine(
            name="web",
            guest=DEBIAN_12,
            state="Running",
            host="granite",
            disks=(ROOT,),
            cards=(Card("LAN", ("10.0.0.31", "fd12::31")), Card("LAN")),
        ),
    )

    assert draft.record("VM_guest_metrics", "web")["networks"] == {
        "0/ip": "10.0.0.31",
        "0/ipv4/0": "10.0.0.31",
        "0/ipv6/0": "fd12::31",
    }


def test_the_fourth_disk_leaves_the_place_of_the_dvd_drive_free(draft: Draft) -> None:
    disks = tuple(Disk(name=f"disk {number}", size=GIB, sr="NAS") for number in range(5))

    install(draft, Machine(name="db", guest=DEBIAN_12, state="Running", host="granite", disks=disks))

    assert [vbd["device"] for vbd in draft.all("VBD").values()] == ["xvda", "xvdb", "xvdc", "xvde", "xvdf", "xvdd"]


def test_a_sharable_disk_is_one_for_all_who_name_it(draft: Draft) -> None:
    shared = Disk(name="assets", size=GIB, sr="NAS", sharable=True)

    for name in ("one", "two"):
        install(draft, Machine(name=name, guest=DEBIAN_12, disks=(ROOT, shared)))

    assert [vdi["name_label"] for vdi in draft.all("VDI").values()].count("assets") == 1


def test_a_snapshot_has_disks_and_cards_of_its_own(draft: Draft) -> None:
    install(
        draft,
        Machine(
            name="web",
            guest=DEBIAN_12,
            disks=(ROOT,),
            cards=(Card("LAN"),),
            snapshots=(Snapshot(name="before", taken="20261101T10:00:00Z", memory=True, used=2 * GIB),),
        ),
    )

    snapshot = draft.record("VM", "web: before")
    disk = draft.record("VDI", "web: before: disk 0")
    assert snapshot["snapshot_of"] == draft.the("VM", "web")
    assert snapshot["power_state"] == "Suspended"
    assert disk["snapshot_of"] == draft.the("VDI", "web: disk 0")
    assert disk["physical_utilisation"] == 2 * GIB
    assert draft.record("VIF", "web: before: card 0")["MAC"] == draft.record("VIF", "web: card 0")["MAC"]
    assert draft.record("VM", "web")["parent"] == draft.the("VM", "web: before")
    assert draft.record("VDI", "web: disk 0, base copy")["managed"] is False


def test_a_machine_without_tools_reports_nothing(draft: Draft) -> None:
    install(
        draft, Machine(name="mail", guest=WINDOWS_2022, state="Running", host="granite", disks=(ROOT,), tools=False)
    )

    assert set(draft.record("VM_guest_metrics", "mail")) == {"uuid", "last_updated"}


def test_a_paravirtual_machine_boots_by_itself(draft: Draft) -> None:
    install(draft, Machine(name="old", guest=CENTOS_5, disks=(ROOT,)))

    old = draft.record("VM", "old")
    assert (old["HVM_boot_policy"], old["PV_bootloader"], old["domain_type"]) == ("", "pygrub", "pv")


def test_a_custom_template_has_no_metrics(draft: Draft) -> None:
    install(draft, Machine(name="base", guest=DEBIAN_12, template=True, disks=(ROOT,)))

    base = draft.record("VM", "base")
    assert base["is_a_template"] is True
    assert base["metrics"] == base["guest_metrics"] == NULL


def test_a_forgotten_machine_leaves_its_disk_and_its_snapshot(draft: Draft) -> None:
    machine = Machine(
        name="crm",
        guest=DEBIAN_12,
        disks=(ROOT,),
        cards=(Card("LAN"),),
        snapshots=(Snapshot(name="last", taken="20261101T10:00:00Z"),),
    )
    install(draft, machine)

    forget(draft, machine)

    assert [vm["name_label"] for vm in draft.all("VM").values() if not vm.get("is_control_domain")] == ["last"]
    assert draft.the("VDI", "crm: disk 0") in draft.all("VDI")
    assert {vbd["VM"] for vbd in draft.all("VBD").values()} == {draft.the("VM", "crm: last")}
