"""Whether storage is connected everywhere, over how many of its paths, and whether its size counts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from xengui.model.classes import PBD, SM, SR
from xengui.model.snapshot import Snapshot

_COUNTS = re.compile(r"\[\s*(\d+)\s*,\s*(\d+)")


def pbds(sr: SR, snapshot: Snapshot) -> tuple[PBD, ...]:
    return tuple(pbd for ref in sr.PBDs if (pbd := snapshot.find(PBD, ref)))


def detached(sr: SR, snapshot: Snapshot) -> bool:
    """No host has it plugged in."""
    return not any(pbd.currently_attached for pbd in pbds(sr, snapshot))


def wanted(sr: SR, snapshot: Snapshot) -> int:
    """How many hosts should have it: all of them if it is shared."""
    return len(snapshot.hosts) if sr.shared else 1


def broken(sr: SR, snapshot: Snapshot) -> bool:
    """Not on every host that should have it, or there but unplugged."""
    found = pbds(sr, snapshot)
    return not found or len(found) != wanted(sr, snapshot) or not all(pbd.currently_attached for pbd in found)


def measured(sr: SR) -> bool:
    """Whether its size says anything: libraries and drives have none of their own, a detached one may say -1."""
    return sr.physical_size > 0 and sr.content_type != "iso" and sr.type != "udev"


def multipath_capable(sr: SR, snapshot: Snapshot) -> bool:
    """Whether it could be reached over several paths: its driver says so, or the storage itself does."""
    if sr.sm_config.get("multipathable") == "true":
        return True
    return any(sm.type == sr.type and "SR_MULTIPATH" in _features(sm) for sm in snapshot.of(SM).values())


def _features(sm: SM) -> set[str]:
    """Younger servers tell versions along with the features, older ones only a list of capabilities."""
    return {*sm.features, *(capability.split("/", 1)[0] for capability in sm.capabilities)}


def multipath(pbd: PBD) -> tuple[int, int] | None:
    """Of how many paths how many work, on the worst of the units behind one connection; None without multipathing."""
    if pbd.other_config.get("multipathed") != "true":
        return None
    return min(_counts(pbd), key=lambda count: count[0] - count[1], default=None)


def worst_multipath(sr: SR, snapshot: Snapshot) -> tuple[int, int] | None:
    """The paths of the host that lacks most; None where every path works or multipathing is off."""
    counts = [count for pbd in pbds(sr, snapshot) if (count := multipath(pbd)) and count[0] < count[1]]
    return min(counts, key=lambda count: count[0] - count[1], default=None)


def _counts(pbd: PBD) -> Iterator[tuple[int, int]]:
    for key, value in pbd.other_config.items():
        if key.startswith("mpath-") and (found := _COUNTS.match(value)):
            yield int(found[1]), int(found[2])
