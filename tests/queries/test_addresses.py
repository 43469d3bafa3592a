from tests.builders import a_network, a_vif, a_vm, guest_metrics, pool_with
from xengui.model.classes import VM
from xengui.model.snapshot import Snapshot
from xengui.queries import addresses


def guest_with(**networks: str) -> tuple[VM, Snapshot]:
    vm = a_vm(guest_metrics="guest", VIFs=("two", "zero"))
    vifs = (a_vif(ref="two", device="2", network="LAN"), a_vif(ref="zero", device="0", network="gone"))
    return vm, pool_with(vm, *vifs, a_network(name_label="LAN"), guest_metrics(ref="guest", networks=networks))


def test_addresses_are_those_of_every_key_of_the_interface_in_their_order():
    networks = {
        "0/ipv6/0": "fd12::31",
        "0/ip": "10.20.0.31",
        "0/ipv4/0": "10.20.0.31",
        "1/ip": "10.1.1.1",
        "0/mac": "x",
    }

    assert addresses.of_device("0", networks) == ("10.20.0.31", "fd12::31")


def test_an_interface_is_not_taken_for_one_with_a_longer_number():
    assert addresses.of_device("1", {"10/ip": "10.0.0.10"}) == ()


def test_several_addresses_of_one_key_are_parted_at_newlines_and_their_spelling():
    assert addresses.of_device("0", {"0/ip": "10.0.0.1%n10.0.0.2\n10.0.0.1\n "}) == ("10.0.0.1", "10.0.0.2")


def test_a_machine_has_the_addresses_of_all_its_interfaces():
    vm, pool = guest_with(**{"2/ip": "10.0.0.2", "0/ip": "10.0.0.1"})

    assert addresses.of_vm(vm, pool) == ("10.0.0.1", "10.0.0.2")


def test_a_machine_without_a_talking_guest_has_none():
    assert addresses.of_vm(a_vm(), pool_with()) == ()
    assert addresses.by_network(a_vm(), pool_with()) == ()


def test_addresses_stand_beside_their_network_in_the_order_of_the_interfaces():
    vm, pool = guest_with(**{"2/ip": "10.0.0.2", "0/ip": "10.0.0.1"})

    assert addresses.by_network(vm, pool) == (("Interface 0", ("10.0.0.1",)), ("LAN", ("10.0.0.2",)))


def test_interfaces_without_an_address_are_left_out():
    vm, pool = guest_with(**{"2/ip": "10.0.0.2"})

    assert addresses.by_network(vm, pool) == (("LAN", ("10.0.0.2",)),)
