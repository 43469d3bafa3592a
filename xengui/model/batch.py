"""One answer of the event watch with its records typed: what the store folds in."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from xengui.model.record import NULL, Record
from xengui.model.records import class_named, record
from xengui.protocol.events import EventBatch


class Change(msgspec.Struct, frozen=True, gc=False):
    """A record that is new or different, or None where the object is gone."""

    kind: type[Record]
    ref: str
    record: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Changes in the server's order.

    `complete` says that everything the pool has is in here, so what is not in here is gone. `counts` are the
    server's numbers of live rows after this batch, by class as events spell it.
    """

    changes: Sequence[Change]
    token: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    complete: bool = False


_BETWEEN_BREATHS = 250
"""So many records take about a millisecond. Letting others run costs a tenth of that even where nobody waits."""
_NO_REF = frozenset({"", NULL})


def typed(events: EventBatch[Any], *, complete: bool = False) -> Batch:
    """Decode the records of a batch; made for a worker thread, where it lets others run now and then.

    Classes that we do not know are left out: every younger server has some. So is what has no reference of its own.

    Raises:
        ValueError: a record is no object.
    """
    changes = []
    for number, event in enumerate(events.events):
        if number % _BETWEEN_BREATHS == _BETWEEN_BREATHS - 1:
            time.sleep(0)
        if (known := class_named(event.cls)) and event.ref not in _NO_REF:
            kind = known[1]
            changes.append(Change(kind, event.ref, None if event.gone else record(kind, event.ref, event.snapshot)))
    return Batch(changes=changes, token=events.token, counts=events.valid_ref_counts, complete=complete)
