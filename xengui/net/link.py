"""The live connection to one pool: logs in, loads, follows, and comes back after a loss."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from xengui.model.classes import Task
from xengui.model.estate import Connection, Member, Status
from xengui.model.remembered import at_rest
from xengui.model.snapshot import Snapshot
from xengui.model.store import Delta, Store
from xengui.net.comeback import Comeback
from xengui.net.introduction import Introduction
from xengui.net.lock import Lock
from xengui.net.login import Logins
from xengui.net.pace import Pace
from xengui.net.search import Search
from xengui.net.session import CallNote, Session
from xengui.net.tasks import Progress, TaskWatch
from xengui.net.transport import HttpTransport
from xengui.net.trust import Pins
from xengui.net.vouchers import Vouchers
from xengui.net.watch import SLACK_S, Watch
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES
from xengui.protocol.problems import Garbled, Problem, Untrusted

LONGEST_REST_S = 60.0
"""A computer that was about to sleep and is still awake after so long goes on."""

LONGEST_SLACK_S = 30.0

_HOPS = 3
_ASK_A_PERSON = {"SESSION_AUTHENTICATION_FAILED", "SESSION_AUTHORIZATION_FAILED", "RBAC_PERMISSION_DENIED"}

_log = logging.getLogger(__name__)

Decide = Callable[[Untrusted], Awaitable[bool]]
"""Has a person decide about a certificate; whether it is trusted now."""


class Link:
    """One server of the list, and the way to the pool behind it.

    `publish` hears of every change: the connection as it is now, and the delta where the picture changed. `given` is
    the address as the user knows it, `address` where the pool's coordinator was found. Which hosts the pool has vouched
    for is shared with other links through `vouchers`. `decide` is asked when a pool that was lost comes back with a
    certificate that is not trusted; without it the link then gives up. `refused` hears of a login that the pool refused
    on the way back, after the link has given up.
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
        label: str = "",
        locked: bool = False,
        members: tuple[Member, ...] = (),
        noted: Callable[[CallNote], None] | None = None,
        vouchers: Vouchers | None = None,
        begun: Callable[[CallNote], None] | None = None,
        decide: Decide | None = None,
        refused: Callable[[Failure], None] | None = None,
    ) -> None:
        self.connection = Connection(
            key=address.key, user=user, name=name, colour=colour, label=label, locked=locked, members=members
        )
        self.lock = Lock(address.key, on=locked)
        self.given = address
        self.address = address
        self._vouchers = vouchers or Vouchers(pins)
        self._publish = publish
        self._explain = explain
        self._noted = noted
        self._begun = begun
        self._decide = decide
        self._login_refused = refused
        self._password = ""
        self._store = Store()
        self._tasks = TaskWatch(address.key)
        self._session: Session | None = None
        self._left_behind: list[Session] = []
        self._language = LANGUAGES[0]
        self._coordinator = address
        self._watch: Watch | None = None
        self._pace = Pace()
        self._comeback = Comeback()
        self._logins = Logins()
        self._introduction = Introduction(self, self._vouchers, self._learned)
        self._transports: list[HttpTransport] = []
        self._at_work: asyncio.Task[None] | None = None
        self._turned: Failure | Problem | None = None
        self._awake = asyncio.Event()
        self._awake.set()
        self._interrupted = False
        self._stopping: set[asyncio.Task[None]] = set()
        self._ending: asyncio.Task[None] | None = None

    def __repr__(self) -> str:
        return f"<Link to {self.connection.key}, {self.connection.status}>"

    async def open(self, password: str) -> None:
        """Log in and load; when this returns, the first picture is there and is being followed.

        A member of a pool names its coordinator, which is then asked instead, at the same port.

        Raises:
            Failure: the server refused the login.
            Problem: the server cannot be reached, or is not (yet) trusted.
        """
        if self._at_work:
            return
        self._password = password
        self._say(status=Status.CONNECTING, problem="", next_try=None)
        loading = self._at_work = asyncio.create_task(self._reach(), name=f"load {self.connection.key}")
        try:
            await loading
        except BaseException as fault:
            if self._at_work is loading:
                self._give_up(self._explain(fault) if isinstance(fault, Failure | Problem) else "")
                await self._drop()
            elif isinstance(fault, asyncio.CancelledError) and not _cancelled():
                raise Problem(self.connection.key, "disconnected") from None
            raise
        if self._at_work is not loading:
            raise Problem(self.connection.key, "disconnected")
        self._at_work = asyncio.create_task(self._follow_for_ever(), name=f"follow {self.connection.key}")

    def recall(self, snapshot: Snapshot, heard: datetime | None) -> None:
        """Show what the pool looked like when it was last heard of, until there is a fresh picture. The fresh one then
        tells only what is different. What went on in it is over for all that is known: see `model.remembered`."""
        if self.connection.snapshot.pool is None and snapshot.pool is not None:
            self._store.snapshot = snapshot
            self._say(snapshot=self._store.snapshot, heard=heard)

    async def close(self) -> None:
        """Log out, and keep the picture as what was last known. An `open` that is under way ends with a Problem.

        Nothing is published after the first moment: whoever shows the connection need not wait for the logout, which a
        silent server draws out.
        """
        work, self._at_work = self._at_work, None
        if work:
            work.cancel()
        self._password = ""
        self._store.snapshot = at_rest(self._store.snapshot)
        self._say(
            status=Status.DISCONNECTED,
            snapshot=self._store.snapshot,
            problem="",
            next_try=None,
            asking=(),
            ahead_s=0.0,
        )
        if work:
            await asyncio.wait({work})
        # The program may be left while a disconnect is still logging out: who disconnects is cancelled then, the logout
        # is not, and whoever closes the link once more waits for it.
        if self._ending is None or self._ending.done():
            self._ending = asyncio.create_task(self._end(), name=f"end {self.connection.key}")
        await asyncio.shield(self._ending)
        self._vouchers.forget(self)
        await self._logins.over()

    async def _end(self) -> None:
        session, self._session = self._session, None
        if session:
            await session.logout()
        self._left_behind = []
        self._tasks.abandon(Problem(self.connection.key, "disconnected"))
        await self._drop()

    def rename(self, name: str) -> None:
        """Show the connection under the name of its pool."""
        self._say(name=name)

    def mark(self, *, colour: str, label: str, locked: bool) -> None:
        """Have the connection carry what the user chose for it. A lock holds from the next call on."""
        self.lock.on = locked
        self._say(colour=colour, label=label, locked=locked)

    def note_members(self, members: tuple[Member, ...]) -> None:
        """Have the connection know the servers of its pool, also when the pool is out of sight."""
        self._say(members=members)

    def try_now(self) -> None:
        """Do not wait for the next attempt to come back."""
        self._comeback.try_now()

    def rest(self) -> None:
        """The computer is about to sleep: ask nothing until `wake`."""
        self._awake.clear()
        self._interrupt()

    def wake(self) -> None:
        """The computer was asleep: look at once how things are, over new connections, since the old ones may be dead
        without a sign."""
        self._awake.set()
        self._comeback.try_now()
        if self._session:
            self._session.transport.renew()
        self._interrupt()

    def _interrupt(self) -> None:
        if self._watch and self.connection.status is Status.CONNECTED and not self._turned:
            self._interrupted = True
            stopping = asyncio.get_running_loop().create_task(self._watch.stop())
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopping.discard)

    async def call(self, method: str, *params: Any) -> Any:
        """Make a call of the XenAPI. It is made once: where its session has ended, or its server is no longer the
        coordinator, the link sees to that, and the caller decides whether to ask again.

        Raises:
            Failure: the server refused.
            Problem: there is no connection, or no usable answer came.
        """
        session = self._session
        if session is None:
            raise Problem(self.connection.key, "not connected")
        try:
            return await session.call(method, *params)
        except Failure as failure:
            if failure.session_ended or failure.coordinator:
                await self._turn(failure, session)
            raise
        except Untrusted as untrusted:
            await self._turn(untrusted, session)
            raise
        except Garbled as garbled:
            if not garbled.status and self._watch and session is self._session:
                self._watch.doubt()
            raise

    async def _turn(self, fault: Failure | Untrusted, session: Session) -> None:
        """Have the link do about a refusal what is to be done: its event watch, whose connection was made long before,
        may not hear of it for half a minute, or of another certificate ever."""
        watch = self._watch
        if session is self._session and watch and not self._turned and self.connection.status is Status.CONNECTED:
            self._turned = fault
            await watch.stop()

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
            raise self._refused(failure) from failure
        return task

    async def _reach(self, tried: Callable[[Search], None] = lambda search: None) -> None:
        """Find the pool's coordinator, where more than one server is known, and load."""
        places = self._places()
        self.address = places[0]
        self._say(asking=tuple(place.host for place in places))
        if len(places) > 1:
            search = Search(
                self._vouchers.pins, lambda place, sha256: self._vouchers.vouch(self, place, sha256), self._language
            )
            found = await search.coordinator(places)
            tried(search)
            if found is None:
                raise search.why_not(places)
            self.address = found
            self._say(asking=(found.host,))
        await self._load()

    def _places(self) -> list[Address]:
        """Where the pool may be: at its coordinator as last known, at the server that the user named, and at those that
        a pin or the pool itself vouches for."""
        known = [host.address for host in self.connection.snapshot.hosts.values()]
        known += [member.address for member in self.connection.members]
        members = [self._coordinator.at(host) for host in known if host]
        trusted = [place for place in members if not place.tls or next(iter(self._vouchers.pins(place)), "")]
        return list(dict.fromkeys((self._coordinator, self.given, *trusted)))

    async def _load(self) -> None:
        for _ in range(_HOPS):
            await self._drop()
            transport = self._transport(connections=4)
            began = time.monotonic()
            try:
                session = self._session = await self._logged_in(transport)
                break
            except Failure as failure:
                if not failure.coordinator:
                    raise
                self._go_to(failure.coordinator)
        else:
            raise Problem(self.connection.key, "its members name each other as coordinator")
        slack_s = min(SLACK_S + 2 * (time.monotonic() - began), LONGEST_SLACK_S)
        self._turned = None
        self._interrupted = False
        self._language = session.language
        self._introduction.anew()
        self._watch = Watch(session.over(self._transport(connections=1)), slack_s, self._pace)
        try:
            await self._take_batch()
        except BaseException:
            self._session = None
            await session.logout()
            raise
        self._coordinator = self.address
        self._comeback.made()
        self._say(status=Status.CONNECTED, problem="", next_try=None, asking=())
        await self._log_out_old(transport)

    async def _logged_in(self, transport: HttpTransport) -> Session:
        login = Session.login(transport, self.connection.user, self._password, self._noted, self._begun, self.lock)
        try:
            return await self._logins.made(login, transport)
        except asyncio.CancelledError:
            self._transports.remove(transport)
            raise

    def _go_to(self, coordinator: str) -> None:
        """Ask at another host from now on. The member that names it is trusted, and so is its word on who that is."""
        _log.info("%s is a member; its coordinator is %s", self.address.key, coordinator)
        self.address = self.address.at(coordinator)
        for transport in self._transports:
            if transport.coordinator_sha256:
                self._vouchers.vouch(self, self.address, transport.coordinator_sha256)

    def _learned(self, ahead_s: float | None) -> None:
        """Something was learned in the background: of the pool's clock, or of the certificates of its servers."""
        self._say(ahead_s=self.connection.ahead_s if ahead_s is None else ahead_s)

    async def _log_out_old(self, transport: HttpTransport) -> None:
        """End the sessions of connections that were lost: servers keep only so many of one program."""
        old = tuple(self._left_behind)
        await asyncio.gather(*(session.over(transport).logout() for session in old))
        self._left_behind = [session for session in self._left_behind if session not in old]

    async def _take_batch(self) -> None:
        assert self._watch
        batch = await self._watch.batch()
        store = self._store
        # A whole pool has tens of thousands of records to compare with those that are known.
        delta = await asyncio.to_thread(store.fold, batch) if batch.complete else store.fold(batch)
        if not batch.complete:
            self._watch.taken_in(new=bool(delta.changed))
        self._watch.disagree(self._store.disagreements(batch.counts))
        self.connection = replace(self.connection, snapshot=delta.snapshot, heard=datetime.now(UTC))
        self._tasks.look(delta.snapshot, anew=batch.complete)
        self._publish(self.connection, delta)
        if self._session:
            self._introduction.learn(self._session, delta.snapshot)

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
                if self._turned or not self._interrupted:
                    return self._turned or fault
                await self._go_on()
            except Exception as mistake:  # noqa: BLE001 (a mistake of ours must not leave an old picture as if it were new)
                return self._noted_mistake(mistake)

    async def _go_on(self) -> None:
        """Follow from where it was interrupted, over a new connection, once the computer is awake."""
        await self._rested()
        self._interrupted = False
        if self._watch and self._session:
            self._watch.resume(self._session.over(self._transport(connections=1)))

    async def _rested(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._awake.wait(), LONGEST_REST_S)
        self._awake.set()

    async def _come_back(self, fault: Failure | Problem) -> bool:
        """Try until the pool is there again; False when only a person can help."""
        comeback = self._comeback
        comeback.lost()
        turned = isinstance(fault, Failure) and (fault.session_ended or fault.coordinator != "")
        at_once = isinstance(fault, Untrusted) or (turned and comeback.at_once())
        here = at_once  # and at one place: nobody needs to be searched for
        if isinstance(fault, Failure) and fault.coordinator:
            self._go_to(fault.coordinator)
        while True:
            if not at_once:
                here = False
                pause_s = comeback.pause_s(fault)
                next_try = datetime.now(UTC) + timedelta(seconds=pause_s)
                self._say(status=Status.LOST, problem=self._explain(fault), next_try=next_try, asking=())
                await comeback.pause(pause_s, self._places())
                await self._rested()
                self._say(next_try=None)
            at_once = False
            searches: list[Search] = []
            tried = self.address
            try:
                await (self._load() if here else self._reach(searches.append))
            except (Failure, Problem) as again:
                fault = again
                comeback.tried(searches[0].faults if searches else {tried: again})
                if self._needs_a_person(again):
                    if isinstance(again, Untrusted) and await self._decided(again):
                        at_once = here = True
                        continue
                    self._tasks.abandon(self._lost_sight(again))
                    self._give_up(self._explain(again))
                    await self._drop()
                    if isinstance(again, Failure) and self._login_refused:
                        self._login_refused(again)
                    return False
            except Exception as mistake:  # noqa: BLE001 (as above)
                comeback.tried({})
                fault = self._noted_mistake(mistake)
            else:
                comeback.tried({})
                return True

    async def _decided(self, untrusted: Untrusted) -> bool:
        """Have a person decide about a certificate, with the last picture still there."""
        if self._decide is None:
            return False
        self._say(status=Status.LOST, problem=self._explain(untrusted), next_try=None)
        try:
            return await self._decide(untrusted)
        except Exception as mistake:  # noqa: BLE001 (a mistake of ours must not leave the connection between two states)
            self._noted_mistake(mistake)
            return False

    def _needs_a_person(self, fault: Failure | Problem) -> bool:
        """A member that was tried on the pool's word alone, and is not what the pool says, is no reason to stop."""
        if isinstance(fault, Untrusted):
            return fault.where in (self.given, self._coordinator, self.address) or fault.where not in self._places()
        return isinstance(fault, Failure) and fault.code in _ASK_A_PERSON

    def _give_up(self, problem: str) -> None:
        self._at_work = None
        self._password = ""
        self._store.snapshot = at_rest(self._store.snapshot)
        self._say(status=Status.DISCONNECTED, snapshot=self._store.snapshot, problem=problem, next_try=None, asking=())

    def _lost_sight(self, fault: Failure | Problem) -> Problem:
        """What becomes of tasks that are no longer followed. That nothing is sent any more must not sound as if they
        had never been sent."""
        if isinstance(fault, Untrusted):
            told = "it shows a different certificate and was not trusted; look there whether this was carried out"
            return Problem(fault.address, told)
        return fault if isinstance(fault, Problem) else self._refused(fault)

    def _refused(self, failure: Failure) -> Problem:
        return Problem(self.connection.key, str(failure))

    def _noted_mistake(self, mistake: Exception) -> Problem:
        _log.error("following %s failed in a way nobody foresaw", self.connection.key, exc_info=mistake)
        return Problem(self.connection.key, "something went wrong inside xengui; the log has the details")

    def _transport(self, *, connections: int) -> HttpTransport:
        transport = HttpTransport(self.address, self._vouchers.pins, connections=connections)
        self._transports.append(transport)
        return transport

    async def _drop(self) -> None:
        await self._introduction.end()
        if self._session and self._at_work:
            self._left_behind.append(self._session)
        self._session = self._watch = None
        transports, self._transports = self._transports, []
        for transport in transports:
            await transport.close()

    def _say(self, **changes: Any) -> None:
        self.connection = replace(self.connection, **changes)
        self._publish(self.connection, None)


def _cancelled() -> bool:
    """Whether the running task itself was asked to stop, and not only what it waits for."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0
