"""From names and parameters to answers and errors."""

from __future__ import annotations

import threading

import pytest

from xengui.sim.calling import functions

WEB = "OpaqueRef:web"


@pytest.mark.parametrize(
    ("method", "params", "error"),
    [
        ("VM.dance", [], ["MESSAGE_METHOD_UNKNOWN", "VM.dance"]),
        ("vm.get_all", [], ["MESSAGE_METHOD_UNKNOWN", "vm.get_all"]),
        ("Async.VM.dance", [], ["MESSAGE_METHOD_UNKNOWN", "Async.VM.dance"]),
        ("Async.VM_start", [WEB, False, False], ["MESSAGE_METHOD_UNKNOWN", "Async.VM_start"]),
        ("VM.start", [WEB], ["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.start", "3", "1"]),
        ("VM.start", [WEB, 1, 2, 3], ["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.start", "3", "4"]),
        ("Async.VM.start", [WEB], ["MESSAGE_PARAMETER_COUNT_MISMATCH", "Async.VM.start", "3", "1"]),
        ("VM.snapshot", [WEB], ["MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.snapshot", "2", "1"]),
        ("VM.start", [WEB, "no", False], ["FIELD_TYPE_ERROR", "start_paused"]),
        ("Async.VM.start", [WEB, "no", False], ["FIELD_TYPE_ERROR", "start_paused"]),
        (
            "Async.VM.get_record",
            [WEB],
            ["Fault", "No async mode for this operation (rpc: VM.get_record)"],
        ),
    ],
)
def test_errors_before_the_call(api, method, params, error):
    assert api.refusal(method, *params) == error


def test_surplus_parameters_are_ignored_where_some_are_optional(api):
    assert api("host.disable", "OpaqueRef:basalt", True, "surplus") == ""


def test_a_call_without_any_parameter_lacks_its_session(server):
    error = server.stranger().raw("VM.get_all")["error"]

    assert (error["message"], error["data"][0]) == ("MESSAGE_PARAMETER_COUNT_MISMATCH", "VM.get_all")


@pytest.mark.parametrize("session", ["OpaqueRef:x", "", 5, None, ["x"]])
def test_whatever_is_no_session_is_invalid(server, session):
    assert server.stranger().raw("VM.get_all", session)["error"]["message"] == "SESSION_INVALID"


def test_an_underscore_does_for_the_dot(api):
    assert api("VM_get_name_label", WEB) == "web"
    assert api("VM_guest_metrics_get_all") == ["OpaqueRef:web-guest"]


def test_a_handle_that_leads_nowhere_fails_the_task_and_not_the_call(api):
    task = api("Async.VM.start", "OpaqueRef:x", False, False)

    assert api.finished(task)["error_info"] == ["HANDLE_INVALID", "VM", "OpaqueRef:x"]


def test_queries_can_be_asynchronous_and_answer_in_xml(api):
    task = api.run("VM.get_possible_hosts", "OpaqueRef:idle")

    assert task["result"] == (
        "<value><array><data><value>OpaqueRef:granite</value><value>OpaqueRef:basalt</value></data></array></value>"
    )


def test_a_synchronous_call_with_effects_shows_a_task_while_it_lasts(start):
    running = start(plain=True, speed=5)
    watching, calling = running.login(), running.login()
    token = watching.events(["task"], timeout=0.0)["token"]
    going = threading.Thread(target=lambda: calling("VM.pause", WEB))
    going.start()

    batch = watching.events(["task"], token)
    assert batch["events"][0]["snapshot"]["name_label"] == "VM.pause"

    going.join(20)
    assert watching("task.get_all") == []


def test_a_fault_of_ours_is_an_internal_error_of_the_pool(api, monkeypatch, capsys):
    async def broken(call, vm):
        raise ZeroDivisionError("oops")

    monkeypatch.setitem(functions(), "VM.pause", broken)

    assert api.refusal("VM.pause", WEB) == ["INTERNAL_ERROR", "ZeroDivisionError('oops')"]
    assert api.run("VM.pause", WEB)["error_info"][0] == "INTERNAL_ERROR"
    assert "oops" in capsys.readouterr().err


def test_the_task_of_an_asynchronous_call_belongs_to_its_session(api):
    task = api("Async.VM.pause", WEB)

    assert task in api("session.get_tasks", api.session)
    assert api.finished(task)["resident_on"] == "OpaqueRef:granite"
