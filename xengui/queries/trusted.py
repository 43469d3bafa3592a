"""What is trusted, as the options list it: authorities and the certificates of servers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xengui.protocol.authority import Authority
from xengui.protocol.certificate import Certificate
from xengui.queries import units


@dataclass(frozen=True, slots=True)
class Pinned:
    """A certificate that is trusted at one place (`host:port`); `by` is the name of the authority that was the reason,
    "" where a person decided."""

    place: str
    sha256: str
    since: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is trusted, as a list tells it. `id` is the fingerprint of an authority or the place of a pin."""

    id: str
    name: str
    kind: str
    trusted: str
    facts: tuple[tuple[str, str], ...]
    sha256: str
    gone: bool = False
    new: bool = False
    expires: str = ""


def new_authority_row(certificate: Certificate, hosts: Sequence[str]) -> Row:
    """An authority that is about to be trusted."""
    facts = (*_facts(certificate), *_counts(hosts))
    return Row(
        certificate.sha256,
        called(certificate),
        "authority",
        "once saved",
        facts,
        certificate.sha256,
        new=True,
        expires=_expiry(certificate),
    )


def new_pin_row(certificate: Certificate, place: str) -> Row:
    """A server's certificate that is about to be trusted."""
    return Row(
        place,
        place,
        "server",
        "once saved",
        _facts(certificate),
        certificate.sha256,
        new=True,
        expires=_expiry(certificate),
    )


def authority_row(authority: Authority, gone: bool) -> Row:
    """An imported authority; `gone` where it is about to be removed."""
    certificate = authority.certificate
    since = f"since {units.day(authority.since, None)}" if authority.since else ""
    facts = (*_facts(certificate), *_counts(authority.hosts), *((("Trusted", since),) if since else ()))
    told = "not any more, once saved" if gone else since
    return Row(
        certificate.sha256,
        called(certificate),
        "authority",
        told,
        facts,
        certificate.sha256,
        gone,
        expires=_expiry(certificate),
    )


def pin_row(pin: Pinned, gone: bool) -> Row:
    """A server's certificate."""
    since = f"since {units.day(pin.since, None)}" if pin.since else ""
    why = f"{pin.by} vouches for it" if pin.by else "it was decided here"
    facts = (("Server", pin.place), ("Trusted", since or "no date is known"), ("Why", why))
    told = "not any more, once saved" if gone else f"{since}, by {pin.by}".strip(", ") if pin.by else since
    return Row(pin.place, pin.place.removesuffix(":443"), "server", told, facts, pin.sha256, gone)


def called(certificate: Certificate) -> str:
    return certificate.name or certificate.subject or "a certificate without a name"


def _facts(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    """What a certificate says of itself."""
    valid = " to ".join(units.day(one, None) for one in (certificate.not_before, certificate.not_after) if one)
    facts = (
        ("Subject", certificate.subject),
        ("Issuer", "itself" if certificate.self_signed else certificate.issuer),
        ("Valid", valid),
        ("For", ", ".join(certificate.hosts)),
        ("Serial number", certificate.serial),
    )
    return tuple((label, value) for label, value in facts if value)


def _expiry(certificate: Certificate) -> str:
    return units.day(certificate.not_after, None) if certificate.not_after else ""


def _counts(hosts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return (("Counts for", ", ".join(hosts) or "every server that it vouches for"),)
