"""The faults that are switched on, and whom they strike.

A fault is over when it has struck as often as it was told to, when its time has passed, or when
it is removed. Whoever might be struck asks just before; asking is what counts as a strike.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from xengui.sim.fault_kinds import kind


@dataclass(eq=False, slots=True)
class Fault:
    id: int
    name: str
    selectors: dict[str, Any]
    params: dict[str, Any]
    struck: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when its time has passed or it was removed, but not when it has just struck for the last time."""

    def listed(self) -> dict[str, Any]:
        chosen = {name: value for name, value in self.selectors.items() if value is not None}
        return {"id": self.id, "fault": self.name, "struck": self.struck, **chosen, **self.params}

    def meets(self, pool: str, host: Collection[str], method: str) -> bool:
        wanted = self.selectors
        return (
            wanted["pool"] in {None, pool}
            and (wanted.get("host") is None or wanted["host"] in host)
            and (wanted.get("method") is None or _same_call(wanted["method"], method))
        )


def _same_call(wanted: str, asked: str) -> bool:
    return wanted in {asked, asked.removeprefix("Async.")}


class Faults:
    """All faults of the process; `on_change` hears when one begins or ends."""

    def __init__(self) -> None:
        self._faults: dict[int, Fault] = {}
        self._numbers = itertools.count(1)
        self.on_change: Callable[[], None] = lambda: None

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, order: Mapping[str, Any]) -> Fault:
        """Switch a fault on, or raise `WrongOrderError`."""
        name = order.get("fault")
        selectors, params = kind(name).read(order)
        fault = Fault(next(self._numbers), str(name), selectors, params)
        self._faults[fault.id] = fault
        if selectors["seconds"] is not None:
            asyncio.get_running_loop().call_later(selectors["seconds"], self.remove, fault.id)
        self.on_change()
        return fault

    def remove(self, id_: int | None = None) -> int:
        """Switch one fault off, or all of them; returns how many were on."""
        going = [fault for fault in self._faults.values() if id_ in {None, fault.id}]
        for fault in going:
            del self._faults[fault.id]
            fault.over.set()
        if going:
            self.on_change()
        return len(going)

    def listed(self) -> list[dict[str, Any]]:
        return [fault.listed() for fault in self._faults.values()]

    def among(self, name: str, pool: str, host: Collection[str] = ()) -> list[Fault]:
        """The faults of a kind that are on, without a strike."""
        return [fault for fault in self._faults.values() if fault.name == name and fault.meets(pool, host, "")]

    def strike(
        self,
        names: Collection[str],
        pool: str,
        host: Collection[str],
        method: str = "",
        fits: Callable[[Fault], bool] = lambda fault: True,
    ) -> Fault | None:
        """The oldest of these faults that strikes here and now."""
        for fault in self._faults.values():
            if fault.name in names and fault.meets(pool, host, method) and fits(fault):
                fault.struck += 1
                if fault.struck == fault.selectors.get("times"):
                    del self._faults[fault.id]
                return fault
        return None
