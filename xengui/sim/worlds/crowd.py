"""More hosts and machines than anybody wants to name, for worlds in which size is the point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from xengui.sim.worlds.draft import GIB
from xengui.sim.worlds.guests import DEBIAN_12, ROCKY_9, UBUNTU_24, WINDOWS_11, WINDOWS_2022
from xengui.sim.worlds.machines import Card, Disk, Machine, Snapshot

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
AWKWARD = (
    "Überwachung & Alarme",
    "東京-受付",
    "<script>alert('vm')</script>",
    "  blanks at both ends  ",
    "tab\tand\nnew line",
    "مرحبا-خادم",
    "100 % “quoted” \\ back\\slash",
    "🦀 crab",
    "bell \a rings",
    "long " + "and longer " * 12 + "name",
    "x\u202egnp.exe",
)
"""What people, and programs, have called machines."""

DESCRIPTIONS = (
    "Ask before you touch it",
    "Owner: platform team, on call 7421",
    "Two lines,\nthe second one further down",
    "Größe & Zweck: <unbekannt>",
    "Restored from backup 2026-08-14",
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
    networks: Sequence[str]
    """Everybody is on the first one, some are on another besides."""

    appliances: Sequence[str] = field(default_factory=tuple)


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
        yield _one_of_them(number, ground)


def _one_of_them(number: int, ground: Ground) -> Machine:
    purpose, guest = PURPOSES[number % len(PURPOSES)]
    name = f"{purpose}-{FIRST_NUMBER + number // len(PURPOSES)}"
    if number % 23 == 22:
        name = f"{AWKWARD[number // 23 % len(AWKWARD)]} {number}"
    host = ground.hosts[number % len(ground.hosts)]
    tools = number % 17 != 16
    other_config = {} if tools else {"sim:tools": "none"}
    if number % 41 == 40:
        other_config["HideFromXenCenter"] = "true"
    return Machine(
        name=name,
        guest=guest,
        description=DESCRIPTIONS[number // 6 % len(DESCRIPTIONS)] if number % 6 == 0 else "",
        state=_STATES[number * 7 % len(_STATES)],
        host=host,
        home=host if number % 5 == 0 else "",
        memory=MEMORY[number % len(MEMORY)],
        vcpus=1 + number % 4,
        disks=tuple(_disks(number, name, host, ground)),
        cards=tuple(_cards(number, ground)),
        tools=tools,
        up_hours=1.0 + number % 70,
        tags=(purpose,) if number % 3 == 0 else (),
        folder=f"/Crowd/{purpose}" if number % 4 == 0 else "",
        other_config=other_config,
        snapshots=tuple(_snapshots(number)) if number % 5 == 0 else (),
        appliance=ground.appliances[number // 8 % len(ground.appliances)]
        if ground.appliances and number % 8 == 0
        else "",
    )


def _disks(number: int, name: str, host: str, ground: Ground) -> Iterator[Disk]:
    local = number % 12 == 11
    sr = f"Local storage on {host}" if local else ground.repositories[number % len(ground.repositories)]
    for use in ("root", "data", "logs")[: 1 + number % 3]:
        yield Disk(name=f"{name} {use}", size=(10 + number % 5 * 5) * GIB, sr=sr)


def _cards(number: int, ground: Ground) -> Iterator[Card]:
    """One card, with a second one now and then; a few machines have none."""
    if number % 31 == 30:
        return
    address = f"10.{80 + number // 60_000}.{number // 250 % 250}.{1 + number % 250}"
    yield Card(ground.networks[0], (address,))
    if number % 4 == 0 and len(ground.networks) > 1:
        yield Card(ground.networks[1 + number // 4 % (len(ground.networks) - 1)])


def _snapshots(number: int) -> Iterator[Snapshot]:
    before = ""
    for turn in range(1 + number // 5 % 3):
        name = f"nightly {turn + 1}"
        yield Snapshot(
            name=name,
            taken=f"202611{10 + turn}T01:00:00Z",
            after=before,
            used=GIB // 2,
            memory=number % 3 == 0 and turn == 0,
            scheduled=turn > 0,
        )
        before = name
