"""Certificates that are trusted because a pool we trust has vouched for them: those of its other hosts.

A pool's coordinator, whose own certificate is pinned, knows the certificates of the members; a member on its way
there tells the coordinator's. What is learned is kept in memory, and each connection's share goes when that connection
does; the list of servers remembers it for the next run, for as long as the pin holds that it rests on. It never stands
against a decision of the user: where one has been made, it alone counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from xengui.model.classes import Host
from xengui.net.session import Session
from xengui.net.trust import Pins
from xengui.protocol.address import Address
from xengui.protocol.certificate import of_pem
from xengui.protocol.failure import Failure

_UNKNOWN_CALL = {"MESSAGE_METHOD_UNKNOWN", "MESSAGE_REMOVED", "MESSAGE_DEPRECATED"}


class Vouchers:
    """What has been vouched for, on top of the pins of the user. `by` is whoever learned it."""

    def __init__(self, pins: Pins) -> None:
        self._decided = pins
        self._vouched: dict[object, dict[tuple[str, int], str]] = {}

    def pins(self, address: Address) -> Collection[str]:
        """As any `Pins`: the fingerprints trusted at an address."""
        decided = self._decided(address)
        if not address.tls or next(iter(decided), ""):
            return decided
        vouched = {held[_place(address)] for held in self._vouched.values() if _place(address) in held}
        return [*sorted(vouched), *filter(None, decided)] if vouched else decided

    def vouch(self, by: object, address: Address, sha256: str) -> None:
        self._vouched.setdefault(by, {})[_place(address)] = sha256

    def vouched(self, by: object, address: Address) -> str:
        """What somebody has learned of a server's certificate; "" where that is nothing."""
        return self._vouched.get(by, {}).get(_place(address), "")

    def forget(self, by: object) -> None:
        self._vouched.pop(by, None)


async def meet(session: Session, by: object, hosts: Iterable[Host], vouchers: Vouchers) -> None:
    """Ask the coordinator for the certificates of hosts, one after the other: nobody waits for it. Servers that do not
    know the call, and users who may not make it, are asked once."""
    here = session.transport.address
    for host in hosts:
        if host.address in ("", here.host):
            continue
        try:
            pem = await session.call("host.get_server_certificate", host.ref)
        except Failure as failure:
            if failure.code in _UNKNOWN_CALL or failure.forbidden or failure.session_ended or failure.coordinator:
                return
            continue
        if sha256 := of_pem(pem):
            vouchers.vouch(by, here.at(host.address), sha256)


def _place(address: Address) -> tuple[str, int]:
    return address.host.lower(), address.port
