"""The templates every pool is delivered with."""

from __future__ import annotations

from typing import Any
from xml.etree.ElementTree import fromstring

import pytest

from xengui.sim.worlds.draft import GIB, MIB, NULL, Draft
from xengui.sim.worlds.templates import BY_NAME, TEMPLATES, deliver


@pytest.fixture
def draft() -> Draft:
    draft = Draft("Test", 0)
    deliver(draft)
    return draft


def delivered(draft: Draft) -> list[dict[str, Any]]:
    return list(draft.all("VM").values())


def limits(record: dict[str, Any]) -> dict[str, str]:
    """What the recommendations allow, by the field or property they speak of."""
    return {
        str(limit.get("field") or limit.get("property")): str(
            limit.get("max") or limit.get("min") or limit.get("value")
        )
        for limit in fromstring(record["recommendations"])
    }


def test_eighteen_templates_are_delivered_halted_and_nowhere(draft: Draft) -> None:
    assert len(delivered(draft)) == len(BY_NAME) == 18
    for template in delivered(draft):
        assert template["is_a_template"]
        assert template["is_default_template"]
        assert template["other_config"]["default_template"] == "true"
        assert (template["power_state"], template["domid"], template["resident_on"]) == ("Halted", -1, NULL)


def test_uuids_are_the_same_in_every_pool() -> None:
    pools = [Draft(name, 0) for name in ("Stone", "Lab")]
    for pool in pools:
        deliver(pool)

    first, second = ({vm["name_label"]: vm["uuid"] for vm in delivered(pool)} for pool in pools)

    assert first == second
    assert first["Debian Bookworm 12"] == "07d91aaa-43f7-430a-bf84-0edb6714df0f"
    assert len(set(first.values())) == 18


def test_seeds_of_hardware_addresses_are_each_templates_own(draft: Draft) -> None:
    assert len({template["other_config"]["mac_seed"] for template in delivered(draft)}) == 18


def test_memory_is_twice_what_the_guest_needs_at_least(draft: Draft) -> None:
    debian = draft.record("VM", "Debian Bookworm 12")

    assert debian["memory_static_min"] == GIB
    assert {debian[f"memory_{limit}"] for limit in ("dynamic_min", "dynamic_max", "static_max")} == {2 * GIB}
    assert draft.record("VM", "Other install media")["memory_static_max"] == 256 * MIB


def test_the_disk_to_be_made_is_told_in_xml(draft: Draft) -> None:
    (disk,) = fromstring(draft.record("VM", "Rocky Linux 9")["other_config"]["disks"])

    assert disk.attrib == {"bootable": "true", "device": "0", "size": str(15 * GIB), "sr": "", "type": "system"}
    assert "disks" not in draft.record("VM", "Other install media")["other_config"]


@pytest.mark.parametrize(
    ("name", "firmware", "order", "secureboot"),
    [
        ("Other install media", "bios", "cd", None),
        ("Windows 10 (64-bit)", "uefi", "cd", "auto"),
        ("Debian Bullseye 11", "bios", "cdn", "false"),
        ("Debian Bookworm 12", "uefi", "cdn", "auto"),
    ],
)
def test_each_base_boots_in_its_way(draft: Draft, name: str, firmware: str, order: str, secureboot: str | None) -> None:
    template = draft.record("VM", name)

    assert template["HVM_boot_params"] == {"firmware": firmware, "order": order}
    assert template["platform"].get("secureboot") == secureboot


def test_linux_can_be_installed_over_the_network(draft: Draft) -> None:
    methods = {vm["name_label"]: vm["other_config"]["install-methods"] for vm in delivered(draft)}

    assert methods["Debian Bookworm 12"] == "cdrom,nfs,http,ftp"
    assert methods["Windows 11"] == methods["Other install media"] == "cdrom"


def test_windows_starts_with_two_processors_and_others_with_one(draft: Draft) -> None:
    for vm in delivered(draft):
        vcpus = 2 if vm["name_label"].startswith("Windows") else 1
        assert vm["VCPUs_max"] == vm["VCPUs_at_startup"] == vcpus


def test_windows_is_helped_along_and_linux_is_not(draft: Draft) -> None:
    windows, linux = draft.record("VM", "Windows 11"), draft.record("VM", "Debian Bookworm 12")

    assert (windows["platform"]["viridian"], linux["platform"]["viridian"]) == ("true", "false")
    assert (windows["has_vendor_device"], linux["has_vendor_device"]) == (True, False)
    assert "linux_template" not in windows["other_config"]
    assert linux["other_config"]["linux_template"] == "true"


def test_only_windows_11_asks_for_a_tpm(draft: Draft) -> None:
    assert [vm["name_label"] for vm in delivered(draft) if vm["platform"].get("vtpm") == "true"] == ["Windows 11"]


def test_recommendations_say_how_far_a_machine_may_go(draft: Draft) -> None:
    told = limits(draft.record("VM", "Windows 11"))

    assert told["memory-static-max"] == str(1536 * GIB)
    assert (told["vcpus-min"], told["vcpus-max"]) == ("2", "64")
    assert (told["number-of-vbds"], told["number-of-vifs"]) == ("255", "7")
    assert told["supports-secure-boot"] == "yes"
    assert limits(draft.record("VM", "Debian Bullseye 11"))["supports-secure-boot"] == "no"


def test_labels_and_names_are_told_once() -> None:
    assert len({template.label for template in TEMPLATES}) == len({template.name for template in TEMPLATES}) == 18
