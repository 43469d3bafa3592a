"""Prints the program's figures as ratios against a base measured in the same run: `make bench`.

Seconds depend on the machine; ratios hardly do. The pool comes over the wire from a pretend pool of 16 servers and
1,000 virtual machines.
"""

from __future__ import annotations

import asyncio
import gc
import json
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import msgspec

from tests.bench.panes import figures
from xengui.model.batch import Batch, Change, typed
from xengui.model.classes import VM
from xengui.model.estate import Connection, Status
from xengui.model.store import Store
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.protocol import events, jsonrpc
from xengui.protocol.address import parse
from xengui.queries.tree import filtered, infrastructure
from xengui.queries.visibility import Toggles

ROUNDS = 5


@dataclass
class Pool:
    """What was recorded: the answer that a client loads, and how long it took to get."""

    body: bytes
    fetched_s: float


def main() -> int:
    process = subprocess.Popen(
        [sys.executable, "-m", "xengui.sim", "--hosts", "16", "--vms", "1000", "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    said = json.loads(process.stdout.readline())
    try:
        pool = asyncio.run(_fetch(said))
    finally:
        process.stdin.close()
        process.wait()
    _report(pool)
    return 0


async def _fetch(said: dict[str, Any]) -> Pool:
    _, address = parse(said["url"])
    transport = HttpTransport(address, lambda _: (said["fingerprint"],))
    session = await Session.login(transport, said["user"], said["password"])
    started = time.perf_counter()
    body = await session.body("event.from", ["*"], "", 30.0, timeout_s=120)
    took = time.perf_counter() - started
    await session.logout()
    await transport.close()
    return Pool(body, took)


def _report(pool: Pool) -> None:
    base = _median(lambda: json.loads(pool.body))
    batch = _decoded(pool.body)
    snapshot = _folded(batch)
    now = datetime.now(UTC)
    connection = Connection(key="bench", status=Status.CONNECTED, snapshot=snapshot, heard=now)
    nodes = infrastructure((connection,), Toggles(), now)
    vm = next(vm for vm in snapshot.vms.values() if not vm.is_a_template)
    store = Store()
    store.fold(batch)
    names = iter(range(10**9))

    def one_change() -> None:
        changed = msgspec.structs.replace(vm, name_label=f"renamed {next(names)}")
        store.fold(Batch(changes=[Change(VM, vm.ref, changed)]))

    rows = [
        ("decode to typed records", _median(lambda: _decoded(pool.body)), base),
        ("fold the first picture", _median(lambda: _folded(batch)), base),
        ("fold one change", _median(one_change), base),
        ("describe the whole tree", _median(lambda: infrastructure((connection,), Toggles(), now)), base),
        ("filter it", _median(lambda: filtered(nodes, "web db-1")), base),
    ]
    print(
        f"{len(batch.changes):,} objects in {len(pool.body) / 1e6:.1f} MB; base: json.loads of it, {base * 1000:.0f} ms"
    )
    for what, seconds, against in rows:
        print(f"  {what:<28}{seconds / against:8.3f} x base  ({seconds * 1000:7.2f} ms)")
    kept, dicts = _memory(lambda: _folded(_decoded(pool.body))), _memory(lambda: json.loads(pool.body))
    print(f"  {'memory kept':<28}{kept / dicts:8.3f} x the same as dictionaries  ({kept / 1e6:.0f} MB)")
    for figure in figures(snapshot):
        ratio = figure.seconds / figure.base
        print(f"  {figure.what:<28}{ratio:8.3f} x the same with few  ({figure.seconds * 1000:7.2f} ms)")
    print(f"  {'fetched from the pretend pool in':<28} {pool.fetched_s:.2f} s (its own time, mostly)")


def _decoded(body: bytes) -> Batch:
    return typed(events.batch(jsonrpc.reply(body)), complete=True)


def _folded(batch: Batch) -> Any:
    return Store().fold(replace(batch)).snapshot


def _median(work: Callable[[], Any]) -> float:
    times = []
    gc.collect()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            started = time.perf_counter()
            kept = work()
            times.append(time.perf_counter() - started)
            del kept
    finally:
        gc.enable()
    return statistics.median(times)


def _memory(work: Callable[[], Any]) -> int:
    gc.collect()
    tracemalloc.start()
    kept = work()
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    del kept
    return size


if __name__ == "__main__":
    sys.exit(main())
