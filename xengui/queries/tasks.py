"""What tasks of the pool are about, in words: also those that other clients began."""

from __future__ import annotations

from xengui.model.classes import VM, Task
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot

_VERBS = {
    "start": "Start",
    "start_on": "Start",
    "resume": "Resume",
    "resume_on": "Resume",
    "suspend": "Suspend",
    "pause": "Pause",
    "unpause": "Unpause",
    "shutdown": "Shut down",
    "clean_shutdown": "Shut down",
    "hard_shutdown": "Force shut down",
    "clean_reboot": "Reboot",
    "hard_reboot": "Force reboot",
    "power_state_reset": "Reset the power state of",
    "pool_migrate": "Migrate",
    "migrate_send": "Migrate",
    "clone": "Clone",
    "copy": "Copy",
    "snapshot": "Take a snapshot of",
    "checkpoint": "Take a snapshot with memory of",
    "revert": "Revert",
    "provision": "Provision",
    "destroy": "Delete",
    "import": "Import",
    "export": "Export",
}

# What XenCenter shows of other clients' work (XenAdmin/Actions/GUIActions/MeddlingAction.cs).
_WORTH_SHOWING = frozenset(
    {
        "start",
        "start_on",
        "clean_reboot",
        "hard_reboot",
        "clean_shutdown",
        "hard_shutdown",
        "clone",
        "migrate_send",
        "pool_migrate",
        "resume",
        "resume_on",
        "suspend",
        "checkpoint",
        "snapshot",
    }
)
_IMPORT, _EXPORT = "VM import", "Export of VM: "

MARK = "XenCenterUUID"
"""The key under which a client marks its tasks."""

ABOUT = "applies_to"
"""The key with the references of the objects a task is about, parted by commas."""


def worth_showing(task: Task, pool: Snapshot) -> bool:
    """Whether another client's task is shown without being asked for: work on virtual machines, no part of another."""
    if pool.find(Task, task.subtask_of):
        return False
    name = _method(task)
    class_, _, operation = name.partition(".")
    by_name = name == _IMPORT or name.startswith(_EXPORT)
    return by_name or (class_ == "VM" and operation in _WORTH_SHOWING)


def aware(task: Task) -> bool:
    """Whether its client has said what the task is about; one that knows the custom does so at once."""
    return ABOUT in task.other_config


def about(task: Task, pool: Snapshot) -> Record | None:
    """The object a task is about: named by its client, or the machine that is busy with it, else the host where it
    runs."""
    for ref in task.other_config.get(ABOUT, "").split(","):
        if found := pool.anything(ref.strip()):
            return found
    for vm in pool.vms.values():
        if task.ref in vm.current_operations:
            return vm
    return pool.hosts.get(task.resident_on) or pool.coordinator


def title(task: Task, pool: Snapshot) -> str:
    """A task as a row is headed: "Shut down web-01"."""
    name = _method(task)
    class_, dot, operation = name.partition(".")
    record = about(task, pool)
    whom = str(getattr(record, "name_label", "")) if record else ""
    if class_ == "VM" and operation in _VERBS:
        return f"{_VERBS[operation]} {whom if isinstance(record, VM) else 'a virtual machine'}"
    if not dot or name.startswith(_EXPORT):
        return name or "A task without a name"
    return f"{name} {whom}".rstrip()


def _method(task: Task) -> str:
    return task.name_label.removeprefix("Async.").strip()
