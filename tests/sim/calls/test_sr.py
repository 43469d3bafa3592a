"""Storage repositories over the wire."""

from __future__ import annotations

NFS = "OpaqueRef:nfs"


def test_a_scan_shows_while_it_lasts_and_settles_what_was_left_to_it(start, data):
    data.tables["SR"][NFS]["other_config"] = {"dirty": "", "folder": "/x"}
    api = start(data, plain=True, speed=4).login()
    task = api("Async.SR.scan", NFS)

    busy = api.until("SR", NFS, lambda sr: sr["current_operations"])

    assert busy["current_operations"] == {task: "scan"}
    assert api.finished(task)["status"] == "success"
    done = api.until("SR", NFS, lambda sr: not sr["current_operations"])
    assert done["other_config"] == {"folder": "/x"}


def test_a_detached_repository_is_neither_scanned_nor_renamed(start, data):
    for pbd in data.tables["PBD"].values():
        pbd["currently_attached"] = False
    api = start(data, plain=True).login()

    for call, params in (("scan", ()), ("set_name_label", ("x",)), ("set_name_description", ("x",))):
        assert api.refusal(f"SR.{call}", NFS, *params) == ["SR_HAS_NO_PBDS", NFS]


def test_a_repository_is_renamed_where_a_host_reaches_it(api):
    api("SR.set_name_label", NFS, "renamed")
    api("SR.set_name_description", NFS, "described")

    assert (api("SR.get_name_label", NFS), api("SR.get_name_description", NFS)) == ("renamed", "described")
