from datetime import timedelta

import pytest

from tests.builders import NOW, a_vm, guest_metrics, pool_with, vm_metrics
from xengui.model.classes import VM
from xengui.model.snapshot import Snapshot
from xengui.queries import guests


def running(**said: object) -> tuple[VM, Snapshot]:
    """A machine that has run for an hour, and what its guest says."""
    vm = a_vm(resident_on="granite", guest_metrics="guest", metrics="metrics")
    start = (NOW - timedelta(hours=1)).strftime("%Y%m%dT%H:%M:%SZ")
    return vm, pool_with(vm, vm_metrics(ref="metrics", start_time=start), guest_metrics(ref="guest", **said))


def test_tools_are_known_by_both_parts_of_their_version():
    vm, pool = running()

    assert guests.tools_version(vm, pool) == "8.4.0"
    assert guests.tools_version(*running(PV_drivers_version={"major": "8"})) == ""
    assert guests.tools_version(*running(PV_drivers_version={"major": "6", "minor": "1", "micro": "-1"})) == "6.1"


def test_a_guest_that_has_run_a_while_without_a_word_lacks_tools():
    assert guests.lacks_tools(*running(PV_drivers_version={}), NOW)
    assert not guests.lacks_tools(*running(), NOW)


def test_a_guest_that_has_just_started_is_given_time():
    vm, pool = running(PV_drivers_version={})

    assert not guests.lacks_tools(vm, pool, NOW - timedelta(minutes=59))


def test_only_a_running_guest_can_lack_tools():
    assert not guests.lacks_tools(a_vm(), pool_with(), NOW)
    assert guests.lacks_tools(a_vm(resident_on="granite"), pool_with(), NOW)


def test_the_name_of_the_system_ends_at_the_bar():
    assert (
        guests.operating_system(*running(os_version={"name": "Windows Server 2022|C:\\Windows|..."}))
        == "Windows Server 2022"
    )
    assert guests.operating_system(a_vm(), pool_with()) == ""


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"domain_type": "hvm", "HVM_boot_params": {"firmware": "uefi"}}, "Hardware-assisted (HVM), UEFI"),
        ({"HVM_boot_policy": "BIOS order"}, "Hardware-assisted (HVM), BIOS"),
        ({"domain_type": "unspecified"}, "Paravirtualized (PV)"),
        ({"domain_type": "pvh"}, "Hardware-assisted (PVH)"),
        ({"domain_type": "pv"}, "Paravirtualized (PV)"),
    ],
)
def test_the_kind_of_virtualization_is_told_with_its_firmware(fields, text):
    assert guests.virtualization(a_vm(**fields)) == text


@pytest.mark.parametrize(
    ("vcpus", "cores", "text"),
    [
        (4, "4", "1 socket, 4 cores"),
        (4, "2", "2 sockets, 2 cores each"),
        (2, "1", "2 sockets, 1 core each"),
        (1, None, "1 socket, 1 core"),
        (3, "2", ""),
        (17, "1", ""),
        (4, "0", ""),
        (4, "many", ""),
    ],
)
def test_the_topology_is_told_where_it_is_a_possible_one(vcpus, cores, text):
    vm = a_vm(VCPUs_max=vcpus, platform={"cores-per-socket": cores} if cores else {})

    assert guests.topology(vm) == text
