"""Computers with their product, their processors and their control domain."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.worlds.tables import NOW, a_host, draft_with
from xengui.sim.worlds.draft import GIB, MIB, Draft
from xengui.sim.worlds.hardware import MICROSERVER, POWEREDGE, RESTRICTIONS, XCP_NG_83, XENSERVER_8
from xengui.sim.worlds.pools import share_memory

DOM0 = "control domain of granite"


def record(**fields: Any) -> dict[str, Any]:
    return draft_with(a_host(**fields)).record("host", "granite")


def test_the_memory_of_an_empty_host_adds_up() -> None:
    host = a_host(memory=64 * GIB, control_domain_memory=2 * GIB)
    draft = draft_with(host)

    share_memory(draft)

    metrics = draft.record("host_metrics", "granite")
    assert draft.record("host", "granite")["memory_overhead"] == host.overhead == 832 * MIB
    assert metrics["memory_total"] == 64 * GIB
    assert metrics["memory_free"] == 64 * GIB - 832 * MIB - 2 * GIB


def test_the_control_domain_is_as_a_server_makes_it() -> None:
    draft = draft_with(a_host(control_domain_memory=2 * GIB))
    domain, host = draft.record("VM", DOM0), draft.the("host", "granite")

    assert domain["name_label"] == "Control domain on host: granite.stone.example"
    assert draft.record("host", "granite")["control_domain"] == draft.the("VM", DOM0)
    assert (domain["is_control_domain"], domain["power_state"], domain["domid"]) == (True, "Running", 0)
    assert domain["resident_on"] == domain["affinity"] == host
    limits = ("static_min", "dynamic_min", "dynamic_max", "static_max", "target")
    assert {domain[f"memory_{limit}"] for limit in limits} == {2 * GIB}
    assert draft.record("VM_metrics", DOM0)["memory_actual"] == 2 * GIB
    assert domain["VCPUs_max"] == domain["VCPUs_at_startup"] == 16


def test_the_control_domain_has_two_consoles_at_its_host() -> None:
    draft = draft_with(a_host())

    consoles = draft.all("console")

    assert [console["protocol"] for console in consoles.values()] == ["rfb", "vt100"]
    for ref, console in consoles.items():
        assert console["location"] == f"https://10.0.0.11/console?ref={ref}"


def test_there_are_as_many_processors_as_the_summary_says() -> None:
    draft = draft_with(a_host(chassis=MICROSERVER), a_host("basalt", chassis=POWEREDGE))

    for name, threads in (("granite", 16), ("basalt", 32)):
        host = draft.the("host", name)
        numbers = [cpu["number"] for cpu in draft.all("host_cpu").values() if cpu["host"] == host]

        assert numbers == list(range(threads))
        assert draft.record("host", name)["cpu_info"]["cpu_count"] == str(threads)


def test_all_that_is_told_of_a_processor_is_text() -> None:
    assert {type(value) for value in POWEREDGE.cpu_info.values()} == {str}
    assert POWEREDGE.cpu_info["vendor"] == "GenuineIntel"
    assert MICROSERVER.cpu_info["vendor"] == "AuthenticAMD"


def test_a_host_has_been_up_as_long_as_told_and_its_toolstack_a_little_less() -> None:
    other_config = record(up_days=9)["other_config"]

    booted = float(other_config["boot_time"])
    assert NOW - booted == 9 * 86_400
    assert 0 < float(other_config["agent_start_time"]) - booted < 600


def test_a_host_in_maintenance_takes_no_machines() -> None:
    host = record(maintenance=True)

    assert (host["enabled"], host["other_config"]["MAINTENANCE_MODE"]) == (False, "true")
    assert "MAINTENANCE_MODE" not in record()["other_config"]


def test_a_dead_host_is_told_by_its_metrics_alone() -> None:
    draft = draft_with(a_host(live=False))
    host, metrics = draft.record("host", "granite"), draft.record("host_metrics", "granite")

    assert (host["enabled"], metrics["live"]) == (True, False)
    assert metrics["last_updated"] == Draft("Test", NOW).ago(51)


@pytest.mark.parametrize(("product", "brand"), [(XENSERVER_8, "XenServer"), (XCP_NG_83, "XCP-ng")])
def test_the_product_and_its_license_fit_together(product, brand) -> None:
    host = record(product=product)

    assert host["software_version"]["product_brand"] == brand
    assert host["software_version"]["product_version"] == host["license_params"]["version"]
    assert host["edition"] in host["editions"]
    assert host["license_params"]["sku_type"] == host["edition"]


def test_no_feature_is_restricted() -> None:
    params = record()["license_params"]

    assert {params[name] for name in RESTRICTIONS if name.startswith("restrict_")} == {"false"}
    assert params["enable_xha"] == "true"


def test_two_certificates_have_fingerprints_of_their_own() -> None:
    certificates = list(draft_with(a_host()).all("Certificate").values())

    assert [certificate["type"] for certificate in certificates] == ["host", "host_internal"]
    assert len({certificate["fingerprint_sha256"] for certificate in certificates}) == 2
    for certificate in certificates:
        assert len(certificate["fingerprint_sha256"].split(":")) == 32
        assert len(certificate["fingerprint_sha1"].split(":")) == 20


def test_names_and_addresses_are_its_own() -> None:
    host = record(domain="lab.example", subnet="10.60.0", number=21)

    assert (host["hostname"], host["address"]) == ("granite.lab.example", "10.60.0.21")
    assert host["iscsi_iqn"] == "iqn.2026-01.example.lab:granite"
