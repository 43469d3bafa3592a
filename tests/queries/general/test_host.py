from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_dead_host,
    a_host,
    a_network,
    a_pif,
    a_vm,
    pool_with,
    ref,
    vm_metrics,
)
from tests.queries.general.pages import GIB, by_title, page, values
from xengui.model.classes import Certificate, Host_cpu, Pool_update
from xengui.queries.general import Row, sections

RESET = ("host.reset_machines",)


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
    assert page(a_host(**fields))["General"]["Enabled"] == Row("Enabled", value, tone=tone, commands=RESET)


def test_a_dead_host_says_so_and_shows_no_memory():
    host, metrics = a_dead_host()
    found = page(host, metrics)

    assert found["General"]["Enabled"] == Row("Enabled", "Server does not respond", tone="error", commands=RESET)
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
        "Still to do": "Reboot the server\nSomething new",
    }


def test_a_host_without_certificates_keeps_quiet_about_checking_them():
    checked = a_host(tls_verification_enabled=True)
    certificate = a(Certificate, host="granite", not_after="20280101T00:00:00Z")

    assert "Certificate verification" not in page(a_host())["General"]
    assert page(checked)["General"]["Certificate verification"].value == "On"
    assert page(a_host(), certificate)["General"]["Certificate verification"].value == "Off"


def test_a_warning_stands_among_the_facts():
    rows = page(a_host(crashdumps=("dump",)))["General"]

    assert rows["Needs a look"] == Row("Needs a look", "1 crash dump", tone="warn")


def test_a_dead_host_tells_no_start_as_nobody_knows_whether_it_still_runs():
    host, metrics = a_dead_host(other_config={"boot_time": "1795420800."})

    assert "Started" not in page(host, metrics)["General"]


@pytest.mark.parametrize("told", ["", "nan", "inf", "1e30"])
def test_a_time_that_is_none_is_left_out(told):
    assert "Started" not in page(a_host(other_config={"boot_time": told}))["General"]


def test_the_key_of_old_servers_for_the_iqn_counts_where_the_field_is_empty():
    old = a_host(other_config={"iscsi_iqn": "iqn.2010"})
    both = a_host(iscsi_iqn="iqn.2026", other_config={"iscsi_iqn": "iqn.2010"})

    assert page(old)["General"]["iSCSI IQN"].value == "iqn.2010"
    assert page(both)["General"]["iSCSI IQN"].value == "iqn.2026"


def test_a_hidden_network_has_no_interface_among_those_of_the_management():
    secondary = a_pif(ref="s", device="eth1", IP="10.1.0.1", ip_configuration_mode="Static", network="hidden")
    hidden = a_network(ref="hidden", other_config={"HideFromXenCenter": "true"})

    assert "Management interfaces" not in page(a_host(PIFs=("s",)), secondary, hidden)


def test_a_management_address_that_no_interface_tells_is_the_hosts_own():
    host = a_host(address="10.0.0.1", PIFs=("m",))

    assert values(page(host, a_pif(ref="m", management=True))["Management interfaces"]) == {
        "Management interface": "10.0.0.1"
    }


def test_an_older_version_than_the_coordinators_is_marked():
    told = {"product_brand": "XCP-ng", "product_version": "8.2.1", "date": "20230901", "dbv": "0.0.1"}
    granite = a_host(software_version={"product_brand": "XCP-ng", "product_version": "8.3.0"})
    basalt = a_host(name_label="basalt", software_version=told)

    rows = page(basalt, granite, coordinator=granite.ref)["Version details"]

    assert rows["Version"] == Row("Version", "XCP-ng 8.2.1", tone="warn")
    assert (rows["Build date"].value, rows["Database version"].value) == ("1 Sep 2023", "0.0.1")
    assert page(granite)["Version details"]["Version"].tone == ""


def test_a_build_date_of_a_spelling_of_its_own_is_told_as_it_is():
    rows = page(a_host(software_version={"date": "last spring"}))["Version details"]

    assert rows["Build date"].value == "last spring"


def test_guidance_said_twice_is_told_once():
    host = a_host(
        pending_guidances=("reboot_host",),
        pending_guidances_recommended=("restart_toolstack",),
        pending_guidances_full=("reboot_host_on_livepatch_failure",),
        latest_synced_updates_applied="no",
    )

    assert values(page(host)["Updates"]) == {
        "Still to do": "Reboot the server\nRestart the toolstack",
        "Synchronized updates": "Updates are waiting",
    }


def test_a_license_without_an_end_never_expires():
    host = a_host(edition="premium", license_params={"expiry": "20991231T23:59:59Z"}, cpu_info={"socket_count": "2"})

    assert values(page(host)["License details"]) == {
        "Edition": "premium",
        "Status": "Licensed",
        "Expires": "Never",
        "Sockets": "2",
    }


def test_a_long_fingerprint_is_set_in_lines_that_fit_and_copied_in_one():
    fingerprint = ":".join(["AB"] * 32)
    certificate = a(Certificate, host="granite", type="host", fingerprint_sha256=fingerprint)

    row = page(a_host(), certificate)["Certificates"]["Fingerprint"]

    assert row.value.split("\n") == [":".join(["AB"] * number) for number in (11, 11, 10)]
    assert (row.kind, row.copied) == ("mono", fingerprint)


def test_certificates_of_other_hosts_are_theirs():
    certificate = a(Certificate, host="basalt", type="host", not_after="20280101T00:00:00Z")

    assert "Certificates" not in page(a_host(), certificate, a_host(name_label="basalt"))


@pytest.mark.parametrize(
    ("paths", "row"),
    [
        ("[2, 2]", Row("Boot disk", "2 of 2 paths")),
        ("[1, 2]", Row("Boot disk", "1 of 2 paths", tone="error")),
        ("rubbish", None),
    ],
)
def test_a_host_that_boots_over_several_paths_tells_how_many_work(paths, row):
    found = page(a_host(other_config={"multipathed": "true", "mpath-boot": paths}))

    assert found.get("Root disk multipathing", {}).get("Boot disk") == row
    assert "Root disk multipathing" not in page(a_host(other_config={"mpath-boot": paths}))


def test_how_long_a_host_runs_is_told_by_its_own_clock():
    booted = (NOW + timedelta(hours=2)).timestamp()  # its clock is three hours ahead
    host = a_host(other_config={"boot_time": f"{booted:.0f}."})
    connection = replace(a_connection(pool_with(host)), ahead_s=3 * 3600.0)

    rows = by_title(sections(connection, host.ref, NOW))["General"]

    assert rows["Started"].value.endswith("(1 h ago)")
    assert rows["Clock"].value.startswith("3 h ahead of this computer.")
