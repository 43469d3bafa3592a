"""What can happen to a whole pretend pool from outside: restarts, a change of coordinator, another client's doings."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from xengui.sim import takeover
from xengui.sim.calls import vm_destroy
from xengui.sim.certificates import self_signed
from xengui.sim.churn import MAKERS, Churn
from xengui.sim.datamodel import FIELDS
from xengui.sim.failures import ApiError
from xengui.sim.orders import Param, WrongOrderError, anything, choice, is_number, positive, read, seconds, text, whole
from xengui.sim.pool import Jobs, Pool
from xengui.sim.restarts import restarted
from xengui.sim.values import accept, field_type

if TYPE_CHECKING:
    from xengui.sim.listener import Listener
    from xengui.sim.server import Server

Told = dict[str, Any]


class Acts:
    """Carries out the acts; what takes its time goes on after the answer."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.jobs = Jobs()
        self.churning: list[tuple[Churn, asyncio.Task[Any]]] = []

    async def perform(self, order: Mapping[str, Any]) -> Told:
        """Do what was asked, or raise `WrongOrderError`; the answer tells what came of it."""
        name = order.get("act")
        if not isinstance(name, str) or name not in ACTS:
            raise WrongOrderError(f"There is no act called {name}. Known acts: {', '.join(ACTS)}.")
        act = ACTS[name]
        told = read({"pool": text(None), **act.params}, order, {"act"})
        return await act.do(self, self._pools(told.pop("pool")), told)

    def _pools(self, name: str | None) -> list[Pool]:
        pools = [pool for pool in self.server.pools if name in {None, pool.name}]
        if not pools:
            raise WrongOrderError(f"There is no pool called {name}.")
        return pools

    def after(self, seconds_: float, do: Callable[[], Awaitable[None]]) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds_)
            await do()

        self.jobs.start(later())

    async def stop(self) -> None:
        await self.jobs.stop()


@dataclass(frozen=True, slots=True)
class Act:
    do: Callable[[Acts, list[Pool], Told], Awaitable[Told]]
    params: Mapping[str, Param] = field(default_factory=dict)


async def restart(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """Machines or agents go down and come up again; with the coordinator goes all that was not on its disk."""
    chosen = [(pool, host) for pool in pools for host in _hosts(pool, told["host"])]
    if not chosen:
        raise WrongOrderError(f"There is no host called {told['host']}.")
    doors = [acts.server.listener(pool, host) for pool, host in chosen]
    await _go_away(doors)
    vanished: list[str] = []
    for pool, host in chosen:
        if host == pool.coordinator:
            restarted(pool, tasks="vanish")
            vanished += _thin_out(pool, told["fewer"])
        if told["certificate"] == "other" and (door := pool.doors[host]).certificate is not None:
            door.certificate = self_signed(pool.record("host", host)["hostname"], door.address)
            pool.addresses_given()
    acts.after(told["away_s"], lambda: _come_back(doors))
    return {"away_s": told["away_s"], "vanished": vanished}


async def toolstack_restart(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """Only the coordinator's agent restarts; machines run on, and it takes a moment to know them again."""
    doors = [acts.server.listener(pool, pool.coordinator) for pool in pools]
    await _go_away(doors)
    for pool in pools:
        restarted(
            pool,
            tasks=told["tasks"],
            keeps_sessions=told["sessions"] == "kept",
            counts_anew=told["generation"] == "anew",
        )
    for door in doors:
        door.booting = True

    async def answer_again() -> None:
        await _come_back(doors)
        acts.after(told["booting_s"], know)

    async def know() -> None:
        for door in doors:
            door.booting = False

    acts.after(told["away_s"], answer_again)
    return {"away_s": told["away_s"], "booting_s": told["booting_s"]}


async def failover(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """A coordinator dies; after a while another host has its place, and the pool knows who is missing."""
    (pool, new), *more = [(pool, host) for pool in pools for host in _hosts(pool, told["to"])] or [(pools[0], "")]
    if more or not new or new == pool.coordinator or not acts.server.listener(pool, new).listening:
        raise WrongOrderError(f"{told['to']} cannot take over: name a live member of one pool.")
    old = pool.coordinator
    members = [door for door in acts.server.listeners(pool) if door.host != old and not door.away]
    await _go_away([acts.server.listener(pool, old)])
    if told["meanwhile"] == "refuse":
        await _go_away(members)
    restarted(pool, tasks="vanish")

    async def take_over() -> None:
        takeover.become_coordinator(pool, new)
        for door in members:
            door.hang_up()
        await _come_back(members)
        acts.after(told["dead_after_s"], declare_dead)

    async def declare_dead() -> None:
        if acts.server.listener(pool, old).away:
            takeover.declare_dead(pool, old)

    acts.after(told["after_s"], take_over)
    return {"dead": old, "coordinator": new, "after_s": told["after_s"]}


async def return_(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """A host that was away, or has never been there, answers again."""
    chosen = [(pool, host) for pool in pools for host in _hosts(pool, told["host"])]
    if not chosen:
        raise WrongOrderError(f"There is no host called {told['host']}.")
    for pool, host in chosen:
        await acts.server.let_in(pool, host)
        takeover.back(pool, host)
    return {"returned": [host for _, host in chosen]}


async def logout_all(acts: Acts, pools: list[Pool], told: Told) -> Told:
    return {"ended": sum(pool.sessions.end_all() for pool in pools)}


async def churn(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """All pools together change that many rows per second; what went on before ends."""
    made = sum(churn.made for churn, _ in acts.churning)
    for _, job in acts.churning:
        job.cancel()
    acts.churning = []
    if told["per_second"] > 0:
        share = told["per_second"] / len(pools)
        for churn_ in [Churn(pool, told["kinds"]) for pool in pools]:
            acts.churning.append((churn_, acts.jobs.start(churn_.run(share))))
        if told["seconds"] is not None:
            jobs = [job for _, job in acts.churning]

            async def end() -> None:
                for job in jobs:
                    job.cancel()

            acts.after(told["seconds"], end)
    return {"per_second": told["per_second"], "pools": len(pools), "made_before": made}


async def rename_pool(acts: Acts, pools: list[Pool], told: Told) -> Told:
    for pool in pools:
        pool.database.write("pool", pool.ref, "name_label", told["name"])
    return {"pools": [pool.name for pool in pools]}


async def set_(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """A field changes as if another client had set it, whoever may usually do so."""
    class_, name = told["class"], told["field"]
    if name not in FIELDS.get(class_, {}):
        raise WrongOrderError(f"The class {class_} has no field {name}.")
    found = _found(pools, told)
    try:
        value = accept(told["value"], field_type(class_, name), name)
    except ApiError:
        raise WrongOrderError(f"{name} of the class {class_} cannot be {told['value']!r}.") from None
    for pool, ref in found:
        pool.database.write(class_, ref, name, value)
        pool.operations.refresh_if_listed(class_, ref)
    return {"refs": [ref for _, ref in found]}


async def vanish(acts: Acts, pools: list[Pool], told: Told) -> Told:
    """An object goes as if another client had destroyed it; a machine takes its devices with it."""
    found = _found(pools, told)
    for pool, ref in found:
        _remove(pool, told["class"], ref)
    return {"refs": [ref for _, ref in found]}


def _remove(pool: Pool, class_: str, ref: str) -> None:
    if class_ == "VM":
        vm_destroy.remove(pool, ref)
    elif class_ == "message":
        pool.messages.destroy(ref)
    else:
        pool.database.remove(class_, ref)


def _found(pools: list[Pool], told: Told) -> list[tuple[Pool, str]]:
    class_ = told["class"]
    if class_ not in FIELDS or class_ == "session":
        raise WrongOrderError(f"There is no class {class_} to choose from.")
    if (told["ref"] is None) == (told["name"] is None):
        raise WrongOrderError("Tell either the ref or the name of the object.")
    found = [
        (pool, ref)
        for pool in pools
        for ref, record in _records(pool, class_)
        if ref == told["ref"] or (told["name"] is not None and _name(record) == told["name"])
    ]
    if not found:
        raise WrongOrderError(f"There is no {class_} {told['ref'] or told['name']}.")
    return found


def _records(pool: Pool, class_: str) -> list[tuple[str, dict[str, Any]]]:
    return list(pool.messages.records().items() if class_ == "message" else pool.database.rows(class_))


def _name(record: Mapping[str, Any]) -> Any:
    return record.get("name_label", record.get("name"))


def _hosts(pool: Pool, name: str | None) -> list[str]:
    return [host for host in pool.database.refs("host") if name is None or name in pool.names_of(host)]


def _thin_out(pool: Pool, count: int) -> list[str]:
    """Take the last machines away, as an older copy of the database would not know them."""
    machines = [
        ref
        for ref, record in pool.database.rows("VM")
        if not (record["is_control_domain"] or record["is_a_template"] or record["is_a_snapshot"])
    ]
    going = machines[len(machines) - min(count, len(machines)) :]
    for ref in going:
        vm_destroy.remove(pool, ref)
    pool.database.forget(anew=False)
    return going


async def _go_away(doors: list[Listener]) -> None:
    for door in doors:
        door.away = True
        await door.look_at_the_door()


async def _come_back(doors: list[Listener]) -> None:
    for door in doors:
        door.away = False
        await door.look_at_the_door()


_OBJECT = {"class": text(), "ref": text(None), "name": text(None)}
ACTS: Mapping[str, Act] = {
    "restart": Act(
        restart,
        {
            "away_s": seconds(2.0),
            "certificate": choice("same", "other"),
            "fewer": whole(0, 0),
            "host": text(None),
        },
    ),
    "toolstack_restart": Act(
        toolstack_restart,
        {
            "away_s": seconds(2.0),
            "booting_s": seconds(1.0),
            "sessions": choice("gone", "kept"),
            "generation": choice("anew", "kept"),
            "tasks": choice("fail", "vanish"),
        },
    ),
    "failover": Act(
        failover,
        {
            "to": text(),
            "meanwhile": choice("slave", "refuse"),
            "after_s": seconds(2.0),
            "dead_after_s": seconds(1.0),
        },
    ),
    "return": Act(return_, {"host": text()}),
    "logout_all": Act(logout_all),
    "churn": Act(
        churn,
        {
            "per_second": Param(lambda value: is_number(value) and value >= 0, "a number of changes"),
            "kinds": Param(
                lambda value: isinstance(value, list) and set(value) <= set(MAKERS),
                f"a list out of {', '.join(MAKERS)}",
                [],
            ),
            "seconds": positive(None),
        },
    ),
    "rename_pool": Act(rename_pool, {"name": text()}),
    "set": Act(set_, {**_OBJECT, "field": text(), "value": anything()}),
    "vanish": Act(vanish, _OBJECT),
}
