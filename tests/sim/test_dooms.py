"""Tasks that fail, stand still or are forgotten."""

from __future__ import annotations

from typing import Any

import pytest

IDLE = "OpaqueRef:idle"


@pytest.fixture
def api(troubled):
    return troubled.login()


def start(api) -> str:
    return str(api("Async.VM.start", IDLE, False, False))


def test_a_task_fails_half_way_and_its_object_is_as_before(api, trouble):
    trouble.fault("task_fails", method="VM.start", code="SR_BACKEND_FAILURE_47", params=["", "No.", ""], times=1)

    ended = api.finished(start(api))

    assert (ended["status"], ended["error_info"]) == ("failure", ["SR_BACKEND_FAILURE_47", "", "No.", ""])
    vm = api("VM.get_record", IDLE)
    assert (vm["power_state"], vm["current_operations"]) == ("Halted", {})
    assert api.finished(start(api))["status"] == "success"


def test_it_has_come_some_way_when_it_fails(api, trouble):
    trouble.fault("task_fails", method="VM.start", code="INTERNAL_ERROR", after=0.25)
    token = api.events(["task"])["token"]
    task = start(api)
    seen: list[Any] = []
    while not seen or seen[-1]["status"] == "pending":
        batch = api.events(["task"], token)
        token = batch["token"]
        seen += [event["snapshot"] for event in batch["events"] if event["ref"] == task]

    assert all(record["progress"] <= 0.25 for record in seen[:-1])


def test_work_too_short_to_be_struck_on_its_way_is_struck_at_its_end(api, trouble):
    trouble.fault("task_fails", code="INTERNAL_ERROR")

    ended = api.finished(api("Async.VM.destroy", IDLE))

    assert ended["error_info"] == ["INTERNAL_ERROR"]
    assert IDLE not in api("VM.get_all")


def test_a_task_stands_still_and_its_object_stays_busy(api, trouble):
    trouble.fault("task_stuck", method="VM.start", at=0.3, times=1)

    task = start(api)

    record = api.until("task", task, lambda record: record["progress"] == 0.3)
    assert record["status"] == "pending"
    assert api("VM.get_current_operations", IDLE) == {task: "start"}
    api("task.cancel", task)
    assert api("task.get_status", task) == "pending"


def test_a_task_vanishes_and_its_work_goes_on(api, trouble):
    trouble.fault("task_lost", method="VM.start", times=1)
    token = api.events(["task"])["token"]

    task = start(api)

    api.until("vm", IDLE, lambda record: record["power_state"] == "Running")
    assert api.refusal("task.get_status", task) == ["HANDLE_INVALID", "task", task]
    assert all(event["operation"] == "del" for event in api.events(["task"], token, 0.0)["events"])


def test_a_synchronous_call_is_not_meant(api, trouble):
    trouble.fault("task_fails", code="INTERNAL_ERROR")

    assert api("VM.start", IDLE, False, False) == ""
