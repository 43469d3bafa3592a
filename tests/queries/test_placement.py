from typing import Any

import pytest

from tests.builders import (
    a_dead_host,
    a_host,
    a_network,
    a_pbd,
    a_snapshot,
    a_template,
    a_vbd,
    a_vdi,
    a_vm,
    an_sr,
    local_storage,
    pool_with,
    snapshot_of,
)
from xengui.model.classes import VBD, VDI
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries.placement import home, live, parents, pool_shown, real, storage_host

TWO = (a_host(), a_host(name_label="basalt"))


def home_name(record: Record, pool: Snapshot) -> str | None:
    host = home(record, pool)
    return host.name_label if host else None


def a_disk_on(storage: str, **fields: Any) -> tuple[VBD, VDI]:
    """A disk of the machine "web" on this storage."""
    return a_vbd(ref="drive", VM="web", VDI="vdi"), a_vdi(ref="vdi", SR=storage, **fields)


def test_a_named_pool_is_shown_even_with_one_host():
    assert pool_shown(pool_with(name="Stone"))


def test_a_nameless_pool_is_shown_only_with_several_hosts():
    assert pool_shown(pool_with(*TWO, name=""))
    assert not pool_shown(pool_with(name=""))


def test_what_has_no_pool_record_shows_none():
    assert not pool_shown(snapshot_of([a_host()]))


def test_a_host_without_metrics_is_not_live():
    assert not live(a_host(), snapshot_of([a_host()]))


def test_a_running_machine_is_at_home_where_it_runs_wherever_its_disks_are():
    vm = a_vm(resident_on="basalt", affinity="granite", VBDs=("drive",))
    pool = pool_with(vm, *TWO, *local_storage("granite"), *a_disk_on("local-granite"))

    assert home_name(vm, pool) == "basalt"


def test_a_running_machine_on_an_unknown_host_belongs_to_the_pool():
    vm = a_vm(resident_on="nowhere", affinity="granite")

    assert home(vm, pool_with(vm, *TWO)) is None


@pytest.mark.parametrize("power_state", ["Halted", "Suspended", "Paused"])
def test_any_other_machine_is_at_home_where_its_local_disk_is(power_state):
    vm = a_vm(power_state=power_state, affinity="granite", VBDs=("drive",))
    pool = pool_with(vm, *TWO, *local_storage("basalt"), *a_disk_on("local-basalt"))

    assert home_name(vm, pool) == "basalt"


def test_a_paused_machine_is_not_at_home_where_it_is_resident():
    vm = a_vm(power_state="Paused", resident_on="basalt", affinity="granite")

    assert home_name(vm, pool_with(vm, *TWO)) == "granite"


def test_the_first_disk_with_a_host_decides_and_discs_count():
    vm = a_vm(VBDs=("shared", "drive", "later"))
    pool = pool_with(
        vm,
        *TWO,
        an_sr(ref="nfs"),
        *local_storage("granite"),
        *local_storage("basalt"),
        a_vbd(ref="shared", VDI="on-nfs"),
        a_vdi(ref="on-nfs", SR="nfs"),
        a_vbd(ref="drive", type="CD", VDI="disc"),
        a_vdi(ref="disc", SR="local-basalt"),
        a_vbd(ref="later", VDI="on-granite"),
        a_vdi(ref="on-granite", SR="local-granite"),
    )

    assert home_name(vm, pool) == "basalt"


def test_a_hidden_disk_counts_too():
    vm = a_vm(VBDs=("drive",))
    disk = a_disk_on("local-basalt", other_config={"HideFromXenCenter": "true"})

    assert home_name(vm, pool_with(vm, *TWO, *local_storage("basalt"), *disk)) == "basalt"


@pytest.mark.parametrize("fields", [{"missing": True}, {"managed": False}])
def test_missing_and_unmanaged_disks_do_not_count(fields):
    vm = a_vm(VBDs=("drive",), affinity="granite")

    assert (
        home_name(vm, pool_with(vm, *TWO, *local_storage("basalt"), *a_disk_on("local-basalt", **fields))) == "granite"
    )


def test_disks_that_lead_nowhere_do_not_count():
    vm = a_vm(VBDs=("gone", "drive"), affinity="granite")

    assert home_name(vm, pool_with(vm, *TWO, a_vbd(ref="drive", VDI="gone"))) == "granite"


def test_the_affinity_of_a_halted_machine_counts_only_while_that_host_lives():
    vm = a_vm(affinity="basalt")

    assert home_name(vm, pool_with(vm, *TWO)) == "basalt"
    assert home(vm, pool_with(vm, a_host(), *a_dead_host(name_label="basalt"))) is None


def test_a_halted_machine_on_shared_storage_without_affinity_belongs_to_the_pool():
    vm = a_vm(VBDs=("drive",))

    assert home(vm, pool_with(vm, *TWO, an_sr(ref="nfs"), *a_disk_on("nfs"))) is None


def test_a_snapshot_is_at_home_where_its_machine_is():
    vm, snapshot = a_vm(resident_on="basalt"), a_snapshot(snapshot_of="web", affinity="granite")

    assert home_name(snapshot, pool_with(vm, snapshot, *TWO)) == "basalt"


def test_a_snapshot_whose_machine_is_gone_belongs_to_the_pool():
    snapshot = a_snapshot(snapshot_of="web", affinity="granite")

    assert home(snapshot, pool_with(snapshot, *TWO)) is None


def test_a_template_belongs_to_the_pool_even_with_affinity_and_local_disks():
    template = a_template(affinity="granite", VBDs=("drive",))

    assert home(template, pool_with(template, *TWO, *local_storage("basalt"), *a_disk_on("local-basalt"))) is None


def test_unshared_storage_with_one_connection_is_at_home_there():
    sr, pbd = local_storage("basalt")
    pool = pool_with(sr, pbd, *TWO)

    assert home_name(sr, pool) == "basalt"
    assert storage_host(sr, pool) is home(sr, pool)


@pytest.mark.parametrize("pbds", [(), ("one", "two")])
def test_unshared_storage_with_none_or_several_connections_belongs_to_the_pool(pbds):
    sr = an_sr(shared=False, PBDs=pbds)
    connections = [a_pbd(ref=ref, host="granite") for ref in pbds]

    assert home(sr, pool_with(sr, *connections, *TWO)) is None


def test_shared_storage_belongs_to_the_pool_even_with_one_connection():
    sr = an_sr(PBDs=("one",))

    assert home(sr, pool_with(sr, a_pbd(ref="one", host="granite"), *TWO)) is None


def test_a_disk_is_at_home_where_its_storage_is():
    disk = a_vdi(SR="local-basalt")

    assert home_name(disk, pool_with(disk, *TWO, *local_storage("basalt"))) == "basalt"
    assert home(a_vdi(SR="gone"), pool_with(*TWO)) is None


def test_a_network_without_nics_is_under_every_host_and_any_other_under_none():
    internal, external = a_network(), a_network(name_label="LAN", PIFs=("nic",))
    pool = pool_with(internal, external, *TWO)

    assert [host.name_label for host in parents(internal, pool)] == ["granite", "basalt"]
    assert parents(external, pool) == ()


def test_a_host_that_stands_alone_holds_everything():
    vm, template, sr = a_vm(), a_template(), an_sr()
    pool = pool_with(vm, template, sr, name="")

    assert [[host.name_label for host in parents(record, pool)] for record in (vm, template, sr)] == [["granite"]] * 3
    assert home(vm, pool) is None


def test_only_machines_proper_are_real():
    assert real(a_vm())
    assert not any(real(vm) for vm in (a_template(), a_snapshot(), a_vm(is_control_domain=True)))
