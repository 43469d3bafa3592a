"""Networks, and how every host is wired to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.worlds.tables import a_host, draft_with
from xengui.sim.database import Database
from xengui.sim.loading import load
from xengui.sim.world import PoolData
from xengui.sim.worlds.cabling import HOST_INTERNAL, VLAN, Bond, Cabling, Network, Nic, lay, wire
from xengui.sim.worlds.draft import NULL, Draft

CABLING = Cabling(
    networks=(
        Network(name="LAN", bridge="xenbr0"),
        Network(name="iSCSI", bridge="xenbr1", MTU=9000),
        Network(name="eth2", bridge="xenbr2"),
        Network(name="eth3", bridge="xenbr3"),
        Network(name="Bond 2+3", bridge="xapi1"),
        Network(name="VLAN 40", bridge="xapi2", tags=("exposed",), other_config={"automatic": "false"}),
    ),
    nics=(
        Nic(device="eth0", network="LAN", subnet="10.0.0", speed=1000),
        Nic(device="eth1", network="iSCSI", subnet="10.1.0", purpose="iSCSI"),
        Nic(device="eth2", network="eth2"),
        Nic(device="eth3", network="eth3"),
    ),
    bonds=(Bond(device="bond0", network="Bond 2+3", members=("eth2", "eth3"), mode="lacp"),),
    vlans=(VLAN(tag=40, network="VLAN 40", on="bond0"),),
)


def wired(*dead_links: str, cabling: Cabling = CABLING) -> Draft:
    draft = draft_with(a_host())
    lay(draft, cabling)
    wire(draft, "granite", cabling, number=11, dead_links=dead_links)
    return draft


def served(draft: Draft) -> Database:
    """The pool as it is served, with both ends of every link worked out."""
    draft.add("pool", "Test", master=draft.the("host", "granite"))
    return load(PoolData("Test", draft.tables))[0]


@pytest.fixture
def draft() -> Draft:
    return wired()


def pif(draft: Draft, name: str) -> dict[str, Any]:
    return draft.record("PIF", f"{name} of granite")


def test_networks_are_told_as_described(draft: Draft) -> None:
    network = draft.record("network", "VLAN 40")

    assert (network["bridge"], network["MTU"], network["tags"]) == ("xapi2", 1500, ["exposed"])
    assert network["other_config"] == {"automatic": "false"}


def test_every_pool_has_the_network_inside_the_hosts(draft: Draft) -> None:
    internal = draft.record("network", HOST_INTERNAL.name)

    assert internal["other_config"]["is_guest_installer_network"] == "true"
    assert draft.the("network", HOST_INTERNAL.name) not in {pif["network"] for pif in draft.all("PIF").values()}


def test_the_first_card_alone_carries_the_management(draft: Draft) -> None:
    host = draft.record("host", "granite")

    assert [pif["device"] for pif in draft.all("PIF").values() if pif.get("management")] == ["eth0"]
    assert pif(draft, "eth0")["IP"] == host["address"] == "10.0.0.11"


def test_a_card_with_a_purpose_has_an_address_but_no_way_out(draft: Draft) -> None:
    storage = pif(draft, "eth1")

    assert storage["other_config"] == {"management_purpose": "iSCSI"}
    assert (storage["IP"], storage["gateway"], storage["DNS"]) == ("10.1.0.11", "", "")
    assert storage["disallow_unplug"] is True
    assert storage["MTU"] == 9000


def test_a_card_without_a_subnet_has_no_address(draft: Draft) -> None:
    database = served(draft)

    assert database.record("PIF", draft.the("PIF", "eth2 of granite"))["ip_configuration_mode"] == "None"


def test_a_card_that_is_left_alone_is_not_attached() -> None:
    left = Cabling(
        networks=(Network(name="LAN", bridge="xenbr0"), Network(name="eth1", bridge="xenbr1")),
        nics=(Nic(device="eth0", network="LAN"), Nic(device="eth1", network="eth1", managed=False)),
    )

    draft = wired(cabling=left)

    assert (pif(draft, "eth1")["managed"], pif(draft, "eth1")["currently_attached"]) == (False, False)


def test_every_card_has_an_address_and_a_slot_of_its_own(draft: Draft) -> None:
    cards = [pif for pif in draft.all("PIF").values() if pif["physical"]]
    slots = {draft.tables["PIF_metrics"][card["metrics"]]["pci_bus_path"] for card in cards}

    assert len({card["MAC"] for card in cards}) == len(slots) == 4


def test_both_ends_of_a_bond_name_each_other(draft: Draft) -> None:
    database = served(draft)
    bond, master = draft.the("Bond", "bond0 of granite"), draft.the("PIF", "bond0 of granite")
    members = [draft.the("PIF", f"{device} of granite") for device in ("eth2", "eth3")]

    record = database.record("Bond", bond)
    assert (record["master"], record["slaves"], record["primary_slave"]) == (master, members, members[0])
    assert (record["mode"], record["links_up"]) == ("lacp", 2)
    assert database.record("PIF", master)["bond_master_of"] == [bond]
    assert [database.record("PIF", member)["bond_slave_of"] for member in members] == [bond, bond]


def test_a_bond_takes_the_address_of_its_first_card_and_the_speed_of_all(draft: Draft) -> None:
    metrics = draft.record("PIF_metrics", "bond0 of granite")

    assert pif(draft, "bond0")["MAC"] == pif(draft, "eth2")["MAC"]
    assert pif(draft, "bond0")["physical"] is False
    assert (metrics["carrier"], metrics["speed"], metrics["duplex"]) == (True, 20_000, True)


def test_both_ends_of_a_vlan_name_each_other(draft: Draft) -> None:
    database = served(draft)
    vlan, tagged = draft.the("VLAN", "VLAN 40 of granite"), draft.the("PIF", "bond0 of granite")
    untagged = draft.the("PIF", "VLAN 40 of granite")

    record = database.record("VLAN", vlan)
    assert (record["tag"], record["tagged_PIF"], record["untagged_PIF"]) == (40, tagged, untagged)
    assert database.record("PIF", untagged)["VLAN_master_of"] == vlan
    assert database.record("PIF", tagged)["VLAN_slave_of"] == [vlan]
    assert database.record("PIF", tagged)["VLAN_master_of"] == NULL


def test_a_vlan_stands_on_the_very_card_it_tags(draft: Draft) -> None:
    tagged, untagged = pif(draft, "bond0"), pif(draft, "VLAN 40")

    for name in ("device", "host", "MTU", "metrics"):
        assert untagged[name] == tagged[name]
    assert (untagged["VLAN"], tagged["VLAN"]) == (40, -1)
    assert (untagged["MAC"], untagged["physical"]) == ("fe:ff:ff:ff:ff:ff", False)
    assert untagged["network"] == draft.the("network", "VLAN 40")


def test_a_dead_link_has_no_carrier_and_is_missing_from_its_bond() -> None:
    draft = wired("eth3")

    assert draft.record("PIF_metrics", "eth3 of granite")["carrier"] is False
    assert draft.record("Bond", "bond0 of granite")["links_up"] == 1
    metrics = draft.record("PIF_metrics", "bond0 of granite")
    assert (metrics["carrier"], metrics["speed"]) == (True, 10_000)


def test_a_bond_of_dead_links_is_dead() -> None:
    metrics = wired("eth2", "eth3").record("PIF_metrics", "bond0 of granite")

    assert (metrics["carrier"], metrics["speed"], metrics["duplex"]) == (False, 0, False)
