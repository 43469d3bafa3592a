"""Turning virtual machines on and off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from xengui.commands.command import Command
from xengui.commands.destination import SERVERS, on
from xengui.forms.confirm import Check, Confirm, Fate, Guard
from xengui.model.classes import VM, Host
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot
from xengui.operations import power
from xengui.operations.recipe import Recipe
from xengui.queries import guests, hosting, states, units
from xengui.queries.natural import natural
from xengui.queries.placement import home, live, real


def _refusal(operation: str, vm: VM, by_state: dict[str, str], last: str) -> str | None:
    """The pool's list decides; the rest finds the words."""
    if operation in vm.allowed_operations:
        return None
    if operation in vm.blocked_operations:
        who = vm.blocked_operations[operation]
        return f"{vm.name_label} is protected against it" + (f": {who}" if who else ".")
    if sentence := by_state.get(vm.power_state):
        return f"{vm.name_label} {sentence}"
    if doing := next(iter(vm.current_operations.values()), None):
        return f"{vm.name_label} is busy: {states.operation(doing)}."
    return last.format(vm=vm.name_label)


def _deaf(vm: VM, pool: Snapshot, instead: str) -> str:
    """Why a guest cannot be asked to do something by itself."""
    if guests.tools_version(vm, pool):
        return "The pool does not allow the guest of {vm} to be asked at the moment."
    return f"The guest of {{vm}} cannot be asked: it has no guest tools. It can be forced {instead}."


def _start_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {
        "Running": "is already running.",
        "Paused": "is paused.",
        "Suspended": "is suspended; resume it instead.",
    }
    refused = _refusal("start", vm, by_state, "The pool does not allow {vm} to start at the moment.")
    if refused:
        return refused
    bound_to = home(msgspec.structs.replace(vm, affinity=NULL), pool)
    if bound_to and not bound_to.enabled:
        return f"The disks of {vm.name_label} are on {bound_to.name_label}, which {_out(bound_to)}."
    if pool.hosts and not any(host.enabled for host in pool.hosts.values()):
        return "Every server of the pool is disabled or in maintenance mode."
    return None


def _out(host: Host) -> str:
    return "is in maintenance mode" if host.other_config.get("MAINTENANCE_MODE") == "true" else "is disabled"


def _shut_down_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {
        "Halted": "is already off.",
        "Suspended": "is suspended; resume it first, or force it off.",
        "Paused": "is paused; unpause it first, or force it off.",
    }
    return _refusal("clean_shutdown", vm, by_state, _deaf(vm, pool, "off"))


def _force_shut_down_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is already off."}
    return _refusal("hard_shutdown", vm, by_state, "The pool does not allow {vm} to be forced off at the moment.")


def _reboot_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is off.", "Suspended": "is suspended.", "Paused": "is paused."}
    return _refusal("clean_reboot", vm, by_state, _deaf(vm, pool, "to reboot"))


def _force_reboot_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is off.", "Suspended": "is suspended."}
    return _refusal("hard_reboot", vm, by_state, "The pool does not allow {vm} to be reset at the moment.")


def _suspend_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is off.", "Suspended": "is already suspended.", "Paused": "is paused; unpause it first."}
    last = "The pool does not allow {vm} to be suspended at the moment."
    if not guests.tools_version(vm, pool):
        last = "{vm} cannot be suspended: its guest has no guest tools."
    if refused := _refusal("suspend", vm, by_state, last):
        return refused
    if hosting.suspend_storage(vm, pool) is None:
        return f"There is no storage for the memory of {vm.name_label}: neither it nor its pool or server names one."
    return None


def _resume_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {
        "Running": "is running.",
        "Paused": "is paused; unpause it instead.",
        "Halted": "is off; start it instead.",
    }
    return _refusal("resume", vm, by_state, "The pool does not allow {vm} to be resumed at the moment.")


def _pause_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is off.", "Suspended": "is suspended.", "Paused": "is already paused."}
    return _refusal("pause", vm, by_state, "The pool does not allow {vm} to be paused at the moment.")


def _unpause_refused(vm: VM, pool: Snapshot) -> str | None:
    by_state = {"Halted": "is off.", "Suspended": "is suspended.", "Running": "is not paused."}
    return _refusal("unpause", vm, by_state, "The pool does not allow {vm} to go on at the moment.")


def _reset_refused(vm: VM, pool: Snapshot) -> str | None:
    if vm.power_state == "Halted":
        return f"{vm.name_label} is already off."
    host = pool.find(Host, vm.resident_on)
    if host and live(host, pool):
        return f"{vm.name_label} is on {host.name_label}, which is up; force it off instead."
    last = "The pool does not allow the power state of {vm} to be reset at the moment."
    return _refusal("power_state_reset", vm, {}, last)


def _on_server_refused(
    operation: str, plain: Callable[[VM, Snapshot], str | None]
) -> Callable[[VM, Snapshot], str | None]:
    def refused(vm: VM, pool: Snapshot) -> str | None:
        if len(pool.hosts) < 2:
            return "The pool has one server only."
        if reason := plain(vm, pool):
            return reason
        last = "The pool does not allow {vm} to be brought up on a certain server at the moment."
        return _refusal(operation, vm, {}, last)

    return refused


Refused = Sequence[tuple[VM, str]]
Asks = Callable[[Sequence[VM], Refused, Sequence[Snapshot]], Confirm]


def _ask(  # noqa: PLR0913
    verb: str,
    sentence: str | Callable[[Sequence[VM], Sequence[Snapshot]], str],
    fate: str | Callable[[VM], str],
    *,
    off: bool = False,
    quiet_key: str = "",
    tick: str = "",
) -> Asks:
    """The question before an act on one or many machines, with what becomes of each. `off` says that they stay off
    after it, which HA heeds."""

    def question(going: Sequence[VM], refused: Refused, pools: Sequence[Snapshot]) -> Confirm:
        total = len(going) + len(refused)
        whom = going[0].name_label if total == 1 else f"{_some(len(going), total)} virtual machines"
        ha = " HA will not restart it." if total == 1 else " HA will not restart them."
        ha_on = any(pool.pool and pool.pool.ha_enabled for pool in pools)
        protected = off and ha_on and any(vm.ha_restart_priority for vm in going)
        said = sentence if isinstance(sentence, str) else sentence(going, pools)
        return Confirm(
            title=verb,
            heading=f"{verb} {whom}?",
            sentence=said.format(guest="The guest" if total == 1 else "Each guest") + (ha if protected else ""),
            fates=(
                *(Fate(vm.ref, vm.name_label, fate if isinstance(fate, str) else fate(vm)) for vm in going),
                *(
                    Fate(vm.ref, vm.name_label, f"left as it is: {_inside(reason)}", spared=True)
                    for vm, reason in refused
                ),
            ),
            verb=verb if total == 1 else f"{verb} {len(going)} VM{'s' if len(going) > 1 else ''}",
            guard=Guard.LIST if tick else Guard.ASK,
            tick=tick,
            quiet_key=quiet_key if total == 1 else "",
        )

    return question


def _some(going: int, total: int) -> str:
    return str(total) if going == total else f"{going} of {total}"


def _inside(reason: str) -> str:
    """A sentence as it stands after a colon."""
    article, _, rest = reason.rstrip(".").partition(" ")
    return f"{article.lower()} {rest}" if article in {"The", "Every"} else reason.rstrip(".")


def _room_for_memory(going: Sequence[VM], pools: Sequence[Snapshot]) -> str:
    """What suspending writes, and where."""
    needed: dict[str, int] = {}
    rooms: dict[str, str] = {}
    for vm in going:
        pool = next((pool for pool in pools if vm.ref in pool.vms), Snapshot())
        if sr := hosting.suspend_storage(vm, pool):
            needed[sr.ref] = needed.get(sr.ref, 0) + hosting.suspend_image_bytes(vm)
            free = units.size(max(0, sr.physical_size - sr.physical_utilisation))
            rooms[sr.ref] = f"{sr.name_label} ({free} free)"
    parts = [f"up to {units.size(size)} on {rooms[ref]}" for ref, size in needed.items()]
    written = f": {' and '.join(parts)}" if parts else ""
    return "The memory is written to storage" + written.replace("{", "{{").replace("}", "}}") + "."


def _asleep(vm: VM) -> bool:
    return vm.power_state == "Suspended"


def _cut(going: Sequence[VM], pools: Sequence[Snapshot]) -> str:
    """What forcing off costs: what a guest has not saved, or what was saved of a suspended one."""
    lost = "The power is cut at once. {guest} has no chance to save anything."
    if not any(_asleep(vm) for vm in going):
        return lost
    if all(_asleep(vm) for vm in going):
        return "The saved memory is discarded, and with it what was not written to disk; the next start is a fresh one."
    return f"{lost} The saved memory of those that are suspended is discarded."


def reset_question(going: Sequence[VM], refused: Refused, pools: Sequence[Snapshot]) -> Confirm:
    """The heaviest question: what is recorded as off may still be running."""
    total = len(going) + len(refused)
    one = total == 1
    whom = going[0].name_label if one else f"{_some(len(going), total)} virtual machines"
    machine = "the machine" if one else "a machine"
    return Confirm(
        title="Reset power state",
        heading=f"Reset the power state of {whom}?",
        sentence=f"The pool will record {'it' if one else 'them'} as off. Nothing is stopped by this: if {machine} "
        "still runs somewhere and is started a second time, both write to the same disks and destroy what is on them.",
        fates=(
            *(Fate(vm.ref, vm.name_label, "recorded as off") for vm in going),
            *(Fate(vm.ref, vm.name_label, f"left as it is: {_inside(reason)}", spared=True) for vm, reason in refused),
        ),
        verb="Reset power state",
        guard=Guard.PREFLIGHT,
        to_type=whom if one else str(len(going)),
        checks=tuple(check for pool in pools for check in _checks(going, pool)),
    )


def _checks(going: Sequence[VM], pool: Snapshot) -> list[Check]:
    """For every server whether one of the machines may still run there."""
    here = [vm for vm in going if vm.ref in pool.vms]
    whom = here[0].name_label if len(here) == 1 else "any of them"
    found = []
    for host in sorted(pool.hosts.values(), key=lambda host: natural(host.name_label)):
        runs = [vm.name_label for vm in here if vm.ref in host.resident_VMs]
        if not live(host, pool):
            words = f"{host.name_label} does not answer and may still run {whom}. Make sure that it is powered off."
            found.append(Check(words, passed=False))
        elif runs:
            found.append(Check(f"{host.name_label} answers and lists {', '.join(runs)} as running.", passed=False))
        else:
            found.append(Check(f"{host.name_label} answers and does not run {whom}.", passed=True))
    return found


def _plain(operation: Callable[[VM], Recipe]) -> Callable[[VM, Snapshot, Any], Recipe]:
    return lambda vm, pool, given: operation(vm)


def _command(id_: str, text: str, icon: str, operation: Callable[[VM], Recipe], **more: Any) -> Command:
    return Command(id=id_, text=text, icon=icon, applies_to=VM, accepts=real, recipe=_plain(operation), **more)


_LOST = "I know that what is not saved inside is lost"

COMMANDS = (
    _command(
        "vm.start",
        "&Start",
        "play",
        power.start,
        shortcut="Ctrl+B",
        refuses=_start_refused,
        elsewhere="vm.start_on",
    ),
    _command(
        "vm.shutdown",
        "Sh&ut down",
        "power",
        power.shut_down,
        shortcut="Ctrl+E",
        refuses=_shut_down_refused,
        asks=_ask(
            "Shut down",
            "{guest} is asked to stop by itself.",
            "asked to stop",
            off=True,
            quiet_key="vm.shutdown",
        ),
    ),
    _command(
        "vm.reboot",
        "&Reboot",
        "arrow-clockwise",
        power.reboot,
        shortcut="Ctrl+R",
        refuses=_reboot_refused,
        asks=_ask("Reboot", "{guest} is asked to restart by itself.", "asked to restart", quiet_key="vm.reboot"),
    ),
    _command(
        "vm.suspend",
        "Sus&pend",
        "moon",
        power.suspend,
        shortcut="Ctrl+Y",
        refuses=_suspend_refused,
        asks=_ask("Suspend", _room_for_memory, "suspended", off=True, quiet_key="vm.suspend"),
    ),
    _command(
        "vm.resume",
        "R&esume",
        "play-circle",
        power.resume,
        shortcut="Ctrl+Y",
        refuses=_resume_refused,
        elsewhere="vm.resume_on",
    ),
    _command(
        "vm.pause",
        "P&ause",
        "pause",
        power.pause,
        refuses=_pause_refused,
        asks=_ask(
            "Pause",
            "{guest} stands still until it is unpaused; its memory stays in use.",
            "paused",
            quiet_key="vm.pause",
        ),
    ),
    _command("vm.unpause", "U&npause", "play-pause", power.unpause, refuses=_unpause_refused),
    Command(
        id="vm.start_on",
        text="Start &on server",
        icon="play",
        applies_to=VM,
        accepts=real,
        refuses=_on_server_refused("start_on", _start_refused),
        choices=SERVERS,
        recipe=on(power.start_on),
        elsewhere="vm.start_on",
    ),
    Command(
        id="vm.resume_on",
        text="Resu&me on server",
        icon="play-circle",
        applies_to=VM,
        accepts=real,
        refuses=_on_server_refused("resume_on", _resume_refused),
        choices=SERVERS,
        recipe=on(power.resume_on),
        elsewhere="vm.resume_on",
    ),
    _command(
        "vm.force_shutdown",
        "&Force shut down…",
        "stop-circle",
        power.force_shut_down,
        refuses=_force_shut_down_refused,
        asks=_ask(
            "Force shut down",
            _cut,
            lambda vm: "saved memory discarded" if _asleep(vm) else "power cut",
            off=True,
            tick=_LOST,
        ),
    ),
    _command(
        "vm.force_reboot",
        "Force re&boot…",
        "lightning",
        power.force_reboot,
        refuses=_force_reboot_refused,
        asks=_ask(
            "Force reboot",
            "The reset button is pressed. {guest} has no chance to save anything.",
            "reset",
            tick=_LOST,
        ),
    ),
    _command(
        "vm.power_state_reset",
        "Reset po&wer state…",
        "plugs",
        power.reset_power_state,
        refuses=_reset_refused,
        asks=reset_question,
    ),
)
