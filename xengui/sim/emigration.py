"""Sending a machine with its disks to another pool, which is asked step by step over the network."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from xengui.sim import disk_moves, luggage, memory, upgrades
from xengui.sim.calling import Call
from xengui.sim.destinations import Destination, Wishes
from xengui.sim.failures import ApiError, bad_power_state
from xengui.sim.luggage import Luggage
from xengui.sim.remote import Remote, post
from xengui.sim.values import NULL

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

TRAVEL_S = 8.0
ALMOST = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """What travels where: disks to repositories and interfaces, by their address, to networks of the other pool."""

    destination: Destination
    luggage: Luggage
    places: dict[str, str]
    networks: dict[str, str]
    platform: tuple[int, ...]
    copy: bool
    force: bool

    async def step(self, name: str, **more: Any) -> Any:
        return await _ask(
            self.destination,
            step=name,
            luggage=self.luggage,
            places=self.places,
            networks=self.networks,
            platform=self.platform,
            copy=self.copy,
            force=self.force,
            **more,
        )


async def _ask(destination: Destination, **asked: Any) -> Any:
    address = urlsplit(destination.xenops)
    path = address._replace(scheme="", netloc="").geturl()
    answer = await post(destination.xenops, path, {"host": destination.host, **asked})
    if "error" in answer:
        code, *params = answer["error"]
        raise ApiError(code, *params)
    return answer["result"]


async def prepare(pool: Pool, vm: str, destination: Destination, wishes: Wishes) -> Journey:
    """Check on both sides whether the machine can go; nothing changes on either."""
    copy = wishes.copy
    # The session has to be good, and the other pool there, before anything is said about it.
    await Remote(destination.master, destination.session).call("host.get_enabled", destination.host)
    defaults = await _ask(destination, step="defaults")
    snapshots = [] if copy else luggage.snapshots_of(pool, vm)
    places = disk_moves.plan(pool, vm, snapshots, wishes.disks, (defaults[0], defaults[1]))
    if (error := disk_moves.refusal(pool, vm, places)) is not None:
        raise error
    if not copy and (error := disk_moves.sharing_refusal(pool, (vm, *snapshots), places)) is not None:
        raise error
    record = pool.record("VM", vm)
    if copy and not wishes.force and record["power_state"] != "Halted":
        raise bad_power_state(vm, ("halted",), record["power_state"])
    source = record["resident_on"] if record["resident_on"] != NULL else pool.coordinator
    journey = Journey(
        destination=destination,
        luggage=luggage.pack(pool, vm, snapshots=not copy),
        places=places,
        networks=_networks(pool, [vm, *snapshots], wishes.interfaces),
        platform=upgrades.platform_version(pool, source),
        copy=copy,
        force=wishes.force,
    )
    await journey.step("check")
    return journey


def _networks(pool: Pool, machines: list[str], vif_map: Mapping[str, str]) -> dict[str, str]:
    """MAC -> network: an interface whose like of the same address is mapped needs no entry of its own."""
    found = {}
    for vif, network in vif_map.items():
        if (mapped := pool.database.find("VIF", vif)) is not None:
            found[mapped["MAC"]] = network
    for vm in machines:
        for vif in pool.record("VM", vm)["VIFs"]:
            if vif not in vif_map and pool.record("VIF", vif)["MAC"] not in found:
                raise ApiError("VIF_NOT_IN_MAP", vif)
    return found


async def travel(call: Call, vm: str, journey: Journey) -> str:
    """Send the machine off and return what it is called over there; here it is gone, unless it was copied."""
    pool, record = call.pool, call.pool.record("VM", vm)
    state = record["power_state"]
    disks = await journey.step("disks")
    try:
        await call.task.takes(TRAVEL_S, until=ALMOST)
        if record["power_state"] != state:
            raise bad_power_state(vm, (state,), record["power_state"])
        # Whatever was changed on the way goes along.
        journey = replace(journey, luggage=luggage.pack(pool, vm, snapshots=not journey.copy))
        arrived = str(await journey.step("machine", disks=disks))
    except ApiError:
        await _abandon(journey, disks)
        raise
    if not journey.copy:
        _depart(pool, vm, journey)
    return arrived


async def _abandon(journey: Journey, disks: dict[str, str]) -> None:
    with suppress(ApiError):  # the other pool may have gone too, and keeps what nobody fetches
        await _ask(journey.destination, step="abandon", disks=list(disks.values()))


def _depart(pool: Pool, vm: str, journey: Journey) -> None:
    """Remove every trace of what has left."""
    record = pool.record("VM", vm)
    if pool.database.has("host", record["resident_on"]):
        memory.give_back(pool, record["resident_on"], record)
    rows = journey.luggage["rows"]
    for machine in rows["VM"]:
        going = dict(pool.record("VM", machine))
        for class_, field in (
            ("console", "consoles"),
            ("VBD", "VBDs"),
            ("VIF", "VIFs"),
            ("VGPU", "VGPUs"),
            ("VTPM", "VTPMs"),
        ):
            for ref in going[field]:
                if pool.database.has(class_, ref):
                    pool.database.remove(class_, ref)
        for class_, field in luggage.METRICS:
            if pool.database.has(class_, going[field]):
                pool.database.remove(class_, going[field])
        pool.database.remove("VM", machine)
        pool.operations.refresh("VM_appliance", going["appliance"])
    disk_moves.take_down(pool, rows["VDI"])
