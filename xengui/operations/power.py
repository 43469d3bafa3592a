"""Turning virtual machines on and off; the calls are those of XenCenter's actions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xengui.model.call import Call
from xengui.model.classes import VM, Host
from xengui.operations.recipe import Recipe, Step


def start(vm: VM) -> Recipe:
    """Boot a halted machine on a host of the pool's choice."""
    return _one(vm, f"Start {vm.name_label}", "VM.start", False, False)


def start_on(vm: VM, host: Host) -> Recipe:
    """Boot a halted machine on this host."""
    return _one(vm, f"Start {vm.name_label} on {host.name_label}", "VM.start_on", host.ref, False, False)


def shut_down(vm: VM) -> Recipe:
    """Ask the guest to stop. The pool waits up to twenty minutes for it (`VM_SHUTDOWN_TIMEOUT`)."""
    return _one(vm, f"Shut down {vm.name_label}", "VM.clean_shutdown")


def force_shut_down(vm: VM) -> Recipe:
    """Cut the power. A suspended machine loses its memory image."""
    return _one(vm, f"Force shut down {vm.name_label}", "VM.hard_shutdown")


def reboot(vm: VM) -> Recipe:
    """Ask the guest to restart; the machine stays Running all the while."""
    return _one(vm, f"Reboot {vm.name_label}", "VM.clean_reboot")


def force_reboot(vm: VM) -> Recipe:
    """Press the reset button."""
    return _one(vm, f"Force reboot {vm.name_label}", "VM.hard_reboot")


def suspend(vm: VM) -> Recipe:
    """Write the memory to a disk and stop."""
    return _one(vm, f"Suspend {vm.name_label}", "VM.suspend")


def resume(vm: VM) -> Recipe:
    """Go on from the memory on disk, on a host of the pool's choice."""
    return _one(vm, f"Resume {vm.name_label}", "VM.resume", False, False)


def resume_on(vm: VM, host: Host) -> Recipe:
    """Go on from the memory on disk, on this host."""
    return _one(vm, f"Resume {vm.name_label} on {host.name_label}", "VM.resume_on", host.ref, False, False)


def pause(vm: VM) -> Recipe:
    """Stop the processors; the memory stays where it is."""
    return _one(vm, f"Pause {vm.name_label}", "VM.pause")


def unpause(vm: VM) -> Recipe:
    """Let a paused machine go on."""
    return _one(vm, f"Unpause {vm.name_label}", "VM.unpause")


def reset_power_state(vm: VM) -> Recipe:
    """Have the pool's database say that a machine is halted; nothing is stopped by it (`VM.power_state_reset`)."""
    return _one(vm, f"Reset the power state of {vm.name_label}", "VM.power_state_reset")


def reset_power_states(host: Host, machines: Sequence[VM]) -> Recipe:
    """The same for all machines of a host that is lost."""
    steps = tuple(
        Step(words=f"Resetting {vm.name_label}", call=Call("VM.power_state_reset", (vm.ref,)), task=True)
        for vm in machines
    )
    return Recipe(
        title=f"Reset the power state of the VMs of {host.name_label}",
        steps=steps,
        applies_to=tuple(vm.ref for vm in machines),
    )


def _one(vm: VM, title: str, method: str, *params: Any) -> Recipe:
    step = Step(words=title, call=Call(method, (vm.ref, *params)), task=True)
    return Recipe(title=title, steps=(step,), applies_to=(vm.ref,))
