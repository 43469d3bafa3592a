"""All that is on screen: each pool we know of, how our connection to it fares, and its last picture."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from xengui.model.snapshot import Snapshot


class Status(StrEnum):
    """How a connection fares."""

    DISCONNECTED = "disconnected"
    CONNECTING = "connecting"
    CONNECTED = "connected"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Member:
    """A server of a pool, and the address at which the pool itself reaches it. `sha256` is the fingerprint of its
    certificate where the pool has told it, and "" otherwise."""

    name: str
    address: str
    sha256: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One server of the list and the pool behind it.

    `key` tells connections apart and stands as reference for a server whose pool is not known: `host` or
    `host:port`. `heard` is when the server last answered, so `snapshot` is as old as that. `problem` is a
    sentence about why there is no connection, `next_try` when the next attempt starts. `members` are the servers of the
    pool as last seen, its coordinator first. `colour`, `label` and `locked` are what the user chose for the pool: the
    name of its color, a word such as "Production", and that nothing may be changed on it from here. `asking` are the
    addresses that are asked at this moment. `ahead_s` is how far the pool's clock is ahead of this computer's, in
    seconds.
    """

    key: str
    user: str = "root"
    name: str = ""
    status: Status = Status.DISCONNECTED
    snapshot: Snapshot = field(default_factory=Snapshot)
    heard: datetime | None = None
    problem: str = ""
    next_try: datetime | None = None
    colour: str = ""
    label: str = ""
    locked: bool = False
    members: tuple[Member, ...] = ()
    asking: tuple[str, ...] = ()
    ahead_s: float = 0.0

    def pool_time(self, now: datetime) -> datetime:
        """What the pool's clock shows now: its dates are to be compared with this."""
        return now + timedelta(seconds=self.ahead_s)

    @property
    def usable(self) -> bool:
        """Connected, and its pool is known: XenCenter shows nothing of a connection before that."""
        return self.status is Status.CONNECTED and self.snapshot.pool is not None


Estate = tuple[Connection, ...]
