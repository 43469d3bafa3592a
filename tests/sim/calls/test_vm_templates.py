"""Templates out of machines and machines out of templates, over the wire."""

from __future__ import annotations

from xengui.sim import upgrades

WEB, IDLE, CUSTOM, NULL = "OpaqueRef:web", "OpaqueRef:idle", "OpaqueRef:custom", "OpaqueRef:NULL"


def test_a_machine_that_becomes_a_template_loses_what_only_machines_have(start, data):
    data.tables["VM"][IDLE] |= {"ha_always_run": True, "groups": ["OpaqueRef:group"]}
    data.tables["VM_group"] = {"OpaqueRef:group": {"name_label": "apart"}}
    data.tables["VUSB"] = {"OpaqueRef:vusb": {"VM": IDLE}}
    api = start(data, plain=True).login()

    api("VM.set_is_a_template", IDLE, True)

    record = api("VM.get_record", IDLE)
    assert (record["is_a_template"], record["ha_always_run"], record["metrics"]) == (True, False, NULL)
    assert (record["groups"], record["VUSBs"], api("VUSB.get_all")) == ([], [], [])
    assert api("VM_group.get_record", "OpaqueRef:group")["VMs"] == []
    assert "OpaqueRef:idle-metrics" not in api("VM_metrics.get_all")
    assert (record["current_operations"], "provision" in record["allowed_operations"]) == ({}, True)


def test_the_setter_is_no_task_but_its_operation_is_seen(start):
    server = start(plain=True)
    api = server.login()
    seen = []
    write = server.pool.database.write

    def spy(class_, ref, name, value):
        if (class_, name) in {("VM", "current_operations"), ("task", "status")}:
            seen.append((class_, value))
        write(class_, ref, name, value)

    server.on_loop(lambda: setattr(server.pool.database, "write", spy))
    api("VM.set_is_a_template", IDLE, True)

    (taken, released) = [value for class_, value in seen if class_ == "VM"]
    (holder,) = taken
    assert holder.startswith("DummyRef:|")
    assert (taken[holder], released) == ("make_into_template", {})
    assert api.refusal("Async.VM.set_is_a_template", WEB, True)[0] == "Fault"


def test_what_is_kept_running_stays_a_machine(start, data):
    data.tables["VM"][IDLE]["ha_restart_priority"] = "restart"
    data.tables["pool"]["OpaqueRef:pool"]["ha_enabled"] = True
    api = start(data, plain=True).login()

    assert api.refusal("VM.set_is_a_template", IDLE, True) == ["VM_IS_PROTECTED", IDLE]
    record = api("VM.get_record", IDLE)
    assert (record["is_a_template"], record["current_operations"]) == (False, {})


def test_only_a_halted_machine_becomes_a_template(api):
    assert api.refusal("VM.set_is_a_template", WEB, True) == ["VM_BAD_POWER_STATE", WEB, "halted", "running"]


def test_a_template_that_becomes_a_machine_was_installed_then_and_has_its_old_list(api):
    before = api("VM.get_record", CUSTOM)

    api("VM.set_is_a_template", CUSTOM, False)

    after = api("VM.get_record", CUSTOM)
    assert after["is_a_template"] is False
    assert after["allowed_operations"] == before["allowed_operations"]
    assert api("VM_metrics.get_install_time", after["metrics"]) > "20200101"
    api("VM.update_allowed_operations", CUSTOM)
    assert "start" in api("VM.get_allowed_operations", CUSTOM)


def test_a_machine_made_of_a_template_that_was_made_of_a_machine_has_metrics_again(api):
    api("VM.set_is_a_template", IDLE, True)

    api("VM.set_is_a_template", IDLE, False)

    assert api("VM_metrics.get_record", api("VM.get_metrics", IDLE))["install_time"] > "20200101"


def test_an_old_server_has_no_call_that_prepares_images(api):
    assert api.refusal("VM.sysprep", WEB, "<unattend/>", 60.0) == ["MESSAGE_METHOD_UNKNOWN", "VM.sysprep"]
    assert api.refusal("Async.VM.sysprep", WEB, "<unattend/>") == ["MESSAGE_METHOD_UNKNOWN", "Async.VM.sysprep"]
    assert api.refusal("VM.assert_operation_valid", WEB, "sysprep") == ["FIELD_TYPE_ERROR", "op"]


def test_a_young_server_prepares_the_image_of_a_running_machine(start, data):
    for host in data.tables["host"].values():
        host["software_version"] = {"platform_version": "3.4.0", "xapi_build": "25.24.0"}
    server = start(data, plain=True, speed=10)
    api = server.login()
    assert "sysprep" in api("VM.get_allowed_operations", WEB)
    assert api("VM.assert_operation_valid", WEB, "sysprep") == ""

    task = api("Async.VM.sysprep", WEB, "<unattend/>")

    api.until("VM", WEB, lambda vm: vm["current_operations"] == {task: "sysprep"})
    assert api.finished(task)["status"] == "success"
    assert server.on_loop(lambda: upgrades.prepares_images(server.pool))
