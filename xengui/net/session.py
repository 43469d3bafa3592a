"""A session with a pool: calls go out, typed values come back."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from xengui.model.results import result
from xengui.model.secrets import cut_error, cut_text, given, masked
from xengui.net.lock import Lock
from xengui.net.transport import LARGEST_ANSWER, LARGEST_PICTURE, Transport
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES, Language, not_spoken
from xengui.protocol.problems import Garbled, Problem
from xengui.protocol.secrecy import hide

ORIGINATOR = "xengui"
"""Servers keep at most 500 sessions of one originator, so ours is named and every session is logged out."""

CALL_TIMEOUT_S = 60.0
LOGOUT_TIMEOUT_S = 5.0

LARGE = 64 << 10
"""Larger answers are decoded in a worker thread."""


GARBLED = "garbled answer"

SMALL_BYTES = 4_096
"""An answer up to this size may be a refusal; larger ones never are."""

_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class CallNote:
    """One call, for logs: begun or over. No session reference, no arguments of login, every other secret masked.

    Times in seconds. `number` is the same when a call begins and when it is over, `size` is that of the answer in
    bytes, `ref` the reference a call gave.
    """

    method: str
    params: tuple[Any, ...]
    started: float
    took_s: float
    error: str = ""
    error_params: tuple[str, ...] = ()
    number: int = 0
    size: int = 0
    ref: str = ""


Noted = Callable[[CallNote], None]


@dataclass(slots=True)
class _Answer:
    """What becomes of a call on its way into a note."""

    error: str = ""
    error_params: tuple[str, ...] = ()
    size: int = 0
    ref: str = ""


class _NotSpoken(Garbled):
    """The server has not understood a word, so nothing was done."""

    maybe_done = False


class Session:
    """A login to one server, in the best language that it speaks. Its reference and the password appear in no repr, log
    or note. What its `lock` does not admit is never sent."""

    def __init__(  # noqa: PLR0913, PLR0917
        self,
        transport: Transport,
        ref: str,
        noted: Noted | None = None,
        language: Language = LANGUAGES[0],
        begun: Noted | None = None,
        lock: Lock | None = None,
    ) -> None:
        self.transport = transport
        self.lock = lock or Lock(transport.address.key)
        self.language = language
        self._ref = ref
        self._noted = noted
        self._begun = begun
        self._ids = itertools.count(1)

    def __repr__(self) -> str:
        return f"<Session at {self.transport.address.key}>"

    @classmethod
    async def login(  # noqa: PLR0913, PLR0917
        cls,
        transport: Transport,
        user: str,
        password: str,
        noted: Noted | None = None,
        begun: Noted | None = None,
        lock: Lock | None = None,
    ) -> Session:
        """Log in with a name and a password.

        Raises:
            Failure: `SESSION_AUTHENTICATION_FAILED`, `HOST_IS_SLAVE`, `HOST_STILL_BOOTING` and others.
            Problem: the server could not be asked, or is not trusted.
        """
        hide(password)
        first: Garbled | None = None
        for language in LANGUAGES:
            session = cls(transport, "", noted, language, begun, lock)
            params = (user, password, "1.0", ORIGINATOR)
            try:
                session._ref = await session._value("session.login_with_password", params, CALL_TIMEOUT_S)
            except Garbled as garbled:
                first = first or garbled
                if not isinstance(garbled, _NotSpoken):
                    break
            else:
                hide(session._ref)
                return session
        assert first
        raise first

    def over(self, transport: Transport) -> Session:
        """The same session on another connection to the same server."""
        return Session(transport, self._ref, self._noted, self.language, self._begun, self.lock)

    async def call(self, method: str, *params: Any, timeout_s: float = CALL_TIMEOUT_S) -> Any:
        """Make a call; the session's reference is put before `params`.

        Raises:
            Failure: the server refused.
            Locked: it does not only read, and the pool is locked; it was not sent.
            Problem: no usable answer came; the call may have been carried out all the same.
        """
        for secret in given(method, params):
            hide(secret)  # errors quote what they were given
        return await self._value(method, (self._ref, *params), timeout_s)

    async def body(self, method: str, *params: Any, timeout_s: float) -> bytes:
        """Make a call and give its whole answer undecoded, for answers too large for this thread."""
        with self._passed(method, (self._ref, *params)) as answer:
            body = await self._post(method, (self._ref, *params), timeout_s, LARGEST_PICTURE)
            answer.size = len(body)
            if self._noted and len(body) <= SMALL_BYTES:
                try:
                    self.language.reply(body)
                except Failure as failure:
                    answer.error, answer.error_params = failure.code, failure.params
                except ValueError:
                    answer.error = GARBLED
        return body

    async def logout(self) -> None:
        """End the session; a server that does not answer ends it by itself in a day."""
        try:
            async with asyncio.timeout(LOGOUT_TIMEOUT_S):  # also for the wait behind calls that have every connection
                await self.call("session.logout", timeout_s=LOGOUT_TIMEOUT_S)
        except (TimeoutError, Failure, Problem):
            return

    async def _value(self, method: str, params: tuple[Any, ...], timeout_s: float) -> Any:
        with self._passed(method, params) as answer:
            try:
                body = await self._post(method, params, timeout_s)
                answer.size = len(body)
                if len(body) > LARGE:
                    value = await asyncio.to_thread(self._read, method, body)
                else:
                    value = self._read(method, body)
            except ValueError as fault:
                raise Garbled(self.transport.address.key, str(fault)) from None
            if isinstance(value, str) and value.startswith("OpaqueRef:"):
                answer.ref = value
        return value

    @contextlib.contextmanager
    def _passed(self, method: str, params: tuple[Any, ...]) -> Iterator[_Answer]:
        """The one door that every call goes through. A locked one lets nothing out but reads. A call that goes out is
        noted when it begins, where somebody listens, and so is what became of it when it is over."""
        self.lock.admit(method)
        answer = _Answer()
        if not (self._noted or self._begun):
            yield answer
            return
        of_session = method.startswith("session.")
        shown = () if of_session else masked(method, params[1:], self._ref)
        note = CallNote(method, shown, time.time(), 0.0, number=next(_numbers))
        if self._begun:
            self._begun(note)
        clock = time.perf_counter()
        ended = False
        try:
            yield answer
            ended = True
        except Failure as failure:
            answer.error, answer.error_params = failure.code, failure.params
            raise
        except _NotSpoken:
            answer.error = "language not spoken"
            raise
        except Problem as problem:
            answer.error = GARBLED if isinstance(problem, Garbled) else type(problem).__name__
            answer.error_params = (str(problem),)
            raise
        finally:
            if self._noted:
                error = answer.error or ("" if ended else "unfinished")
                words = tuple(cut_text(word, self._ref) for word in cut_error(answer.error, answer.error_params))
                ref = "" if of_session else answer.ref
                took_s = time.perf_counter() - clock
                self._noted(replace(note, took_s=took_s, error=error, error_params=words, size=answer.size, ref=ref))

    async def _post(
        self, method: str, params: tuple[Any, ...], timeout_s: float, largest: int = LARGEST_ANSWER
    ) -> bytes:
        here, language = self.transport.address.key, self.language
        try:
            request = language.request(method, params, next(self._ids))
        except ValueError as fault:
            raise Problem(here, f"{method} cannot be asked: {fault}") from None
        try:
            body = await self.transport.post(
                language.PATH, request, timeout_s=timeout_s, content_type=language.CONTENT_TYPE, largest=largest
            )
        except Garbled as garbled:
            if not self._ref and not_spoken(language, garbled.status, b""):
                raise _NotSpoken(here, garbled.detail, garbled.status) from None
            raise
        if not_spoken(language, 200, body):
            raise _NotSpoken(here, "it does not speak JSON-RPC")
        return body

    def _read(self, method: str, body: bytes) -> Any:
        return result(method, self.language.reply(body))
