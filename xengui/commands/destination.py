"""The server that a machine is brought up on: what a sub-menu offers, what is against it, and whom it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xengui.commands.command import Choice, Choices
from xengui.model.classes import VM, Host
from xengui.model.snapshot import Snapshot
from xengui.operations.recipe import Recipe
from xengui.operations.tasks import Pool
from xengui.protocol.failure import Failure
from xengui.queries import errors, hosting
from xengui.queries.natural import natural

HOME: Final = "home"
"""Stands for the home server of each machine, as XenCenter's first entry does."""

_GONE = "a server that is gone"


def _offered(pool: Snapshot) -> tuple[Choice, ...]:
    hosts = sorted(pool.hosts.values(), key=lambda host: natural(host.name_label))
    home = Choice(HOME, "Home server", "house")
    return (home, *(Choice(host.ref, host.name_label, "hard-drives") for host in hosts))


def _host(vm: VM, pool: Snapshot, choice: str) -> Host | None:
    return pool.find(Host, vm.affinity if choice == HOME else choice)


def _cannot_go(vm: VM, pool: Snapshot, choice: str) -> str | None:
    host = _host(vm, pool, choice)
    if host is None:
        return f"{vm.name_label} has no home server." if choice == HOME else "This server is gone."
    return hosting.cannot_run(vm, host, pool)


async def _ask_pool(session: Pool, vm: VM, pool: Snapshot, choice: str) -> str:
    """What the pool itself has against a machine on a host."""
    host = _host(vm, pool, choice)
    if host is None:
        return _cannot_go(vm, pool, choice) or ""
    try:
        await session.call("VM.assert_can_boot_here", vm.ref, host.ref)
    except Failure as failure:
        return errors.words(failure.code, failure.params, pool, (vm.ref, host.ref)).text
    return ""


SERVERS: Final = Choices(offered=_offered, refuses=_cannot_go, probe=_ask_pool)


def on(operation: Callable[[VM, Host], Recipe]) -> Callable[[VM, Snapshot, Any], Recipe]:
    """The recipe of a command whose sub-menu offers `SERVERS`."""

    def recipe(vm: VM, pool: Snapshot, choice: Any) -> Recipe:
        gone = Host(name_label="its home server") if choice == HOME else Host(ref=choice, name_label=_GONE)
        return operation(vm, _host(vm, pool, choice) or gone)

    return recipe
