"""The pretend pool's time: the wall clock for dates, and a pace for everything that takes a while."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta

NEVER = "19700101T00:00:00Z"


def as_date(moment: datetime) -> str:
    """xapi's spelling of a moment: no hyphens, but colons, and always UTC."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H:%M:%SZ")


def moment_of(text: str) -> datetime:
    """The moment a date names, in xapi's spelling or in that of RFC 3339; no zone means UTC."""
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class Clock:
    """Dates are real; pretended work passes `speed` times as fast as it would.

    Waits that belong to the protocol (the timeout of `event.from`, its delays) are
    somebody's real seconds and do not go through `passes`.
    """

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.skew_s = 0.0
        """How far the pool's clock is off; in front when above nought."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self.skew_s)

    def date(self) -> str:
        return as_date(self.now())

    def monotonic(self) -> float:
        return time.monotonic()

    def real(self, seconds: float) -> float:
        """How long pretended seconds really last."""
        return seconds / self.speed

    async def passes(self, seconds: float) -> None:
        await asyncio.sleep(self.real(seconds))
