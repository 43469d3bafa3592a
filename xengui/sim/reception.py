"""The door at which machines of other pools arrive: they are looked at, given disks, and let in.

This is the pretend pool's own language, spoken at the address that `host.migrate_receive` gives
out for the real ones' tools. A guest that changes its mind is as if it had never come.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from xengui.sim import destinations, disk_moves, domains, host_hardware, luggage, memory, placement, upgrades
from xengui.sim.failures import ApiError, handle_invalid
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

Asked = dict[str, Any]


class NotUnderstoodError(ValueError):
    """What arrived is not of our language."""


def answer(pool: Pool, session: str, body: bytes) -> bytes:
    """Take one step of an arrival; the answer tells what came of it, or what stands against it."""
    try:
        asked = json.loads(body)
        pool.sessions.enter(session)
        said = {"result": STEPS[asked["step"]](pool, asked)}
    except ApiError as error:
        said = {"error": error.description}
    except (ValueError, KeyError, TypeError) as problem:
        raise NotUnderstoodError(repr(problem)) from None
    return json.dumps(said).encode()


def _defaults(pool: Pool, asked: Asked) -> list[str]:
    """Where disks without a place of their own would go, and images of memory."""
    _assert_host(pool, asked["host"])
    return list(destinations.default_repositories(pool, asked["host"]))


def _check(pool: Pool, asked: Asked) -> None:
    """Why the machine cannot come, with the disks and interfaces where they are wanted."""
    host, arriving = asked["host"], asked["luggage"]
    _assert_host(pool, host)
    vm = arriving["vm"]
    record = arriving["rows"]["VM"][vm]
    running = record["power_state"] == "Running" and not asked["copy"]
    if tuple(asked["platform"]) > upgrades.platform_version(pool, host):
        raise ApiError("VM_HOST_INCOMPATIBLE_VERSION_MIGRATE", host, vm)
    _raise(host_hardware.platform_refusal(pool, vm, record, host))
    for sr in dict.fromkeys(asked["places"].values()):
        _raise(disk_moves.driver_refusal(pool, sr))
    if not pool.live(host):
        raise ApiError("HOST_NOT_LIVE")
    if not pool.record("host", host)["enabled"]:
        raise ApiError("HOST_DISABLED", host)
    if not asked["force"]:
        _raise(placement.processor_refusal(pool, vm, record, host))
    for sr in dict.fromkeys(asked["places"].values()):
        if not placement.reaches(pool, host, sr):
            raise ApiError("VM_REQUIRES_SR", vm, sr)
    for network in dict.fromkeys(asked["networks"].values()):
        _raise(placement.wired(pool, vm, network, host))
    if running:
        _raise(memory.refusal(pool, record, host) or host_hardware.processors_refusal(pool, record, host))
    if not asked["copy"]:
        _assert_nobody_like(pool, arriving["rows"]["VM"])


def _assert_host(pool: Pool, host: str) -> None:
    if not pool.database.has("host", host):
        raise handle_invalid("host", host)


def _assert_nobody_like(pool: Pool, machines: dict[str, Record]) -> None:
    """No two machines of a pool have the same uuid, or make their addresses from the same seed."""
    here = list(pool.database.rows("VM"))
    uuids = {record["uuid"]: ref for ref, record in here}
    seeds = {record["other_config"].get("mac_seed") for _, record in here}
    for record in machines.values():
        if record["uuid"] in uuids:
            raise ApiError("DUPLICATE_VM", uuids[record["uuid"]])
        seed = record["other_config"].get("mac_seed")
        if seed is not None and seed in seeds:
            raise ApiError("DUPLICATE_MAC_SEED", seed)


def _raise(error: ApiError | None) -> None:
    if error is not None:
        raise error


def _disks(pool: Pool, asked: Asked) -> dict[str, str]:
    """Make room for the disks: which became which."""
    return disk_moves.put_up(pool, asked["luggage"]["rows"]["VDI"], asked["places"])


def _machine(pool: Pool, asked: Asked) -> str:
    """Let the machine in, running if it came so."""
    _check(pool, asked)
    arriving, copy = asked["luggage"], asked["copy"]
    vm = arriving["vm"]
    became = luggage.unpack(pool, arriving, asked["disks"], asked["networks"], copy=copy)
    if arriving["rows"]["VM"][vm]["power_state"] == "Running" and not copy:
        domains.landed(pool, became[vm], asked["host"])
    for machine in became.values():
        pool.operations.refresh_vm(machine)
        pool.guests.remember(machine, pool.record("VM", machine))
    return became[vm]


def _abandon(pool: Pool, asked: Asked) -> None:
    """Take down the disks of a machine that will not come."""
    disk_moves.take_down(pool, asked["disks"])


STEPS = {"defaults": _defaults, "check": _check, "disks": _disks, "machine": _machine, "abandon": _abandon}
