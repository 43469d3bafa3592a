import pytest

from tests.builders import (
    a,
    a_connection,
    a_host,
    a_network,
    a_pbd,
    a_pif,
    a_snapshot,
    a_vbd,
    a_vdi,
    a_vif,
    a_vm,
    an_sr,
    local_storage,
    pool_with,
    ref,
)
from xengui.model.classes import PIF, VLAN, Bond, Network_sriov, Tunnel
from xengui.model.snapshot import Snapshot
from xengui.queries import names

TWO = (a_host(), a_host(name_label="basalt"))
HIDDEN = {"HideFromXenCenter": "true"}


def built_in(key: str, label: str, **fields: object) -> dict[str, object]:
    keys = {"i18n-key": key, "i18n-original-value-name_label": label}
    return {"name_label": label, "other_config": keys, "shared": False} | fields


def test_a_pool_without_a_name_is_called_like_its_coordinator():
    pool = pool_with(*TWO, name="", coordinator="basalt")

    assert pool.pool is not None
    assert names.name(pool.pool, pool) == "basalt"


@pytest.mark.parametrize(
    ("key", "plain", "with_host"),
    [
        ("local-storage", "Local storage", "Local storage on granite"),
        ("local-hotplug-cd", "DVD drives", "DVD drives on granite"),
        ("local-hotplug-disk", "Removable storage", "Removable storage on granite"),
        ("ebs", "EBS", "EBS in granite"),
    ],
)
def test_built_in_storage_names_its_host_everywhere_but_in_the_tree(key, plain, with_host):
    sr = an_sr(**built_in(key, "as installed", PBDs=("link",)))
    pool = pool_with(sr, a_pbd(ref="link", host="granite"))

    assert names.node_text(sr, pool) == plain
    assert names.name(sr, pool) == with_host


def test_renamed_storage_keeps_the_name_it_was_given():
    keys = {"i18n-key": "local-storage", "i18n-original-value-name_label": "Local storage"}
    sr = an_sr(name_label="SSDs of granite", other_config=keys)

    assert names.name(sr, pool_with(sr)) == "SSDs of granite"


def test_storage_with_a_key_but_no_original_name_was_renamed():
    sr = an_sr(name_label="Local storage", other_config={"i18n-key": "local-storage"}, shared=False, PBDs=("link",))

    assert names.name(sr, pool_with(sr, a_pbd(ref="link", host="granite"))) == "Local storage"


@pytest.mark.parametrize("key", ["xenserver-tools", "something-younger"])
def test_storage_without_a_name_of_ours_keeps_its_own(key):
    sr = an_sr(**built_in(key, "XCP-ng Tools"))

    assert names.name(sr, pool_with(sr)) == "XCP-ng Tools"


def test_built_in_storage_on_several_hosts_names_none():
    sr = an_sr(**built_in("local-storage", "Local storage", PBDs=("one", "two")))
    pool = pool_with(sr, a_pbd(ref="one", host="granite"), a_pbd(ref="two", host="basalt"), *TWO)

    assert names.name(sr, pool) == "Local storage"


@pytest.mark.parametrize(
    "record",
    [
        a_vm(name_label="x", other_config=HIDDEN),
        an_sr(name_label="x", other_config=HIDDEN),
        a_snapshot(name_label="x", other_config=HIDDEN),
    ],
)
def test_hidden_things_are_marked_in_the_tree_only(record):
    pool = pool_with(record)

    assert names.node_text(record, pool) == "x (hidden)"
    assert names.name(record, pool) == "x"


def test_the_mark_of_a_bonded_network_wins_over_that_of_a_hidden_one():
    network = a_network(name_label="LAN", PIFs=("nic",), other_config=HIDDEN)
    pool = pool_with(network, a_pif(ref="nic", bond_slave_of="bond"), a(Bond, ref="bond"))

    assert names.node_text(network, pool) == "LAN (Bonded member)"


@pytest.mark.parametrize("label", ["Pool-wide network associated with eth1", "Network associated with eth1"])
def test_a_network_named_by_the_installer_is_numbered_like_the_coordinators_nic(label):
    network = a_network(name_label=label, PIFs=("of-basalt", "of-granite"))
    nics = (
        a_pif(ref="of-basalt", device="eth4", host="basalt"),
        a_pif(ref="of-granite", device="eth1", host="granite"),
    )

    assert names.name(network, pool_with(network, *nics, *TWO)) == "Network 1"


def test_without_a_nic_of_the_coordinator_the_first_one_numbers_the_network():
    network = a_network(name_label="Pool-wide network associated with eth1", PIFs=("of-basalt",))
    nic = a_pif(ref="of-basalt", device="eth4", host="basalt")

    assert names.name(network, pool_with(network, nic, *TWO)) == "Network 4"


def test_a_network_without_nics_keeps_its_name():
    network = a_network(name_label="Pool-wide network associated with eth1")

    assert names.name(network, pool_with(network)) == "Pool-wide network associated with eth1"


def test_a_numbered_network_on_a_vlan_says_so():
    network = a_network(name_label="Pool-wide network associated with eth0.7", PIFs=("tagged",))
    nic = a_pif(ref="tagged", device="eth0", VLAN=7, host="granite")

    assert names.name(network, pool_with(network, nic)) == "Network 0 on VLAN 7"


def cards() -> tuple[PIF, ...]:
    return a_pif(ref="nic10", device="eth10"), a_pif(ref="nic2", device="eth2")


def bonded() -> Snapshot:
    bond = a(Bond, ref="bond", slaves=("nic10", "nic2"))
    return pool_with(*cards(), a_pif(ref="bond-nic", device="bond0", bond_master_of=("bond",)), bond)


def pif(pool: Snapshot, name: str) -> PIF:
    return pool.pifs[ref(name)]


def test_a_nic_is_numbered():
    pool = bonded()

    assert names.pif_name(pif(pool, "nic2"), pool) == "NIC 2"


def test_a_bond_is_named_by_its_cards_in_natural_order():
    pool = bonded()

    assert names.pif_name(pif(pool, "bond-nic"), pool) == "Bond 2+10"


def test_what_stands_on_a_nic_takes_its_name():
    carrier = a_pif(ref="carrier", device="eth3")
    pool = pool_with(
        carrier,
        a_pif(ref="vlan-nic", device="eth3", VLAN=5, VLAN_master_of="vlan"),
        a(VLAN, ref="vlan", tagged_PIF="carrier"),
        a_pif(ref="tunnel-nic", device="tunnel0", tunnel_access_PIF_of=("tunnel",)),
        a(Tunnel, ref="tunnel", transport_PIF="carrier"),
        a_pif(ref="function", device="eth3v", sriov_logical_PIF_of=("sriov",)),
        a(Network_sriov, ref="sriov", physical_PIF="carrier"),
    )

    assert {names.pif_name(pif(pool, name), pool) for name in ("vlan-nic", "tunnel-nic", "function")} == {"NIC 3"}


def test_a_vlan_on_a_bond_takes_the_bonds_name():
    bond = a(Bond, ref="bond", slaves=("nic10", "nic2"))
    pool = pool_with(
        *cards(),
        bond,
        a_pif(ref="bond-nic", device="bond0", bond_master_of=("bond",)),
        a_pif(ref="vlan-nic", device="bond0", VLAN=5, VLAN_master_of="vlan"),
        a(VLAN, ref="vlan", tagged_PIF="bond-nic"),
    )

    assert names.pif_name(pif(pool, "vlan-nic"), pool) == "Bond 2+10"


def test_nics_that_point_at_each_other_still_have_a_name():
    pool = pool_with(
        a_pif(ref="one", device="eth0", VLAN_master_of="first"),
        a_pif(ref="two", device="eth1", VLAN_master_of="second"),
        a(VLAN, ref="first", tagged_PIF="two"),
        a(VLAN, ref="second", tagged_PIF="one"),
    )

    assert names.pif_name(pif(pool, "one"), pool).startswith("NIC ")


def test_a_disk_without_a_name_says_so():
    disk = a_vdi(name_label="")

    assert names.name(disk, pool_with(disk)) == "(No Name)"


def test_a_physical_disc_drive_names_its_host():
    sr = an_sr(ref="drives", type="udev", sm_config={"type": "cd"}, shared=False, PBDs=("link",))
    disk = a_vdi(name_label="SCSI 0:0:0:0", SR="drives")

    assert names.name(disk, pool_with(sr, disk, a_pbd(ref="link", host="granite"))) == "DVD drive on granite"


def test_names_are_cut_at_a_thousand_characters():
    assert names.cut("x" * 999) == "x" * 999
    assert names.cut("x" * 1000) == "x" * 997 + "..."
    assert len(names.node_text(a_vm(name_label="x" * 5000), pool_with())) == 1000


def test_titles_tell_the_pool_or_the_host_that_stands_alone():
    vm = a_vm(resident_on="granite")

    assert names.long_name(vm, pool_with(vm)) == "web in 'Stone'"
    assert names.long_name(vm, pool_with(vm, name="")) == "web on 'granite'"


def test_the_title_of_a_snapshot_tells_its_machine_and_that_of_a_disk_its_storage():
    vm, snapshot, disk = a_vm(), a_snapshot(snapshot_of="web"), a_vdi(SR="local-granite")
    pool = pool_with(vm, snapshot, disk, *local_storage("granite"))

    assert names.long_name(snapshot, pool) == "before (snapshot of 'web' in 'Stone')"
    assert names.long_name(disk, pool) == "disk on 'Local storage' in 'Stone'"


def test_tops_of_the_tree_need_no_place_in_their_title():
    pool, alone = pool_with(), pool_with(name="")

    assert pool.pool is not None
    assert names.long_name(pool.pool, pool) == "Stone"
    assert names.long_name(alone.hosts[ref("granite")], alone) == "granite"


def texts(pool: Snapshot, name: str) -> list[str]:
    return [text for text, _ in names.path(pool, ref(name))]


def test_the_path_leads_from_the_pool_over_the_host():
    pool = pool_with(a_vm(resident_on="granite"), *local_storage("granite"), a_vdi(SR="local-granite"))

    assert texts(pool, "web") == ["Stone", "granite"]
    assert texts(pool, "granite") == ["Stone"]
    assert texts(pool, "disk") == ["Stone", "granite", "Local storage"]
    assert names.path(pool, ref("web"))[1] == ("granite", ref("granite"))


def test_the_path_to_what_belongs_to_the_pool_names_no_host():
    assert texts(pool_with(a_vm(), *TWO), "web") == ["Stone"]


def test_the_path_to_a_snapshot_goes_over_its_machine():
    pool = pool_with(a_vm(resident_on="granite"), a_snapshot(snapshot_of="web"))

    assert texts(pool, "before") == ["Stone", "granite", "web"]


def test_the_path_on_a_host_that_stands_alone_starts_there():
    assert texts(pool_with(a_vm(), name=""), "web") == ["granite"]


def test_tops_and_unknown_things_have_no_path():
    assert texts(pool_with(), "the-pool") == []
    assert texts(pool_with(), "gone") == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("web", "web"),
        ("drive", "disk 0 of web"),
        ("tray", "DVD drive 3 of web"),
        ("interface", "network interface 1 of web"),
        ("link", "the connection of granite to iSCSI"),
        ("gone", "an object that is gone"),
    ],
)
def test_everything_has_a_name_for_sentences(name, said):
    pool = pool_with(
        a_vm(),
        an_sr(),
        a_vbd(ref="drive", VM="web"),
        a_vbd(ref="tray", VM="web", type="CD", userdevice="3"),
        a_vif(ref="interface", VM="web", device="1"),
        a_pbd(ref="link", host="granite", SR="iSCSI"),
    )

    assert names.name_of(pool, ref(name)) == said


def test_a_connection_is_called_by_what_is_known_of_it():
    assert names.connection_name(a_connection(pool_with())) == "Stone"
    assert names.connection_name(a_connection(pool_with(name=""))) == "granite"
    assert names.connection_name(a_connection(name="Harbour")) == "Harbour"
    assert names.connection_name(a_connection()) == "granite.example"


def test_a_record_without_any_name_is_called_by_its_class():
    assert names.name(a(VLAN), pool_with()) == "a VLAN"


def test_bonds_that_lead_back_to_each_other_have_a_name():
    many = [f"nic-{number}" for number in range(300)]
    bonds = [a(Bond, ref=f"bond-{name}", slaves=many) for name in many]
    pool = pool_with(*bonds, *(a_pif(ref=name, device=name, bond_master_of=(f"bond-{name}",)) for name in many))

    assert len(names.pif_name(pif(pool, "nic-0"), pool)) < 10_000
