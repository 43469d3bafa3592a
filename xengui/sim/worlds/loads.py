"""What makes a pool heavy besides hosts and machines: messages, ended tasks, folders, names that never end.

Added to a pool that is told already, so that any world can be made to carry it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from xengui.sim.world import PoolData, World

BRANCHES = 6
LONG = 500
ONE_NAME_IN = 25
NAMED = ("VM", "host", "SR", "network", "VDI")
NEVER_CANCELLED = ("Async.VM.start", "Async.VM.clean_shutdown", "Async.VM.snapshot", "Async.SR.scan", "Async.VDI.copy")
ALERTS = ("VM_STARTED", "VM_SHUTDOWN", "VM_REBOOTED", "ALARM", "VM_MIGRATED")
EVERY_TENTH = 10
_LOADS = uuid5(NAMESPACE_DNS, "loads.xengui.invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much of each a pool shall have at least."""

    messages: int = 0
    finished_tasks: int = 0
    folders: int = 0
    long_names: bool = False


def laden(world: World, load: Load, now: float) -> World:
    """The world with the load on each of its pools."""
    for pool in world.pools:
        if load.messages:
            _leave_messages(pool, load.messages, now)
        if load.finished_tasks:
            _leave_tasks(pool, load.finished_tasks, now)
        if load.folders:
            _plant_folders(pool, load.folders)
        if load.long_names:
            _lengthen_names(pool)
    return world


def _leave_messages(pool: PoolData, count: int, now: float) -> None:
    told = pool.tables.setdefault("message", {})
    machines = list(islice(cycle(_machines(pool)), max(0, count - len(told))))
    for number, (ref, vm) in enumerate(machines):
        name = ALERTS[number % len(ALERTS)]
        told[_ref(pool, "message", number)] = {
            "uuid": _made_up(pool, "message uuid", number),
            "name": name,
            "priority": 3 if name == "ALARM" else 5,
            "cls": "VM",
            "obj_uuid": vm.get("uuid", ref),
            "timestamp": _ago(now, minutes=number),
            "body": f"{name.replace('_', ' ').capitalize()}, for the {number + 1}th time",
        }


def _leave_tasks(pool: PoolData, count: int, now: float) -> None:
    """Tasks that ended within the last minutes; more than a real pool keeps, so this one keeps more."""
    host = next(iter(pool.tables["host"]))
    told = pool.tables.setdefault("task", {})
    for number in range(count):
        failed = number % EVERY_TENTH == 0
        told[_ref(pool, "task", number)] = {
            "uuid": _made_up(pool, "task uuid", number),
            "name_label": NEVER_CANCELLED[number % len(NEVER_CANCELLED)],
            "status": "failure" if failed else "success",
            "error_info": ["INTERNAL_ERROR", f"Attempt {number}"] if failed else [],
            "progress": 1.0,
            "type": "<none/>",
            "created": _ago(now, minutes=5, seconds=number % 60),
            "finished": _ago(now, minutes=4, seconds=number % 60),
            "resident_on": host,
            "backtrace": "()",
        }
    pool.extra_tasks = len(told)


def _plant_folders(pool: PoolData, count: int) -> None:
    """A tree of so many folders: every other leaf holds a machine, the pool's record names those that are empty."""
    paths = folder_paths(count)
    inner = {path.rpartition("/")[0] for path in paths}
    leaves = [path for path in paths if path not in inner]
    machines = [vm for _, vm in _machines(pool)]
    filled = leaves[::2][: len(machines)]
    for vm, path in zip(machines, filled, strict=False):
        vm["other_config"] = {**vm.get("other_config", {}), "folder": path}
    (record,) = pool.tables["pool"].values()
    before = record.get("other_config", {})
    empty = [before["EMPTY_FOLDERS"]] if before.get("EMPTY_FOLDERS") else []
    empty += [path for path in leaves if path not in set(filled)]
    record["other_config"] = {**before, "EMPTY_FOLDERS": ";".join(empty)}


def folder_paths(count: int) -> list[str]:
    """So many folders, each below one that comes before it."""
    paths: list[str] = []
    for number in range(count):
        above = paths[number // BRANCHES - 1] if number >= BRANCHES else ""
        paths.append(f"{above}/Folder {number + 1}")
    return paths


def _lengthen_names(pool: PoolData) -> None:
    for class_ in NAMED:
        for record in list(pool.tables.get(class_, {}).values())[::ONE_NAME_IN]:
            name = f"{record.get('name_label', '')} is a name that goes on "
            record["name_label"] = (name + "and on " * LONG)[:LONG]


def _machines(pool: PoolData) -> Iterator[tuple[str, dict[str, Any]]]:
    for ref, vm in pool.tables.get("VM", {}).items():
        if not (vm.get("is_control_domain") or vm.get("is_a_template") or vm.get("is_a_snapshot")):
            yield ref, vm


def _made_up(pool: PoolData, kind: str, number: int) -> str:
    return str(uuid5(_LOADS, f"{pool.name}/{kind}/{number}"))


def _ref(pool: PoolData, kind: str, number: int) -> str:
    return f"OpaqueRef:{_made_up(pool, kind, number)}"


def _ago(now: float, *, minutes: int, seconds: int = 0) -> str:
    moment = datetime.fromtimestamp(int(now), UTC) - timedelta(minutes=minutes, seconds=seconds)
    return moment.strftime("%Y%m%dT%H:%M:%SZ")
