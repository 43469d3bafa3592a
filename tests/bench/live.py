"""The real program, without a screen, against real pretend pools: how it bears a load.

Run by hand as `python -m tests.bench.live WHAT [--vms N] [--rounds N] [--blame]`; a line of JSON for each round. Every
round is a process of its own, so that no memory, cache or collector of one is in the figures of another.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtCore import QEvent, QObject, Qt, qInstallMessageHandler
from PySide6.QtTest import QTest

from tests.bench.stalls import Blame, Meter, Stalls
from xengui.app.arguments import PASSWORD_VARIABLE, parsed
from xengui.app.program import Program
from xengui.app.start import application, build
from xengui.model.estate import Status

Figures = dict[str, Any]

HOSTS = {1_000: 16, 5_000: 64}


class BusyPool:
    """A pretend pool in a process of its own, that can be told to change."""

    def __init__(self, vms: int, hosts: int = 0) -> None:
        command = [sys.executable, "-m", "tests.bench.busy_pool", str(hosts or HOSTS.get(vms, 4)), str(vms)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout
        self._said = json.loads(self._process.stdout.readline())
        self.url = str(self._said["url"])
        self.fingerprint = str(self._said["fingerprint"])
        self.password = str(self._said["password"])

    def churn(self, per_second: float) -> None:
        self._tell(f"churn {per_second}")

    def rename(self, name: str) -> None:
        self._tell(f"rename {name}")

    def stop(self) -> None:
        self._tell("quit")
        self._process.wait()

    def _tell(self, line: str) -> None:
        assert self._process.stdin
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()


class Run:
    """One run of the program beside its pools."""

    def __init__(self, program: Program, pools: list[BusyPool], *, blame: bool) -> None:
        self.program = program
        self.window = program.window
        self.tree = program.window.tree
        self.pools = pools
        self.meter = Meter()
        self._blame = blame

    async def measured(self, work: Coroutine[Any, Any, object]) -> Stalls:
        """What the meter says while this goes on."""
        await asyncio.sleep(0.05)
        self.meter.start()
        blame = Blame(self.meter) if self._blame else None
        await work
        if blame:
            for count, where in blame.stop()[:12]:
                print(f"  {count:4d} {where}", file=sys.stderr)
        return self.meter.stop()

    async def until(self, there: Callable[[], object], seconds: float = 120.0) -> float:
        """Wait until something is so; how long that took."""
        began = time.perf_counter()
        while not there():
            assert time.perf_counter() - began < seconds, "it did not happen"
            await asyncio.sleep(0.005)
        return time.perf_counter() - began

    async def connect(self) -> None:
        """Connect to every pool at once, until all are complete and in the tree."""
        for pool in self.pools:
            self.begin(pool)
        await self.until(self.loaded)
        await self.until(self.drawn)

    def begin(self, pool: BusyPool) -> None:
        _, address = parsed(["--connect", pool.url.replace("https://", "https://root@")]).connect[0]
        self.program.start(self.program.connect(address, "root", pool.password))

    def loaded(self) -> bool:
        estate = self.program.bridge.estate
        return len(estate) == len(self.pools) and all(one.status is Status.CONNECTED for one in estate)

    def drawn(self) -> bool:
        """Whether the tree has a branch for every pool, with more than its head."""
        tops = self.tree.rows.tops()
        return len(tops) == len(self.pools) and all(top.children for top in tops)

    async def quiet(self, seconds: float = 1.0) -> None:
        """Let what is under way come to its end."""
        await asyncio.sleep(seconds)


@contextlib.asynccontextmanager
async def running(pools: list[BusyPool], *, blame: bool = False) -> AsyncIterator[Run]:
    app = application()
    trust = [argument for pool in pools for argument in ("--trust", pool.fingerprint)]
    connect = [argument for pool in pools for argument in ("--connect", pool.url.replace("https://", "https://root@"))]
    with tempfile.TemporaryDirectory() as folder:
        program = build(app, parsed([*connect, *trust]), Path(folder))
        program.open()
        program.window.resize(1320, 820)
        run = Run(program, pools, blame=blame)
        try:
            yield run
        finally:
            program.leave()
            await program.until_closed()


async def idle(run: Run) -> Figures:
    """An idle loop under the same meter, nothing connected."""
    stalls = await run.measured(asyncio.sleep(5.0))
    return _figures("idle loop", stalls)


async def load(run: Run) -> Figures:
    """From the login to the complete picture, and to the first hosts and machines in the tree."""
    first: list[float] = []
    began = time.perf_counter()

    async def connecting() -> None:
        for pool in run.pools:
            run.begin(pool)
        await run.until(run.drawn)
        first.append(time.perf_counter() - began)
        await run.until(run.loaded)

    cpu = time.process_time()
    complete: list[float] = []

    async def whole() -> None:
        await connecting()
        complete.append(time.perf_counter() - began)
        await asyncio.sleep(1.0)

    stalls = await run.measured(whole())
    return _figures("load", stalls) | {
        "tree_s": round(first[0], 3),
        "complete_s": round(complete[0], 3),
        "cpu_s": round(time.process_time() - cpu, 3),
        "objects": sum(sum(map(len, one.snapshot.tables.values())) for one in run.program.bridge.estate),
    }


async def churn(run: Run, per_second: float = 1_000.0, seconds: float = 15.0) -> Figures:
    """Changes flow while nobody does anything; one machine is on the page."""
    await run.connect()
    _select_a_machine(run)
    await run.quiet(2.0)
    for pool in run.pools:
        pool.churn(per_second / len(run.pools))
    await run.quiet()
    stalls = await run.measured(asyncio.sleep(seconds))
    return _figures("churn", stalls)


async def freshness(run: Run, per_second: float = 1_000.0, times: int = 10) -> Figures:
    """How long it takes until the tree shows the pool's new name, while changes flow."""
    await run.connect()
    run.pools[0].churn(per_second)
    await run.quiet(2.0)
    took = []
    for number in range(times):
        name = f"renamed pool {number}"
        run.pools[0].rename(name)
        took.append(await run.until(partial(_is_called, run, name), 30.0))
        await asyncio.sleep(0.3)
    return {"what": "freshness", "median_s": round(statistics.median(took), 3), "worst_s": round(max(took), 3)}


def _is_called(run: Run, name: str) -> bool:
    return run.tree.rows.tops()[0].text == name


async def keys(run: Run, per_second: float = 1_000.0, times: int = 200) -> Figures:
    """How long a key press waits for its answer (the next row is selected and painted), while changes flow."""
    await run.connect()
    _select_a_machine(run)
    if per_second:
        run.pools[0].churn(per_second)
    await run.quiet(2.0)
    took: list[float] = []
    lost = 0
    for number in range(times):
        key = Qt.Key.Key_Down if number % 20 < 10 else Qt.Key.Key_Up
        before = run.tree.currentIndex()
        painted = _Painted(run)
        pressed = time.perf_counter()
        answered = asyncio.get_running_loop().create_future()
        # As the window system does it: the event waits in the queue behind whatever is at work.
        asyncio.get_running_loop().call_soon(_press, run, key, answered)
        await answered
        lost += run.tree.currentIndex() == before
        await run.until(lambda: painted.done, 10.0)  # noqa: B023
        took.append((painted.at - pressed) * 1000)
        painted.stop()
        await asyncio.sleep(0.02 + (number % 7) * 0.003)
    took.sort()
    return {
        "what": "keys",
        "median_ms": round(statistics.median(took), 1),
        "p95_ms": round(took[int(len(took) * 0.95)], 1),
        "worst_ms": round(took[-1], 1),
        "lost": lost,
    }


async def filtering(run: Run, times: int = 3) -> Figures:
    """What a letter typed into the filter costs the GUI thread, and how long the answer takes, all branches open."""
    await run.connect()
    await run.quiet(1.0)
    rows = run.tree.rows.size
    blocked: list[float] = []
    for _ in range(times):
        for text in ("r", "re", "red", "re", "r", "", "1", "10", "1", ""):
            stalls = await run.measured(_type(run, text))
            blocked.append(stalls.longest)
    return {
        "what": "filter",
        "rows": rows,
        "median_ms": round(statistics.median(blocked), 1),
        "worst_ms": round(max(blocked), 1),
    }


async def _type(run: Run, text: str) -> None:
    run.window.navigation.search.setText(text)
    await asyncio.sleep(0.5)


def _press(run: Run, key: Qt.Key, answered: asyncio.Future[None]) -> None:
    QTest.keyClick(run.tree, key)
    answered.set_result(None)


class _Painted(QObject):
    """Sees the tree painted."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._on = run.tree.viewport()
        self.done = False
        self.at = 0.0
        self._on.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 (Qt’s name)
        if event.type() is QEvent.Type.Paint and not self.done:
            self.done, self.at = True, time.perf_counter()
        return False

    def stop(self) -> None:
        self._on.removeEventFilter(self)


def _select_a_machine(run: Run) -> None:
    for _, node in run.tree.rows.walk():
        if node.cls == "VM":
            run.tree.select(node.key)
            return


def _figures(what: str, stalls: Stalls) -> Figures:
    return {
        "what": what,
        "longest_ms": round(stalls.longest, 1),
        "p99_ms": round(stalls.percentile(0.99), 1),
        "above_16": stalls.above(16),
        "above_50": stalls.above(50),
        "cpu": round(stalls.cpu, 3),
        "gui_cpu": round(stalls.gui_cpu, 3),
    }


PROBES: dict[str, Callable[[Run], Coroutine[Any, Any, Figures]]] = {
    "idle": idle,
    "load": load,
    "churn": churn,
    "freshness": freshness,
    "keys": keys,
    "filter": filtering,
}


def probe(what: str, *, vms: int = 1_000, pools: int = 1, blame: bool = False, profile: str = "") -> Figures:
    """One round of a probe, here and now."""
    qInstallMessageHandler(lambda *_: None)  # the offscreen platform has a remark for every window
    pretend = [] if what == "idle" else [BusyPool(vms) for _ in range(pools)]
    os.environ[PASSWORD_VARIABLE] = "pretend"
    try:
        app = application()
        loop = qasync.QEventLoop(app, already_running=False)
        asyncio.set_event_loop(loop)

        async def whole() -> Figures:
            async with running(pretend, blame=blame) as run:
                return await PROBES[what](run)

        with loop:
            found: Figures = loop.run_until_complete(whole())
            return found
    finally:
        for one in pretend:
            one.stop()


def rounds(what: str, number: int, *, vms: int = 1_000, pools: int = 1) -> list[Figures]:
    """Several rounds, each in a fresh process."""
    command = [sys.executable, "-m", "tests.bench.live", what, "--vms", str(vms), "--pools", str(pools)]
    found = []
    for _ in range(number):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=PROBES)
    parser.add_argument("--vms", type=int, default=1_000)
    parser.add_argument("--pools", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--blame", action="store_true")
    given = parser.parse_args()
    gc.collect()
    if given.rounds:
        for found in rounds(given.what, given.rounds, vms=given.vms, pools=given.pools):
            print(json.dumps(found), flush=True)
    else:
        print(json.dumps(probe(given.what, vms=given.vms, pools=given.pools, blame=given.blame)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
