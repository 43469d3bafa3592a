"""Runs the soak and prints its figures; the exit status is 0 when no tree was wrong and nothing escaped."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import qasync
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QPushButton

from tests.bench.stalls import Meter
from tests.soak.meters import Census
from tests.soak.mishaps import MISHAPS
from tests.soak.pool import PretendPool, differences, pretend_pool
from xengui.app.arguments import parsed
from xengui.app.program import Program
from xengui.app.start import application, build
from xengui.commands.catalogue import COMMANDS
from xengui.commands.command import Chosen
from xengui.model.estate import Status
from xengui.net.session import ORIGINATOR
from xengui.operations.jobs import Outcome
from xengui.queries.tree import infrastructure
from xengui.ui.clock import now

PATIENCE_S = 30.0
CALM_S = (0.5, 2.5)
ORDERS = ("vm.start", "vm.resume")
"""What the person at the window sets going in between; neither asks a question."""


@dataclass
class Report:
    mishaps: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    returns_s: list[float] = field(default_factory=list)
    orders: int = 0
    unclear: int = 0
    reloads: int = 0


class Errors(logging.Handler):
    """Keeps what is logged as an error: none of it may be."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(logging.Formatter().format(record))


class Soak:
    def __init__(self, program: Program, pool: PretendPool, chance: random.Random) -> None:
        self.program = program
        self.pool = pool
        self.chance = chance
        self.report = Report()

    async def run(self, minutes: float) -> None:
        answering = asyncio.create_task(self._answer_questions())
        await self._whole("at the start")
        before = Census.now()
        ends = time.monotonic() + minutes * 60
        while time.monotonic() < ends:
            await asyncio.sleep(self.chance.uniform(*CALM_S))
            await self._order()
            mishap = self.chance.choice(MISHAPS)
            self.report.mishaps[mishap.name] += 1
            print(f"{time.strftime('%H:%M:%S')} {Census.now().memory_mb:4.0f} MB  {mishap.name}", flush=True)
            await mishap.happen(self.pool, self.chance)
            await self._order()
            await asyncio.sleep(self.chance.uniform(*mishap.lasts_s))
            await self.pool.heal()
            await self._whole(mishap.name)
        await self._settled()
        after = Census.now()
        answering.cancel()
        self._print(before, after)

    async def _order(self) -> None:
        """Set something going for a machine that can take it, as a click would."""
        connection = self.program.bridge.estate[0]
        for id_ in self.chance.sample(ORDERS, len(ORDERS)):
            command = COMMANDS[id_]
            fitting = [
                vm
                for vm in connection.snapshot.vms.values()
                if not vm.is_a_template
                and not vm.is_a_snapshot
                and not vm.is_control_domain
                and command.refuses(vm, connection.snapshot) is None
            ]
            if fitting:
                self.report.orders += 1
                self.program.run(command, [Chosen(connection, self.chance.choice(fitting))])
                return

    async def _whole(self, after: str) -> None:
        """Wait until the picture is the pool's and the tree is the picture's; a tree that stays wrong is noted."""
        started = time.monotonic()
        told = ["not connected"]
        while told:
            if time.monotonic() - started > PATIENCE_S:
                connection = self.program.bridge.estate[0]
                self.report.wrong.append(f"after {after}: {told} ({connection.status}: {connection.problem})")
                print(f"WRONG {self.report.wrong[-1]}", flush=True)
                return
            await asyncio.sleep(0.1)
            if self.program.bridge.estate[0].status is not Status.CONNECTED:
                continue
            told = differences(await self.pool.truth(), self.program.bridge.estate[0].snapshot) or self._tree()
        self.report.returns_s.append(time.monotonic() - started)

    async def _settled(self) -> None:
        """Wait until what was set going has come to its end, or does not."""
        ends = time.monotonic() + PATIENCE_S
        while any(job.running for job in self.program.ledger.jobs.values()) and time.monotonic() < ends:  # noqa: ASYNC110 (the ledger has no such event)
            await asyncio.sleep(0.2)

    def _tree(self) -> list[str]:
        """What is on screen and should not be, or the other way round."""
        window = self.program.window
        estate, toggles, _ = window._wanted()
        wanted = {}
        pending = list(infrastructure(estate, toggles, now()))
        while pending:
            node = pending.pop()
            wanted[node.key] = (node.text, node.state)
            pending.extend(node.children)
        shown = {node.key: (node.text, node.state) for _, node in window.tree.rows.walk()}
        wrong = [key for key in wanted.keys() | shown.keys() if wanted.get(key) != shown.get(key)]
        return [f"{len(wrong)} rows of the tree"] if wrong else []

    async def _answer_questions(self) -> None:
        """Trust a certificate that changed, as a person would who has compared it."""
        while True:
            await asyncio.sleep(0.2)
            top = QApplication.activeModalWidget()
            if isinstance(top, QDialog) and top.objectName() == "certificateDialog":
                for box in top.findChildren(QPushButton, "trustButton"):
                    _compared(top)
                    box.click()

    def _print(self, before: Census, after: Census) -> None:
        jobs = list(self.program.ledger.jobs.values())
        asked = Counter(
            (call["method"], call["params"][0])
            for call in self.pool.calls()
            if call["originator"] == ORIGINATOR and str(call["method"]).startswith("Async.VM.")
        )
        times = sorted(self.report.returns_s)
        print(f"\nfaults injected: {sum(self.report.mishaps.values())}")
        for name, number in sorted(self.report.mishaps.items()):
            print(f"  {number:4} {name}")
        print(f"wrong trees: {len(self.report.wrong)}")
        for line in self.report.wrong:
            print(f"  {line}")
        print(
            f"whole again after healing: median {times[len(times) // 2]:.1f} s, "
            f"95 % within {times[int(len(times) * 0.95)]:.1f} s, longest {times[-1]:.1f} s"
        )
        outcomes = Counter(str(job.outcome) for job in jobs)
        print(f"orders given: {self.report.orders}, calls that came of them: {sum(asked.values())}")
        print(f"jobs: {dict(outcomes)}")
        still = [job.title for job in jobs if job.outcome is Outcome.RUNNING]
        print(f"still running at the end: {still}")
        for what in ("tasks", "threads", "sockets", "memory_mb"):
            print(f"{what}: {getattr(before, what):.0f} before, {getattr(after, what):.0f} after")


def _compared(dialog: QDialog) -> None:
    for box in dialog.findChildren(QCheckBox, "comparedBox"):
        box.setChecked(True)


async def _soak(app: QApplication, given: argparse.Namespace, errors: Errors) -> int:
    chance = random.Random(given.seed)
    meter = Meter()
    with tempfile.TemporaryDirectory() as folder:
        world: list[Any] = ["--hosts", str(given.hosts), "--vms", str(given.vms), "--speed", "4"]
        async with pretend_pool(Path(folder), *world) as pool:
            url = pool.said["url"].replace("https://", "https://root@")
            os.environ["XENGUI_PASSWORD"] = pool.said["password"]
            arguments = parsed(["--connect", url, "--trust", pool.said["fingerprint"]])
            program = build(app, arguments, Path(folder))
            program.open()
            for user, address in arguments.connect:
                program.start(program.connect(address, user, pool.said["password"]))
            soak = Soak(program, pool, chance)
            meter.start()
            try:
                await soak.run(given.minutes)
            finally:
                stalls = meter.stop()
                program.leave()
                await program.until_closed()
            print(f"sessions and connections left at the pool: {await pool.counts()}")
            print(f"longest stall: {stalls.longest:.0f} ms; over 100 ms: {stalls.above(100)}")
            print(f"errors logged: {len(errors.lines)}")
            for line in errors.lines[:20]:
                print(line)
            return 1 if soak.report.wrong or errors.lines else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--vms", type=int, default=60)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    given = parser.parse_args()
    print(f"seed {given.seed}")
    errors = Errors()
    logging.getLogger().addHandler(errors)
    app = application()
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        return int(loop.run_until_complete(_soak(app, given, errors)))


if __name__ == "__main__":
    sys.exit(main())
