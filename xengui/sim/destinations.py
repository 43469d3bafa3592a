"""Where a machine may go with its disks: what `host.migrate_receive` hands out, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xengui.sim.failures import ApiError
from xengui.sim.values import NULL, Record

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

PARTS = ("host", "xenops", "SM", "master", "session_id")


@dataclass(frozen=True, slots=True)
class Destination:
    """A host, its pool, and a session that pool has opened for whoever comes."""

    host: str
    xenops: str
    master: str
    session: str

    @classmethod
    def read(cls, dest: dict[str, str]) -> Destination:
        if any(part not in dest for part in PARTS):
            raise ApiError("INTERNAL_ERROR", "Not_found")
        return cls(dest["host"], dest["xenops"], dest["master"], dest["session_id"])

    def within(self, pool: Pool) -> bool:
        """Whether it is a host of this pool. A twin of the pool may have a host of the same reference, but not the
        session."""
        return pool.database.has("host", self.host) and pool.sessions.knows(self.session)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is asked of a move: disk -> repository, interface -> network, and how."""

    disks: Mapping[str, str]
    interfaces: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def copy(self) -> bool:
        return self.options.get("copy") == "true"

    @property
    def force(self) -> bool:
        return self.options.get("force") == "true"


def offer(pool: Pool, host: str, network: str) -> dict[str, str]:
    """Open a session for a machine that is to come to a host over a network, and say where to knock."""
    pool.record("host", host)
    _assert_reachable(pool, host, network)
    session = pool.sessions.open("", "xapi", host, internal=True)
    coordinator = pool.doors[pool.coordinator]
    door = pool.doors[host] if pool.doors[host].port else coordinator
    return {
        "host": host,
        "xenops": f"{door.url}/services/xenops?session_id={session}",
        "SM": f"{door.url}/services/SM?session_id={session}",
        "master": f"{coordinator.url}/",
        "session_id": session,
    }


def _assert_reachable(pool: Pool, host: str, network: str) -> None:
    pifs = pool.record("network", network)["PIFs"]
    pif = next((pif for pif in pifs if pool.record("PIF", pif)["host"] == host), None)
    if pif is None:
        raise ApiError("HOST_CANNOT_ATTACH_NETWORK", host, network)
    record = pool.record("PIF", pif)
    mode, address = _configuration(record)
    if mode == "None":
        raise ApiError("PIF_HAS_NO_NETWORK_CONFIGURATION", pif)
    if not address:
        raise ApiError("INTERFACE_HAS_NO_IP", pif)


def _configuration(pif: Record) -> tuple[str, str]:
    if pif["primary_address_type"] == "IPv6":
        return str(pif["ipv6_configuration_mode"]), next(filter(None, pif["IPv6"]), "")
    return str(pif["ip_configuration_mode"]), str(pif["IP"])


def default_repositories(pool: Pool, host: str) -> tuple[str, str]:
    """Where disks go that nobody has a place for, and where images of memory go."""
    record = pool.record("pool", pool.ref)
    choices = (record["suspend_image_SR"], pool.record("host", host)["suspend_image_sr"], record["default_SR"])
    return record["default_SR"], next((sr for sr in choices if pool.database.has("SR", sr)), NULL)
