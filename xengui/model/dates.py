"""The XenAPI's dates: text on the wire, moments for people."""

from __future__ import annotations

from datetime import MAXYEAR, UTC, datetime


def moment(text: str) -> datetime | None:
    """The moment a date stands for, in UTC; None for "never" (the epoch, an empty text, the last year that there is)
    and for rubbish. It can be told in any zone.

    Servers send `20260321T09:15:02Z`; old ones leave the zone out, which means UTC, or give an offset.
    """
    try:
        read = datetime.fromisoformat(text)
        read = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return read if read.timestamp() > 0 and read.year < MAXYEAR else None
