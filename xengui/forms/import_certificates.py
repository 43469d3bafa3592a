"""Which certificates of a file to trust, and where: authorities, and those of servers."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from xengui.protocol.address import Address, parse
from xengui.protocol.certificate import Certificate
from xengui.queries import units

_NAME = re.compile(r"(\*\.)?[\w-]+(\.[\w-]+)*")
_MOST_PLACES = 100


class Use(StrEnum):
    """What a certificate is trusted for: the servers it has issued certificates for, or being a server's own."""

    AUTHORITY = "authority"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Entry:
    """One certificate of a file. `where` is typed: for an authority the servers it counts for, all where it is empty;
    for a server's own the addresses that show it."""

    certificate: Certificate
    use: Use
    wanted: bool = False
    where: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(part for part in re.split(r"[\s,;]+", self.where) if part))

    @property
    def addresses(self) -> tuple[Address, ...]:
        """Where a server's own certificate is shown.

        Raises:
            ValueError: with a sentence that says which address is none.
        """
        return tuple(parse(place)[1] for place in self.places)

    def refusal(self, now: datetime) -> str:
        """Why it cannot be imported, in a sentence, or ""."""
        if self.use is Use.AUTHORITY and self.certificate.expired(now):
            assert self.certificate.not_after
            return f"It expired on {units.day(self.certificate.not_after, None)} and vouches for nothing any more."
        if self.use is Use.AUTHORITY and not self.certificate.authority:
            return "It is not the certificate of an authority: it may not vouch for servers."
        return ""

    def problem(self, now: datetime) -> str:
        """What stands against importing it as it is, in a sentence, or ""."""
        if refused := self.refusal(now):
            return refused
        if len(self.places) > _MOST_PLACES:
            return f"{_MOST_PLACES} addresses at most."
        if self.use is Use.SERVER:
            return self._problem_of_server()
        wrong = next((place for place in self.places if not _name(place)), "")
        return (
            f"{wrong} is no name or address of a server. *.example.com stands for all names below it." if wrong else ""
        )

    def _problem_of_server(self) -> str:
        if not self.places:
            return "Type the address of the server that shows this certificate."
        try:
            plain = [address.key for address in self.addresses if not address.tls]
        except ValueError as wrong:
            return str(wrong)
        return f"{plain[0]} is spoken to without TLS, so it shows no certificate." if plain else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCertificates:
    """The certificates that a file holds, as of `now`."""

    file: str
    entries: tuple[Entry, ...]
    now: datetime

    @property
    def wanted(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.wanted)

    def problem(self, at: int) -> str:
        """What is wrong with an entry: by itself, or since another one is for the same address."""
        entry = self.entries[at]
        if not entry.wanted:
            return ""
        if found := entry.problem(self.now):
            return found
        if entry.use is Use.SERVER:
            others = [
                one for one in self.wanted if one.use is Use.SERVER and one is not entry and not one.problem(self.now)
            ]
            taken = {address for one in others for address in one.addresses}
            if twice := next((address for address in entry.addresses if address in taken), None):
                return f"Two certificates are for {twice.key}; a server shows one."
        return ""

    def problems(self) -> dict[str, str]:
        if not self.wanted:
            return {"entries": "Tick what is to be trusted."}
        return {str(at): told for at in range(len(self.entries)) if (told := self.problem(at))}


def offered(
    file: str, certificates: Sequence[Certificate], servers: Iterable[Address], now: datetime
) -> ImportCertificates:
    """The form for a file, filled in with what is most likely meant: its authority, or the certificates of servers that
    are on the list."""
    listed = tuple(servers)
    entries = [_entry(certificate, listed) for certificate in certificates]
    able = [entry for entry in entries if not entry.refusal(now)]
    authorities = [entry for entry in able if entry.use is Use.AUTHORITY]
    roots = [entry for entry in authorities if entry.certificate.self_signed] or authorities
    wanted = roots or [entry for entry in able if entry.where or len(able) == 1]
    return ImportCertificates(
        file=file, entries=tuple(replace(entry, wanted=entry in wanted) for entry in entries), now=now
    )


def _entry(certificate: Certificate, listed: Sequence[Address]) -> Entry:
    if certificate.authority and not certificate.hosts:
        return Entry(certificate, Use.AUTHORITY)
    said = {host.lower() for host in (*certificate.hosts, certificate.name)}
    known = [address.key for address in listed if address.tls and address.host.lower() in said]
    return Entry(certificate, Use.SERVER, where=", ".join(dict.fromkeys(known)))


def _name(place: str) -> bool:
    if _NAME.fullmatch(place):
        return True
    try:
        ipaddress.ip_address(place.strip("[]"))
    except ValueError:
        return False
    return True
