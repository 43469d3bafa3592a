"""The long hunt, by hand: `make fuzz`, or `python -m tests.fuzz --seconds 60 --only jsonrpc`.

Each parser has a process of its own with bounds on memory; a watchdog ends it when one input takes too long. What
failed is kept in a folder, as it was given to the parser.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import pickle
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.fuzz import recorded
from tests.fuzz.hunt import Hunt
from tests.fuzz.parser import every_parser

if sys.platform != "win32":
    import resource

HANGS_S = 60.0
"""An input that takes longer hangs, on however busy a machine."""
MEMORY = 3 << 30

_HEAD = f"{'parser':<16} {'inputs':>9} {'values':>9} {'refused':>9} {'worst':>9} {'memory':>9}  failures"


def main() -> int:
    """The table, and what failed; 1 if anything did."""
    asked = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Fuzz every parser.")
    asked.add_argument("--seconds", type=float, default=60.0, help="for each parser (60)")
    asked.add_argument("--only", action="append", default=[], help="this parser; may be repeated")
    asked.add_argument("--seed", type=int, default=None, help="repeat a hunt; another each time by default")
    asked.add_argument("--alone", nargs=2, metavar=("PARSER", "FOLDER"), help=argparse.SUPPRESS)
    args = asked.parse_args()
    number = args.seed if args.seed is not None else int(time.time())
    if args.alone:
        _alone(args.alone[0], Path(args.alone[1]), args.seconds, number)
        return 0
    names = [parser.name for parser in every_parser() if not args.only or parser.name in args.only]
    folder = Path(tempfile.mkdtemp(prefix="xengui-fuzz-"))
    (folder / "recorded").write_bytes(pickle.dumps(recorded.answers()))
    print(f"seed {number}, {args.seconds:.0f} s for each parser, what fails is kept in {folder}\n\n{_HEAD}", flush=True)
    failed = {name: found for name in names if (found := _hunted(name, folder, args.seconds, number))}
    for name, failures in failed.items():
        for kind, told in failures.items():
            print(f"\n{name}: {kind}\n{told[:4_000]}")
    return 1 if failed else 0


def _hunted(name: str, folder: Path, seconds: float, number: int) -> dict[str, str]:
    """Hunt in a process of its own, watch it, print its line; what failed."""
    command = [sys.executable, "-m", "tests.fuzz", "--alone", name, str(folder)]
    command += ["--seconds", str(seconds), "--seed", str(number)]
    env = os.environ | {recorded.KEPT_IN: str(folder / "recorded"), "QT_QPA_PLATFORM": "offscreen"}
    latest = folder / f"{name}.input"
    latest.touch()
    with subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True) as process:
        hangs = False
        while process.poll() is None:
            time.sleep(0.2)
            if time.time() - latest.stat().st_mtime > HANGS_S:
                hangs = True
                process.kill()
                break
        _, complaints = process.communicate()
    told = folder / f"{name}.json"
    tally: dict[str, Any] = json.loads(told.read_text()) if told.is_file() else {"failures": {}}
    if hangs:
        tally["failures"][f"an input hangs; it is in {latest}"] = ""
    elif process.returncode:
        tally["failures"][f"the process ended with {process.returncode}; its last input is in {latest}"] = complaints
    _print(name, tally)
    found: dict[str, str] = tally["failures"]
    return found


def _print(name: str, tally: dict[str, Any]) -> None:
    errors: dict[str, int] = tally.get("errors", {})
    line = f"{name:<16} {tally.get('tried', 0):>9,} {tally.get('values', 0):>9,} {sum(errors.values()):>9,}"
    line += (
        f" {tally.get('slowest', 0.0) * 1000:>6,.0f} ms {tally.get('memory', 0):>6,.0f} MB  {len(tally['failures'])}"
    )
    kinds = ", ".join(f"{kind} {times:,}" for kind, times in errors.items())
    print(f"{line}\n{'':<16} {kinds}" if kinds else line, flush=True)


def _alone(name: str, folder: Path, seconds: float, number: int) -> None:
    """In the process of one parser."""
    logging.disable(logging.CRITICAL)
    (parser,) = [parser for parser in every_parser() if parser.name == name]
    latest = (folder / f"{name}.input").open("wb", buffering=0)

    def before(made: Any) -> None:
        latest.seek(0)
        latest.truncate()
        latest.write(pickle.dumps(made))

    hunt = Hunt(parser, number, before)
    hunt.damage(1)
    at_first = _bounded_memory()
    ends = time.monotonic() + seconds
    hunt.bombs()
    while time.monotonic() < ends:
        hunt.damage(200)
        hunt.invent(50)
    tally = vars(hunt.tally) | {"memory": max(0.0, _most_memory() - at_first)}
    (folder / f"{name}.json").write_text(json.dumps(tally))


def _bounded_memory() -> float:
    """Have the system refuse more, where it can; what the process has had at most until now."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    return _most_memory()


def _most_memory() -> float:
    """In MB; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 if sys.platform != "darwin" else most / 1024**2


if __name__ == "__main__":
    sys.exit(main())
