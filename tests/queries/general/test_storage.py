from typing import Any

import pytest

from tests.builders import (
    a_dead_host,
    a_host,
    a_pbd,
    a_snapshot,
    a_vbd,
    a_vdi,
    a_vm,
    an_sr,
    local_storage,
    ref,
)
from tests.queries.general.pages import GIB, page, values
from xengui.queries.general import Row
from xengui.queries.general.storage import storage_type

TWO = (a_host(), a_host(name_label="basalt"))


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
        "State": "Broken, on 1 of 2 servers",
        "basalt": "Unplugged",
        "granite": "Connected",
    }
    assert values(storage_page((True,))["Status"])["basalt"] == "Connection missing"
    assert storage_page((False, False))["Status"]["State"] == Row("State", "Detached", tone="error")


def test_multipathing_is_told_by_host():
    keys = {"multipathed": "true", "mpath-3600a": "[1, 3, 0]", "iscsi_sessions": "2"}
    link = a_pbd(ref="link", host="granite", other_config=keys)

    found = page(an_sr(PBDs=("link",)), link)
    assert found["Status"]["State"].value == "Multipathing failure, 1 of 3 paths"
    assert found["Multipathing"]["granite"] == Row(
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


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"type": "lvmoiscsi"}, "iSCSI, LVM"),
        ({"type": "udev", "sm_config": {"type": "cd"}}, "DVD drives"),
        ({"type": "udev", "sm_config": {"type": "block"}}, "Physical devices"),
        ({"type": "iso"}, "ISO library"),
        ({"type": "iso", "sm_config": {"iso_type": "cifs"}}, "ISO library, SMB"),
        ({"type": "iso", "sm_config": {"iso_type": "nfs_iso"}}, "ISO library, NFS"),
        ({"type": "somethingnew"}, "somethingnew"),
    ],
)
def test_the_type_of_storage_is_told_in_plain_words(fields, told):
    assert storage_type(an_sr(**fields)) == told


def test_a_dead_host_does_not_tell_whether_it_is_connected():
    host, metrics = a_dead_host(name_label="basalt")
    links = [a_pbd(ref=f"link{number}", host=name) for number, name in enumerate(("granite", "basalt"))]

    rows = page(an_sr(PBDs=("link0", "link1")), *links, a_host(), host, metrics)["Status"]

    assert rows["basalt"] == Row("basalt", "Server does not respond", tone="error", ref=ref("basalt"))


def test_storage_of_one_host_is_missed_by_no_other():
    sr, link = local_storage("granite")

    assert values(page(sr, link, *TWO)["Status"]) == {"State": "OK", "granite": "Connected"}


def test_the_scsi_id_of_a_lun_is_told_once():
    links = [a_pbd(ref=f"link{n}", host=host.ref, device_config={"SCSIid": "3600a"}) for n, host in enumerate(TWO)]
    by_link = page(an_sr(PBDs=("link0", "link1")), *links, *TWO)
    by_device = page(an_sr(sm_config={"devserial": "scsi-3600b"}))

    assert by_link["General"]["SCSI ID"] == Row("SCSI ID", "3600a", kind="mono")
    assert by_device["General"]["SCSI ID"].value == "3600b"


def test_all_paths_up_are_no_error():
    link = a_pbd(ref="link", host="granite", other_config={"multipathed": "true", "mpath-3600a": "[4, 4]"})

    assert page(an_sr(PBDs=("link",)), link)["Multipathing"]["granite"] == Row(
        "granite", "4 of 4 paths active", ref=ref("granite")
    )


def test_a_disk_of_one_machine_leads_to_it_and_one_of_several_names_them():
    disk = a_vdi(VBDs=("one", "two"))
    first, second = a_vbd(ref="one", VM="web"), a_vbd(ref="two", VM="mail")

    alone = page(disk, first, a_vm())["General"]["Virtual machines"]
    shared = page(disk, first, second, a_vm(), a_vm(name_label="mail"))["General"]["Virtual machines"]

    assert (alone.value, alone.ref) == ("web", ref("web"))
    assert (shared.value, shared.ref) == ("mail\nweb", "")


def test_the_disk_of_a_snapshot_tells_what_it_was_taken_of_and_when():
    copy = a_vdi(
        ref="copy", is_a_snapshot=True, snapshot_of="disk", snapshot_time="20261101T12:00:00Z", VBDs=("drive",)
    )

    rows = page(copy, a_vdi(), a_vbd(ref="drive", VM="before"), a_snapshot())["General"]

    assert rows["Snapshot of"] == Row("Snapshot of", "disk")
    assert rows["Created"].value == "1 Nov 2026 12:00"
    assert rows["Virtual machines"].value == "before"


def test_only_a_disk_that_cannot_be_written_says_so():
    assert page(a_vdi(read_only=True))["General"]["Read only"].value == "Yes"
    assert "Read only" not in page(a_vdi())["General"]


def test_storage_that_is_never_reached_over_several_paths_does_not_mention_them():
    assert page(an_sr(type="lvmoiscsi"))["Multipathing"]["Multipath capable"].value == "No"
    assert page(an_sr(type="lvmoiscsi", sm_config={"multipathable": "true"}))["Multipathing"] == {
        "Multipath capable": Row("Multipath capable", "Yes")
    }
    assert "Multipathing" not in page(an_sr(type="nfs"))


def test_the_disk_of_a_snapshot_names_it_and_leads_nowhere():
    disk, drive = a_vdi(VBDs=("one",)), a_vbd(ref="one", VM="before")
    snapshot = a_vm(name_label="before", is_a_snapshot=True, is_a_template=True)

    row = page(disk, drive, snapshot)["General"]["Virtual machines"]

    assert (row.value, row.kind, row.ref) == ("before", "multiline", "")
