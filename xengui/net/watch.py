"""Follows everything that happens in a pool, from a full picture onwards.

How the watch recovers. `event.from` with an empty token brings every object of the pool and a token; each further
call brings what changed since its token, or an empty answer after ten seconds. Three things can break the chain,
and each is cured by starting again with an empty token: the server has forgotten our place (`EVENTS_LOST`, or a
token it cannot read after a restart of another build), a deletion was lost (the server remembers only the last few
hundred; the numbers of rows that come with each answer show it), or the connection itself was lost (then a new
watch is made). A full picture is folded like any other batch: only differences count. How soon it is asked for again is
the matter of `pace.py`.

A poll that found no answer, or an error of HTTP, is made once more with the same token on a fresh connection, and at
once: routers forget connections, and a server's session and our place there outlive that. An answer that came and was
damaged is another matter: what was in it is not known, so nothing less than the full picture will do.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping

from xengui.model.batch import Batch, typed
from xengui.net.breath import Breath
from xengui.net.pace import Pace
from xengui.net.session import Session
from xengui.protocol import events
from xengui.protocol.failure import Failure
from xengui.protocol.language import Language
from xengui.protocol.problems import Cause, Garbled, Problem, Unreachable

POLL_S = 10.0
"""How long a server holds a call when nothing happens; it is also the longest that a dead link goes unnoticed,
together with twice the slack. An answer that says nothing is half a kilobyte."""
SLACK_S = 5.0
FULL_TIMEOUT_S = 120.0

SECOND_TRY_S = 0.5
"""After so long an error of HTTP is taken for a passing one, once."""

_START_AGAIN = {"EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE"}


class Watch:
    """The event watch of one session. It blocks its connection, so it has one of its own. `slack_s` is how long after
    the end of a poll its answer may come; `pace` outlives the watches of one pool."""

    def __init__(self, session: Session, slack_s: float = SLACK_S, pace: Pace | None = None) -> None:
        self._session = session
        self._slack_s = slack_s
        self._pace = pace or Pace()
        self._stopped = asyncio.Event()
        self._took_s = 0.0
        self._hurry = False
        self._breath = Breath()
        self._token = ""
        self._put_up_with: Mapping[str, int] = {}

    async def batch(self) -> Batch:
        """The next batch; the first is complete. An empty one says that the server is there and nothing happened.

        Raises:
            Failure: among others `SESSION_INVALID`, when the session was ended.
            Problem: the connection is lost.
        """
        tried = False
        while True:
            await self._rest(self._pace.pause_s())
            if self._pace.whole_is_due():
                self._token = ""
            try:
                return await self._ask()
            except Failure as failure:
                if failure.code not in _START_AGAIN or not self._token:
                    raise
                self._token = ""  # the pool has forgotten our place; only a full picture is safe
                self._pace.refused()
            except Problem as problem:
                if tried or not self._token or not _passing(problem):
                    raise
                tried = self._hurry = True
                await self._rest(SECOND_TRY_S if isinstance(problem, Garbled) else 0.0)

    async def stop(self) -> None:
        """End the wait for the next batch with a Problem."""
        self._stopped.set()
        await self._session.transport.close()

    def resume(self, session: Session) -> None:
        """Go on after `stop` where it was left, in the same session over another transport. The next answer comes at
        once."""
        self._session = session
        self._stopped.clear()
        self._hurry = True

    def taken_in(self, *, new: bool) -> None:
        """Hear that the last batch was folded, and whether anything in it was new."""
        self._pace.answered(self._took_s, whole=False, new=new)

    def doubt(self) -> None:
        """Start again with a full picture at the next batch: an answer on this connection was damaged."""
        self._pace.doubt()
        self._pace.damaged()

    def disagree(self, differences: Mapping[str, tuple[int, int]]) -> None:
        """Hear in which classes our number of rows and the server's differ, after the last batch was folded.

        The next batch is then complete. Where a full picture does not mend it, the difference is put up with, so
        that a server with a peculiar idea of counting is not asked for everything again and again.
        """
        missing = {name: theirs - ours for name, (ours, theirs) in differences.items()}
        if missing and missing != self._put_up_with:
            self._pace.doubt()
        self._put_up_with = missing

    async def _rest(self, seconds: float) -> None:
        if seconds:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stopped.wait(), seconds)

    async def _ask(self) -> Batch:
        await self._rest(self._breath.pause_s())
        complete = not self._token
        poll_s = 0.0 if self._hurry else POLL_S
        timeout_s = FULL_TIMEOUT_S if complete else poll_s + self._slack_s
        began = time.monotonic()
        body = await self._session.body("event.from", ["*"], self._token, poll_s, timeout_s=timeout_s)
        self._hurry = False
        try:
            batch = await asyncio.to_thread(_decoded, self._session.language, body, complete)
        except ValueError as fault:
            self._token = ""  # what was in it is lost, and the token with it
            self._pace.damaged()
            raise Garbled(self._session.transport.address.key, str(fault)) from None
        self._token = batch.token
        self._took_s = time.monotonic() - began
        if complete:
            self._pace.answered(self._took_s, whole=True, new=True)
        self._breath.answered(self._took_s, len(batch.changes))
        return batch


def _passing(problem: Problem) -> bool:
    """Whether asking once more may help, in the same session and from the same place."""
    if isinstance(problem, Unreachable):
        return problem.cause in {Cause.DROPPED, Cause.SILENT}
    return isinstance(problem, Garbled) and problem.status >= 500


def _decoded(language: Language, body: bytes, complete: bool) -> Batch:
    """Runs in a worker thread."""
    return typed(events.batch(language.reply(body)), complete=complete)
