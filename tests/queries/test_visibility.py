import pytest

from tests.builders import (
    a,
    a_dead_host,
    a_host,
    a_network,
    a_pif,
    a_snapshot,
    a_template,
    a_vdi,
    a_vm,
    an_sr,
    local_storage,
    pool_with,
)
from xengui.model.classes import SM, VBD, VIF, Bond, Host, Pool, VM_appliance
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries.visibility import Toggles, findable, hidden, in_infrastructure, shown, tools, vm_kind

FLAG = {"HideFromXenCenter": "true"}
NOTHING = pool_with()


def never_shown(record: Record, pool: Snapshot = NOTHING) -> bool:
    return not shown(record, pool, show_hidden=True) and not shown(record, pool, show_hidden=False)


def shown_at_will(record: Record, pool: Snapshot = NOTHING) -> bool:
    return shown(record, pool, show_hidden=True) and not shown(record, pool, show_hidden=False)


@pytest.mark.parametrize(
    "record",
    [
        a_vm(other_config=FLAG),
        a_template(other_config=FLAG),
        a_snapshot(other_config=FLAG),
        an_sr(other_config=FLAG),
        a_vdi(other_config=FLAG),
        a_network(other_config=FLAG),
        a_pif(other_config=FLAG),
        a(SM, other_config=FLAG),
    ],
)
def test_the_flag_hides_machines_storage_disks_networks_nics_and_drivers_until_hidden_ones_are_shown(record):
    assert hidden(record)
    assert shown_at_will(record)


@pytest.mark.parametrize(
    "record",
    [
        a(Pool, other_config=FLAG),
        a(Host, other_config=FLAG),
        a(VBD, other_config=FLAG),
        a(VIF, other_config=FLAG),
        a(VM_appliance, name_label="shop"),
    ],
)
def test_pools_hosts_drives_interfaces_and_vapps_heed_no_flag(record):
    assert not hidden(record)
    assert shown(record, NOTHING, show_hidden=False)


@pytest.mark.parametrize("value", ["True", "TRUE", "1", "", "yes", " true"])
def test_only_the_exact_word_true_hides(value):
    assert not hidden(a_vm(other_config={"HideFromXenCenter": value}))


def test_an_internal_machine_is_never_shown_whatever_its_key_says():
    assert never_shown(a_vm(other_config={"xensource_internal": ""}))


@pytest.mark.parametrize("record", [a_vm(name_label="__gui__web"), an_sr(name_label="__gui__")])
def test_what_a_wizard_is_still_making_is_never_shown(record):
    assert never_shown(record)


@pytest.mark.parametrize("kind", ["local", "tmpfs"])
def test_storage_of_inner_types_is_never_shown(kind):
    assert never_shown(an_sr(type=kind))


def test_storage_introduced_by_a_recovery_is_shown_at_will():
    assert shown_at_will(an_sr(introduced_by="a-dr-task"))


def test_a_network_with_an_unmanaged_nic_is_never_shown():
    nic = a_pif(ref="nic", managed=False)

    assert never_shown(a_network(PIFs=("nic",)), pool_with(nic))


def test_a_network_with_a_hidden_nic_is_shown_at_will():
    nic = a_pif(ref="nic", other_config=FLAG)

    assert shown_at_will(a_network(PIFs=("nic",)), pool_with(nic))


def test_the_network_of_guest_installers_is_shown_at_will():
    assert shown_at_will(a_network(other_config={"is_guest_installer_network": "true"}))
    assert shown(a_network(other_config={"is_guest_installer_network": "false"}), NOTHING, show_hidden=False)


def test_the_network_of_a_bond_member_is_shown_at_will():
    member, bond = a_pif(ref="member", bond_slave_of="bond"), a(Bond, ref="bond")

    assert shown_at_will(a_network(PIFs=("member",)), pool_with(member, bond))


def test_an_unmanaged_nic_is_never_shown():
    assert never_shown(a_pif(managed=False))


@pytest.mark.parametrize("fields", [{"missing": True}, {"managed": False}])
def test_a_missing_or_unmanaged_disk_is_never_shown(fields):
    assert never_shown(a_vdi(**fields))


def test_a_control_domain_is_not_findable():
    assert not findable(a_vm(is_control_domain=True, resident_on="granite"), NOTHING, show_hidden=True)


@pytest.mark.parametrize("told", [{}, {"restrict_vtpm": ""}, {"restrict_vtpm": "true"}])
def test_a_template_with_a_virtual_tpm_is_not_findable_where_any_host_restricts_them(told):
    template = a_template(platform={"vtpm": "True"})
    pool = pool_with(
        template, a_host(license_params={"restrict_vtpm": "false"}), a_host(name_label="basalt", license_params=told)
    )

    assert not findable(template, pool, show_hidden=True)


def test_a_template_with_a_virtual_tpm_is_findable_where_every_host_allows_them():
    template = a_template(platform={"vtpm": "true"})

    assert findable(template, pool_with(template, a_host(license_params={"restrict_vtpm": "false"})), show_hidden=False)


def test_a_machine_with_a_virtual_tpm_is_findable_whatever_the_license():
    machine = a_vm(platform={"vtpm": "true"})

    assert findable(machine, pool_with(machine), show_hidden=False)


def test_a_machine_on_a_dead_host_vanishes():
    machine = a_vm(resident_on="basalt")

    assert not findable(machine, pool_with(machine, a_host(), *a_dead_host(name_label="basalt")), show_hidden=True)


def test_a_machine_whose_host_is_unknown_stays():
    machine = a_vm(resident_on="nowhere")

    assert findable(machine, pool_with(machine), show_hidden=False)


def test_the_own_storage_of_a_dead_host_vanishes():
    sr, pbd = local_storage("basalt")

    assert not findable(sr, pool_with(sr, pbd, a_host(), *a_dead_host(name_label="basalt")), show_hidden=True)


@pytest.mark.parametrize(
    "fields", [{"is_tools_sr": True, "name_label": "XCP-ng Tools"}, {"name_label": "XenServer Tools"}]
)
def test_the_library_of_guest_tools_is_not_findable_but_shown(fields):
    library = an_sr(**fields)

    assert tools(library)
    assert shown(library, NOTHING, show_hidden=False)
    assert not findable(library, NOTHING, show_hidden=True)


def test_a_network_is_findable_when_it_is_shown():
    network = a_network(other_config=FLAG)

    assert findable(network, NOTHING, show_hidden=True)
    assert not findable(network, NOTHING, show_hidden=False)


@pytest.mark.parametrize(
    ("vm", "kind"),
    [
        (a_snapshot(other_config={"default_template": "true"}), "snapshot"),
        (a_template(other_config={"default_template": "false"}), "default-template"),
        (a_template(), "custom-template"),
        (a_vm(), "vm"),
        (a_vm(is_control_domain=True), "control-domain"),
    ],
)
def test_a_machine_is_what_the_first_fitting_rule_says(vm, kind):
    assert vm_kind(vm) == kind


DEFAULT = a_template(name_label="shipped", other_config={"default_template": "true"})


@pytest.mark.parametrize(
    ("record", "toggles", "wanted"),
    [
        (a_template(), Toggles(), True),
        (a_template(), Toggles(custom_templates=False), False),
        (DEFAULT, Toggles(), False),
        (DEFAULT, Toggles(default_templates=True), True),
        (a_vm(), Toggles(custom_templates=False), True),
        (a_snapshot(), Toggles(default_templates=True), False),
        (an_sr(type="lvm"), Toggles(), True),
        (an_sr(type="lvm"), Toggles(local_storage=False), False),
        (an_sr(type="nfs"), Toggles(local_storage=False), True),
        (a_vdi(), Toggles(hidden_objects=True), False),
        (a_network(), Toggles(hidden_objects=True), False),
    ],
)
def test_the_toggles_add_templates_and_local_storage_to_the_infrastructure(record, toggles, wanted):
    assert in_infrastructure(record, toggles) is wanted


@pytest.mark.parametrize("kind", ["local", "ext", "lvm", "udev", "egeneracd", "dummy"])
def test_storage_is_local_by_type_even_when_it_is_shared(kind):
    assert not in_infrastructure(an_sr(type=kind, shared=True), Toggles(local_storage=False))


def test_unshared_storage_of_another_type_is_remote():
    assert in_infrastructure(an_sr(type="zfs", shared=False), Toggles(local_storage=False))
