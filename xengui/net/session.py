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
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES, Language, not_spoken
from xengui.protocol.problems import Garbled, Problem

ORIGINATOR = "xengui"
"""Servers keep at most 500 sessions of one originator, so ours is named and every session is logged out."""

CALL_TIMEOUT_S = 60.0
LOGOUT_TIMEOUT_S = 5.0

LARGE = 64 << 10
"""Larger answers are decoded in a worker thread."""


@dataclass(frozen=True, slots=True)
class CallNote:
    """One finished call, for logs: no session reference, no arguments of login. Times in seconds."""

    method: str
    params: tuple[Any, ...]
    started: float
    took_s: float
    error: str = ""


class _NotSpoken(Garbled):
    """The server has not understood a word, so nothing was done."""


class Session:
    """A login to one server, in the best language that it speaks. Its reference and the password appear in no repr, log
    or note."""

    def __init__(
        self,
        transport: Transport,
        ref: str,
        noted: Callable[[CallNote], None] | None = None,
        language: Language = LANGUAGES[0],
    ) -> None:
        self.transport = transport
        self.language = language
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
        first: Garbled | None = None
        for language in LANGUAGES:
            session = cls(transport, "", noted, language)
            params = (user, password, "1.0", ORIGINATOR)
            try:
                session._ref = await session._value("session.login_with_password", params, CALL_TIMEOUT_S)
            except Garbled as garbled:
                first = first or garbled
                if not isinstance(garbled, _NotSpoken):
                    break
            else:
                return session
        assert first
        raise first

    def over(self, transport: Transport) -> Session:
        """The same session on another connection to the same server."""
        return Session(transport, self._ref, self._noted, self.language)

    async def call(self, method: str, *params: Any, timeout_s: float = CALL_TIMEOUT_S) -> Any:
        """Make a call; the session's reference is put before `params`.

        Raises:
            Failure: the server refused.
            Problem: no usable answer came; the call may have been carried out all the same.
        """
        return await self._value(method, (self._ref, *params), timeout_s)

    async def body(self, method: str, *params: Any, timeout_s: float) -> bytes:
        """Make a call and give its whole answer undecoded, for answers too large for this thread."""
        return await self._post(method, (self._ref, *params), timeout_s)

    async def logout(self) -> None:
        """End the session; a server that does not answer ends it by itself in a day."""
        try:
            async with asyncio.timeout(LOGOUT_TIMEOUT_S):  # also for the wait behind calls that have every connection
                await self.call("session.logout", timeout_s=LOGOUT_TIMEOUT_S)
        except (TimeoutError, Failure, Problem):
            return

    async def _value(self, method: str, params: tuple[Any, ...], timeout_s: float) -> Any:
        started = time.time()
        clock = time.perf_counter()
        error = "unfinished"
        try:
            body = await self._post(method, params, timeout_s)
            if len(body) > LARGE:
                value = await asyncio.to_thread(self._read, method, body)
            else:
                value = self._read(method, body)
            error = ""
        except Failure as failure:
            error = failure.code
            raise
        except ValueError as fault:
            error = "garbled answer"
            raise Garbled(self.transport.address.key, str(fault)) from None
        except _NotSpoken:
            error = "language not spoken"
            raise
        except Problem as problem:
            error = type(problem).__name__
            raise
        finally:
            if self._noted:
                shown = () if method.startswith("session.") else params[1:]
                self._noted(CallNote(method, shown, started, time.perf_counter() - clock, error))
        return value

    async def _post(self, method: str, params: tuple[Any, ...], timeout_s: float) -> bytes:
        here, language = self.transport.address.key, self.language
        try:
            request = language.request(method, params, next(self._ids))
        except ValueError as fault:
            raise Problem(here, f"{method} cannot be asked: {fault}") from None
        try:
            body = await self.transport.post(
                language.PATH, request, timeout_s=timeout_s, content_type=language.CONTENT_TYPE
            )
        except Garbled as garbled:
            if not_spoken(language, garbled.status, b""):
                raise _NotSpoken(here, garbled.detail, garbled.status) from None
            raise
        if not_spoken(language, 200, body):
            raise _NotSpoken(here, "it does not speak JSON-RPC")
        return body

    def _read(self, method: str, body: bytes) -> Any:
        return result(method, self.language.reply(body))
