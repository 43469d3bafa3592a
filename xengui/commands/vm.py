"""Turning virtual machines on and off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from xengui.commands.command import Command
from xengui.commands.desk import Desk
from xengui.forms.confirm import Confirm, Fate, Guard
from xengui.model.classes import VM, Host
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot
from xengui.operations import power
from xengui.operations.tasks import Pool, Progress
from xengui.queries import guests, states
from xengui.queries.placement import home, real


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


Refused = Sequence[tuple[VM, str]]
Asks = Callable[[Sequence[VM], Refused, Sequence[Snapshot]], Confirm]


def _ask(  # noqa: PLR0913
    verb: str, sentence: str, fate: str, *, off: bool = False, quiet_key: str = "", tick: str = ""
) -> Asks:
    """The question before an act on one or many machines, with what becomes of each. `off` says that they stay off
    after it, which HA heeds."""

    def question(going: Sequence[VM], refused: Refused, pools: Sequence[Snapshot]) -> Confirm:
        total = len(going) + len(refused)
        whom = going[0].name_label if total == 1 else f"{_some(len(going), total)} virtual machines"
        ha = " HA will not restart it." if total == 1 else " HA will not restart them."
        ha_on = any(pool.pool and pool.pool.ha_enabled for pool in pools)
        protected = off and ha_on and any(vm.ha_restart_priority for vm in going)
        return Confirm(
            title=verb,
            heading=f"{verb} {whom}?",
            sentence=sentence.format(guest="The guest" if total == 1 else "Each guest") + (ha if protected else ""),
            fates=(
                *(Fate(vm.ref, vm.name_label, fate) for vm in going),
                *(
                    Fate(vm.ref, vm.name_label, f"left as it is: {_inside(reason)}", spared=True)
                    for vm, reason in refused
                ),
            ),
            verb=verb if total == 1 else f"{verb} {len(going)} VM{'s' if len(going) > 1 else ''}",
            guard=Guard.LIST if tick else Guard.ASK,
            tick=tick,
            quiet_key=quiet_key,
        )

    return question


def _some(going: int, total: int) -> str:
    return str(total) if going == total else f"{going} of {total}"


def _inside(reason: str) -> str:
    """A sentence as it stands after a colon."""
    article, _, rest = reason.rstrip(".").partition(" ")
    return f"{article.lower()} {rest}" if article in {"The", "Every"} else reason.rstrip(".")


def _run(operation: Callable[[Pool, str, Progress], Awaitable[None]]) -> Callable[[Desk, VM], Awaitable[None]]:
    async def run(desk: Desk, vm: VM) -> None:
        assert desk.session
        assert desk.progress
        await operation(desk.session, vm.ref, desk.progress)

    return run


_LOST = "I know that what is not saved inside is lost"

COMMANDS = (
    Command(
        id="vm.start",
        text="&Start",
        icon="play",
        shortcut="Ctrl+B",
        applies_to=VM,
        accepts=real,
        refuses=_start_refused,
        run=_run(power.start),
    ),
    Command(
        id="vm.shutdown",
        text="Sh&ut down",
        icon="power",
        shortcut="Ctrl+E",
        applies_to=VM,
        accepts=real,
        refuses=_shut_down_refused,
        asks=_ask(
            "Shut down",
            "{guest} is asked to stop by itself.",
            "asked to stop",
            off=True,
            quiet_key="vm.shutdown",
        ),
        run=_run(power.shut_down),
    ),
    Command(
        id="vm.reboot",
        text="&Reboot",
        icon="arrow-clockwise",
        shortcut="Ctrl+R",
        applies_to=VM,
        accepts=real,
        refuses=_reboot_refused,
        asks=_ask(
            "Reboot",
            "{guest} is asked to restart by itself.",
            "asked to restart",
            quiet_key="vm.reboot",
        ),
        run=_run(power.reboot),
    ),
    Command(
        id="vm.force_shutdown",
        text="&Force shut down…",
        icon="stop-circle",
        applies_to=VM,
        accepts=real,
        refuses=_force_shut_down_refused,
        asks=_ask(
            "Force shut down",
            "The power is cut at once. {guest} has no chance to save anything.",
            "power cut",
            off=True,
            tick=_LOST,
        ),
        run=_run(power.force_shut_down),
    ),
    Command(
        id="vm.force_reboot",
        text="Force re&boot…",
        icon="lightning",
        applies_to=VM,
        accepts=real,
        refuses=_force_reboot_refused,
        asks=_ask(
            "Force reboot",
            "The reset button is pressed. {guest} has no chance to save anything.",
            "reset",
            tick=_LOST,
        ),
        run=_run(power.force_reboot),
    ),
)
