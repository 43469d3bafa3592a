"""Logging in so that no session is left behind, even when the answer comes after nobody waits for it any more."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

from xengui.net.session import Session
from xengui.net.transport import Transport

LATE_LOGIN_S = 1.5
"""How long the answer to a login that nobody waits for any more is waited for, to log out again."""


class Logins:
    """The logins of one connection, those included that were given up and may still be answered."""

    def __init__(self) -> None:
        self._late: set[asyncio.Task[None]] = set()

    async def made(self, login: Coroutine[Any, Any, Session], transport: Transport) -> Session:
        """Wait for a login. Where the wait is cancelled the transport is closed in the background, after the session
        that may still come of it has been ended."""
        under_way = asyncio.create_task(login)
        try:
            return await asyncio.shield(under_way)
        except asyncio.CancelledError:
            late = asyncio.create_task(_log_out_late(under_way, transport))
            self._late.add(late)
            late.add_done_callback(self._late.discard)
            raise

    async def over(self) -> None:
        """Wait until nothing is left of those that were given up."""
        if self._late:
            await asyncio.wait(self._late)


async def _log_out_late(login: asyncio.Task[Session], transport: Transport) -> None:
    try:
        await asyncio.wait({login}, timeout=LATE_LOGIN_S)
        if login.done() and not login.cancelled() and not login.exception():
            await login.result().logout()
    finally:
        login.cancel()
        await transport.close()
