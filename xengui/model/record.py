"""What every record of the XenAPI has in common."""

from __future__ import annotations

from typing import Annotated

import msgspec

NULL = "OpaqueRef:NULL"

Int = Annotated[int, msgspec.Meta(ge=-(2**63), le=2**63 - 1)]
"""The API's integers have 64 bits. What is larger does not fit, and no sum of bytes or seconds needs to expect it."""


class Record(msgspec.Struct, frozen=True, gc=False, kw_only=True, omit_defaults=True):
    """One object of a pool, as the server described it last.

    Equality is by value, so two pictures of an object that differ in nothing are equal. Records
    are never changed: a change of the object is another record. Written as JSON a record leaves out
    what has its default.
    """

    ref: str = NULL
