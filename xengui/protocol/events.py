"""The answer of `event.from`: what changed, split into events whose records are still bytes."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

import msgspec

R = TypeVar("R")
"""How records come: `msgspec.Raw` where they are still bytes (JSON), anything where they are plain values (XML)."""


class Event(msgspec.Struct, Generic[R], frozen=True, gc=False):
    """One object that appeared, changed or went. `snapshot` is the whole record, empty when it went."""

    cls: str = msgspec.field(name="class")
    operation: str
    ref: str
    snapshot: R = msgspec.Raw(b"")  # type: ignore[assignment]

    @property
    def gone(self) -> bool:
        """Old servers send a last record or a null along with a deletion; it counts for nothing."""
        if self.operation == "del" or not isinstance(self.snapshot, msgspec.Raw):
            return self.operation == "del" or self.snapshot in (None, "")
        return bytes(memoryview(self.snapshot)[:4]) in (b"", b"null")


class EventBatch(msgspec.Struct, Generic[R], frozen=True):
    """What one long poll brought. `valid_ref_counts` has the number of live rows of every class."""

    events: list[Event[R]]
    token: str
    valid_ref_counts: dict[str, int] = {}


_batches = msgspec.json.Decoder(EventBatch[msgspec.Raw], strict=False)


def batch(result: msgspec.Raw | Any) -> EventBatch[Any]:
    """Split a result, whichever language it came in. Raw snapshots share the body's memory: decode them, then let it
    go.

    Raises:
        ValueError: it is no batch of events.
    """
    try:
        if isinstance(result, msgspec.Raw):
            return _batches.decode(result)
        return msgspec.convert(result, EventBatch[Any], strict=False)
    except (ValueError, RecursionError) as fault:
        raise ValueError(f"no batch of events: {fault}") from None
