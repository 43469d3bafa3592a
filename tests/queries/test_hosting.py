from __future__ import annotations

import pytest

from tests.builders import (
    a_dead_host,
    a_host,
    a_network,
    a_pbd,
    a_pif,
    a_vbd,
    a_vdi,
    a_vif,
    a_vm,
    an_sr,
    local_storage,
    pool_with,
    vm_metrics,
)
from xengui.queries.hosting import cannot_run, suspend_image_bytes, suspend_storage

GIB = 2**30
GRANITE, BASALT = a_host(), a_host(name_label="basalt")
WITH_DISK = a_vm(VBDs=("drive",))
DISK = (a_vbd(ref="drive", VDI="vdi"), a_vdi(ref="vdi", SR="local-granite"))


def test_nothing_is_known_against_an_ordinary_host():
    assert cannot_run(a_vm(), GRANITE, pool_with(GRANITE)) is None


def test_a_host_that_does_not_answer_is_out_of_the_question():
    host, metrics = a_dead_host()

    assert cannot_run(a_vm(), host, pool_with(host, metrics)) == "granite does not answer."


@pytest.mark.parametrize(
    ("keys", "words"), [({}, "granite is disabled."), ({"MAINTENANCE_MODE": "true"}, "granite is in maintenance mode.")]
)
def test_so_is_one_that_is_out_of_service(keys, words):
    host = a_host(enabled=False, other_config=keys)

    assert cannot_run(a_vm(), host, pool_with(host)) == words


def test_a_host_must_reach_the_disks():
    pool = pool_with(GRANITE, BASALT, WITH_DISK, *DISK, *local_storage("granite"))

    assert cannot_run(WITH_DISK, GRANITE, pool) is None
    assert cannot_run(WITH_DISK, BASALT, pool) == "basalt does not reach Local storage, where a disk of web is."


@pytest.mark.parametrize(
    ("state", "vendor", "goes"),
    [
        ("Suspended", "AuthenticAMD", False),
        ("Suspended", "GenuineIntel", True),
        ("Suspended", "", True),
        ("Halted", "AuthenticAMD", True),
    ],
)
def test_a_machine_that_sleeps_wakes_on_the_make_of_processor_it_knows(state: str, vendor: str, goes: bool):
    host = a_host(cpu_info={"vendor": "GenuineIntel"})
    vm = a_vm(power_state=state, last_boot_CPU_flags={"vendor": vendor} if vendor else {})

    why = cannot_run(vm, host, pool_with(host, vm))

    assert why == (None if goes else "granite has processors of another maker than those that web was suspended on.")


def test_an_unplugged_storage_is_not_reached():
    sr = an_sr(ref="nfs", name_label="NFS", PBDs=("plug",))
    pool = pool_with(
        GRANITE,
        sr,
        a_pbd(ref="plug", host="granite", SR="nfs", currently_attached=False),
        WITH_DISK,
        a_vbd(ref="drive", VDI="vdi"),
        a_vdi(ref="vdi", SR="nfs"),
    )

    assert cannot_run(WITH_DISK, GRANITE, pool) == "granite does not reach NFS, where a disk of web is."


def test_a_disc_in_the_drive_has_its_own_remedy():
    drive = a_vbd(ref="drive", VDI="vdi", type="CD")
    pool = pool_with(GRANITE, BASALT, WITH_DISK, drive, DISK[1], *local_storage("granite"))

    assert "eject it" in str(cannot_run(WITH_DISK, BASALT, pool))


def test_an_empty_drive_is_no_reason():
    drive = a_vbd(ref="drive", VDI="vdi", type="CD", empty=True)

    assert cannot_run(WITH_DISK, BASALT, pool_with(GRANITE, BASALT, drive, DISK[1], *local_storage("granite"))) is None


def test_a_host_must_be_connected_to_the_networks():
    vm, vif = a_vm(VIFs=("vif",)), a_vif(ref="vif", network="lan")
    lan = a_network(ref="lan", name_label="LAN", PIFs=("eth0",))
    pool = pool_with(GRANITE, BASALT, vm, vif, lan, a_pif(ref="eth0", host="granite", network="lan"))

    assert cannot_run(vm, GRANITE, pool) is None
    assert cannot_run(vm, BASALT, pool) == "basalt is not connected to LAN."


def test_a_network_without_interfaces_is_everywhere():
    vm = a_vm(VIFs=("vif",))

    assert cannot_run(vm, BASALT, pool_with(BASALT, a_vif(ref="vif", network="lan"), a_network(ref="lan"))) is None


def test_a_host_must_have_the_memory():
    vm = a_vm(memory_dynamic_min=9 * GIB)

    assert cannot_run(vm, GRANITE, pool_with(GRANITE)) == "granite has 8.0 GiB of memory free, 9.0 GiB are needed."


def test_references_that_lead_nowhere_are_no_reason():
    assert cannot_run(a_vm(VBDs=("lost",), VIFs=("lost",)), GRANITE, pool_with(GRANITE)) is None


def test_memory_goes_to_the_machines_own_storage_first_then_the_pools_then_the_hosts():
    host = a_host(suspend_image_sr="of-host")
    of_vm, of_pool, of_host = (an_sr(ref=name) for name in ("of-vm", "of-pool", "of-host"))
    pool = pool_with(host, of_vm, of_pool, of_host, suspend_image_SR="of-pool")

    assert suspend_storage(a_vm(resident_on="granite", suspend_SR="of-vm"), pool) == of_vm
    assert suspend_storage(a_vm(resident_on="granite"), pool) == of_pool
    assert suspend_storage(a_vm(resident_on="granite"), pool_with(host, of_host)) == of_host
    assert suspend_storage(a_vm(), pool_with(host)) is None


def test_the_image_is_larger_than_the_memory():
    assert suspend_image_bytes(a_vm(memory_static_max=4 * GIB)) == int(4 * GIB * 1.26) + 100 * 2**20


def test_memory_that_guests_can_be_asked_to_give_back_is_not_missing():
    generous = a_vm(name_label="db", resident_on="granite", memory_dynamic_min=GIB, metrics="m-db")
    host = a_host(resident_VMs=("db",))
    pool = pool_with(host, generous, vm_metrics(ref="m-db", memory_actual=3 * GIB))

    assert cannot_run(a_vm(memory_dynamic_min=9 * GIB), host, pool) is None
    assert cannot_run(a_vm(memory_dynamic_min=11 * GIB), host, pool) == (
        "granite has 10 GiB of memory free, 11 GiB are needed."
    )
