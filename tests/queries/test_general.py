from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_dead_host,
    a_host,
    a_network,
    a_pbd,
    a_pif,
    a_snapshot,
    a_template,
    a_vbd,
    a_vdi,
    a_vif,
    a_vm,
    an_sr,
    guest_metrics,
    local_storage,
    pool_with,
    ref,
    vm_metrics,
)
from xengui.model.classes import Certificate, Host_cpu, Message, Pool_update, VM_appliance
from xengui.model.estate import Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries.general import Row, Section, sections

GIB, TIB = 1024**3, 1024**4
TWO = (a_host(), a_host(name_label="basalt"))


def page(record: Record, *others: Record, **pool: Any) -> dict[str, dict[str, Row]]:
    """Every row of an object's page, by the titles of its section and its label."""
    made = pool_with(record, *others, **pool)
    return by_title(sections(a_connection(made), record.ref, NOW))


def by_title(found: tuple[Section, ...]) -> dict[str, dict[str, Row]]:
    return {section.title: {row.label: row for row in section.rows} for section in found}


def values(rows: dict[str, Row]) -> dict[str, str]:
    return {label: row.value for label, row in rows.items()}


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


def test_rows_say_how_they_are_set():
    rows = page(a_vm(uuid="5f1c", tags=("b", "a"), name_description="x", affinity="granite"))["General"]

    assert rows["UUID"].kind == "mono"
    assert rows["Description"].kind == "multiline"
    assert (rows["Tags"].kind, rows["Tags"].items) == ("tags", ("a", "b"))
    assert rows["Home server"].ref == ref("granite")


def test_empty_rows_and_sections_are_left_out():
    found = page(a_vm())

    assert "Description" not in found["General"]
    assert "Addresses" not in found
    assert "High availability" not in found
    assert all(row.value for rows in found.values() for row in rows.values())


def test_an_object_that_is_gone_and_one_without_a_page_have_nothing_to_say():
    assert sections(a_connection(pool_with()), ref("gone"), NOW) == ()
    message = a(Message, name="VM_STARTED")
    assert sections(a_connection(pool_with(message)), message.ref, NOW) == ()


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

    assert rows["Snapshot of"] == Row("Snapshot of", "web", ref=ref("web"))
    assert rows["Created"].value == "1 Nov 2026 12:00"
    assert rows["Contents"].value == "Disks and memory"
    assert "Guest tools" not in rows


def test_bios_strings_of_xens_own_are_no_copies():
    generic = {"bios-vendor": "Xen", "system-manufacturer": "Xen"}

    def copied(strings: dict[str, str]) -> str:
        return page(a_vm(domain_type="hvm", bios_strings=strings))["General"]["BIOS strings copied"].value

    assert copied(generic) == "No"
    assert copied({**generic, "bios-vendor": "Dell"}) == "Yes"


def test_the_page_of_a_host_tells_its_place_state_and_start():
    host = a_host(other_config={"boot_time": "1795420800.", "agent_start_time": "rubbish"}, iscsi_iqn="iqn.2026")
    rows = values(page(host)["General"])

    assert rows["Pool coordinator"] == "Yes"
    assert rows["Enabled"] == "Yes"
    assert rows["Log destination"] == "Local"
    assert rows["iSCSI IQN"] == "iqn.2026"
    assert rows["Started"].startswith("23 Nov 2026 08:00 (7 h 51 min ago)")
    assert "Toolstack started" not in rows


def test_a_host_that_stands_alone_has_no_coordinator_row():
    assert "Pool coordinator" not in page(a_host(), name="")["General"]


@pytest.mark.parametrize(
    ("fields", "value", "tone"),
    [
        ({"enabled": False}, "No", "warn"),
        ({"enabled": False, "other_config": {"MAINTENANCE_MODE": "true"}}, "In maintenance mode", "warn"),
    ],
)
def test_a_host_out_of_service_says_so(fields, value, tone):
    assert page(a_host(**fields))["General"]["Enabled"] == Row("Enabled", value, tone=tone)


def test_a_dead_host_says_so_and_shows_no_memory():
    host, metrics = a_dead_host()
    found = page(host, metrics)

    assert found["General"]["Enabled"] == Row("Enabled", "Server does not respond", tone="error")
    assert "Memory" not in found


def test_the_memory_of_a_host_is_told_by_who_has_it():
    host = a_host(resident_VMs=("dom0", "web"), memory_overhead=GIB // 2)
    rows = page(
        host,
        a_vm(name_label="dom0", is_control_domain=True, resident_on="granite", metrics="m0"),
        a_vm(resident_on="granite", metrics="m1"),
        vm_metrics(ref="m0", memory_actual=2 * GIB),
        vm_metrics(ref="m1", memory_actual=5 * GIB),
    )["Memory"]

    assert values(rows) == {
        "Server": "8.0 of 16 GiB used",
        "Virtual machines": "5.0 GiB",
        "Control domain": "2.0 GiB",
        "Hypervisor": "512 MiB",
    }


def test_like_cpus_share_a_row():
    cpus = [a(Host_cpu, ref=f"cpu{n}", host="granite", number=n, modelname="Xeon  E5", speed=2400) for n in range(8)]
    odd = a(Host_cpu, ref="cpu8", host="granite", number=8, modelname="Xeon E7 @ 3.00GHz", speed=3000)

    assert values(page(a_host(), *cpus, odd)["CPUs"]) == {
        "CPUs 0 to 7": "Xeon E5, 2.40 GHz",
        "CPU 8": "Xeon E7 @ 3.00GHz",
    }


def test_without_cpu_records_the_summary_of_the_host_does():
    info = {"cpu_count": "16", "socket_count": "2", "modelname": "EPYC", "speed": "2600.1"}

    assert values(page(a_host(cpu_info=info))["CPUs"]) == {
        "Sockets": "2",
        "Logical CPUs": "16",
        "Model": "EPYC, 2.60 GHz",
    }


def test_management_interfaces_are_named_by_their_purpose():
    host = a_host(hostname="granite.example", PIFs=("m", "s", "plain"))
    rows = page(
        host,
        a_pif(ref="m", management=True, IP="10.0.0.1", IPv6=("fd00::1/64",)),
        a_pif(
            ref="s",
            device="eth1",
            IP="10.1.0.1",
            ip_configuration_mode="Static",
            network="lan",
            other_config={"management_purpose": "Storage"},
        ),
        a_pif(ref="plain", device="eth2", network="lan"),
        a_network(ref="lan"),
    )["Management interfaces"]

    assert values(rows) == {
        "DNS hostname": "granite.example",
        "Management interface": "10.0.0.1\nfd00::1",
        "Storage": "10.1.0.1",
    }


def test_a_free_license_is_only_named():
    assert values(page(a_host(edition="xcp-ng"))["License details"]) == {"Edition": "xcp-ng"}


def test_a_paid_license_tells_its_end():
    host = a_host(
        edition="premium",
        license_params={"expiry": "20260101T00:00:00Z"},
        license_server={"address": "license.example", "port": "27000"},
    )
    rows = page(host)["License details"]

    assert rows["Status"] == Row("Status", "Expired", tone="error")
    assert rows["Expires"].value == "1 Jan 2026"
    assert rows["License server"].value == "license.example:27000"


def test_certificates_that_end_soon_are_warned_about():
    def tone(end: str) -> str:
        certificate = a(Certificate, host="granite", not_before="20250101T00:00:00Z", not_after=end)
        return page(a_host(), certificate)["Certificates"]["Server"].tone

    assert [tone(end) for end in ("20261101T00:00:00Z", "20261201T00:00:00Z", "20280101T00:00:00Z")] == [
        "error",
        "warn",
        "",
    ]


def test_updates_are_told_with_what_is_still_to_do():
    host = a_host(updates=(ref("u1"),), pending_guidances=("reboot_host", "something_new"))
    one, two = a(Pool_update, ref="u1", name_label="XS84E001"), a(Pool_update, ref="u2", name_label="XS84E002")

    assert values(page(host, one, two)["Updates"]) == {
        "Applied": "XS84E001",
        "Not applied": "XS84E002",
        "Still to do": "Reboot the server\nsomething new",
    }


def test_the_page_of_a_pool_sums_up_its_hosts():
    sold = {
        "edition": "premium",
        "license_params": {"sku_marketing_name": "Premium"},
        "cpu_info": {"socket_count": "2"},
    }
    version = {"product_brand": "XenServer", "product_version": "8.4.0"}
    hosts = [a_host(name_label=name, software_version=version, **sold) for name in ("granite", "basalt")]
    pool = pool_with(*hosts, an_sr(name_label="NFS"), default_SR="NFS")

    rows = by_title(sections(a_connection(pool), ref("the-pool"), NOW))["General"]

    assert values(rows) == {
        "Name": "Stone",
        "Coordinator": "granite",
        "Servers": "granite, basalt",
        "License": "Premium",
        "Sockets": "4",
        "Version": "XenServer 8.4.0",
        "Default storage": "NFS",
    }


def test_a_pool_of_mixed_versions_is_warned_about():
    hosts = [
        a_host(name_label=name, software_version={"product_version": number})
        for name, number in (("granite", "8.4.0"), ("basalt", "8.2.1"))
    ]
    found = by_title(sections(a_connection(pool_with(*hosts)), ref("the-pool"), NOW))

    assert found["General"]["Version"] == Row("Version", "8.4.0 and 8.2.1", tone="warn")
    assert values(found["Updates"]) == {"basalt": "Older than the coordinator"}


def test_the_page_of_a_pool_sums_up_what_is_in_use():
    storage = (
        an_sr(name_label="NFS", physical_size=24 * TIB, physical_utilisation=18 * TIB),
        an_sr(name_label="ISOs", content_type="iso", physical_size=TIB, physical_utilisation=TIB),
        an_sr(name_label="gone", physical_size=-1),
    )
    vms = (a_vm(resident_on="granite"), a_vm(name_label="mail"), a_vm(name_label="dom0", is_control_domain=True))
    pool = pool_with(*TWO, *storage, *vms, a_template())

    def summed_up(status: Status) -> dict[str, dict[str, Row]]:
        return by_title(sections(a_connection(pool, status=status), ref("the-pool"), NOW))

    assert values(summed_up(Status.CONNECTED)["Resources"]) == {
        "Virtual machines": "1 of 2 running",
        "Memory": "16 of 32 GiB in use",
        "Storage": "18 of 24 TiB in use",
    }
    assert summed_up(Status.LOST)["Last known"] == summed_up(Status.CONNECTED)["Resources"]


def storage_page(links: tuple[bool, ...], **fields: Any) -> dict[str, dict[str, Row]]:
    made = [
        a_pbd(ref=f"link{number}", host=host.ref, currently_attached=plugged)
        for number, (host, plugged) in enumerate(zip(TWO, links, strict=False))
    ]
    return page(an_sr(PBDs=tuple(link.ref for link in made), **fields), *made, *TWO)


def test_the_page_of_storage_tells_type_and_use():
    rows = storage_page(
        (True, True), physical_size=1024 * GIB, physical_utilisation=512 * GIB, virtual_allocation=2048 * GIB
    )["General"]

    assert rows["Type"].value == "NFS"
    assert rows["Size"].value == "0.5 of 1.0 TiB used, 2.0 TiB allocated"


@pytest.mark.parametrize("fields", [{"content_type": "iso"}, {"type": "udev"}, {"physical_size": -1}])
def test_storage_without_a_size_of_its_own_tells_none(fields):
    assert "Size" not in storage_page((True, True), **({"physical_size": GIB} | fields))["General"]


def test_the_status_of_storage_tells_each_host():
    assert values(storage_page((True, True))["Status"]) == {
        "State": "OK",
        "basalt": "Connected",
        "granite": "Connected",
    }
    assert values(storage_page((True, False))["Status"]) == {
        "State": "On 1 of 2 servers",
        "basalt": "Unplugged",
        "granite": "Connected",
    }
    assert values(storage_page((True,))["Status"])["basalt"] == "Connection missing"
    assert storage_page((False, False))["Status"]["State"] == Row("State", "Detached", tone="error")


def test_multipathing_is_told_by_host():
    keys = {"multipathed": "true", "mpath-3600a": "[1, 3, 0]", "iscsi_sessions": "2"}
    link = a_pbd(ref="link", host="granite", other_config=keys)

    assert page(an_sr(PBDs=("link",)), link)["Multipathing"]["granite"] == Row(
        "granite", "1 of 3 paths active, 2 iSCSI sessions", tone="error", ref=ref("granite")
    )


def test_the_page_of_a_disk_tells_who_uses_it():
    disk = a_vdi(SR="iSCSI", virtual_size=40 * GIB, physical_utilisation=24 * GIB, VBDs=("drive",))
    rows = page(disk, an_sr(), a_vbd(ref="drive", VM="web"), a_vm())["General"]

    assert values(rows) == {
        "Name": "disk",
        "Size": "40 GiB",
        "On disk": "24 GiB",
        "Storage": "iSCSI",
        "Virtual machines": "web",
    }


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


def test_the_page_of_a_vapp_tells_the_order_of_its_machines():
    shop = a(VM_appliance, name_label="shop", VMs=("web", "db"))
    found = page(shop, a_vm(order=2), a_vm(name_label="db", order=1, start_delay=60))

    assert list(values(found["Start order"]).items()) == [
        ("db", "Order 1, then 1 min of delay. Halted."),
        ("web", "Order 2. Halted."),
    ]


def test_a_server_without_a_connection_tells_address_and_trouble():
    connection = a_connection(
        name="Attic", status=Status.LOST, problem="Nobody answers.", heard=NOW - timedelta(hours=2)
    )
    (general,) = sections(connection, "granite.example", NOW)

    assert {row.label: row.value for row in general.rows} == {
        "Name": "Attic",
        "Address": "granite.example",
        "User": "root",
        "State": "Disconnected 2 h",
        "Problem": "Nobody answers.",
        "Last heard": "23 Nov 2026 13:51",
    }


def test_pages_are_told_of_a_lost_pool_too():
    vm = a_vm()
    lost = a_connection(pool_with(vm), status=Status.LOST)

    assert sections(lost, vm.ref, NOW)[0].rows[0] == Row("Name", "web")
    assert isinstance(lost.snapshot, Snapshot)
