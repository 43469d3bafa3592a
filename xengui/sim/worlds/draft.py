"""One pool's records while its world is being told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from xengui.sim.world import Tables

NULL = "OpaqueRef:NULL"
NEVER = "19700101T00:00:00Z"
MIB = 1024**2
GIB = 1024**3
TIB = 1024**4

_WORLDS = uuid5(NAMESPACE_DNS, "worlds.xengui.invalid")


class Draft:
    """The tables of a pool, filled record by record.

    Every record has a key of its own within its class, a name as a rule. Reference and
    uuid are made from it, so that they are the same in every run, and whatever is told
    later can speak of it by that name.
    """

    def __init__(self, name: str, now: float) -> None:
        self.name = name
        self.now = now
        self.tables: Tables = {}
        self._refs: dict[tuple[str, str], str] = {}

    def add(self, cls: str, key: str, /, **fields: Any) -> str:
        """Write a record down and return its reference."""
        if (cls, key) in self._refs:
            raise ValueError(f"{self.name} has a {cls} called {key!r} already.")
        ref = f"OpaqueRef:{self.made_up(f'{cls} reference', key)}"
        self._refs[cls, key] = ref
        self.tables.setdefault(cls, {})[ref] = {"uuid": self.made_up(cls, key), **fields}
        return ref

    def the(self, cls: str, key: str) -> str:
        """The reference of a record told before."""
        return self._refs[cls, key]

    def knows(self, cls: str, key: str) -> bool:
        return (cls, key) in self._refs

    def record(self, cls: str, key: str) -> dict[str, Any]:
        """A record told before, to read or to complete."""
        return self.tables[cls][self._refs[cls, key]]

    def all(self, cls: str) -> dict[str, dict[str, Any]]:
        return self.tables.get(cls, {})

    def made_up(self, kind: str, key: str) -> str:
        """An identifier that is always the same for the same kind and key of this pool."""
        return str(uuid5(_WORLDS, f"{self.name}/{kind}/{key}"))

    def nowhere(self, cls: str, key: str) -> str:
        """A reference that leads nowhere, as real pools have some."""
        return f"OpaqueRef:{self.made_up(f'lost {cls}', key)}"

    def mac(self, key: str) -> str:
        """A locally administered hardware address."""
        tail = self.made_up("MAC", key).replace("-", "")[:10]
        return ":".join(["3e", *(tail[at : at + 2] for at in range(0, 10, 2))])

    def ago(self, hours: float) -> str:
        """The moment that many hours before now, as the API writes it."""
        moment = datetime.fromtimestamp(int(self.now), UTC) - timedelta(hours=hours)
        return moment.strftime("%Y%m%dT%H:%M:%SZ")


def address(subnet: str, number: int) -> str:
    """An IPv4 address: `10.20.0` and 11 give 10.20.0.11, and a large number goes on in the next subnet."""
    first, _, last = subnet.rpartition(".")
    return f"{first}.{int(last) + number // 250}.{number % 250}"
