from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.builders import (
    a,
    a_connection,
    a_host,
    a_network,
    a_snapshot,
    a_template,
    a_vbd,
    a_vdi,
    a_vif,
    a_vm,
    guest_metrics,
    local_storage,
    pool_with,
    ref,
    vm_metrics,
)
from tests.queries.general.pages import GIB, by_title, page, values
from xengui.model.classes import VM_appliance
from xengui.queries.general import Row, sections


def test_the_page_of_a_machine_reads_like_the_picture():
    """The example of the design, `look/01-main-light`."""
    vm = a_vm(
        name_label="web-01",
        uuid="5f1c9e0a-77b2-4d0b-9a52-0c7de4b1f3aa",
        name_description="Public web front end, behind the balancer.\nOwner: platform team, on call 7421.",
        tags=("web", "gold", "backup-nightly"),
        resident_on="granite",
        affinity="granite",
        guest_metrics="guest",
        metrics="metrics",
        domain_type="hvm",
        HVM_boot_params={"firmware": "uefi", "order": "cn"},
        platform={"cores-per-socket": "4", "secureboot": "false"},
        VCPUs_at_startup=4,
        VCPUs_max=4,
        memory_static_max=8 * GIB,
        memory_dynamic_min=8 * GIB,
        memory_dynamic_max=8 * GIB,
        ha_restart_priority="best-effort",
        order=2,
        start_delay=30,
        VIFs=("first", "second"),
        other_config={"folder": "/Production/Web", "XenCenter.CustomFields.Cost center": "4410"},
    )
    guest = guest_metrics(
        ref="guest",
        os_version={"name": "Debian GNU/Linux 12 (bookworm)"},
        networks={"0/ip": "10.20.0.31", "0/ipv6/0": "fd12:3456::31", "1/ip": "10.40.0.31"},
    )
    pool = pool_with(
        vm,
        guest,
        vm_metrics(ref="metrics", start_time="20261123T061400Z"),
        a_vif(ref="first", device="0", network="net0"),
        a_vif(ref="second", device="1", network="vlan40"),
        a_network(ref="net0", name_label="Network 0"),
        a_network(ref="vlan40"),
        ha_enabled=True,
        gui_config={
            "XenCenter.CustomFields": "<CustomFieldDefinitions>"
            '<CustomFieldDefinition name="Cost center" type="String"/></CustomFieldDefinitions>'
        },
    )
    now = datetime(2026, 11, 23, 15, 51, tzinfo=timezone(timedelta(hours=1)))

    found = by_title(sections(a_connection(pool), vm.ref, now))

    assert {title: values(rows) for title, rows in found.items()} == {
        "General": {
            "Name": "web-01",
            "Description": "Public web front end, behind the balancer.\nOwner: platform team, on call 7421.",
            "Folder": "Production › Web",
            "Tags": "backup-nightly, gold, web",
            "Operating system": "Debian GNU/Linux 12 (bookworm)",
            "Virtualization": "Hardware-assisted (HVM), UEFI",
            "Guest tools": "Running, version 8.4.0",
            "Started": "23 Nov 2026 07:14 (8 h 37 min ago)",
            "Home server": "granite",
            "UUID": "5f1c9e0a-77b2-4d0b-9a52-0c7de4b1f3aa",
        },
        "Boot options": {"Boot order": "Disk, then network", "Firmware": "UEFI, Secure Boot off"},
        "Processors and memory": {"vCPUs": "4 (1 socket, 4 cores)", "Memory": "8.0 GiB fixed"},
        "High availability": {"Restart priority": "Restart if possible, order 2", "Start delay": "30 s"},
        "Custom fields": {"Cost center": "4410"},
        "Addresses": {"Network 0": "10.20.0.31\nfd12:3456::31", "Storage VLAN 40": "10.40.0.31"},
    }


def test_a_running_machine_without_tools_is_warned_about():
    assert page(a_vm(resident_on="granite"))["General"]["Guest tools"] == Row(
        "Guest tools", "Not installed", tone="warn"
    )
    assert "Guest tools" not in page(a_vm())["General"]


def test_a_machine_that_has_just_started_has_not_been_heard():
    rows = page(a_vm(resident_on="granite", metrics="m"), vm_metrics(ref="m", start_time="20261123T155030Z"))["General"]

    assert rows["Guest tools"].value == "Not heard of yet"
    assert rows["Started"].value == "23 Nov 2026 15:50 (30 s ago)"


def test_a_home_server_is_named_only_where_there_is_a_choice():
    on_local = a_vm(VBDs=("drive",), affinity="granite")
    disk = (a_vbd(ref="drive", VM="web", VDI="disk"), a_vdi(SR="local-granite"), *local_storage("granite"))

    assert page(a_vm())["General"]["Home server"].value == "None"
    assert "Home server" not in page(on_local, *disk)["General"]
    assert "Home server" not in page(a_vm(), wlb_enabled=True, wlb_url="wlb.example")["General"]
    assert "Home server" not in page(a_template(affinity="granite"))["General"]


def test_memory_that_moves_tells_both_ends():
    moving = a_vm(memory_dynamic_min=2 * GIB, memory_dynamic_max=4 * GIB, memory_static_max=8 * GIB)

    assert values(page(moving)["Processors and memory"]) == {
        "vCPUs": "0",
        "Memory": "2.0 GiB to 4.0 GiB",
        "Maximum memory": "8.0 GiB",
    }


def test_vcpus_that_may_grow_tell_how_far():
    rows = page(a_vm(VCPUs_at_startup=2, VCPUs_max=8, platform={"cores-per-socket": "4"}))["Processors and memory"]

    assert (rows["vCPUs"].value, rows["Maximum vCPUs"].value) == ("2 (2 sockets, 4 cores each)", "8")


@pytest.mark.parametrize(
    ("order", "text"),
    [("", "Disk, then DVD drive"), ("dcn", "DVD drive, then disk, then network"), ("N", "Network"), ("xc", "Disk")],
)
def test_the_boot_order_is_told_in_words(order, text):
    vm = a_vm(domain_type="hvm", HVM_boot_params={"order": order} if order else {})

    assert page(vm)["Boot options"]["Boot order"].value == text


def test_a_paravirtualized_machine_tells_its_boot_parameters():
    assert values(page(a_vm(domain_type="pv", PV_args="console=hvc0"))["Boot options"]) == {
        "OS boot parameters": "console=hvc0"
    }


def test_a_machine_outside_ha_says_that_it_is_not_restarted():
    assert values(page(a_vm(), ha_enabled=True)["High availability"]) == {"Restart priority": "Do not restart"}


def test_a_snapshot_tells_its_machine_and_when_it_was_taken():
    snapshot = a_snapshot(snapshot_of="web", snapshot_time="20261101T120000Z", power_state="Suspended")
    rows = page(snapshot, a_vm())["General"]

    assert rows["Snapshot of"] == Row("Snapshot of", "web", kind="link", ref=ref("web"))
    assert rows["Created"].value == "1 Nov 2026 12:00"
    assert rows["Contents"].value == "Disks and memory"
    assert "Guest tools" not in rows


def test_bios_strings_of_xens_own_are_no_copies():
    generic = {"bios-vendor": "Xen", "system-manufacturer": "Xen"}

    def copied(strings: dict[str, str]) -> str:
        return page(a_vm(domain_type="hvm", bios_strings=strings))["General"]["BIOS strings copied"].value

    assert copied(generic) == "No"
    assert copied({**generic, "bios-vendor": "Dell"}) == "Yes"


def test_a_snapshot_of_a_machine_that_is_gone_names_none():
    rows = page(a_snapshot(snapshot_of="gone"))["General"]

    assert "Snapshot of" not in rows
    assert rows["Contents"].value == "Disks"


def test_a_template_tells_nothing_that_only_running_machines_have():
    rows = page(a_template(domain_type="hvm", other_config={"default_template": "true"}))["General"]

    assert set(rows) == {"Name", "Virtualization"}


def test_a_machine_of_a_vapp_leads_to_it():
    rows = page(a_vm(appliance="shop"), a(VM_appliance, name_label="shop"))["General"]

    assert rows["vApp"] == Row("vApp", "shop")


def test_a_machine_that_was_converted_tells_from_what_and_when():
    keys = {"p2v_source_machine": "old-mail", "p2v_import_date": "2011-05-01"}
    rows = page(a_vm(other_config=keys))["General"]

    assert (rows["Physical source"].value, rows["Converted"].value) == ("old-mail", "2011-05-01")


def test_a_control_domain_is_asked_for_neither_tools_nor_home():
    rows = page(a_vm(name_label="dom0", is_control_domain=True, resident_on="granite"))["General"]

    assert "Guest tools" not in rows
    assert "Home server" not in rows


@pytest.mark.parametrize(
    ("platform", "told"), [({}, "off"), ({"secureboot": "true"}, "on"), ({"secureboot": "Auto"}, "automatic")]
)
def test_secure_boot_is_told_with_the_firmware(platform, told):
    vm = a_vm(domain_type="hvm", HVM_boot_params={"firmware": "uefi"}, platform=platform)

    assert page(vm)["Boot options"]["Firmware"].value == f"UEFI, Secure Boot {told}"


def test_bios_firmware_knows_no_secure_boot():
    assert page(a_vm(domain_type="hvm", platform={"secureboot": "true"}))["Boot options"]["Firmware"].value == "BIOS"


def test_a_protected_machine_tells_its_order_and_no_delay_of_nothing():
    rows = page(a_vm(ha_restart_priority="restart", order=3), ha_enabled=True)["High availability"]

    assert values(rows) == {"Restart priority": "Restart, order 3"}


def test_a_virtual_tpm_is_told_where_there_is_one():
    assert values(page(a_vm(VTPMs=("tpm",)))["Device security"]) == {"Virtual TPM": "Attached"}
    assert "Device security" not in page(a_vm())


def cached(ref: str, **sm_config: str) -> tuple[Any, Any]:
    disk = a_vdi(ref=ref, name_label=ref, sm_config=sm_config)
    return disk, a_vbd(ref=f"vbd-{ref}", VM="web", VDI=ref, currently_attached=True)


def read_caching(*disks: tuple[Any, Any], **fields: Any) -> dict[str, str]:
    vm = a_vm(**({"resident_on": "granite", "VBDs": tuple(vbd.ref for _, vbd in disks)} | fields))
    found = page(vm, a_host(uuid="1f"), *(record for pair in disks for record in pair))
    return values(found.get("Read caching", {}))


def test_read_caching_is_on_for_the_disks_that_say_so_of_the_machines_server():
    on = {"read-caching-enabled-on-1f": "true"}
    elsewhere = {"read-caching-enabled-on-2e": "true"}

    assert read_caching(cached("b", **on), cached("a", **on), cached("c", **elsewhere)) == {
        "Status": "On",
        "Disks": "a\nb",
    }


def test_where_nothing_is_cached_each_reason_is_told_once():
    off = {"read-caching-enabled-on-1f": "false", "read-caching-reason-1f": "NO_RO_IMAGE"}
    odd = {"read-caching-enabled-on-1f": "false", "read-caching-reason-1f": "NO_MOON"}

    assert read_caching(cached("a", **off), cached("b", **off), cached("c", **odd)) == {
        "Status": "Off",
        "Reason": "No disk stands on an image that is only read\nNo moon",
    }


def test_a_machine_that_does_not_run_or_whose_disks_say_nothing_has_no_read_caching():
    assert read_caching(cached("a", **{"read-caching-enabled-on-1f": "true"}), power_state="Halted") == {}
    assert read_caching(cached("a")) == {}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        (
            {"name_label": "Debian 12", "other_config": {"default_template": "true", "install-distro": "debianlike"}},
            False,
        ),
        ({"name_label": "Windows 11", "other_config": {"default_template": "true"}}, False),
        ({"name_label": "Other install media", "other_config": {"default_template": "true"}}, True),
        ({"name_label": "Windows gold"}, True),
    ],
)
def test_a_default_template_of_a_known_system_needs_no_description(fields, told):
    found = page(a_template(name_description="Clones of this", **fields))["General"]

    assert ("Description" in found) is told


def test_rows_of_a_machine_name_the_commands_that_fit():
    rows = page(
        a_vm(resident_on="granite", metrics="m", affinity="granite"),
        vm_metrics(ref="m", start_time="20261123T07:14:00Z"),
    )["General"]

    assert rows["Started"].commands == ("vm.shutdown", "vm.reboot", "vm.suspend")
    assert rows["Home server"].commands == ("vm.start_on", "vm.resume_on")


@pytest.mark.parametrize(
    ("vcpus", "cores", "told"),
    [
        (6, "4", "Invalid: 6 vCPUs do not fill sockets of 4 cores"),
        (32, "1", "Invalid: 32 sockets, and 16 is the most"),
        (4, "rubbish", "Invalid: rubbish cores per socket"),
        (4, "0", "Invalid: 0 cores per socket"),
        (4, "2", None),
        (0, "2", None),
    ],
)
def test_a_topology_that_cannot_be_is_warned_about(vcpus, cores, told):
    vm = a_vm(VCPUs_max=vcpus, VCPUs_at_startup=vcpus, platform={"cores-per-socket": cores})

    row = page(vm)["Processors and memory"].get("Topology")

    assert row == (Row("Topology", told, tone="warn") if told else None)


def test_a_control_domain_has_the_sockets_that_it_has():
    domain = a_vm(VCPUs_max=32, VCPUs_at_startup=32, is_control_domain=True)

    assert "Topology" not in page(domain)["Processors and memory"]
