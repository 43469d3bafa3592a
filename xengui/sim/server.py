"""A whole pretend world: every host of every pool at an address of its own.

The first host gets the first address, the others those that follow, all at the same
port and each with its own certificate. Where such an address cannot be bound (some systems have
only 127.0.0.1) a member does not listen, and a further pool moves to the first address and
a port of its own.
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from ipaddress import IPv4Address

from xengui.sim.calllog import CallLog
from xengui.sim.certificates import self_signed
from xengui.sim.clock import Clock
from xengui.sim.listener import Listener
from xengui.sim.pool import Door, Pool
from xengui.sim.world import World

ATTEMPTS = 20


class CannotListenError(Exception):
    """The message is a sentence for whoever chose the address and the port."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What somebody needs to know to connect to a pool."""

    name: str
    url: str
    user: str
    password: str
    fingerprint: str | None

    def line(self) -> dict[str, str | None]:
        return {"url": self.url, "user": self.user, "password": self.password, "fingerprint": self.fingerprint}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    host: str = "127.0.0.1"
    port: int = 0
    user: str = "root"
    password: str = "pretend"  # noqa: S105  it guards nothing
    plain: bool = False
    speed: float = 1.0
    speaks: str = "json2"


class Server:
    def __init__(self, world: World, settings: Settings, log: CallLog | None = None) -> None:
        self._settings = settings
        self._log = log
        self._listeners: list[Listener] = []
        clock = Clock(settings.speed)
        self.pools = [Pool(data, clock, settings.user, settings.password) for data in world.pools]

    async def open(self) -> list[Opened]:
        """Listen everywhere; nothing stays open if that fails."""
        self._give_addresses()
        for attempt in range(ATTEMPTS):
            try:
                opened = await self._open_all()
            except _PortTakenError:
                await self._close_listeners()
                if self._settings.port or attempt == ATTEMPTS - 1:
                    sentence = f"Port {self._settings.port} at {self._settings.host} is in use by another program."
                    raise CannotListenError(sentence) from None
            else:
                for pool in self.pools:
                    pool.start()
                return opened
        raise AssertionError("unreachable")

    def _give_addresses(self) -> None:
        first = IPv4Address(self._settings.host)
        taken = 0
        for pool in self.pools:
            members = [host for host in pool.database.refs("host") if host != pool.coordinator]
            for host in (pool.coordinator, *members):
                self._give_address(pool, host, str(first + taken))
                taken += 1
            pool.addresses_given()

    def _give_address(self, pool: Pool, host: str, address: str) -> None:
        record = pool.record("host", host)
        certificate = None if self._settings.plain else self_signed(record["hostname"], address)
        pool.doors[host] = Door(address, certificate)

    async def _open_all(self) -> list[Opened]:
        port = self._settings.port
        opened: list[Opened] = []
        for pool in self.pools:
            here = await self._open(pool, pool.coordinator, port)
            if here is None and opened:
                self._give_address(pool, pool.coordinator, self._settings.host)
                pool.addresses_given()
                here = await self._open(pool, pool.coordinator, 0)
            if here is None:
                raise CannotListenError(f"{self._settings.host} is no address of this computer.")
            port = port or here
            opened.append(self._opened(pool, here))
            for host in pool.doors:
                if host != pool.coordinator and pool.live(host):
                    await self._open(pool, host, here)
        return opened

    async def _open(self, pool: Pool, host: str, port: int) -> int | None:
        """Open a host's door; nothing if its address is none of this computer's."""
        listener = Listener(pool, host, self._log, self._settings.speaks)
        try:
            bound = await listener.open(port)
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                raise _PortTakenError from None
            if problem.errno == errno.EADDRNOTAVAIL:
                return None
            raise CannotListenError(f"{pool.doors[host].address} cannot be listened at: {problem.strerror}.") from None
        self._listeners.append(listener)
        pool.doors[host].port = bound
        return bound

    def _opened(self, pool: Pool, port: int) -> Opened:
        door = pool.doors[pool.coordinator]
        scheme = "https" if door.certificate else "http"
        return Opened(
            pool.name,
            f"{scheme}://{door.address}:{port}",
            self._settings.user,
            self._settings.password,
            door.certificate.fingerprint if door.certificate else None,
        )

    async def _close_listeners(self) -> None:
        for listener in self._listeners:
            await listener.close()
        self._listeners.clear()

    async def close(self) -> None:
        for pool in self.pools:
            await pool.stop()
        await self._close_listeners()


class _PortTakenError(Exception):
    """Somebody else listens at the port."""
