"""The servers of this run: a link to each of them, those on the saved list, and the pretend ones."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, TypedDict

from xengui.app.marks import Marks
from xengui.app.passwords import Keep, Passwords
from xengui.model.classes import Host, Pool
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Delta
from xengui.net.link import Decide, Link
from xengui.net.pretend import NoPretendPool, PretendPools
from xengui.net.vouchers import Vouchers
from xengui.operations.call_log import CallLog
from xengui.protocol.address import Address
from xengui.protocol.authority import Authority
from xengui.protocol.certificate import Certificate
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem
from xengui.queries.labels import PoolLabel, pool_label
from xengui.queries.members import members
from xengui.queries.names import connection_name
from xengui.queries.problems import connection_words
from xengui.queries.script import Server
from xengui.queries.trusted import Pinned
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.trust import TrustStore
from xengui.ui.bridge import Bridge

_log = logging.getLogger(__name__)


class Trusted(TypedDict):
    """What the options tell of certificates."""

    servers: tuple[Address, ...]
    authorities: tuple[Authority, ...]
    pins: tuple[Pinned, ...]


class Servers:
    """Opens, closes and forgets servers, and tells the bridge how they stand.

    `saved` is None where the list of saved servers is to be left alone. `keep` writes a setting, `tell` says something
    to the person, `start` sets work going that nobody waits for, `decide` has the person decide about a certificate.
    `locked_out` hears of a server whose login was refused on the way back, and of the user. `marked` is a list whose
    marks hold though it is left alone, `lock_new` tells whether new servers start locked.
    """

    def __init__(  # noqa: PLR0913
        self,
        bridge: Bridge,
        trust: TrustStore,
        saved: ServerList | None,
        *,
        keep: Keep,
        tell: Callable[[str], object],
        start: Callable[[Coroutine[Any, Any, object]], None],
        decide: Decide,
        locked_out: Callable[[Address, str, Failure], None],
        marked: ServerList | None = None,
        lock_new: Callable[[], bool] = lambda: False,
    ) -> None:
        self.saved = saved
        self.certificates = trust
        trust.accepted = self._accepted
        self.calls = CallLog(self.picture)
        self.passwords = Passwords(lambda: self.saved, keep, tell)
        self.marks = Marks(lambda: self.saved, marked, keep=keep, links=lambda: self, lock_new=lock_new)
        self._bridge = bridge
        self._vouchers = Vouchers(trust.pins)
        self._keep = keep
        self._tell = tell
        self._start = start
        self._decide = decide
        self._locked_out = locked_out
        self._beside: set[str] = set()
        self._links: dict[str, Link] = {}
        self._parting: set[asyncio.Task[None]] = set()
        self._pretend: PretendPools | None = None
        self._starting_pretend = asyncio.Lock()

    def __iter__(self) -> Iterator[Link]:
        return iter(tuple(self._links.values()))

    def show_saved(self) -> None:
        """Put the saved servers on screen, unconnected."""
        for server in self.saved or ():
            if server.address.key not in self._links:
                self._link(server.address, server.user, server.name)

    def leave_unsaved(self, address: Address) -> None:
        """Keep a server off the list, whatever becomes of it."""
        self._beside.add(address.key)

    def listed(self, key: str) -> bool:
        """Whether a server is on the saved list."""
        return any(server.address.key == key for server in self.saved or ())

    def find(self, key: str) -> Link | None:
        return self._links.get(key)

    def way(self, connection: Connection) -> Link:
        """The way to the pool of a connection; raises Problem where there is none any more."""
        if link := self._links.get(connection.key):
            return link
        raise Problem(connection.key, "disconnected")

    def connection(self, key: str) -> Connection | None:
        return self._bridge.connection(key)

    def address_of(self, key: str) -> Address:
        return self._links[key].given

    def picture(self, key: str) -> Snapshot:
        """What a pool looks like; nothing where there is none."""
        link = self._links.get(key)
        return link.connection.snapshot if link else Snapshot()

    def where(self, key: str) -> Server:
        """Where a script made of the calls to a pool logs in."""
        link = self._links.get(key)
        if link is None:  # taken off the list since the calls were made
            return Server(key if "://" in key else f"https://{key}")
        pins = tuple(sha256 for sha256 in self.certificates.pins(link.address) if sha256) if link.address.tls else ()
        return Server(link.address.url, link.connection.user, pins)

    async def open(self, address: Address, user: str, password: str) -> None:
        """Connect, and put the server on the list; raises Failure and Problem.

        A connection that was lost keeps its picture and goes on trying until this one is made.
        """
        known = self._links.get(address.key)
        told = known.connection if known else Connection(key=address.key)
        if told.status is Status.CONNECTED:
            self._tell(f"{told.name or told.key} is already connected.")
            return
        link = self._new_link(address, user, told.name)
        link.recall(told.snapshot, told.heard)
        if told.status is Status.DISCONNECTED:
            self._enter(link)
        try:
            await link.open(password)
        except BaseException:
            if not known and self._links.get(address.key) is link:
                self._take_off(address.key)
            if self._links.get(address.key) is not link:
                self._part(link)  # it may have a login under way that is answered later
            raise
        if twin := self._twin(link):
            await link.close()
            if not known:
                self._take_off(address.key)
            self._tell(f"{twin.connection.name} is already connected.")
            return
        before = self._links.get(address.key)
        if known and before not in (known, link):  # taken off the list meanwhile
            await link.close()
            return
        self._enter(link)
        if before and before is not link:
            await before.close()
        link.rename(connection_name(link.connection))
        self._save(link)

    async def close(self, key: str) -> None:
        if link := self._links.get(key):
            await link.close()

    def lock(self, key: str, *, locked: bool) -> None:
        """Lock a pool against changes from here, or unlock it."""
        self.marks.lock(key, locked=locked)

    def mark(self, key: str, colour: str, label: str) -> None:
        """Give a pool another color, "" for an automatic one, and another label."""
        self.marks.choose(key, colour, label)

    def label(self, key: str) -> PoolLabel | None:
        """What tells a pool from the others, given the key or the address of one of its servers; None where there is
        nothing to tell apart."""
        found = self._links.get(key) or next((link for link in self if link.address.key == key), None)
        if found is None:
            return None
        told = pool_label(found.connection)
        return told if told.label or told.locked or len(self._links) > 1 else None

    def colours(self, key: str) -> tuple[str, str]:
        return self.marks.colours(key)

    def try_now(self, key: str) -> None:
        if link := self._links.get(key):
            link.try_now()

    def rest(self) -> None:
        """The computer is about to sleep."""
        for link in self:
            link.rest()

    def wake(self) -> None:
        """The computer was asleep: every pool is looked at anew, at once."""
        for link in self:
            link.wake()

    def forget(self, key: str) -> None:
        """Take a server off the list at once; its connection ends in the background."""
        link = self._links.get(key)
        if link and (servers := self.saved) is not None:
            known = servers.find(link.given)
            if known and known.remembered:
                self._start(self.passwords.erase(known.address, known.user))
            self._keep(lambda: servers.forget(link.given))
        self._take_off(key)
        if link:
            self._part(link)

    def trust(self, address: Address, sha256: str, *, by: str = "") -> None:
        self._keep(lambda: self.certificates.trust(address, sha256, by=by))

    def trust_authority(self, certificate: Certificate, hosts: tuple[str, ...]) -> None:
        self._keep(lambda: self.certificates.authorities.add(certificate, hosts))

    def trust_issuer(self, address: Address, certificate: Certificate) -> None:
        self._keep(lambda: self.certificates.authorities.widen(certificate, address.host))

    def distrust(self, place: str) -> None:
        self._keep(lambda: self.certificates.unpin(place))

    def distrust_authority(self, sha256: str) -> None:
        self._keep(lambda: self.certificates.forget_authority(sha256))

    def trusted(self) -> Trusted:
        """What is trusted, as the options show it, and the servers that a certificate may be for."""
        names = {one.certificate.sha256: one.certificate.name for one in self.certificates.authorities}
        return {
            "servers": tuple(link.given for link in self),
            "authorities": tuple(self.certificates.authorities),
            "pins": tuple(
                Pinned(place, pin.sha256, pin.since, names.get(pin.by, "an authority") if pin.by else "")
                for place, pin in self.certificates
            ),
        }

    def _accepted(self, address: Address, shown: Certificate, authority: Authority) -> None:
        """Remember a certificate that was accepted for an authority's sake, and say so: nothing changes in silence."""
        known = self.certificates.pin(address)
        self.trust(address, shown.sha256, by=authority.certificate.sha256)
        what = "shows a new certificate" if known else "shows a certificate that was not known"
        told = f"{address.key} {what}. It was accepted, since {authority.certificate.name} vouches for it."
        _log.info("%s Its fingerprint is %s.", told, shown.sha256)
        self._tell(told)

    def trusts(self, address: Address, sha256: str) -> bool:
        return sha256 in self._vouchers.pins(address)

    def trusted_since(self, address: Address) -> datetime | None:
        pin = self.certificates.pin(address)
        return pin.since if pin else None

    async def open_pretend_pool(self, world: str = "demo", *arguments: str) -> str:
        """Start a pretend world and connect to its pools; why not, in a sentence, or "" when all is well."""
        async with self._starting_pretend:
            if self._pretend and not self._pretend.alive:
                await asyncio.to_thread(self._pretend.stop)
                self._pretend = None
            if not self._pretend:
                try:
                    self._pretend = await PretendPools.start(world, *arguments)
                except NoPretendPool as fault:
                    return f"The pretend pool did not start: {fault}"
        for server in self._pretend.servers:
            link = self._links.get(server.address.key)
            if link and link.connection.status is not Status.DISCONNECTED:
                continue
            self.certificates.trust_now(server.address, server.fingerprint)
            link = self._link(server.address, server.user, "", pretend=True)
            try:
                await link.open(server.password)
            except (Failure, Problem) as fault:
                return connection_words(fault)
            link.rename(connection_name(link.connection))
        return ""

    async def leave(self) -> None:
        """Log out everywhere."""
        await asyncio.gather(*(link.close() for link in self), *self._parting, return_exceptions=True)

    async def stop_pretending(self) -> None:
        """End the pretend pools."""
        if self._pretend:
            await asyncio.to_thread(self._pretend.stop)

    def _twin(self, link: Link) -> Link | None:
        """Another link to the same pool, through another of its servers."""
        pool = link.connection.snapshot.pool
        for other in self:
            theirs = other.connection.snapshot.pool
            same_place = other.connection.key == link.connection.key
            if other.connection.status in {Status.DISCONNECTED, Status.CONNECTING}:
                continue  # it only shows what the pool was like
            if not same_place and pool and theirs and (theirs.ref, theirs.uuid) == (pool.ref, pool.uuid):
                return other
        return None

    def _save(self, link: Link) -> None:
        if (servers := self.saved) is not None:
            at, told, known = link.given, link.connection, servers.find(link.given)
            if known is None and at.key in self._beside:
                return
            remembered = known is not None and known.remembered
            if known and remembered and known.user != told.user:
                self._start(self.passwords.erase(at, known.user))
                remembered = False
            entry = SavedServer(
                host=at.host,
                port=at.port,
                tls=at.tls,
                outdated_tls=at.outdated_tls,
                user=told.user,
                name=told.name,
                remembered=remembered,
                members=told.members,
                vouched_by=self._pinned(at),
            )
            self._keep(lambda: servers.remember(self.marks.entry(entry, link)))

    def _note_members(self, link: Link) -> None:
        """Remember the servers of a pool and what it vouches for, and write them down where they are others than on
        the list."""
        found = members(link.connection.snapshot) if link.connection.usable else ()
        if not found:
            return
        vouched = [self._vouchers.vouched(link, link.address.at(member.address)) for member in found]
        found = tuple(replace(member, sha256=sha256) for member, sha256 in zip(found, vouched, strict=True))
        by = self._pinned(link.given)
        if found != link.connection.members:
            link.note_members(found)  # which is heard, and leads here again
            return
        saved = self.saved
        known = saved.find(link.given) if saved is not None else None
        if saved is not None and known and (known.members, known.vouched_by) != (found, by):
            entry = replace(known, members=found, vouched_by=by)
            self._keep(lambda: saved.remember(entry))

    def _pinned(self, address: Address) -> str:
        """The certificate that the user has decided to trust at a server; "" where there is none."""
        pin = self.certificates.pin(address)
        return pin.sha256 if pin else ""

    def _recall_vouched(self, link: Link, known: SavedServer) -> None:
        """Believe what a pool said of its members in an earlier run, if the pin still holds under which it did."""
        if known.vouched_by and known.vouched_by == self._pinned(link.given):
            for member in known.members:
                if member.sha256:
                    self._vouchers.vouch(link, link.given.at(member.address), member.sha256)

    def _link(self, address: Address, user: str, name: str, *, pretend: bool = False) -> Link:
        link = self._new_link(address, user, name, pretend=pretend)
        self._enter(link)
        return link

    def _new_link(self, address: Address, user: str, name: str, *, pretend: bool = False) -> Link:
        """A link that nobody sees before it is entered."""

        def hear(connection: Connection, delta: Delta | None) -> None:
            if delta is not None and Pool in delta.changed:
                self.marks.recognize(link)  # before anybody can act on what is published here
            if self._links.get(connection.key) is link:
                self._bridge.publish(link.connection, delta)
                if delta is None or delta.changed.keys() & {Host, Pool}:
                    self._note_members(link)

        known = self.saved.find(address) if self.saved is not None else None
        mark = self.marks.of(address, pretend=pretend)
        link = Link(
            address,
            user,
            self.certificates.pins,
            hear,
            connection_words,
            vouchers=self._vouchers,
            name=name,
            colour=mark.colour,
            label=mark.label,
            locked=mark.locked,
            members=known.members if known else (),
            noted=partial(self.calls.noted, address.key),
            begun=partial(self.calls.begun, address.key),
            decide=self._decide,
            refused=partial(self._locked_out, address, user),
        )
        if known:
            self._recall_vouched(link, known)
        return link

    def _enter(self, link: Link) -> None:
        """Have this link stand for its server from now on."""
        self._links[link.connection.key] = link
        self._bridge.publish(link.connection, None)

    def _take_off(self, key: str) -> None:
        self._links.pop(key, None)
        self._bridge.forget(key)

    def _part(self, link: Link) -> None:
        """Close a link that is on the list no more; a silent server must not keep anybody waiting."""
        task = asyncio.get_running_loop().create_task(link.close())
        self._parting.add(task)
        task.add_done_callback(self._parting.discard)
