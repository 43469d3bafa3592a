"""Tasks a client makes and steers itself."""

from __future__ import annotations


def test_a_client_sees_its_own_task_through(api):
    task = api("task.create", "upload", "of something")
    record = api("task.get_record", task)
    assert (record["name_label"], record["name_description"], record["status"]) == (
        "upload",
        "of something",
        "pending",
    )

    api("task.set_status", task, "pending")
    assert api("task.get_finished", task).startswith("1970")
    api("task.set_progress", task, 0.5)
    api("task.set_result", task, "<value>x</value>")
    api("task.set_error_info", task, ["A", "b"])
    api("task.add_to_other_config", task, "applies_to", "OpaqueRef:web")
    api("task.set_status", task, "failure")

    record = api("task.get_record", task)
    assert (record["progress"], record["result"], record["error_info"]) == (0.5, "<value>x</value>", ["A", "b"])
    assert (record["status"], record["other_config"]) == ("failure", {"applies_to": "OpaqueRef:web"})
    assert record["finished"] > "2020"
    api("task.set_status", task, "success")
    assert api("task.get_status", task) == "failure"
    api("task.destroy", task)
    assert api.refusal("task.get_record", task) == ["HANDLE_INVALID", "task", task]


def test_cancelling_a_task_nobody_works_on_only_marks_it(api):
    task = api("task.create", "upload", "")

    api("task.cancel", task)

    record = api("task.get_record", task)
    assert (record["status"], record["current_operations"]) == ("pending", {task: "cancel"})


def test_a_pending_task_is_not_destroyed_at_once(api):
    task = api("task.create", "upload", "")

    api("task.destroy", task)

    assert api("task.get_current_operations", task) == {"task": "destroy"}
