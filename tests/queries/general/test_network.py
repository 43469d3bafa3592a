from tests.builders import a, a_host, a_network, a_pif, ref
from tests.queries.general.pages import page, values
from xengui.model.classes import Bond
from xengui.queries.general import Row


def test_the_page_of_a_network_tells_its_nics_and_vlan():
    network = a_network(PIFs=("nic",), bridge="xapi1")
    found = page(network, a_pif(ref="nic", VLAN=40, host="granite", currently_attached=True, IP="10.0.0.1"))

    assert values(found["General"]) == {
        "Name": "Storage VLAN 40",
        "NIC": "NIC 0",
        "VLAN": "40",
        "MTU": "1500",
        "Added to new VMs": "Yes",
        "Bridge": "xapi1",
    }
    assert values(found["Servers"]) == {"granite": "NIC 0, connected, 10.0.0.1"}


def test_a_network_without_nics_ends_inside_each_host():
    found = page(a_network(other_config={"automatic": "false"}))

    assert found["General"]["NIC"].value == "None: only between virtual machines of one server"
    assert found["General"]["Added to new VMs"].value == "No"
    assert "VLAN" not in found["General"]
    assert "Servers" not in found


def test_a_bond_is_named_by_its_cards():
    network = a_network(PIFs=("both",))
    bond = a(Bond, ref="bond", master="both", slaves=(ref("one"), ref("two")))
    both = a_pif(ref="both", device="bond0", physical=False, bond_master_of=("bond",))
    cards = (a_pif(ref="one", device="eth2"), a_pif(ref="two", device="eth3"))

    assert page(network, both, bond, *cards)["General"]["NIC"].value == "Bond 2+3"


def test_every_host_tells_how_it_is_on_the_network():
    network = a_network(PIFs=("second", "first"))
    first = a_pif(ref="first", host="host-2", currently_attached=True)
    second = a_pif(ref="second", host="host-10", device="eth1", currently_attached=False)

    rows = page(network, first, second, a_host(name_label="host-2"), a_host(name_label="host-10"))["Servers"]

    assert list(values(rows).items()) == [("host-2", "NIC 0, connected"), ("host-10", "NIC 1, not connected")]
    assert rows["host-2"] == Row("host-2", "NIC 0, connected", ref=ref("host-2"))


def test_what_all_hosts_have_in_common_is_told_once():
    network = a_network(PIFs=("first", "second"))
    pifs = [a_pif(ref=name, host=f"host-{name}", VLAN=40) for name in ("first", "second")]

    rows = page(network, *pifs)["General"]

    assert (rows["NIC"].value, rows["VLAN"].value) == ("NIC 0", "40")
