"""A session with a pool: calls go out, typed values come back."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xengui.model.results import result
from xengui.net.transport import Transport
from xengui.protocol import jsonrpc
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Garbled, Problem

ORIGINATOR = "xengui"
"""Servers keep at most 500 sessions of one originator, so ours is named and every session is logged out."""

CALL_TIMEOUT_S = 60.0
LOGOUT_TIMEOUT_S = 5.0


@dataclass(frozen=True, slots=True)
class CallNote:
    """One finished call, for logs: no session reference, no arguments of login. Times in seconds."""

    method: str
    params: tuple[Any, ...]
    started: float
    took_s: float
    error: str = ""


class Session:
    """A login to one server. Its reference and the password appear in no repr, log or note."""

    def __init__(self, transport: Transport, ref: str, noted: Callable[[CallNote], None] | None = None) -> None:
        self.transport = transport
        self._ref = ref
        self._noted = noted
        self._ids = itertools.count(1)

    def __repr__(self) -> str:
        return f"<Session at {self.transport.address.key}>"

    @classmethod
    async def login(
        cls, transport: Transport, user: str, password: str, noted: Callable[[CallNote], None] | None = None
    ) -> Session:
        """Log in with a name and a password.

        Raises:
            Failure: `SESSION_AUTHENTICATION_FAILED`, `HOST_IS_SLAVE`, `HOST_STILL_BOOTING` and others.
            Problem: the server could not be asked, or is not trusted.
        """
        session = cls(transport, "", noted)
        method = "session.login_with_password"
        session._ref = await session._value(transport, method, (user, password, "1.0", ORIGINATOR), CALL_TIMEOUT_S)
        return session

    def over(self, transport: Transport) -> Session:
        """The same session on another connection to the same server."""
        return Session(transport, self._ref, self._noted)

    async def call(self, method: str, *params: Any, timeout_s: float = CALL_TIMEOUT_S) -> Any:
        """Make a call; the session's reference is put before `params`.

        Raises:
            Failure: the server refused.
            Problem: no usable answer came; the call may have been carried out all the same.
        """
        return await self._value(self.transport, method, (self._ref, *params), timeout_s)

    async def body(self, method: str, *params: Any, timeout_s: float) -> bytes:
        """Make a call and give its whole answer undecoded, for answers too large for this thread."""
        request = jsonrpc.request(method, (self._ref, *params), next(self._ids))
        return await self.transport.post(jsonrpc.PATH, request, timeout_s=timeout_s)

    async def logout(self) -> None:
        """End the session; a server that does not answer ends it by itself in a day."""
        try:
            async with asyncio.timeout(LOGOUT_TIMEOUT_S):  # also for the wait behind calls that have every connection
                await self.call("session.logout", timeout_s=LOGOUT_TIMEOUT_S)
        except (TimeoutError, Failure, Problem):
            return

    async def _value(self, transport: Transport, method: str, params: tuple[Any, ...], timeout_s: float) -> Any:
        started = time.time()
        clock = time.perf_counter()
        error = "unfinished"
        try:
            request = jsonrpc.request(method, params, next(self._ids))
            body = await transport.post(jsonrpc.PATH, request, timeout_s=timeout_s)
            value = result(method, jsonrpc.reply(body))
            error = ""
        except Failure as failure:
            error = failure.code
            raise
        except ValueError as fault:
            error = "garbled answer"
            raise Garbled(transport.address.key, str(fault)) from None
        except Problem as problem:
            error = type(problem).__name__
            raise
        finally:
            if self._noted:
                shown = () if method.startswith("session.") else params[1:]
                self._noted(CallNote(method, shown, started, time.perf_counter() - clock, error))
        return value
