"""Which rows of a pool's branch a change may show in; most changes of a busy pool show in none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter

from xengui.model.classes import (
    PBD,
    SR,
    VBD,
    VDI,
    VM,
    Host,
    Host_metrics,
    Host_patch,
    Pool,
    Pool_patch,
    Pool_update,
    Task,
    VM_guest_metrics,
    VM_metrics,
)
from xengui.model.record import NULL, Record
from xengui.model.snapshot import Snapshot

Refs = Mapping[type[Record], Set[str]]


@dataclass(slots=True)
class Touched:
    """What to describe anew: machines and storage by reference, and whether the hosts with the pool itself, those
    machines that are on the move, or everything."""

    leaves: set[str] = field(default_factory=set)
    tops: bool = False
    moving: bool = False
    everything: bool = False

    def add(self, other: Touched) -> None:
        self.leaves |= other.leaves
        self.tops |= other.tops
        self.moving |= other.moving
        self.everything |= other.everything


def touched(before: Snapshot, after: Snapshot, changed: Refs, owners: Mapping[str, str]) -> Touched:
    """What a change from one picture to the next may show in. `owners` has the machine of each of its metrics."""
    found = Touched()
    for kind, refs in changed.items():
        if rule := _RULES.get(kind):
            old, new = before.of(kind), after.of(kind)
            for ref in refs:
                rule(found, old.get(ref), new.get(ref), (before, after), owners)
                if found.everything:
                    return found
    return found


def owners(snapshot: Snapshot) -> dict[str, str]:
    """The machine of each of its metrics."""
    found = {}
    for vm in snapshot.vms.values():
        found[vm.metrics] = found[vm.guest_metrics] = vm.ref
    found.pop(NULL, None)
    return found


_Pair = tuple[Snapshot, Snapshot]
_Rule = Callable[[Touched, Record | None, Record | None, _Pair, Mapping[str, str]], None]


def _differs(old: Record | None, new: Record | None, fields: Callable[[Record], object]) -> bool:
    return old is None or new is None or fields(old) != fields(new)


def _itself(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    """The row of the record."""
    record = new or old
    if record:
        found.leaves.add(record.ref)


def _metrics(
    fields: Callable[[Record], object],
    found: Touched,
    old: Record | None,
    new: Record | None,
    _pair: _Pair,
    owners: Mapping[str, str],
) -> None:
    """The row of the machine whose metrics these are."""
    record = new or old
    if record and record.ref in owners and _differs(old, new, fields):
        found.leaves.add(owners[record.ref])


def _vbd(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    """A machine that does not run is where its disks are."""
    if _differs(old, new, _link):
        found.leaves |= {record.VM for record in (old, new) if isinstance(record, VBD)}


def _vdi(found: Touched, old: Record | None, new: Record | None, pair: _Pair, _owners: Mapping[str, str]) -> None:
    if not _differs(old, new, _place):
        return
    for record, snapshot in zip((old, new), pair, strict=True):
        if isinstance(record, VDI):
            found.leaves |= set(_users(record, snapshot)) | set(_users(record, pair[1]))


def _users(vdi: VDI, snapshot: Snapshot) -> Iterator[str]:
    return (vbd.VM for ref in vdi.VBDs if (vbd := snapshot.vbds.get(ref)))


def _sr(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    """Where storage is decides where machines are."""
    found.everything |= _differs(old, new, _reach)
    found.leaves |= {record.ref for record in (old, new) if record}


def _pbd(found: Touched, old: Record | None, new: Record | None, pair: _Pair, _owners: Mapping[str, str]) -> None:
    found.everything |= _differs(old, new, _ends)
    found.leaves |= {sr.ref for sr in pair[1].srs.values() if new and new.ref in sr.PBDs}


def _host(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    found.everything |= _differs(old, new, _of_host)
    found.tops = True


def _life(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    """What belongs to a host that is not live vanishes with it."""
    found.everything |= _differs(old, new, _live)


def _pool(found: Touched, old: Record | None, new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    found.everything |= _differs(old, new, _of_pool)
    found.tops = True


def _tops(found: Touched, _old: Record | None, _new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    found.tops = True


def _task(found: Touched, _old: Record | None, _new: Record | None, _pair: _Pair, _owners: Mapping[str, str]) -> None:
    found.moving = True


_link = attrgetter("VM", "VDI")
_place = attrgetter("SR", "missing", "managed")
_reach = attrgetter("shared", "PBDs")
_ends = attrgetter("host", "SR")
_of_host = attrgetter("name_label", "metrics", "license_params")
_live = attrgetter("live")


def _of_pool(pool: Record) -> object:
    assert isinstance(pool, Pool)
    return pool.master, pool.default_SR, pool.ha_enabled, pool.name_label == ""


_RULES: dict[type[Record], _Rule] = {
    VM: _itself,
    VM_metrics: partial(_metrics, attrgetter("start_time")),
    VM_guest_metrics: partial(_metrics, attrgetter("PV_drivers_version", "networks")),
    VBD: _vbd,
    VDI: _vdi,
    SR: _sr,
    PBD: _pbd,
    Host: _host,
    Host_metrics: _life,
    Pool: _pool,
    Host_patch: _tops,
    Pool_patch: _tops,
    Pool_update: _tops,
    Task: _task,
}

READS = frozenset(_RULES)
"""The classes that the tree is made of: a change of anything else leaves it as it is."""
