"""Repositories, drivers and images."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sim.worlds.tables import a_host, draft_with
from xengui.sim.worlds.draft import GIB, Draft
from xengui.sim.worlds.storage import DRIVERS, Image, Storage, add_up, furnish, know_drivers, provide, shelve

TWO = (a_host(), a_host("basalt", number=12))


def provided(**fields: Any) -> Draft:
    draft = draft_with(*TWO)
    plain: dict[str, Any] = {"name": "NAS", "type": "nfs", "size": 900 * GIB}
    provide(draft, Storage(**(plain | fields)))
    return draft


def links(draft: Draft) -> dict[str, bool]:
    hosts = draft.all("host")
    return {hosts[pbd["host"]]["name_label"]: pbd["currently_attached"] for pbd in draft.all("PBD").values()}


def test_a_repository_is_plugged_into_every_host() -> None:
    draft = provided(device_config={"server": "10.0.0.5"})

    assert links(draft) == {"granite": True, "basalt": True}
    assert [pbd["device_config"] for pbd in draft.all("PBD").values()] == [{"server": "10.0.0.5"}] * 2
    assert draft.record("SR", "NAS")["shared"] is True


def test_a_host_may_have_lost_it_and_all_may_have_let_go() -> None:
    assert links(provided(unplugged_from=("basalt",))) == {"granite": True, "basalt": False}
    assert links(provided(detached=True)) == {"granite": False, "basalt": False}


def test_paths_are_counted_where_it_is_plugged() -> None:
    draft = provided(device_config={"SCSIid": "3600a"}, paths=(1, 3), unplugged_from=("basalt",))

    told = [pbd["other_config"] for pbd in draft.all("PBD").values()]

    assert told == [{"multipathed": "true", "mpath-3600a": "[1, 3]", "iscsi_sessions": "1"}, {}]


@pytest.mark.parametrize(("content", "scanned"), [("iso", "true"), ("user", "false")])
def test_only_libraries_are_scanned_by_themselves(content: str, scanned: str) -> None:
    assert provided(content_type=content).record("SR", "NAS")["other_config"]["auto-scan"] == scanned


def test_a_host_has_the_storage_that_the_installer_makes() -> None:
    draft = draft_with(*TWO)

    furnish(draft, "granite", 900 * GIB)

    told = {sr["name_label"]: (sr["type"], sr["content_type"], sr["shared"]) for sr in draft.all("SR").values()}
    assert told == {
        "Local storage": ("ext", "user", False),
        "DVD drives": ("udev", "iso", False),
        "Removable storage": ("udev", "disk", False),
    }
    assert [sr["other_config"]["i18n-key"] for sr in draft.all("SR").values()] == [
        "local-storage",
        "local-hotplug-cd",
        "local-hotplug-disk",
    ]
    for sr in draft.all("SR").values():
        assert sr["other_config"]["i18n-original-value-name_label"] == sr["name_label"]
    assert {pbd["host"] for pbd in draft.all("PBD").values()} == {draft.the("host", "granite")}


def test_a_host_keeps_its_suspend_images_at_home() -> None:
    draft = draft_with(*TWO)
    furnish(draft, "granite", 900 * GIB)

    host, local = draft.record("host", "granite"), draft.the("SR", "Local storage on granite")

    assert host["suspend_image_sr"] == host["crash_dump_sr"] == local


def test_two_hosts_have_drives_and_disks_of_their_own() -> None:
    draft = draft_with(*TWO)

    for name in ("granite", "basalt"):
        furnish(draft, name, 900 * GIB)

    assert len(draft.all("SR")) == len(draft.all("PBD")) == 6
    disks = {pbd["device_config"].get("device") for pbd in draft.all("PBD").values()} - {None}
    assert len(disks) == 2
    drives = {vdi["SR"] for vdi in draft.all("VDI").values()}
    assert drives == {draft.the("SR", f"DVD drives on {name}") for name in ("granite", "basalt")}


def test_images_stand_on_the_shelf_of_their_library() -> None:
    draft = provided(name="ISOs", type="iso", content_type="iso")

    shelve(draft, "ISOs", (Image("debian.iso", GIB), Image("tools.iso", 2 * GIB, "Guest tools", tools=True)))

    debian, tools = draft.all("VDI").values()
    assert debian["SR"] == tools["SR"] == draft.the("SR", "ISOs")
    assert (debian["location"], debian["read_only"], debian["virtual_size"]) == ("debian.iso", True, GIB)
    assert (debian["is_tools_iso"], tools["is_tools_iso"]) == (False, True)
    assert tools["name_description"] == "Guest tools"


def test_a_repository_holds_the_sum_of_its_disks() -> None:
    draft = provided()
    for name in ("one", "two"):
        draft.add("VDI", name, SR=draft.the("SR", "NAS"), virtual_size=10 * GIB, physical_utilisation=4 * GIB)

    add_up(draft)

    sr = draft.record("SR", "NAS")
    assert sr["virtual_allocation"] == 20 * GIB
    assert 8 * GIB < sr["physical_utilisation"] < 9 * GIB  # and a little for itself


def test_a_repository_without_a_size_holds_nothing() -> None:
    draft = provided(size=-1)

    add_up(draft)

    sr = draft.record("SR", "NAS")
    assert (sr["physical_size"], sr["physical_utilisation"], sr["virtual_allocation"]) == (-1, 0, 0)


def test_every_driver_is_told_once_with_its_abilities() -> None:
    draft = draft_with()

    know_drivers(draft, "XCP-ng community")

    drivers = {driver["type"]: driver for driver in draft.all("SM").values()}
    assert len(drivers) == len(DRIVERS)
    assert {driver["vendor"] for driver in drivers.values()} == {"XCP-ng community"}
    assert "VDI_SNAPSHOT" in drivers["nfs"]["features"]
    assert drivers["nfs"]["features"]["VDI_RESET_ON_BOOT"] == 2
    for driver in drivers.values():
        assert list(driver["features"]) == driver["capabilities"]


def test_nothing_is_created_in_a_library_by_its_driver() -> None:
    (iso,) = (driver for driver in DRIVERS if driver.type == "iso")

    assert not {"VDI_CREATE", "VDI_DELETE"} & set(iso.features)
