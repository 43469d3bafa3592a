"""Machines that are taken out of the pool, over the wire."""

from __future__ import annotations

WEB, IDLE = "OpaqueRef:web", "OpaqueRef:idle"


def test_a_machine_goes_with_its_devices_and_leaves_its_disks(api):
    record = api("VM.get_record", IDLE)
    disks = [disk for vbd in record["VBDs"] if (disk := api("VBD.get_VDI", vbd)) != "OpaqueRef:NULL"]
    assert disks

    task = api.run("VM.destroy", IDLE)

    assert task["status"] == "success"
    assert IDLE not in api("VM.get_all")
    left = {*api("VBD.get_all"), *api("VIF.get_all"), *api("VM_metrics.get_all")}
    assert left.isdisjoint({*record["VBDs"], *record["VIFs"], record["metrics"]})
    assert set(disks) <= set(api("VDI.get_all"))
    assert all(
        api("VDI.get_VBDs", disk) == [] and "destroy" in api("VDI.get_allowed_operations", disk) for disk in disks
    )


def test_a_watcher_hears_that_it_went(api):
    token = api.events(["*"])["token"]

    api.run("VM.destroy", IDLE)

    events = api.events(["vm"], token)["events"]
    assert [event["operation"] for event in events if event["ref"] == IDLE] == ["del"]


def test_a_running_machine_is_not_destroyed(api):
    task = api.run("VM.destroy", WEB)

    assert task["error_info"][0] == "VM_BAD_POWER_STATE"
    assert WEB in api("VM.get_all")
