"""Follows everything that happens in a pool, from a full picture onwards.

How the watch recovers. `event.from` with an empty token brings every object of the pool and a token; each further
call brings what changed since its token, or an empty answer after half a minute. Three things can break the chain,
and each is cured by starting again with an empty token: the server has forgotten our place (`EVENTS_LOST`, or a
token it cannot read after a restart of another build), a deletion was lost (the server remembers only the last few
hundred; the numbers of rows that come with each answer show it), or the connection itself was lost (then a new
watch is made). A full picture is folded like any other batch: only differences count.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from xengui.model.batch import Batch, typed
from xengui.net.session import Session
from xengui.protocol import events
from xengui.protocol.failure import Failure
from xengui.protocol.language import Language
from xengui.protocol.problems import Garbled

POLL_S = 30.0
"""How long a server holds a call when nothing happens; it is also the longest that a dead link goes unnoticed,
together with the slack."""
SLACK_S = 15.0
FULL_TIMEOUT_S = 120.0

_START_AGAIN = {"EVENTS_LOST", "EVENT_FROM_TOKEN_PARSE_FAILURE"}


class Watch:
    """The event watch of one session. It blocks its connection, so it has one of its own."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._token = ""
        self._put_up_with: Mapping[str, int] = {}

    async def batch(self) -> Batch:
        """The next batch; the first is complete. An empty one says that the server is there and nothing happened.

        Raises:
            Failure: among others `SESSION_INVALID`, when the session was ended.
            Problem: the connection is lost.
        """
        while True:
            try:
                return await self._ask()
            except Failure as failure:
                if failure.code not in _START_AGAIN or not self._token:
                    raise
                self._token = ""  # the pool has forgotten our place; only a full picture is safe

    async def stop(self) -> None:
        """End the wait for the next batch with a Problem."""
        await self._session.transport.close()

    def disagree(self, differences: Mapping[str, tuple[int, int]]) -> None:
        """Hear in which classes our number of rows and the server's differ, after the last batch was folded.

        The next batch is then complete. Where a full picture does not mend it, the difference is put up with, so
        that a server with a peculiar idea of counting is not asked for everything again and again.
        """
        missing = {name: theirs - ours for name, (ours, theirs) in differences.items()}
        if missing and missing != self._put_up_with:
            self._token = ""
        self._put_up_with = missing

    async def _ask(self) -> Batch:
        complete = not self._token
        timeout_s = FULL_TIMEOUT_S if complete else POLL_S + SLACK_S
        body = await self._session.body("event.from", ["*"], self._token, POLL_S, timeout_s=timeout_s)
        try:
            batch = await asyncio.to_thread(_decoded, self._session.language, body, complete)
        except ValueError as fault:
            raise Garbled(self._session.transport.address.key, str(fault)) from None
        self._token = batch.token
        return batch


def _decoded(language: Language, body: bytes, complete: bool) -> Batch:
    """Runs in a worker thread."""
    return typed(events.batch(language.reply(body)), complete=complete)
