"""A pool in which a lot is going on: as many rows change per second as somebody wants.

The changes come twenty times a second, a batch each, in turn over all kinds and rows, so that no row changes
twice within a batch while there are others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import cycle
from typing import TYPE_CHECKING

from xengui.sim.memory import MIB
from xengui.sim.values import Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

TICK_S = 0.05
LONGEST_LAG_S = 1.0
PAGE = 4096
MARK = " ~"
TASKS = 20


class Churn:
    """Changes rows of one pool; `made` counts them."""

    def __init__(self, pool: Pool, kinds: Sequence[str] = ()) -> None:
        self._pool = pool
        self._database = pool.database
        self.made = 0
        self._makers = [MAKERS[kind](self) for kind in kinds or DEFAULT]
        self._changes = cycle(self._makers)

    def step(self, count: int) -> None:
        """Change that many rows; fewer where the pool has none of the kinds."""
        idle = 0
        while count > 0 and idle < len(MAKERS):
            if next(next(self._changes)):
                self.made += 1
                count -= 1
                idle = 0
            else:
                idle += 1

    async def run(self, per_second: float) -> None:
        """Go on until cancelled. What a busy moment has delayed is made up for, but no more than a second of it."""
        loop = asyncio.get_running_loop()
        before, owed = loop.time(), 0.0
        try:
            while True:
                await asyncio.sleep(TICK_S)
                now = loop.time()
                owed = min(owed + (now - before) * per_second, per_second * LONGEST_LAG_S)
                before = now
                self.step(int(owed))
                owed -= int(owed)
        finally:
            self.end()

    def end(self) -> None:
        """Leave nothing half done behind."""
        for maker in self._makers:
            maker.close()

    def _rows(
        self, class_: str, fits: Callable[[Record], bool] = lambda record: True, *, backwards: bool = False
    ) -> Iterator[str | None]:
        """The rows in turn, again and again; nothing now and then where there are none."""
        while True:
            refs = sorted(ref for ref, record in self._database.rows(class_) if fits(record))
            if backwards:
                refs.reverse()
            for ref in refs:
                if self._database.has(class_, ref):
                    yield ref
            yield None

    def descriptions(self) -> Generator[bool, None, None]:
        for number, ref in enumerate(self._rows("VM", _is_machine)):
            if ref is not None:
                self._database.write("VM", ref, "name_description", f"Change {number}")
            yield ref is not None

    def renames(self) -> Generator[bool, None, None]:
        """Every machine gets a mark behind its name, and loses it the next time."""
        for ref in self._rows("VM", _is_machine, backwards=True):
            if ref is not None:
                name = self._database.record("VM", ref)["name_label"]
                new = name.removesuffix(MARK) if name.endswith(MARK) else name + MARK
                self._database.write("VM", ref, "name_label", new)
            yield ref is not None

    def power(self) -> Generator[bool, None, None]:
        """Machines are paused, and go on."""
        for ref in self._rows("VM", _is_on):
            if ref is not None and self._database.record("VM", ref)["power_state"] in OTHER_STATE:
                state = self._database.record("VM", ref)["power_state"]
                self._database.write("VM", ref, "power_state", OTHER_STATE[state])
                self._pool.operations.refresh("VM", ref)
            yield ref is not None

    def metrics(self) -> Generator[bool, None, None]:
        for ref in self._rows("VM_metrics"):
            if ref is not None:
                actual = self._database.record("VM_metrics", ref)["memory_actual"]
                self._database.write("VM_metrics", ref, "memory_actual", actual ^ PAGE)
            yield ref is not None

    def guests(self) -> Generator[bool, None, None]:
        for number, ref in enumerate(self._rows("VM_guest_metrics")):
            if ref is not None:
                other = self._database.record("VM_guest_metrics", ref)["other"]
                self._database.write("VM_guest_metrics", ref, "other", {**other, "data-ts": str(number)})
            yield ref is not None

    def hosts(self) -> Generator[bool, None, None]:
        for ref in self._rows("host_metrics"):
            if ref is not None:
                free = self._database.record("host_metrics", ref)["memory_free"]
                self._database.write("host_metrics", ref, "memory_free", free ^ MIB)
            yield ref is not None

    def disks(self) -> Generator[bool, None, None]:
        for ref in self._rows("VDI"):
            if ref is not None:
                used = self._database.record("VDI", ref)["physical_utilisation"]
                self._database.write("VDI", ref, "physical_utilisation", used ^ MIB)
            yield ref is not None

    def tasks(self) -> Generator[bool, None, None]:
        """Tasks come, get on a little, end and go; many at a time, each in its turn."""
        going = [self._life_of_a_task() for _ in range(TASKS)]
        try:
            for life in cycle(going):
                yield next(life)
        finally:
            for life in going:
                life.close()

    def _life_of_a_task(self) -> Generator[bool, None, None]:
        tasks = self._pool.tasks
        while True:
            ref = tasks.create("Async.VM.snapshot", "", None, self._pool.coordinator)
            try:
                yield True
                for progress in (0.25, 0.5, 0.75):
                    tasks.write(ref, progress=progress)
                    yield True
                tasks.write(ref, status="success", progress=1.0, finished=self._pool.clock.date())
                yield True
            finally:
                tasks.remove(ref)
            yield True


def _is_machine(record: Record) -> bool:
    return not (record["is_control_domain"] or record["is_a_template"] or record["is_a_snapshot"])


def _is_on(record: Record) -> bool:
    return _is_machine(record) and record["power_state"] in OTHER_STATE


OTHER_STATE = {"Running": "Paused", "Paused": "Running"}
MAKERS: dict[str, Callable[[Churn], Generator[bool, None, None]]] = {
    "metrics": Churn.metrics,
    "guests": Churn.guests,
    "descriptions": Churn.descriptions,
    "disks": Churn.disks,
    "renames": Churn.renames,
    "tasks": Churn.tasks,
    "hosts": Churn.hosts,
    "power": Churn.power,
}
DEFAULT = tuple(kind for kind in MAKERS if kind != "power")
