"""The answer of `event.from`: what changed, split into events whose records are still bytes."""

from __future__ import annotations

import msgspec


class Event(msgspec.Struct, frozen=True, gc=False):
    """One object that appeared, changed or went. `snapshot` is the whole record, empty when it went."""

    cls: str = msgspec.field(name="class")
    operation: str
    ref: str
    snapshot: msgspec.Raw = msgspec.Raw(b"")

    @property
    def gone(self) -> bool:
        """Old servers send a last record or a null along with a deletion; it counts for nothing."""
        return self.operation == "del" or bytes(memoryview(self.snapshot)[:4]) in (b"", b"null")


class EventBatch(msgspec.Struct, frozen=True):
    """What one long poll brought. `valid_ref_counts` has the number of live rows of every class."""

    events: list[Event]
    token: str
    valid_ref_counts: dict[str, int] = {}


_batches = msgspec.json.Decoder(EventBatch, strict=False)


def batch(result: msgspec.Raw) -> EventBatch:
    """Split a result. Snapshots share the body's memory: decode them, then let it go.

    Raises:
        ValueError: it is no batch of events.
    """
    try:
        return _batches.decode(result)
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"no batch of events: {fault}") from None
