"""More hosts and machines than anybody wants to name, for worlds in which size is the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from xengui.sim.worlds.draft import GIB
from xengui.sim.worlds.guests import DEBIAN_12, ROCKY_9, UBUNTU_24, WINDOWS_11, WINDOWS_2022
from xengui.sim.worlds.machines import Card, Disk, Machine

STONES = (
    "marble",
    "gneiss",
    "schist",
    "obsidian",
    "pumice",
    "diorite",
    "gabbro",
    "andesite",
    "rhyolite",
    "dolomite",
    "limestone",
    "sandstone",
    "shale",
    "chert",
    "flint",
    "jasper",
    "onyx",
    "agate",
    "feldspar",
    "porphyry",
    "travertine",
    "tuff",
    "peridotite",
    "serpentine",
)
PURPOSES = (
    ("web", DEBIAN_12),
    ("app", UBUNTU_24),
    ("db", ROCKY_9),
    ("cache", DEBIAN_12),
    ("ci", UBUNTU_24),
    ("desktop", WINDOWS_11),
    ("queue", ROCKY_9),
    ("dns", DEBIAN_12),
    ("print", WINDOWS_2022),
    ("search", UBUNTU_24),
    ("staging", DEBIAN_12),
)
FIRST_NUMBER = 17
"""Above the numbers of the machines that have a story."""

MEMORY = (1 * GIB, 2 * GIB)
_STATES = (*("Running",) * 12, *("Halted",) * 6, "Suspended", "Paused")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where a crowd may settle."""

    hosts: Sequence[str]
    repositories: Sequence[str]
    network: str


def host_names() -> Iterator[str]:
    """Names for as many hosts as wanted: marble, gneiss, ..., marble-2, ..."""
    yield from STONES
    lap = 2
    while True:
        yield from (f"{stone}-{lap}" for stone in STONES)
        lap += 1


def room_needed(machines: int, hosts: int) -> int:
    """Memory that lets every host run its share of a crowd."""
    return -(-machines // hosts) * (max(MEMORY) + GIB // 16)


def crowd(size: int, ground: Ground) -> Iterator[Machine]:
    """That many machines, the same ones in every run."""
    for number in range(size):
        purpose, guest = PURPOSES[number % len(PURPOSES)]
        name = f"{purpose}-{FIRST_NUMBER + number // len(PURPOSES)}"
        host = ground.hosts[number % len(ground.hosts)]
        local = number % 12 == 11
        sr = f"Local storage on {host}" if local else ground.repositories[number % len(ground.repositories)]
        yield Machine(
            name=name,
            guest=guest,
            state=_STATES[number * 7 % len(_STATES)],
            host=host,
            home=host if number % 5 == 0 else "",
            memory=MEMORY[number % len(MEMORY)],
            vcpus=1 + number % 4,
            disks=(Disk(name=f"{name} root", size=(10 + number % 5 * 5) * GIB, sr=sr),),
            cards=(Card(ground.network, (f"10.{80 + number // 60_000}.{number // 250 % 250}.{1 + number % 250}",)),),
            up_hours=1.0 + number % 70,
            tags=(purpose,) if number % 3 == 0 else (),
            folder=f"/Crowd/{purpose}" if number % 4 == 0 else "",
        )
