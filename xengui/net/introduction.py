"""What a pool tells about itself beside its rows, learned in the background: its hosts' certificates, its clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from xengui.model.classes import Host
from xengui.model.dates import moment
from xengui.model.snapshot import Snapshot
from xengui.net.session import Session
from xengui.net.vouchers import Vouchers, meet
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

CLOCK_S = 600.0
"""How long what is known of a pool's clock holds."""

SURE_S = 5.0
"""An answer that took longer says too little about a clock."""


class Introduction:
    """Learns for one connection; `by` is who learns, `learned` is called when something came of it."""

    def __init__(self, by: object, vouchers: Vouchers, learned: Callable[[float | None], None]) -> None:
        self._by = by
        self._vouchers = vouchers
        self._learned = learned
        self._met: set[str] = set()
        self._clock_at = float("-inf")
        self._at_work: asyncio.Task[None] | None = None

    def anew(self) -> None:
        """A new connection: whatever was learned is asked for again."""
        self._met = set()
        self._clock_at = float("-inf")

    def learn(self, session: Session, snapshot: Snapshot) -> None:
        """Ask for what is not known yet; nobody waits for it."""
        if self._at_work and not self._at_work.done():
            return
        hosts = [host for host in snapshot.hosts.values() if host.ref not in self._met]
        hosts = hosts if session.transport.address.tls else []
        here = snapshot.coordinator if time.monotonic() - self._clock_at > CLOCK_S else None
        if hosts or here:
            self._met.update(host.ref for host in hosts)
            self._clock_at = time.monotonic() if here else self._clock_at
            name = f"meet {session.transport.address.key}"
            self._at_work = asyncio.create_task(self._ask(session, hosts, here), name=name)

    async def end(self) -> None:
        """Learn no more."""
        if self._at_work:
            self._at_work.cancel()
            await asyncio.wait({self._at_work})

    async def _ask(self, session: Session, hosts: list[Host], here: Host | None) -> None:
        try:
            ahead_s = await _ahead_s(session, here) if here else None
            await meet(session, self._by, hosts, self._vouchers)
        except Problem:
            return  # the watch notices as well
        self._learned(ahead_s)


async def _ahead_s(session: Session, host: Host) -> float | None:
    """How far a host's clock is ahead of ours, to the second; None where it does not tell or takes too long for it."""
    asked = datetime.now(UTC)
    try:
        told = await session.call("host.get_servertime", host.ref)
    except Failure:
        return None
    took = datetime.now(UTC) - asked
    theirs = moment(told) if isinstance(told, str) else None
    if theirs is None or not 0 <= took.total_seconds() <= SURE_S:
        return None
    # They cut off what is left of the second, so on the average half of one is missing.
    ahead_s = (theirs - asked - took / 2).total_seconds() + 0.5
    return ahead_s if abs(ahead_s) >= 2.0 else 0.0
