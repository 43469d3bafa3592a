"""A whole pretend world: every host of every pool at an address of its own.

The first host gets the first address, the others those that follow, all at the same
port and each with its own certificate. Where such an address cannot be bound (some systems have
only 127.0.0.1) a member does not listen, and a further pool moves to the first address and
a port of its own.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address
from typing import Any

from xengui.sim.calllog import CallLog
from xengui.sim.certificates import self_signed
from xengui.sim.clock import Clock
from xengui.sim.control import Control
from xengui.sim.faults import Fault, Faults
from xengui.sim.listener import Listener
from xengui.sim.orders import WrongOrderError
from xengui.sim.pool import Door, Jobs, Pool
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
    control: int | None = None
    """Port of the control port, nought for any; there is none unless told."""


class Server:
    def __init__(self, world: World, settings: Settings, log: CallLog | None = None) -> None:
        self._settings = settings
        self._log = log
        self._listeners: list[Listener] = []
        self._jobs = Jobs()
        self.faults = Faults()
        self.faults.on_change = self._faults_changed
        self.control = Control(self)
        self.control_url: str | None = None
        self.pools = [
            Pool(data, Clock(settings.speed), settings.user, settings.password, self.faults) for data in world.pools
        ]

    def _faults_changed(self) -> None:
        self._jobs.start(self.settle())

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
                await self._open_control()
                for pool in self.pools:
                    pool.start()
                return opened
        raise AssertionError("unreachable")

    async def _open_control(self) -> None:
        if self._settings.control is None:
            return
        try:
            self.control_url = await self.control.open(self._settings.control)
        except OSError as problem:
            await self._close_listeners()
            taken = problem.errno == errno.EADDRINUSE
            why = "is in use by another program" if taken else f"cannot be listened at: {problem.strerror}"
            raise CannotListenError(f"Port {self._settings.control} for the control port {why}.") from None

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

    def listeners(self, pool: Pool) -> list[Listener]:
        return [listener for listener in self._listeners if listener.pool is pool]

    def listener(self, pool: Pool, host: str) -> Listener:
        """The door of a host; one that has never been open is shut."""
        found = [listener for listener in self.listeners(pool) if listener.host == host]
        return found[0] if found else Listener(pool, host, self._log, self._settings.speaks)

    async def let_in(self, pool: Pool, host: str) -> None:
        """Open a host's door, whyever it is shut, and let it be ready."""
        known = [listener for listener in self.listeners(pool) if listener.host == host]
        if not known:
            await self._open(pool, host, pool.doors[pool.coordinator].port)
        for listener in known:
            listener.away = listener.booting = False
            await listener.look_at_the_door()

    def add_fault(self, order: Mapping[str, Any]) -> Fault:
        """Switch a fault on, or raise `WrongOrderError`."""
        pools = [pool for pool in self.pools if order.get("pool") in {None, pool.name}]
        if not pools:
            raise WrongOrderError(f"There is no pool called {order['pool']}.")
        host = order.get("host")
        if host is not None and not any(host in pool.names_of(ref) for pool in pools for ref in pool.doors):
            raise WrongOrderError(f"There is no host called {host}.")
        return self.faults.add(order)

    async def carry_out(self, order: Mapping[str, Any]) -> None:
        """Switch on the fault or perform the act that an order names, as the control port would."""
        if "fault" in order:
            self.add_fault(order)
            await self.settle()
        else:
            await self.control.acts.perform(order)

    async def settle(self) -> None:
        """Let the faults that strike without anybody's doing take hold, or lose it."""
        for pool in self.pools:
            pool.clock.skew_s = sum(fault.params["by"] for fault in self.faults.among("skew", pool.name))
        await asyncio.gather(*(listener.look_at_the_door() for listener in self._listeners))

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
        self.faults.on_change = lambda: None
        self.faults.remove()
        await self.control.close()
        await self._jobs.stop()
        for pool in self.pools:
            await pool.stop()
        await self._close_listeners()


class _PortTakenError(Exception):
    """Somebody else listens at the port."""
