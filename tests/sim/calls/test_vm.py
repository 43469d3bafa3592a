"""The power of machines, over the wire, as a watcher sees it."""

from __future__ import annotations

import math
from typing import Any

import pytest

from xengui.sim import domains

WEB, BARE, IDLE = "OpaqueRef:web", "OpaqueRef:bare", "OpaqueRef:idle"
GRANITE, BASALT = "OpaqueRef:granite", "OpaqueRef:basalt"
NULL = "OpaqueRef:NULL"


def messages(api) -> list[tuple[str, str, int, str]]:
    records = api("message.get_all_records").values()
    return [(record["name"], record["obj_uuid"], record["priority"], record["cls"]) for record in records]


def ended(task) -> tuple[str, list[str]]:
    return task["status"], task["error_info"]


SUCCESS: tuple[str, list[str]] = ("success", [])


def test_a_halted_machine_starts(api):
    task = api.run("VM.start", IDLE, False, False)

    record = api("VM.get_record", IDLE)
    assert (ended(task), task["name_label"], task["result"]) == (SUCCESS, "Async.VM.start", "")
    assert (record["power_state"], record["scheduled_to_be_resident_on"]) == ("Running", NULL)
    assert record["resident_on"] in {GRANITE, BASALT}
    assert record["domid"] > 0
    assert IDLE in api("host.get_resident_VMs", record["resident_on"])
    assert (record["current_operations"], record["bios_strings"]["bios-vendor"]) == ({}, "Xen")
    drives = [api("VBD.get_record", vbd) for vbd in record["VBDs"]]
    assert {drive["device"]: drive["currently_attached"] for drive in drives} == {"xvda": True, "xvdd": True}
    assert api("VIF.get_currently_attached", "OpaqueRef:vif-idle") is True
    metrics = api("VM_metrics.get_record", record["metrics"])
    assert (metrics["current_domain_type"], metrics["hvm"], metrics["VCPUs_number"]) == ("hvm", True, 2)
    assert metrics["memory_actual"] == record["memory_dynamic_max"]
    address = api("host.get_address", record["resident_on"])
    consoles = [api("console.get_record", console) for console in record["consoles"]]
    assert {console["protocol"] for console in consoles} == {"rfb", "vt100"}
    assert {console["location"] for console in consoles} == {
        f"https://{address}/console?uuid={console['uuid']}" for console in consoles
    }
    assert messages(api) == [("VM_STARTED", record["uuid"], 5, "VM")]


def test_a_start_is_seen_in_xapis_order(start):
    api = start(plain=True, speed=4).login()
    token = api.events(["*"])["token"]
    api("Async.VM.start", IDLE, False, False)

    seen: list[dict[str, Any]] = []
    while not any(event["class"] == "message" for event in seen):
        batch = api.events(["*"], token)
        token = batch["token"]
        seen += batch["events"]

    first = next(event["snapshot"] for event in seen if event["ref"] == IDLE)
    assert (first["power_state"], list(first["current_operations"].values())) == ("Halted", ["start"])
    drive = next(event["snapshot"] for event in seen if event["ref"] == "OpaqueRef:vbd-idle")
    assert (drive["currently_attached"], list(drive["current_operations"].values())) == (True, ["attach"])
    last = [event["snapshot"] for event in seen if event["ref"] == IDLE][-1]
    assert (last["power_state"], last["current_operations"]) == ("Running", {})


def test_progress_rises_while_a_machine_starts(start):
    api = start(plain=True, speed=10).login()
    task = api("Async.VM.start", IDLE, False, False)

    record = api.until("task", task, lambda task: 0 < task["progress"] < 1)

    assert (record["status"], record["allowed_operations"]) == ("pending", ["cancel"])
    assert ended(api.finished(task)) == SUCCESS


def test_a_machine_with_tools_reports_some_seconds_after_it_started(api):
    api.run("VM.start", IDLE, False, False)
    guest = api("VM.get_guest_metrics", IDLE)

    report = api.until("VM_guest_metrics", guest, lambda guest: guest["PV_drivers_version"])

    assert (report["PV_drivers_detected"], report["other"]["feature-suspend"]) == (True, "1")
    assert report["networks"]["0/ip"]
    vm = api.until("VM", IDLE, lambda vm: "clean_shutdown" in vm["allowed_operations"])
    assert "suspend" in vm["allowed_operations"]


def test_the_metrics_of_the_guest_are_made_anew_and_say_what_they_said(api):
    api.run("VM.hard_shutdown", WEB)
    assert api("VM.get_guest_metrics", WEB) == "OpaqueRef:web-guest"

    api.run("VM.start", WEB, False, False)

    guest = api("VM.get_guest_metrics", WEB)
    assert guest != "OpaqueRef:web-guest"
    report = api.until("VM_guest_metrics", guest, lambda guest: guest["networks"])
    assert report["networks"] == {"0/ip": "10.1.2.3"}


def test_what_has_not_been_measured_is_no_number_and_goes_out_bare(server, api):
    metrics = api("VM.get_metrics", WEB)
    server.on_loop(lambda: server.pool.database.write("VM_metrics", metrics, "VCPUs_utilisation", {"0": math.nan}))

    assert str(api("VM_metrics.get_VCPUs_utilisation", metrics)) == "{'0': nan}"


def test_what_has_not_been_measured_is_measured_soon(api):
    api("VM.start_on", IDLE, BASALT, False, False)
    api("VM.hard_reboot", IDLE)
    assert api("VM.get_domid", IDLE) == domains.UNMEASURED_EVERY

    record = api.until(
        "VM_metrics", api("VM.get_metrics", IDLE), lambda record: not math.isnan(record["VCPUs_utilisation"]["0"])
    )

    assert record["VCPUs_utilisation"] == {"0": 0.0, "1": 0.0}


def test_a_machine_can_start_paused_and_on_a_chosen_host(api):
    assert ended(api.run("VM.start_on", IDLE, BASALT, True, False)) == SUCCESS

    assert (api("VM.get_power_state", IDLE), api("VM.get_resident_on", IDLE)) == ("Paused", BASALT)


def test_memory_is_taken_and_given_back(api):
    before = api("host.compute_free_memory", BASALT)
    api("VM.start_on", IDLE, BASALT, False, False)
    between = api("host.compute_free_memory", BASALT)
    api("VM.hard_shutdown", IDLE)

    assert before - between > (1 << 30)
    assert api("host.compute_free_memory", BASALT) == before


@pytest.mark.parametrize(
    ("call", "params", "error"),
    [
        ("VM.start", (WEB, False, False), ["VM_BAD_POWER_STATE", WEB, "halted", "running"]),
        ("VM.start", ("OpaqueRef:template", False, False), ["VM_IS_TEMPLATE", "OpaqueRef:template", "start"]),
        ("VM.start", ("OpaqueRef:x", False, False), ["HANDLE_INVALID", "VM", "OpaqueRef:x"]),
        ("VM.start_on", (IDLE, "OpaqueRef:x", False, False), ["HANDLE_INVALID", "host", "OpaqueRef:x"]),
        ("VM.start_on", (IDLE, NULL, False, False), ["HANDLE_INVALID", "host", NULL]),
        ("VM.clean_shutdown", (BARE,), ["VM_LACKS_FEATURE", BARE]),
        ("VM.hard_shutdown", (IDLE,), ["VM_BAD_POWER_STATE", IDLE, "paused, suspended, running", "halted"]),
        ("VM.resume", (WEB, False, False), ["VM_BAD_POWER_STATE", WEB, "suspended", "running"]),
        ("VM.power_state_reset", (WEB,), ["DOMAIN_EXISTS", WEB, "1"]),
        ("VM.power_state_reset", ("OpaqueRef:dom0",), ["CANNOT_RESET_CONTROL_DOMAIN", "OpaqueRef:dom0"]),
    ],
)
def test_refusals_are_the_same_at_once_and_in_a_task(api, call, params, error):
    assert api.refusal(call, *params) == error
    assert api.run(call, *params)["error_info"] == error


def test_hosts_that_cannot_take_the_machine(api):
    api("host.disable", BASALT)
    assert api.refusal("VM.start_on", IDLE, BASALT, False, False) == ["HOST_DISABLED", BASALT]
    assert api.refusal("VM.assert_can_boot_here", IDLE, BASALT) == ["HOST_DISABLED", BASALT]
    assert api("VM.get_possible_hosts", IDLE) == [GRANITE]
    api("host.disable", GRANITE)
    assert api.refusal("VM.start", IDLE, False, False) == ["NO_HOSTS_AVAILABLE"]


def test_a_disk_in_use_elsewhere_keeps_a_machine_from_starting(start, data):
    data.tables["VBD"]["OpaqueRef:vbd-idle"]["VDI"] = "OpaqueRef:disk-web"
    api = start(data, plain=True).login()

    assert api.refusal("VM.start", IDLE, False, False) == ["VDI_IN_USE", "OpaqueRef:disk-web"]


def test_a_start_that_was_cancelled_leaves_the_machine_as_it_was(start):
    api = start(plain=True, speed=1).login()
    free = {host: api("host.compute_free_memory", host) for host in (GRANITE, BASALT)}
    task = api("Async.VM.start", IDLE, False, False)
    api.until("VM", IDLE, lambda vm: vm["current_operations"])

    api("task.cancel", task)

    record = api.finished(task)
    assert (record["status"], record["error_info"]) == ("cancelled", [])
    vm = api("VM.get_record", IDLE)
    assert (vm["power_state"], vm["scheduled_to_be_resident_on"], vm["current_operations"]) == ("Halted", NULL, {})
    assert "start" in vm["allowed_operations"]
    assert [api("VBD.get_currently_attached", vbd) for vbd in vm["VBDs"]] == [False, False]
    assert {host: api("host.compute_free_memory", host) for host in (GRANITE, BASALT)} == free


@pytest.mark.parametrize("call", ["VM.clean_shutdown", "VM.hard_shutdown", "VM.shutdown"])
def test_a_machine_goes_down(api, call):
    assert ended(api.run(call, WEB)) == SUCCESS

    record = api("VM.get_record", WEB)
    assert (record["power_state"], record["resident_on"], record["domid"]) == ("Halted", NULL, -1)
    assert (record["consoles"], api("console.get_all")) == ([], [])
    assert api("VBD.get_record", "OpaqueRef:vbd-web")["currently_attached"] is False
    assert api("VIF.get_currently_attached", "OpaqueRef:vif-web") is False
    assert api("VM_metrics.get_current_domain_type", record["metrics"]) == "unspecified"
    assert record["guest_metrics"] == "OpaqueRef:web-guest"
    assert messages(api) == [("VM_SHUTDOWN", record["uuid"], 5, "VM")]


def test_a_deaf_guest_lets_the_time_run_out(start, data):
    data.tables["VM"][WEB]["other_config"] = {"sim:shutdown": "ignore"}
    api = start(data, plain=True).login()

    assert api.run("VM.clean_shutdown", WEB)["error_info"] == [
        "VM_SHUTDOWN_TIMEOUT",
        WEB,
        domains.SHUTDOWN_TIMEOUT_S,
    ]
    assert api("VM.get_power_state", WEB) == "Running"
    assert api.run("VM.clean_reboot", WEB)["error_info"][0] == "VM_SHUTDOWN_TIMEOUT"


@pytest.mark.parametrize("vm", [WEB, BARE])
def test_shutdown_asks_first_and_pulls_the_plug_otherwise(api, vm):
    assert ended(api.run("VM.shutdown", vm)) == SUCCESS

    assert api("VM.get_power_state", vm) == "Halted"


@pytest.mark.parametrize("call", ["VM.clean_reboot", "VM.hard_reboot"])
def test_a_reboot_keeps_the_state_and_the_consoles_but_not_the_domain(api, call):
    before = api("VM.get_record", WEB)

    assert ended(api.run(call, WEB)) == SUCCESS

    after = api("VM.get_record", WEB)
    assert (after["power_state"], after["resident_on"]) == ("Running", GRANITE)
    assert after["domid"] > before["domid"]
    assert after["consoles"] == before["consoles"]
    assert messages(api) == [("VM_REBOOTED", after["uuid"], 5, "VM")]


def test_suspending_leaves_an_image_that_resuming_uses_up(api):
    assert ended(api.run("VM.suspend", WEB)) == SUCCESS

    record = api("VM.get_record", WEB)
    assert (record["power_state"], record["resident_on"], record["domid"]) == ("Suspended", NULL, -1)
    assert api("VBD.get_currently_attached", "OpaqueRef:vbd-web") is True
    image = api("VDI.get_record", record["suspend_VDI"])
    assert (image["type"], image["SR"]) == ("suspend", "OpaqueRef:nfs")
    assert image["virtual_size"] == int(1.26 * (1 << 30)) + (100 << 20)

    assert ended(api.run("VM.resume", WEB, False, False)) == SUCCESS
    assert (api("VM.get_power_state", WEB), api("VM.get_suspend_VDI", WEB)) == ("Running", NULL)
    assert api.refusal("VDI.get_record", record["suspend_VDI"])[0] == "HANDLE_INVALID"
    assert [name for name, *_ in messages(api)] == ["VM_SUSPENDED", "VM_RESUMED"]


def test_a_machine_resumes_where_it_is_told_to(api):
    api("VM.suspend", WEB)

    api("VM.resume_on", WEB, BASALT, False, False)

    assert api("VM.get_resident_on", WEB) == BASALT


def test_a_suspended_machine_without_an_image_becomes_halted(start, data):
    data.tables["VM"][IDLE]["power_state"] = "Suspended"
    api = start(data, plain=True).login()

    assert api.refusal("VM.resume", IDLE, False, False) == ["VM_HAS_NO_SUSPEND_VDI", "VM", IDLE]
    assert api("VM.get_power_state", IDLE) == "Halted"


def test_a_hard_shutdown_throws_the_image_away(api):
    api("VM.suspend", WEB)
    image = api("VM.get_suspend_VDI", WEB)

    api("VM.hard_shutdown", WEB)

    assert (api("VM.get_power_state", WEB), api("VM.get_suspend_VDI", WEB)) == ("Halted", NULL)
    assert image not in api("VDI.get_all")


def test_pausing_and_going_on(api):
    api("VM.pause", WEB)
    assert api("VM.get_power_state", WEB) == "Paused"
    api("VM.unpause", WEB)
    assert api("VM.get_power_state", WEB) == "Running"
    assert [name for name, *_ in messages(api)] == ["VM_PAUSED", "VM_UNPAUSED"]


def test_a_second_operation_waits_for_the_first(start):
    api = start(plain=True, speed=10).login()
    first = api("Async.VM.clean_reboot", WEB)
    api.until("VM", WEB, lambda vm: vm["current_operations"])

    second = api("Async.VM.pause", WEB)

    assert ended(api.finished(second)) == SUCCESS
    assert api("task.get_status", first) == "success"
    assert api("VM.get_power_state", WEB) == "Paused"


def test_a_hard_shutdown_ends_a_clean_one(start, data):
    data.tables["VM"][WEB]["other_config"] = {"sim:shutdown": "ignore"}
    api = start(data, plain=True, speed=5).login()
    clean = api("Async.VM.clean_shutdown", WEB)
    api.until("VM", WEB, lambda vm: vm["current_operations"])

    hard = api("Async.VM.hard_shutdown", WEB)

    assert ended(api.finished(hard)) == SUCCESS
    assert api("task.get_status", clean) == "cancelled"
    assert api("VM.get_power_state", WEB) == "Halted"


def test_a_hard_shutdown_calls_a_migration_off_and_waits_until_it_is_over(start):
    api = start(plain=True, speed=2).login()
    free = api("host.compute_free_memory", BASALT)
    migration = api("Async.VM.pool_migrate", WEB, BASALT, {})
    api.until("VM", WEB, lambda vm: vm["scheduled_to_be_resident_on"] == BASALT)

    hard = api("Async.VM.hard_shutdown", WEB)

    assert ended(api.finished(hard)) == SUCCESS
    assert api("task.get_status", migration) == "cancelled"
    assert (api("VM.get_power_state", WEB), api("VM.get_resident_on", WEB)) == ("Halted", NULL)
    assert api("host.compute_free_memory", BASALT) == free


def test_a_hard_shutdown_waits_for_a_suspension_that_cannot_be_called_off(start):
    api = start(plain=True, speed=10).login()
    suspension = api("Async.VM.suspend", WEB)
    api.until("VM", WEB, lambda vm: vm["current_operations"])

    hard = api("Async.VM.hard_shutdown", WEB)

    assert ended(api.finished(hard)) == SUCCESS
    assert api("task.get_status", suspension) == "success"
    assert (api("VM.get_power_state", WEB), api("VM.get_suspend_VDI", WEB)) == ("Halted", NULL)


def test_a_hard_reboot_ends_a_clean_one(start, data):
    data.tables["VM"][WEB]["other_config"] = {"sim:shutdown": "ignore"}
    api = start(data, plain=True, speed=5).login()
    clean = api("Async.VM.clean_reboot", WEB)
    api.until("VM", WEB, lambda vm: vm["current_operations"])

    hard = api("Async.VM.hard_reboot", WEB)

    assert ended(api.finished(hard)) == SUCCESS
    assert api("task.get_status", clean) == "cancelled"
    assert api("VM.get_power_state", WEB) == "Running"


def test_a_hard_reboot_of_what_has_halted_meanwhile_is_a_start(server):
    api = server.login()
    book, shutdown = server.pool.operations, api("task.create", "a shutdown", "")
    server.on_loop(lambda: book.mark("VM", WEB, shutdown, "clean_shutdown"))
    reboot = api("Async.VM.hard_reboot", WEB)
    api.until("task", shutdown, lambda task: task["current_operations"])

    def halt() -> None:
        domains.down(server.pool, WEB)
        book.unmark("VM", WEB, shutdown)

    server.on_loop(halt)
    marked = []
    mark = book.mark

    def note(class_, ref, task, operation):
        marked.append((class_, task, operation))
        mark(class_, ref, task, operation)

    server.on_loop(lambda: setattr(book, "mark", note))
    api("VM.pause", BARE)

    assert ended(api.finished(reboot)) == SUCCESS
    assert api("VM.get_power_state", WEB) == "Running"
    assert [(class_, operation) for class_, task, operation in marked if task == reboot][:2] == [
        ("VM", "start"),
        ("host", "vm_start"),
    ]


def test_a_machine_of_a_lost_host_can_be_called_halted(start, data):
    data.tables["host_metrics"]["OpaqueRef:basalt-metrics"]["live"] = False
    data.tables["VM"][WEB]["resident_on"] = BASALT
    api = start(data, plain=True).login()

    api("VM.power_state_reset", WEB)

    assert (api("VM.get_power_state", WEB), api("VM.get_resident_on", WEB)) == ("Halted", NULL)
    assert "start" in api("VM.get_allowed_operations", WEB)


def test_free_positions_for_devices(api):
    drives = api("VM.get_allowed_VBD_devices", IDLE)

    assert drives[:4] == ["1", "2", "4", "5"]
    assert drives[-1] == "254"
    assert api("VM.get_allowed_VIF_devices", IDLE) == [str(number) for number in range(1, 16)]


def test_asking_whether_an_operation_is_valid(api):
    assert api("VM.assert_operation_valid", WEB, "pause") == ""
    assert api.refusal("VM.assert_operation_valid", WEB, "start") == ["VM_BAD_POWER_STATE", WEB, "halted", "running"]


def test_a_machine_on_its_way_allows_what_fits_when_asked_again(server, api):
    server.on_loop(lambda: server.pool.database.write("VM", WEB, "allowed_operations", []))

    api("VM.update_allowed_operations", WEB)

    assert "pause" in api("VM.get_allowed_operations", WEB)


def test_a_machine_moves_within_the_pool_while_it_runs(start):
    api = start(plain=True, speed=10).login()
    before = api("VM.get_record", WEB)
    free = api("host.compute_free_memory", GRANITE), api("host.compute_free_memory", BASALT)
    task = api("Async.VM.pool_migrate", WEB, BASALT, {"live": "true"})

    leaving = api.until("VM", WEB, lambda vm: vm["scheduled_to_be_resident_on"] == BASALT)
    assert (leaving["power_state"], leaving["resident_on"]) == ("Running", GRANITE)
    assert list(leaving["current_operations"].values()) == ["pool_migrate"]
    assert list(api("host.get_current_operations", BASALT).values()) == ["vm_migrate"]

    assert ended(api.finished(task)) == SUCCESS
    after = api("VM.get_record", WEB)
    assert (after["power_state"], after["resident_on"], after["scheduled_to_be_resident_on"]) == (
        "Running",
        BASALT,
        NULL,
    )
    assert after["domid"] > before["domid"]
    assert set(after["consoles"]).isdisjoint(before["consoles"])
    address = api("host.get_address", BASALT)
    assert all(address in api("console.get_location", console) for console in after["consoles"])
    assert after["guest_metrics"] == before["guest_metrics"]
    assert api("host.compute_free_memory", GRANITE) - free[0] == free[1] - api("host.compute_free_memory", BASALT)
    assert api("host.compute_free_memory", GRANITE) - free[0] >= before["memory_dynamic_max"]
    assert [name for name, *_ in messages(api)] == ["VM_MIGRATED"]


def test_a_machine_may_move_to_where_it_is_even_if_that_host_takes_no_others(api):
    consoles = api("VM.get_consoles", WEB)
    domid = api("VM.get_domid", WEB)
    api("host.disable", GRANITE)

    assert ended(api.run("VM.pool_migrate", WEB, GRANITE, {})) == SUCCESS

    assert api("VM.get_consoles", WEB) == consoles
    assert api("VM.get_domid", WEB) > domid


def test_what_keeps_a_machine_from_moving(start, data):
    api = start(data, plain=True).login()
    assert api.refusal("VM.pool_migrate", BARE, BASALT, {}) == ["VM_LACKS_FEATURE", BARE]
    assert api.refusal("VM.pool_migrate", IDLE, BASALT, {}) == ["VM_BAD_POWER_STATE", IDLE, "running", "halted"]
    assert api.refusal("VM.pool_migrate", WEB, BASALT, {"network": "OpaqueRef:x"})[0] == "HANDLE_INVALID"

    api("host.disable", BASALT)
    assert api.refusal("VM.pool_migrate", WEB, BASALT, {}) == ["HOST_DISABLED", BASALT]


def test_force_moves_a_guest_that_did_not_say_it_can(api):
    assert ended(api.run("VM.pool_migrate", BARE, BASALT, {"force": "true"})) == SUCCESS


def test_a_move_that_was_cancelled_leaves_the_machine_where_it_was(start):
    api = start(plain=True, speed=2).login()
    free = api("host.compute_free_memory", BASALT)
    task = api("Async.VM.pool_migrate", WEB, BASALT, {})
    api.until("VM", WEB, lambda vm: vm["scheduled_to_be_resident_on"] == BASALT)

    api("task.cancel", task)

    assert api.finished(task)["status"] == "cancelled"
    record = api.until("VM", WEB, lambda vm: not vm["current_operations"])
    assert (record["resident_on"], record["scheduled_to_be_resident_on"]) == (GRANITE, NULL)
    assert api("host.compute_free_memory", BASALT) == free


def test_the_host_shows_that_a_machine_starts_there(start):
    api = start(plain=True, speed=5).login()
    task = api("Async.VM.start_on", IDLE, BASALT, False, False)

    busy = api.until("host", BASALT, lambda host: host["current_operations"])

    assert busy["current_operations"] == {task: "vm_start"}
    assert ended(api.finished(task)) == SUCCESS
    api.until("host", BASALT, lambda host: not host["current_operations"])


def test_a_machine_of_a_live_member_cannot_be_called_halted(start, data):
    data.tables["VM"][WEB]["resident_on"] = BASALT
    api = start(data, plain=True).login()

    assert api.refusal("VM.power_state_reset", WEB) == ["HOST_IS_LIVE", BASALT]


def test_a_pause_cannot_be_called_off(start):
    api = start(plain=True, speed=1).login()
    task = api("Async.VM.pause", WEB)
    api.until("VM", WEB, lambda vm: vm["current_operations"])

    api("task.cancel", task)

    assert ended(api.finished(task)) == SUCCESS


def test_machines_bound_to_a_host_are_not_agile(start, data):
    api = start(data, plain=True).login()
    assert api.refusal("VM.assert_agile", WEB) == ["HA_CONSTRAINT_VIOLATION_NETWORK_NOT_SHARED", "OpaqueRef:net"]
    data.tables["PIF"] = {
        f"OpaqueRef:pif-{host}": {"network": "OpaqueRef:net", "host": f"OpaqueRef:{host}"}
        for host in ("granite", "basalt")
    }
    api = start(data, plain=True).login()
    assert api("VM.assert_agile", WEB) == ""

    data.tables["SR"]["OpaqueRef:nfs"]["shared"] = False
    api = start(data, plain=True).login()
    assert api.refusal("VM.assert_agile", WEB) == ["HA_CONSTRAINT_VIOLATION_SR_NOT_SHARED", "OpaqueRef:nfs"]


def test_nobody_balances_the_workload(api):
    assert api.refusal("VM.retrieve_wlb_recommendations", WEB) == ["WLB_NOT_INITIALIZED"]
