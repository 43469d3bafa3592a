"""What can be done with a server of a pool."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xengui.commands.command import Command
from xengui.commands.vm import reset_question
from xengui.forms.confirm import Confirm
from xengui.model.classes import VM, Host
from xengui.model.snapshot import Snapshot
from xengui.operations.power import reset_power_states
from xengui.operations.recipe import Recipe
from xengui.queries.natural import natural
from xengui.queries.placement import live


def stranded(host: Host, pool: Snapshot) -> tuple[VM, ...]:
    """The machines that the pool believes to run on a host. On one that does not answer they are not in the tree."""
    found = [
        vm
        for vm in pool.vms.values()
        if vm.resident_on == host.ref and vm.power_state != "Halted" and not vm.is_control_domain
    ]
    return tuple(sorted(found, key=lambda vm: natural(vm.name_label)))


def _refused(host: Host, pool: Snapshot) -> str | None:
    if live(host, pool):
        return f"{host.name_label} answers; turn its virtual machines off themselves."
    if not stranded(host, pool):
        return f"No virtual machine is recorded as running on {host.name_label}."
    return None


def _asks(going: Sequence[Host], refused: Any, pools: Sequence[Snapshot]) -> Confirm:
    machines = [vm for host in going for pool in pools if host.ref in pool.hosts for vm in stranded(host, pool)]
    return reset_question(machines, [], pools)


def _recipe(host: Host, pool: Snapshot, given: Any) -> Recipe:
    return reset_power_states(host, stranded(host, pool))


COMMANDS = (
    Command(
        id="host.reset_machines",
        text="Reset po&wer state of its machines…",
        icon="plugs",
        applies_to=Host,
        refuses=_refused,
        asks=_asks,
        recipe=_recipe,
    ),
)
