from __future__ import annotations

import pytest

from tests.builders import a_host, a_vm, pool_with
from xengui.model.classes import Task
from xengui.queries import tasks

GRANITE = a_host(name_label="granite")
WEB = a_vm(name_label="web", current_operations={"OpaqueRef:task": "suspend"})


def a_task(name: str, **fields: object) -> Task:
    return Task(ref="OpaqueRef:task", name_label=name, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Async.VM.start", True),
        ("VM.pool_migrate", True),
        ("VM import", True),
        ("Export of VM: web", True),
        ("VM.destroy", False),
        ("Async.SR.scan", False),
        ("nightly backup", False),
    ],
)
def test_work_on_machines_is_worth_showing(name, shown):
    assert tasks.worth_showing(a_task(name), pool_with(WEB)) is shown


def test_a_part_of_another_task_is_not():
    whole = Task(ref="OpaqueRef:whole")

    assert not tasks.worth_showing(a_task("VM.start", subtask_of=whole.ref), pool_with(whole))


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Async.VM.hard_reboot", "Force reboot web"),
        ("VM.suspend", "Suspend web"),
        ("VM import", "VM import"),
        ("Export of VM: web", "Export of VM: web"),
        ("nightly backup", "nightly backup"),
        ("VM.made_up", "VM.made_up web"),
        ("", "A task without a name"),
    ],
)
def test_titles_are_words_where_the_call_is_known(name, title):
    assert tasks.title(a_task(name), pool_with(WEB)) == title


def test_a_task_is_about_what_its_client_says():
    other = a_vm(name_label="other")
    task = a_task("VM.suspend", other_config={"applies_to": f"OpaqueRef:nowhere, {other.ref}"})

    assert tasks.about(task, pool_with(WEB, other)) == other


def test_else_about_the_machine_that_is_busy_with_it():
    assert tasks.about(a_task("VM.suspend"), pool_with(WEB)) == WEB


def test_else_about_the_host_where_it_runs():
    assert tasks.about(a_task("host.evacuate", resident_on=GRANITE.ref), pool_with(GRANITE)) == GRANITE
    assert tasks.title(a_task("host.evacuate", resident_on=GRANITE.ref), pool_with(GRANITE)) == "host.evacuate granite"


def test_a_machine_that_nobody_names_is_a_machine():
    assert tasks.title(a_task("VM.start"), pool_with(GRANITE)) == "Start a virtual machine"
