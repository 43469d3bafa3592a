"""Machines that move with their disks, over the wire."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from tests.sim.conftest import Api, ref
from tests.sim.moving import (
    BASALT,
    DISK_IDLE,
    DISK_WEB,
    FAR,
    FAR_NET,
    FAR_SR,
    FAR_SUSPEND,
    FAST,
    GRANITE,
    IDLE,
    NET,
    NFS,
    NULL,
    SNAP,
    WEB,
    everything,
    far_pool,
    movable,
    with_snapshot,
)

VIF_WEB = ref("vif-web")
GIB = 1 << 30


@pytest.fixture
def tables(data):
    return movable(data).tables


@pytest.fixture
def near(start, data, tables):
    return start(data, plain=True)


@pytest.fixture
def pools(start, data, tables):
    """Two pools in servers of their own, each with somebody logged in."""
    with_snapshot(data)
    return start(data, plain=True).login(), start(far_pool(), plain=True).login()


def all_of(maps: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """The maps a call wants, empty where none are given: disks, interfaces, options."""
    return [*maps, *({} for _ in range(3 - len(maps)))]


def send(api: Api, vm: str, dest: dict[str, str], *maps: dict[str, str]) -> dict[str, Any]:
    return api.run("VM.migrate_send", vm, dest, True, *all_of(maps))


def why(api: Api, vm: str, dest: dict[str, str], *maps: dict[str, str]) -> list[str]:
    """The refusal of the question and of the deed, which are the same."""
    arguments = (vm, dest, True, *all_of(maps))
    asked = api.refusal("VM.assert_can_migrate", *arguments)
    assert api.refusal("VM.migrate_send", *arguments) == asked
    return asked


def names(api: Api) -> list[str]:
    return [record["name"] for record in api("message.get_all_records").values()]


def test_a_host_says_where_a_machine_may_knock(near):
    api = near.login()

    dest = api("host.migrate_receive", BASALT, NET, {})

    assert set(dest) == {"host", "xenops", "SM", "master", "session_id"}
    assert dest["host"] == BASALT
    assert dest["session_id"] != api.session
    assert api("session.get_pool", dest["session_id"]) is True
    address = api("host.get_address", BASALT)
    for part in ("xenops", "SM"):
        assert dest[part].startswith(f"http://{address}:")
        assert dest[part].endswith(f"/services/{part}?session_id={dest['session_id']}")
    assert dest["master"] == f"{near.url}/"


def test_a_host_that_cannot_be_reached_over_the_network(start, data, tables):
    del tables["PIF"][ref("pif-basalt")]
    tables["network"][ref("bare")] = {}
    api = start(data, plain=True).login()
    assert api.refusal("host.migrate_receive", BASALT, NET, {}) == ["HOST_CANNOT_ATTACH_NETWORK", BASALT, NET]

    tables["PIF"][ref("pif-granite")]["IP"] = ""
    api = start(data, plain=True).login()
    assert api.refusal("host.migrate_receive", GRANITE, NET, {}) == ["INTERFACE_HAS_NO_IP", ref("pif-granite")]

    tables["PIF"][ref("pif-granite")]["ip_configuration_mode"] = "None"
    api = start(data, plain=True).login()
    error = ["PIF_HAS_NO_NETWORK_CONFIGURATION", ref("pif-granite")]
    assert api.refusal("host.migrate_receive", GRANITE, NET, {}) == error


def test_a_running_machine_moves_with_its_disk_within_the_pool(start, data, tables):
    with_snapshot(data)
    api = start(data, plain=True).login()
    before = api("VM.get_record", WEB)
    free = {host: api("host.compute_free_memory", host) for host in (GRANITE, BASALT)}

    task = send(api, WEB, api("host.migrate_receive", BASALT, NET, {}), {DISK_WEB: FAST})

    assert (task["status"], task["result"]) == ("success", f"<value>{WEB}</value>")
    after = api("VM.get_record", WEB)
    assert (after["uuid"], after["power_state"], after["resident_on"]) == (before["uuid"], "Running", BASALT)
    assert (after["scheduled_to_be_resident_on"], after["current_operations"]) == (NULL, {})
    assert after["domid"] > before["domid"]
    assert set(after["consoles"]).isdisjoint(before["consoles"])
    disk = api("VBD.get_VDI", ref("vbd-web"))
    assert disk not in {DISK_WEB, NULL}
    moved = api("VDI.get_record", disk)
    assert (moved["SR"], moved["name_label"], moved["tags"], moved["VBDs"]) == (FAST, "web", ["web"], [ref("vbd-web")])
    assert "clone" in moved["allowed_operations"] or "snapshot" in moved["allowed_operations"]
    assert api("VBD.get_currently_attached", ref("vbd-web")) is True
    snapshot = api("VDI.get_record", api("VBD.get_VDI", ref("vbd-snap")))
    assert (snapshot["SR"], snapshot["snapshot_of"], snapshot["is_a_snapshot"]) == (FAST, disk, True)
    assert {DISK_WEB, ref("disk-snap")}.isdisjoint(api("VDI.get_all"))
    assert api("VDI.get_SR", DISK_IDLE) == NFS
    assert api("SR.get_physical_utilisation", FAST) == 2 * GIB
    assert api("SR.get_physical_utilisation", NFS) == 0
    assert api("host.compute_free_memory", GRANITE) > free[GRANITE]
    assert api("host.compute_free_memory", BASALT) < free[BASALT]
    assert names(api) == ["VM_MIGRATED"]


def test_disks_that_stay_stay(near):
    api = near.login()

    task = send(api, WEB, api("host.migrate_receive", BASALT, NET, {}), {DISK_WEB: NFS})

    assert task["status"] == "success"
    assert (api("VM.get_resident_on", WEB), api("VBD.get_VDI", ref("vbd-web"))) == (BASALT, DISK_WEB)


def test_a_halted_machine_moves_its_disk_and_nobody_writes_about_it(near):
    api = near.login()

    send(api, IDLE, api("host.migrate_receive", BASALT, NET, {}), {DISK_IDLE: FAST})

    record = api("VM.get_record", IDLE)
    assert (record["power_state"], record["resident_on"], record["domid"]) == ("Halted", NULL, -1)
    assert api("VDI.get_SR", api("VBD.get_VDI", ref("vbd-idle"))) == FAST
    assert names(api) == []


def test_the_memory_of_a_suspended_machine_goes_where_memory_goes(start, data, tables):
    api = start(data, plain=True).login()
    api("VM.suspend", WEB)
    image = api("VM.get_suspend_VDI", WEB)
    api("pool.set_suspend_image_SR", ref("pool"), FAST)

    send(api, WEB, api("host.migrate_receive", BASALT, NET, {}), {DISK_WEB: FAST})

    moved = api("VM.get_suspend_VDI", WEB)
    assert moved not in {image, NULL}
    assert (api("VDI.get_SR", moved), api("VDI.get_type", moved)) == (FAST, "suspend")
    assert api("VM.get_power_state", WEB) == "Suspended"
    api("VM.resume", WEB, False, False)
    assert moved not in api("VDI.get_all")


def test_a_move_that_is_called_off_leaves_everything_as_it_was(start, data, tables):
    api = start(data, plain=True, speed=1).login()
    dest = api("host.migrate_receive", BASALT, NET, {})
    before = everything(api)
    task = api("Async.VM.migrate_send", WEB, dest, True, {DISK_WEB: FAST}, {}, {})
    assert api.until("VM", WEB, lambda vm: vm["current_operations"])["current_operations"] == {task: "migrate_send"}
    record = api.until("task", task, lambda task: task["progress"] > 0)
    assert record["allowed_operations"] == ["cancel"]
    assert len(api("VDI.get_all")) == 3

    api("task.cancel", task)

    assert api.finished(task)["status"] == "cancelled"
    api.until("VM", WEB, lambda vm: not vm["current_operations"])
    assert everything(api) == before


def test_a_machine_that_is_pulled_from_under_its_move_stays_where_it_was(start, data, tables):
    api = start(data, plain=True, speed=10).login()
    dest = api("host.migrate_receive", BASALT, NET, {})
    task = api("Async.VM.migrate_send", WEB, dest, True, {DISK_WEB: FAST}, {}, {})
    api.until("task", task, lambda task: task["progress"] > 0)

    api("VM.hard_shutdown", WEB)

    assert api.finished(task)["error_info"] == ["VM_BAD_POWER_STATE", WEB, "running", "halted"]
    assert (api("VM.get_resident_on", WEB), api("VBD.get_VDI", ref("vbd-web"))) == (NULL, DISK_WEB)
    assert api("host.compute_free_memory", BASALT) == 8 * GIB
    assert len(api("VDI.get_all")) == 2


def test_no_more_than_three_machines_leave_a_host_at_once(start, data, tables, make_vm):
    leavers = {ref(f"leaver-{number}"): ref(f"disk-{number}") for number in range(4)}
    for vm, disk in leavers.items():
        tables["VM"][vm] = make_vm(vm)
        tables["VDI"][disk] = {"SR": NFS, "managed": True}
        tables["VBD"][f"{vm}-drive"] = {"VM": vm, "VDI": disk, "type": "Disk", "mode": "RW"}
    api = start(data, plain=True, speed=1).login()
    dest = api("host.migrate_receive", BASALT, NET, {})
    *first, (last, disk) = leavers.items()
    tasks = [api("Async.VM.migrate_send", vm, dest, True, {disk: FAST}, {}, {}) for vm, disk in first]
    for task in tasks:
        api.until("task", task, lambda task: task["progress"] > 0)

    arguments: tuple[Any, ...] = (last, dest, True, {disk: FAST}, {}, {})
    assert api.refusal("VM.migrate_send", *arguments) == ["TOO_MANY_STORAGE_MIGRATES", "3"]

    api("task.cancel", tasks[0])
    api.finished(tasks[0])
    assert api.run("VM.migrate_send", *arguments)["status"] == "success"


def test_what_stands_against_a_move_within_the_pool(near):
    api = near.login()
    dest = api("host.migrate_receive", BASALT, NET, {})
    moving = {DISK_WEB: FAST}

    assert why(api, WEB, dest, {}) == ["VDI_NOT_IN_MAP", DISK_WEB]
    assert why(api, WEB, dest, moving, {VIF_WEB: NET})[0] == "OPERATION_NOT_ALLOWED"
    assert why(api, WEB, dest, moving, {}, {"copy": "true"})[0] == "OPERATION_NOT_ALLOWED"
    assert why(api, WEB, dest, {DISK_WEB: "OpaqueRef:x"}) == ["HANDLE_INVALID", "SR", "OpaqueRef:x"]
    assert why(api, WEB, {"host": BASALT}, moving) == ["INTERNAL_ERROR", "Not_found"]
    api("host.disable", BASALT)
    assert why(api, WEB, dest, moving) == ["HOST_DISABLED", BASALT]


@pytest.mark.parametrize(
    ("class_", "row", "change", "error"),
    [
        ("VDI", DISK_WEB, {"on_boot": "reset"}, ["VDI_ON_BOOT_MODE_INCOMPATIBLE_WITH_OPERATION", DISK_WEB]),
        ("VDI", DISK_WEB, {"cbt_enabled": True}, ["VDI_CBT_ENABLED", DISK_WEB]),
        ("VDI", DISK_WEB, {"sm_config": {"key_hash": "x"}}, ["VDI_IS_ENCRYPTED", DISK_WEB]),
        ("SM", ref("sm"), {"features": {"VDI_SNAPSHOT": "1"}}, ["SR_DOES_NOT_SUPPORT_MIGRATION", NFS]),
        ("SR", FAST, {"type": "iso"}, ["SR_DOES_NOT_SUPPORT_MIGRATION", FAST]),
        ("PBD", ref("fast-basalt"), {"currently_attached": False}, ["VM_REQUIRES_SR", WEB, FAST]),
        (
            "host",
            GRANITE,
            {"software_version": {"platform_version": "3.4.0"}},
            ["VM_HOST_INCOMPATIBLE_VERSION_MIGRATE", BASALT, WEB],
        ),
    ],
)
def test_what_of_the_pool_stands_against_a_move(near, class_, row, change, error):
    near.on_loop(lambda: near.pool.database.write_all(class_, row, **change))
    api = near.login()
    dest = api("host.migrate_receive", BASALT, NET, {})

    arguments: tuple[Any, ...] = (WEB, dest, True, {DISK_WEB: FAST}, {}, {})

    assert api.refusal("VM.assert_can_migrate", *arguments) == error


def test_disks_that_do_not_leave_may_have_their_changes_tracked(near):
    near.on_loop(lambda: near.pool.database.write("VDI", DISK_WEB, "cbt_enabled", True))
    api = near.login()

    task = send(api, WEB, api("host.migrate_receive", BASALT, NET, {}), {DISK_WEB: NFS})

    assert task["status"] == "success"


def test_no_room_for_the_disk_is_found_out_on_the_way_and_nothing_is_left(start, data, tables):
    tables["SR"][FAST]["physical_size"] = GIB // 2
    api = start(data, plain=True).login()

    task = send(api, WEB, api("host.migrate_receive", BASALT, NET, {}), {DISK_WEB: FAST})

    assert task["error_info"] == ["SR_BACKEND_FAILURE_44", "", "There is insufficient space", ""]
    assert set(api("VDI.get_all")) == {DISK_WEB, DISK_IDLE}


def test_a_running_machine_moves_to_another_pool(pools):
    api, far = pools
    before, uuid, snapshot = api("VM.get_record", WEB), api("VM.get_uuid", WEB), api("VM.get_uuid", SNAP)
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    arguments: tuple[Any, ...] = (WEB, dest, True, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}, {})
    assert api("VM.assert_can_migrate", *arguments) == ""

    task = api.run("VM.migrate_send", *arguments)

    (vm,) = [row for row, record in far("VM.get_all_records").items() if record["uuid"] == uuid]
    assert (task["status"], task["result"]) == ("success", f"<value>{vm}</value>")
    record = far("VM.get_record", vm)
    assert (record["name_label"], record["power_state"], record["resident_on"]) == ("web", "Running", FAR)
    assert record["domid"] > 0
    assert "clean_shutdown" in record["allowed_operations"]
    (drive,), (interface,) = record["VBDs"], record["VIFs"]
    disk = far("VDI.get_record", far("VBD.get_VDI", drive))
    assert (disk["SR"], disk["name_label"], disk["tags"]) == (FAR_SR, "web", ["web"])
    assert far("VBD.get_currently_attached", drive) is True
    card = far("VIF.get_record", interface)
    assert (card["MAC"], card["network"], card["currently_attached"]) == ("aa:bb:cc:00:00:03", FAR_NET, True)
    (taken,) = record["snapshots"]
    assert (far("VM.get_uuid", taken), far("VM.get_is_a_snapshot", taken)) == (snapshot, True)
    (old,) = [row for row, held in far("VDI.get_all_records").items() if held["is_a_snapshot"]]
    assert far("VDI.get_snapshot_of", old) == far("VBD.get_VDI", drive)
    assert far("VM_guest_metrics.get_networks", record["guest_metrics"]) == {"0/ip": "10.1.2.3"}
    address = far("host.get_address", FAR)
    assert far("console.get_location", record["consoles"][0]).startswith(f"https://{address}/")
    assert far("host.compute_free_memory", FAR) < 8 * GIB

    assert {WEB, SNAP}.isdisjoint(api("VM.get_all"))
    assert set(api("VDI.get_all")) == {DISK_IDLE}
    assert set(api("VBD.get_all")) == {ref("vbd-idle"), ref("cd-idle")}
    assert api("VIF.get_all") == [ref("vif-idle")]
    assert not {before["metrics"], before["guest_metrics"]} & {
        *api("VM_metrics.get_all"),
        *api("VM_guest_metrics.get_all"),
    }
    assert api("host.compute_free_memory", GRANITE) > 8 * GIB
    assert names(api) + names(far) == []


def test_a_machine_that_arrived_lives_on(pools):
    api, far = pools
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    vm = api("VM.migrate_send", WEB, dest, True, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}, {})

    far("VM.clean_shutdown", vm)
    far("VM.start", vm, False, False)

    guest = far("VM.get_guest_metrics", vm)
    assert far.until("VM_guest_metrics", guest, lambda guest: guest["networks"])["networks"] == {"0/ip": "10.1.2.3"}


def test_halted_and_suspended_machines_move_to_another_pool(pools):
    api, far = pools
    api("VM.suspend", WEB)
    moves = {WEB: ({DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}), IDLE: ({DISK_IDLE: FAR_SR}, {ref("vif-idle"): FAR_NET})}

    web, idle = (
        api("VM.migrate_send", vm, far("host.migrate_receive", FAR, FAR_NET, {}), False, *maps, {})
        for vm, maps in moves.items()
    )

    assert (far("VM.get_power_state", web), far("VM.get_power_state", idle)) == ("Suspended", "Halted")
    image = far("VM.get_suspend_VDI", web)
    assert (far("VDI.get_SR", image), far("VDI.get_type", image)) == (FAR_SUSPEND, "suspend")
    (cd,) = [drive for drive in far("VM.get_VBDs", idle) if far("VBD.get_type", drive) == "CD"]
    assert far("VBD.get_empty", cd) is True
    assert api("VDI.get_all") == []
    far("VM.resume", web, False, False)
    far("VM.start", idle, False, False)


def test_a_copy_is_a_machine_of_its_own_and_the_original_stays(pools):
    api, far = pools
    before = everything(api)
    dest = far("host.migrate_receive", FAR, FAR_NET, {})

    vm = api("VM.migrate_send", IDLE, dest, True, {DISK_IDLE: FAR_SR}, {ref("vif-idle"): FAR_NET}, {"copy": "true"})

    copied = far("VM.get_record", vm)
    assert copied["name_label"] == "idle"
    assert copied["uuid"] != api("VM.get_uuid", IDLE)
    assert copied["other_config"]["mac_seed"] != "seed-idle"
    (interface,) = copied["VIFs"]
    assert far("VIF.get_MAC", interface) != "aa:bb:cc:00:00:04"
    assert everything(api) == before


def test_only_a_halted_machine_is_copied_unless_it_has_to_be(pools):
    api, far = pools
    maps = {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    assert why(api, WEB, dest, *maps, {"copy": "true"}) == ["VM_BAD_POWER_STATE", WEB, "halted", "running"]

    task = send(api, WEB, dest, *maps, {"copy": "true", "force": "true"})

    assert task["status"] == "success"
    (vm,) = [row for row, record in far("VM.get_all_records").items() if record["name_label"] == "web"]
    assert (far("VM.get_power_state", vm), far("VM.get_snapshots", vm)) == ("Halted", [])


def test_a_machine_called_back_on_the_way_has_never_left(start, data, tables):
    with_snapshot(data)
    api, far = start(data, plain=True, speed=1).login(), start(far_pool(), plain=True, speed=1).login()
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    here, there = everything(api), everything(far)
    task = api("Async.VM.migrate_send", WEB, dest, True, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}, {})
    assert api.until("task", task, lambda task: task["progress"] > 0)["allowed_operations"] == ["cancel"]
    assert len(far("VDI.get_all")) == 2

    api("task.cancel", task)

    assert api.finished(task)["status"] == "cancelled"
    api.until("VM", WEB, lambda vm: not vm["current_operations"])
    assert (everything(api), everything(far)) == (here, there)


def test_what_stands_against_a_move_to_another_pool(pools):
    api, far = pools
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    disks, cards = {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}

    assert why(api, WEB, dest, {}, cards) == ["VDI_NOT_IN_MAP", DISK_WEB]
    assert why(api, WEB, dest, disks) == ["VIF_NOT_IN_MAP", VIF_WEB]
    assert why(api, WEB, dest, {DISK_WEB: NFS}, cards) == ["HANDLE_INVALID", "SR", NFS]
    assert why(api, WEB, dest, disks, {VIF_WEB: NET}) == ["HANDLE_INVALID", "network", NET]
    assert why(api, WEB, dest | {"host": "OpaqueRef:x"}, disks, cards) == ["HANDLE_INVALID", "host", "OpaqueRef:x"]
    far("host.disable", FAR)
    assert why(api, WEB, dest, disks, cards) == ["HOST_DISABLED", FAR]
    far("session.logout")
    ended = dest | {"session_id": far.session}
    assert why(api, WEB, ended, disks, cards) == ["SESSION_INVALID", far.session]


def test_an_interface_of_a_snapshot_follows_its_like_or_wants_a_network_of_its_own(start, data, tables):
    with_snapshot(data)
    tables["VIF"][ref("vif-snap")]["MAC"] = "aa:bb:cc:00:00:09"
    api, far = start(data, plain=True).login(), start(far_pool(), plain=True).login()
    dest = far("host.migrate_receive", FAR, FAR_NET, {})

    assert why(api, WEB, dest, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}) == ["VIF_NOT_IN_MAP", ref("vif-snap")]

    both = {VIF_WEB: FAR_NET, ref("vif-snap"): FAR_NET}
    assert send(api, WEB, dest, {DISK_WEB: FAR_SR}, both)["status"] == "success"


def test_a_disk_of_a_snapshot_that_is_a_snapshot_of_nothing_goes_to_the_default(start, data, tables):
    with_snapshot(data)
    tables["VDI"][ref("disk-snap")]["snapshot_of"] = NULL
    other = far_pool()
    other.tables["pool"][ref("far-pool")]["default_SR"] = FAR_SUSPEND
    api, far = start(data, plain=True).login(), start(other, plain=True).login()

    send(api, WEB, far("host.migrate_receive", FAR, FAR_NET, {}), {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET})

    assert {record["name_label"]: record["SR"] for record in far("VDI.get_all_records").values()} == {
        "web": FAR_SR,
        "snap": FAR_SUSPEND,
    }


def test_a_pool_that_is_not_there_cannot_be_contacted(start, data, tables):
    api, other = start(data, plain=True).login(), start(far_pool(), plain=True)
    dest = other.login()("host.migrate_receive", FAR, FAR_NET, {})
    other.shut()

    error = why(api, WEB, dest, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET})

    assert error == ["CANNOT_CONTACT_HOST", "127.0.0.1"]
    assert api("VM.get_current_operations", WEB) == {}


def test_a_pool_that_goes_away_on_the_way_keeps_nobody(start, data, tables):
    api, other = start(data, plain=True, speed=2).login(), start(far_pool(), plain=True)
    dest = other.login()("host.migrate_receive", FAR, FAR_NET, {})
    task = api("Async.VM.migrate_send", WEB, dest, True, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET}, {})
    api.until("task", task, lambda task: task["progress"] > 0)

    other.shut()

    assert api.finished(task)["error_info"] == ["CANNOT_CONTACT_HOST", "127.0.0.1"]
    assert (api("VM.get_power_state", WEB), api("VM.get_resident_on", WEB)) == ("Running", GRANITE)


def test_pools_with_certificates_in_one_process_send_each_other_machines(start, data, tables):
    server = start(data, far_pool())
    api, far = server.login(0), server.login(1)
    dest = far("host.migrate_receive", FAR, FAR_NET, {})
    assert dest["master"].startswith("https://")

    assert send(api, WEB, dest, {DISK_WEB: FAR_SR}, {VIF_WEB: FAR_NET})["status"] == "success"

    assert "web" in {record["name_label"] for record in far("VM.get_all_records").values()}


def test_the_twin_of_a_pool_is_another_pool_and_takes_no_machine_it_has(start, data, tables):
    """Worlds are the same in every process, so a twin's host has the reference of one of ours."""
    api, twin = start(data, plain=True).login(), start(data, plain=True).login()
    dest = twin("host.migrate_receive", BASALT, NET, {})

    assert why(api, WEB, dest, {DISK_WEB: FAST}, {VIF_WEB: NET}) == ["DUPLICATE_VM", WEB]

    task = send(api, IDLE, dest, {DISK_IDLE: FAST}, {ref("vif-idle"): NET}, {"copy": "true"})
    assert task["status"] == "success"
    assert len([1 for record in twin("VM.get_all_records").values() if record["name_label"] == "idle"]) == 2


def test_a_disk_that_another_machine_uses_is_not_taken_away(start, data, tables):
    tables["VDI"][DISK_IDLE]["sharable"] = True
    tables["VBD"][ref("shared")] = {**tables["VBD"][ref("vbd-web")], "VDI": DISK_IDLE, "userdevice": "1"}
    api, far = start(data, plain=True).login(), start(far_pool(), plain=True).login()
    near_dest, far_dest = api("host.migrate_receive", BASALT, NET, {}), far("host.migrate_receive", FAR, FAR_NET, {})
    interfaces = {ref("vif-idle"): FAR_NET}

    assert why(api, IDLE, near_dest, {DISK_IDLE: FAST}) == ["VDI_IN_USE", DISK_IDLE, "destroy"]
    assert why(api, IDLE, far_dest, {DISK_IDLE: FAR_SR}, interfaces) == ["VDI_IN_USE", DISK_IDLE, "destroy"]
    assert send(api, IDLE, near_dest, {DISK_IDLE: NFS})["status"] == "success"
    assert send(api, IDLE, far_dest, {DISK_IDLE: FAR_SR}, interfaces, {"copy": "true"})["status"] == "success"


def test_one_disk_of_a_running_machine_moves(near):
    api = near.login()
    domid = api("VM.get_domid", WEB)

    task = api.run("VDI.pool_migrate", DISK_WEB, FAST, {})

    moved = api("VBD.get_VDI", ref("vbd-web"))
    assert (task["status"], task["result"]) == ("success", f"<value>{moved}</value>")
    assert moved != DISK_WEB
    assert (api("VDI.get_SR", moved), api("VM.get_resident_on", WEB)) == (FAST, GRANITE)
    assert api("VM.get_domid", WEB) > domid
    assert DISK_WEB not in api("VDI.get_all")


def test_a_disk_on_its_way_says_so_and_so_does_its_machine(start, data, tables):
    api = start(data, plain=True, speed=5).login()

    task = api("Async.VDI.pool_migrate", DISK_IDLE, FAST, {})

    api.until("VDI", DISK_IDLE, lambda disk: disk["current_operations"] == {task: "mirror"})
    assert api("VM.get_current_operations", IDLE) == {task: "migrate_send"}
    assert api.finished(task)["status"] == "success"


def test_what_stands_against_moving_a_disk(near):
    api = near.login()
    loose = near.on_loop(lambda: near.pool.database.add("VDI", {"SR": NFS, "managed": True}))
    assert api.refusal("VDI.pool_migrate", loose, FAST, {}) == ["VDI_NEEDS_VM_FOR_MIGRATE", loose]

    near.on_loop(lambda: near.pool.database.write("VDI", DISK_WEB, "cbt_enabled", True))
    assert api.refusal("VDI.pool_migrate", DISK_WEB, FAST, {}) == ["VDI_CBT_ENABLED", DISK_WEB]

    near.on_loop(lambda: near.pool.database.write("VM_metrics", ref("web-metrics"), "nomigrate", True))
    assert api.refusal("VDI.pool_migrate", DISK_WEB, FAST, {}) == ["VM_IS_IMMOBILE", WEB]
