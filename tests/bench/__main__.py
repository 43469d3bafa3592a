"""Measures the program against its peers and against bare bases, in one run: `make bench`.

Seconds depend on the machine; ratios hardly do. `--quick` leaves out the pool of 5,000 machines and takes fewer rounds;
`--only PART` runs one part; `--write FILE` keeps the table.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

from tests.bench import cold_start, decoding, live, loading, panes
from tests.bench.figure import Figure, table
from tests.bench.served import pretending

SIZES = {1_000: 16, 5_000: 64}
"""Virtual machines, and on how many servers."""

Part = Callable[[int], Iterator[Figure]]


def _cold(vms: int) -> Part:
    def part(rounds: int) -> Iterator[Figure]:
        pool = cold_start.remembered(SIZES[vms], vms) if vms else None
        what = f"cold start, {vms:,} machines remembered: CPU" if vms else "cold start, nothing remembered: CPU"
        yield Figure(what=what, value=cold_start.cold_start(pool, rounds), unit="s", target=1.0)

    return part


def _decoding(vms: int) -> Part:
    def part(rounds: int) -> Iterator[Figure]:
        with pretending("--hosts", str(SIZES[vms]), "--vms", str(vms)) as pool:
            whole = loading.body(pool)
            yield from decoding.figures(whole)
            yield from loading.figures(pool, whole, rounds, slow_rounds=1 if vms > 1_000 else 0)

    return part


def _following(vms: int) -> Part:
    return lambda rounds: loading.following(SIZES[vms], vms, rounds)


def _live(what: str, figures: Callable[[Mapping[str, float]], Iterator[Figure]], **arguments: int) -> Part:
    """A probe of the real program: the median of each of its figures."""

    def part(rounds: int) -> Iterator[Figure]:
        found = live.rounds(what, rounds, **arguments)
        yield from figures(
            {key: statistics.median(one[key] for one in found) for key in found[0] if key != "what"}
            | {f"worst {key}": max(one[key] for one in found) for key in found[0] if key != "what"}
        )

    return part


def _stall(what: str, target: float, worst: float | None = None) -> Callable[[Mapping[str, float]], Iterator[Figure]]:
    def figures(found: Mapping[str, float]) -> Iterator[Figure]:
        yield Figure(what=f"{what}: longest stall", value=found["longest_ms"], target=target)
        yield Figure(what=f"{what}: longest stall of all rounds", value=found["worst longest_ms"], target=worst)

    return figures


def _churn(what: str, cpu: float) -> Callable[[Mapping[str, float]], Iterator[Figure]]:
    def figures(found: Mapping[str, float]) -> Iterator[Figure]:
        yield from _stall(what, 16)(found)
        yield Figure(what=f"{what}: share of a core", value=found["cpu"] * 100, unit="%", target=cpu)

    return figures


def _filter(found: Mapping[str, float]) -> Iterator[Figure]:
    rows = found["rows"]
    limit = 16 if rows <= 1_500 else 50 if rows <= 15_000 else 150
    yield Figure(what=f"a letter in the filter, {rows:,.0f} rows open", value=found["median_ms"], target=limit)
    yield Figure(what="the worst letter", value=found["worst_ms"])


def _fresh(found: Mapping[str, float]) -> Iterator[Figure]:
    yield Figure(what="a rename on screen, 1,000 changes/s", value=found["median_s"], unit="s", target=1.0)
    yield Figure(what="the slowest rename of all rounds", value=found["worst worst_s"], unit="s", target=1.0)


def _keys(found: Mapping[str, float]) -> Iterator[Figure]:
    yield Figure(what="a key press, 1,000 changes/s: 95 % within", value=found["p95_ms"], target=50)
    yield Figure(what="key presses lost", value=found["worst lost"], unit="", target=0)


def _load(what: str, target: float, worst: float) -> Callable[[Mapping[str, float]], Iterator[Figure]]:
    def figures(found: Mapping[str, float]) -> Iterator[Figure]:
        yield from _stall(what, target, worst)(found)
        yield Figure(
            what=f"{what}: the tree has hosts and machines",
            value=found["tree_s"],
            unit="s",
            base=found["complete_s"],
            against="complete, from the pretend pool itself",
            target=0.6,
        )

    return figures


PARTS: Mapping[str, Part] = {
    "idle": _live("idle", _stall("idle loop", 1e9)),
    "cold-0": _cold(0),
    "cold-1000": _cold(1_000),
    "cold-5000": _cold(5_000),
    "load-1000": _decoding(1_000),
    "load-5000": _decoding(5_000),
    "follow-1000": _following(1_000),
    "stall-1000": _live("load", _load("loading 1,000", 16, 50), vms=1_000),
    "stall-5000": _live("load", _load("loading 5,000", 50, 50), vms=5_000),
    "churn-1000": _live("churn", _churn("1,000 changes/s in 1,000", 10), vms=1_000),
    "churn-5000": _live("churn", _churn("1,000 changes/s in 5,000", 10), vms=5_000),
    "fresh-1000": _live("freshness", _fresh, vms=1_000),
    "keys-1000": _live("keys", _keys, vms=1_000),
    "filter-1000": _live("filter", _filter, vms=1_000),
    "filter-5000": _live("filter", _filter, vms=5_000),
    "ten-pools": _live("churn", _churn("ten pools, 1,000 changes/s in all", 20), vms=1_000, pools=10),
    "panes": lambda rounds: iter(panes.figures(decoding.picture(_body(1_000)))),
}


def _body(vms: int) -> bytes:
    with pretending("--hosts", str(SIZES[vms]), "--vms", str(vms)) as pool:
        return loading.body(pool)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", choices=PARTS, action="append")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    chosen = given.only or [name for name in PARTS if not (given.quick and ("5000" in name or "ten" in name))]
    rounds = 2 if given.quick else given.rounds
    figures: list[Figure] = []
    for name in chosen:
        print(f"{name} …", file=sys.stderr, flush=True)
        try:
            figures += PARTS[name](rounds)
        except Exception as fault:
            print(f"{name} could not be measured: {fault!r}", file=sys.stderr)
    print(table(figures))
    if given.write:
        given.write.write_text(f"{_heading(rounds)}\n{table(figures)}\n", encoding="utf-8")
    return 0


def _heading(rounds: int) -> str:
    made = f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()} on {platform.system()}"
    return (
        "# Figures\n\n"
        f"`make bench` on {made} with {os.cpu_count()} cores; medians of {rounds} rounds. Ratios count; seconds are\n"
        "those of this machine. Everything is measured against pretend pools on it (`xengui-sim`), which take\n"
        "their share of it.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
