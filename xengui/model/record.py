"""What every record of the XenAPI has in common."""

from __future__ import annotations

import msgspec

NULL = "OpaqueRef:NULL"


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True):
    """One object of a pool, as the server described it last.

    Equality is by value, so two pictures of an object that differ in nothing are equal. Records
    are never changed: a change of the object is another record.
    """

    ref: str = NULL
