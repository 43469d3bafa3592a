"""From login to a complete cache and what following costs, ours beside the other clients and bare decoding."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator, Mapping, Sequence

import orjson

from tests.bench.figure import Figure, median_s
from tests.bench.peers import client, peers
from tests.bench.served import Served, pretending, relayed
from tests.bench.steering import steer
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.protocol.address import parse

CHANGES_PER_S = 1_000
FOLLOW_S = 10.0


def body(pool: Served) -> bytes:
    """The answer that holds everything, as a client gets it."""
    return asyncio.run(_body(pool))


async def _body(pool: Served) -> bytes:
    _, address = parse(pool.url)
    transport = HttpTransport(address, lambda _: (pool.fingerprint,))
    session = await Session.login(transport, pool.user, pool.password)
    try:
        return await session.body("event.from", ["*"], "", 30.0, timeout_s=300)
    finally:
        await session.logout()
        await transport.close()


def figures(pool: Served, whole: bytes, rounds: int, *, slow_rounds: int = 0) -> Iterator[Figure]:
    """Loading through a relay that answers at once. `slow_rounds` is how often XML-RPC is measured, 0 as often."""
    base_s = median_s(lambda: orjson.loads(whole), rounds)
    loaded: dict[str, Mapping[str, float]] = {}
    with relayed(pool) as fast:
        for name, command in peers().items():
            often = slow_rounds or rounds if "XML" in name else rounds
            loaded[name] = _loaded(command, fast, often)
    ours = loaded["xengui"]
    yield _seconds("login to complete cache", ours["wall_s"], base_s, "orjson.loads of the same", 1.5)
    yield _seconds("hosts and VMs are known", ours["early_s"], ours["wall_s"], "the complete load", 0.6)
    for name, target in (("xen-api (JSON)", 0.6), ("SDK (XML-RPC)", 0.1)):
        if name in loaded:
            yield _seconds("login to complete cache", ours["wall_s"], loaded[name]["wall_s"], name, target)
            yield _seconds("CPU of that", ours["cpu_s"], loaded[name]["cpu_s"], name)


def _loaded(command: Sequence[str], pool: Served, rounds: int) -> Mapping[str, float]:
    """The median of what a client says of loading; the first time, which fills the relay, does not count."""
    said = []
    for _ in range(rounds + 1):
        with client(command, pool) as running:
            said.append(running.loaded)
    return {key: statistics.median(one[key] for one in said[1:]) for key in said[0]}


def _seconds(what: str, seconds: float, base_s: float, against: str, target: float | None = None) -> Figure:
    return Figure(what=what, value=seconds, unit="s", base=base_s, against=against, target=target)


def following(hosts: int, vms: int, rounds: int) -> Iterator[Figure]:
    """CPU per 1,000 changes while a pool changes a thousand times a second, each client alone with it."""
    spent: dict[str, float] = {}
    with pretending("--hosts", str(hosts), "--vms", str(vms), "--control") as pool:
        for name, command in peers().items():
            costs = []
            with client(command, pool) as running:
                for _ in range(rounds):
                    steer(pool, {"act": "churn", "per_second": CHANGES_PER_S})
                    running.begin(FOLLOW_S)
                    costs.append(running.followed()["cpu_s"])
                    steer(pool, {"act": "churn", "per_second": 0})
            spent[name] = statistics.median(costs) / (CHANGES_PER_S * FOLLOW_S) * 1000 * 1000
    for name, target in (("xen-api (JSON)", 1.0), ("SDK (XML-RPC)", 0.25)):
        if name in spent:
            yield Figure(
                what="CPU per 1,000 changes", value=spent["xengui"], base=spent[name], against=name, target=target
            )
