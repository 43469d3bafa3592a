"""The live connection to one pool: logs in, loads, follows, and comes back after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from xengui.model.classes import Task
from xengui.model.estate import Connection, Status
from xengui.model.store import Delta, Store
from xengui.net.session import CallNote, Session
from xengui.net.tasks import Progress, TaskWatch
from xengui.net.transport import HttpTransport
from xengui.net.trust import Pins
from xengui.net.watch import Watch
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem, Untrusted

PAUSES_S = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""Between attempts to come back; the last one repeats. Each is stretched or shortened by up to a fifth, so that a
hundred windows do not knock at the same moment when a pool returns."""

_HOPS = 3
_ASK_A_PERSON = {"SESSION_AUTHENTICATION_FAILED", "SESSION_AUTHORIZATION_FAILED", "RBAC_PERMISSION_DENIED"}

_log = logging.getLogger(__name__)


class Link:
    """One server of the list, and the way to the pool behind it.

    `publish` hears of every change: the connection as it is now, and the delta where the picture changed. `given` is
    the address as the user knows it, `address` where the pool's coordinator was found.
    """

    def __init__(  # noqa: PLR0913
        self,
        address: Address,
        user: str,
        pins: Pins,
        publish: Callable[[Connection, Delta | None], None],
        explain: Callable[[Exception], str] = str,
        *,
        name: str = "",
        colour: str = "",
        noted: Callable[[CallNote], None] | None = None,
    ) -> None:
        self.connection = Connection(key=address.key, user=user, name=name, colour=colour)
        self.given = address
        self.address = address
        self._pins = pins
        self._publish = publish
        self._explain = explain
        self._noted = noted
        self._password = ""
        self._store = Store()
        self._tasks = TaskWatch()
        self._session: Session | None = None
        self._watch: Watch | None = None
        self._transports: list[HttpTransport] = []
        self._following: asyncio.Task[None] | None = None
        self._now = asyncio.Event()

    def __repr__(self) -> str:
        return f"<Link to {self.connection.key}, {self.connection.status}>"

    async def open(self, password: str) -> None:
        """Log in and load; when this returns, the first picture is there and is being followed.

        A member of a pool names its coordinator, which is then asked instead, at the same port.

        Raises:
            Failure: the server refused the login.
            Problem: the server cannot be reached, or is not (yet) trusted.
        """
        if self._following:
            return
        self._password = password
        self._say(status=Status.CONNECTING, problem="", next_try=None)
        try:
            await self._load()
        except BaseException as fault:
            await self._drop()
            problem = self._explain(fault) if isinstance(fault, Failure | Problem) else ""
            self._say(status=Status.DISCONNECTED, problem=problem)
            raise
        self._following = asyncio.create_task(self._follow_for_ever(), name=f"follow {self.connection.key}")

    async def close(self) -> None:
        """Log out and forget the picture."""
        following, self._following = self._following, None
        if following:
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
        if self._session:
            await self._session.logout()
        self._tasks.abandon(Problem(self.connection.key, "disconnected"))
        await self._drop()
        self._password = ""
        self._store = Store()
        self._say(status=Status.DISCONNECTED, snapshot=self._store.snapshot, heard=None, problem="", next_try=None)

    def rename(self, name: str) -> None:
        """Show the connection under the name of its pool."""
        self._say(name=name)

    def try_now(self) -> None:
        """Do not wait for the next attempt to come back."""
        self._now.set()

    async def call(self, method: str, *params: Any) -> Any:
        """Make a call of the XenAPI.

        Raises:
            Failure: the server refused.
            Problem: there is no connection, or no usable answer came.
        """
        if self._session is None:
            raise Problem(self.connection.key, "not connected")
        return await self._session.call(method, *params)

    async def task_end(self, ref: str, progress: Progress) -> Task | None:
        """The record of a task of this pool when it has ended; None when it vanished.

        Raises:
            Problem: the connection was closed meanwhile. A lost one is waited for.
        """
        return await self._tasks.end(ref, self._task, progress)

    async def _task(self, ref: str) -> Task | None:
        try:
            task: Task = await self.call("task.get_record", ref)
        except Failure as failure:
            if failure.code == "HANDLE_INVALID":
                return None
            raise Problem(self.connection.key, str(failure)) from failure
        return task

    async def _load(self) -> None:
        for _ in range(_HOPS):
            await self._drop()
            transport = self._transport(connections=4)
            try:
                self._session = await Session.login(transport, self.connection.user, self._password, self._noted)
                break
            except Failure as failure:
                if failure.code != "HOST_IS_SLAVE" or not failure.params:
                    raise
                _log.info("%s is a member; its coordinator is %s", self.address.key, failure.params[0])
                self.address = self.address.at(failure.params[0])
        else:
            raise Problem(self.connection.key, "its members name each other as coordinator")
        self._watch = Watch(self._session.over(self._transport(connections=1)))
        await self._take_batch()
        self._say(status=Status.CONNECTED, problem="", next_try=None)

    async def _take_batch(self) -> None:
        assert self._watch
        batch = await self._watch.batch()
        delta = self._store.fold(batch)
        self._watch.disagree(self._store.disagreements(batch.counts))
        self.connection = replace(self.connection, snapshot=delta.snapshot, heard=datetime.now(UTC))
        self._tasks.look(delta.snapshot)
        self._publish(self.connection, delta)

    async def _follow_for_ever(self) -> None:
        while True:
            fault = await self._follow()
            _log.info("lost %s: %s", self.connection.key, fault)
            if not await self._come_back(fault):
                return

    async def _follow(self) -> Failure | Problem:
        while True:
            try:
                await self._take_batch()
            except (Failure, Problem) as fault:
                return fault

    async def _come_back(self, fault: Failure | Problem) -> bool:
        """Try until the pool is there again; False when only a person can help."""
        attempt = 0
        ended = isinstance(fault, Failure) and fault.code == "SESSION_INVALID"
        while True:
            if not ended:
                pause = PAUSES_S[min(attempt, len(PAUSES_S) - 1)] * random.uniform(0.8, 1.2)  # noqa: S311
                next_try = datetime.now(UTC) + timedelta(seconds=pause)
                self._say(status=Status.LOST, problem=self._explain(fault), next_try=next_try)
                await self._pause(pause)
            ended = False
            attempt += 1
            try:
                await self._load()
            except (Failure, Problem) as again:
                fault = again
                if isinstance(again, Untrusted) or (isinstance(again, Failure) and again.code in _ASK_A_PERSON):
                    await self._drop()
                    self._following = None
                    self._say(status=Status.DISCONNECTED, problem=self._explain(again), next_try=None)
                    return False
            else:
                return True

    async def _pause(self, seconds: float) -> None:
        self._now.clear()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._now.wait(), seconds)

    def _transport(self, *, connections: int) -> HttpTransport:
        transport = HttpTransport(self.address, self._pins, connections=connections)
        self._transports.append(transport)
        return transport

    async def _drop(self) -> None:
        self._session = self._watch = None
        transports, self._transports = self._transports, []
        for transport in transports:
            await transport.close()

    def _say(self, **changes: Any) -> None:
        self.connection = replace(self.connection, **changes)
        self._publish(self.connection, None)
