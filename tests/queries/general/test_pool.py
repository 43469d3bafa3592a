from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_dead_host,
    a_host,
    a_pif,
    a_template,
    a_vm,
    an_sr,
    pool_with,
    ref,
)
from tests.queries.general.pages import TIB, by_title, values
from xengui.model.classes import Certificate, Pool_update
from xengui.model.estate import Status
from xengui.model.record import Record
from xengui.queries.general import Row, sections

TWO = (a_host(), a_host(name_label="basalt"))


def pool_page(*records: Record, **fields: Any) -> dict[str, dict[str, Row]]:
    return by_title(sections(a_connection(pool_with(*records, **fields)), ref("the-pool"), NOW))


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


def test_the_updates_of_a_host_are_told_whatever_else_is_wrong_with_it():
    old = a_host(name_label="basalt", software_version={"product_version": "8.2.1"}, crashdumps=("dump",))
    granite = a_host(software_version={"product_version": "8.4.0"})

    row = pool_page(granite, old)["Updates"]["basalt"]

    assert row == Row("basalt", "Older than the coordinator", kind="multiline", tone="warn", ref=ref("basalt"))


def test_a_dead_host_that_is_older_is_among_them():
    old, metrics = a_dead_host(name_label="basalt", software_version={"product_version": "8.2.1"})
    granite = a_host(software_version={"product_version": "8.4.0"})

    assert values(pool_page(granite, old, metrics)["Updates"]) == {"basalt": "Older than the coordinator"}


def test_a_host_that_lacks_updates_of_the_others_is_named():
    granite = a_host(latest_synced_updates_applied="yes")
    basalt = a_host(name_label="basalt", latest_synced_updates_applied="no")

    assert values(pool_page(granite, basalt)["Updates"]) == {"basalt": "Updates missing"}


def test_the_coordinator_comes_before_the_others_and_those_in_natural_order():
    hosts = [a_host(name_label=name) for name in ("host-10", "host-2", "granite")]

    rows = pool_page(*hosts, coordinator=ref("granite"))["General"]

    assert rows["Coordinator"] == Row("Coordinator", "granite", kind="link", ref=ref("granite"))
    assert rows["Servers"].value == "granite, host-2, host-10"


def test_an_expired_license_of_one_host_is_the_pools():
    paid = a_host(edition="premium", license_params={"expiry": "20260101T00:00:00Z"})

    row = pool_page(paid, a_host(name_label="basalt", edition="premium"))["General"]["License"]

    assert row == Row("License", "premium, expired", tone="error")


def test_a_default_storage_that_is_gone_is_not_named():
    assert "Default storage" not in pool_page(default_SR="gone")["General"]


def test_high_availability_that_plans_for_less_than_it_should_is_warned_about():
    on = pool_page(ha_enabled=True, ha_host_failures_to_tolerate=2, ha_plan_exists_for=1, ha_overcommitted=True)[
        "High availability"
    ]

    assert values(on) == {"State": "On", "Failures to tolerate": "2", "Failures planned for": "1"}
    assert on["Failures planned for"].tone == "warn"
    assert values(pool_page()["High availability"]) == {"State": "Off"}


def test_management_interfaces_name_their_host_where_there_are_several():
    pifs = [a_pif(ref=f"{name}-pif", management=True, IP=ip) for name, ip in (("granite", "::1"), ("basalt", "::2"))]
    hosts = [a_host(name_label=name, PIFs=(f"{name}-pif",)) for name in ("granite", "basalt")]

    assert values(pool_page(*hosts, *pifs)["Management interfaces"]) == {
        "Management interface on granite": "::1",
        "Management interface on basalt": "::2",
    }
    assert values(pool_page(hosts[0], pifs[0])["Management interfaces"]) == {"Management interface": "::1"}


def test_only_authorities_are_certificates_of_the_pool():
    authority = a(Certificate, type="ca", not_after="20280101T00:00:00Z")
    of_a_host = a(Certificate, type="host", host="granite", not_after="20280101T00:00:00Z")

    assert values(pool_page(authority, of_a_host)["Certificates"]) == {"Authority": "Until 1 Jan 2028"}


def test_updates_of_a_pool_are_told_by_where_they_are():
    everywhere = a(Pool_update, ref="u1", name_label="XS84E001", hosts=("granite", "basalt"))
    partly = a(Pool_update, ref="u2", name_label="XS84E002", hosts=("granite",))
    nowhere = a(Pool_update, ref="u3", name_label="XS84E003")

    rows = pool_page(*TWO, everywhere, partly, nowhere)["Updates"]

    assert values(rows) == {
        "Applied": "XS84E001",
        "Not on every server": "XS84E002",
        "Not applied": "XS84E003",
    }
    assert rows["Not on every server"].tone == "warn"


def test_what_is_still_to_do_on_a_host_is_told_with_the_pool():
    waiting = a_host(name_label="basalt", pending_guidances=("reboot_host",))

    assert pool_page(a_host(), waiting)["Updates"] == {
        "basalt": Row("basalt", "Reboot the server", tone="warn", kind="multiline", ref=ref("basalt"))
    }


def test_a_pool_that_is_fed_from_a_repository_tells_when():
    fed = {"repositories": ("OpaqueRef:r",), "update_sync_enabled": True, "update_sync_frequency": "daily"}

    asleep = values(pool_page(*TWO, repositories=("OpaqueRef:r",))["Updates"])
    awake = values(pool_page(*TWO, last_update_sync="20261122T10:00:00Z", **fed)["Updates"])

    assert asleep == {"Synchronized": "Never", "Synchronizes": "Only when told to"}
    assert awake == {"Synchronized": "22 Nov 2026 10:00", "Synchronizes": "Every day"}
    assert "Updates" not in pool_page(*TWO)


@pytest.mark.parametrize(
    ("ahead_s", "told"),
    [
        (
            -754.0,
            "12 min 34 s behind this computer. Check the time servers (NTP) of the pool, and the clock here.",
        ),
        (
            7200.0,
            "2 h ahead of this computer. Check the time servers (NTP) of the pool, and the clock here.",
        ),
    ],
)
def test_a_clock_that_is_off_is_told(ahead_s, told):
    connection = replace(a_connection(pool_with(*TWO)), ahead_s=ahead_s)

    row = by_title(sections(connection, ref("the-pool"), NOW))["General"]["Clock"]

    assert (row.value, row.tone) == (told, "warn")


def test_a_clock_that_is_nearly_right_is_not_worth_a_word():
    connection = replace(a_connection(pool_with(*TWO)), ahead_s=59.0)

    assert "Clock" not in by_title(sections(connection, ref("the-pool"), NOW))["General"]
