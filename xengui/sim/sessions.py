"""Who is logged in, and when somebody no longer is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from xengui.sim.clock import Clock
from xengui.sim.database import Database
from xengui.sim.failures import ApiError

IDLE_S = 24 * 3600.0
PER_ORIGINATOR, ANONYMOUS = 500, 400
REFRESHED_EVERY_S = 10.0


@dataclass(eq=False, slots=True)
class Session:
    ref: str
    originator: str
    last_active: float
    local: bool = False
    """Good for the emergency calls of one host only."""
    ended: bool = False
    pending: int = 0
    """Tasks of this session that are still going on."""


class Sessions:
    """The pool's sessions; `on_end` hears of each that was logged out or collected."""

    def __init__(self, database: Database, clock: Clock, user: str, password: str) -> None:
        self._database = database
        self._clock = clock
        self.user = user
        self.password = password
        self._sessions: dict[str, Session] = {}
        self.on_end: Callable[[Session], None] = lambda session: None

    def login(self, user: str, password: str, originator: str, host: str, *, local: bool = False) -> str:
        if (user, password) != (self.user, self.password):
            raise ApiError("SESSION_AUTHENTICATION_FAILED", user, "Authentication failure")
        return self.open(user, originator, host, local=local)

    def knows(self, ref: str) -> bool:
        return ref in self._sessions

    def open(self, user: str, originator: str, host: str, *, local: bool = False, internal: bool = False) -> str:
        """Let somebody in; `internal` is one host of a pool that comes to another."""
        now = self._clock.date()
        ref = self._database.add(
            "session",
            {
                "this_host": host,
                "last_active": now,
                "validation_time": now,
                "pool": internal,
                "is_local_superuser": True,
                "auth_user_name": user,
                "originator": originator,
            },
        )
        self._sessions[ref] = Session(ref, originator, self._clock.monotonic(), local)
        return ref

    def enter(self, ref: str, *, emergency: bool = False) -> Session:
        """The session a call names, marked as active; one of a single host is good in an emergency only."""
        session = self._sessions.get(ref)
        if session is None or (session.local and not emergency):
            raise ApiError("SESSION_INVALID", ref)
        now = self._clock.monotonic()
        if now - session.last_active > REFRESHED_EVERY_S:
            self._database.write("session", ref, "last_active", self._clock.date())
        session.last_active = now
        return session

    def end(self, ref: str) -> None:
        session = self._sessions.pop(ref, None)
        if session is None:
            raise ApiError("SESSION_INVALID", ref)
        session.ended = True
        self._database.remove("session", ref)
        self.on_end(session)

    def end_all(self) -> int:
        """End every session; returns how many there were."""
        ending = list(self._sessions)
        for ref in ending:
            self.end(ref)
        return len(ending)

    def by_originator(self) -> dict[str, int]:
        """How many sessions each program has."""
        return dict(Counter(session.originator for session in self._sessions.values()))

    def change_password(self, old: str, new: str) -> None:
        if old != self.password:
            raise ApiError("CHANGE_PASSWORD_REJECTED", "Authentication failure")
        self.password = new

    def collect(self) -> None:
        """End what is idle or too many, the least recently active first; a session at work is spared."""
        now = self._clock.monotonic()
        by_originator: dict[str, list[Session]] = {}
        for session in sorted(self._sessions.values(), key=lambda session: session.last_active):
            if session.pending:
                continue
            if now - session.last_active > IDLE_S:
                self.end(session.ref)
            else:
                by_originator.setdefault(session.originator, []).append(session)
        for originator, sessions in by_originator.items():
            allowed = PER_ORIGINATOR if originator else ANONYMOUS
            for session in sessions[: max(0, len(sessions) - allowed)]:
                self.end(session.ref)
