"""What the picture tells of a call whose answer was lost: whether it was carried out after all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xengui.model.call import Call
from xengui.model.classes import VM, Host
from xengui.model.snapshot import Snapshot
from xengui.queries.names import name, name_of

_STATES: Mapping[str, str] = {
    "start": "Running",
    "start_on": "Running",
    "resume": "Running",
    "resume_on": "Running",
    "unpause": "Running",
    "shutdown": "Halted",
    "clean_shutdown": "Halted",
    "hard_shutdown": "Halted",
    "power_state_reset": "Halted",
    "suspend": "Suspended",
    "pause": "Paused",
}
"""The power state in which a machine is once a call was carried out. A reboot leaves no mark."""

_NOW: Mapping[str, str] = {
    "Running": "runs",
    "Halted": "is shut down",
    "Suspended": "is suspended",
    "Paused": "is paused",
}


def aftermath(call: Call, pool: Snapshot) -> str:
    """A sentence about what has become of it, by the picture of a time after; "" where the picture cannot tell."""
    cls, _, verb = call.method.removeprefix("Async.").partition(".")
    ref = str(call.params[0]) if call.params else ""
    record = pool.anything(ref)
    if record is None:
        return ""
    if isinstance(record, VM) and (told := _of_machine(record, verb, call.params[1:], pool)):
        return told
    if isinstance(record, Host) and (cls, verb) in _ENABLED:
        done = record.enabled is _ENABLED[cls, verb]
        return f"Since then: {name(record, pool)} is {'enabled' if record.enabled else 'disabled'}{_still(done)}."
    if verb.startswith("set_") and len(call.params) == 2 and hasattr(record, verb.removeprefix("set_")):
        done = getattr(record, verb.removeprefix("set_")) == call.params[1]
        return "Since then: it was carried out." if done else "Since then: it was not carried out, try again."
    return ""


_ENABLED = {("host", "enable"): True, ("host", "disable"): False}


def _of_machine(vm: VM, verb: str, params: tuple[Any, ...], pool: Snapshot) -> str:
    if verb == "pool_migrate" and params:
        there = vm.resident_on == params[0]
        where = name_of(pool, vm.resident_on)
        return f"Since then: {name(vm, pool)} runs on {where}{_still(there)}." + _under_way(vm, there)
    wanted = _STATES.get(verb)
    if wanted is None:
        return ""
    there = vm.power_state == wanted
    now = _NOW.get(vm.power_state, "cannot be told")
    return f"Since then: {name(vm, pool)} {now}{_still(there)}." + _under_way(vm, there)


def _still(done: bool) -> str:
    return "" if done else " as before"


def _under_way(vm: VM, done: bool) -> str:
    """That something is at work there may be what was asked for."""
    return " Something is under way there." if vm.current_operations and not done else ""
