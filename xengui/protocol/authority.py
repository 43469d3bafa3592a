"""Certificate authorities that a person has imported, and whether one of them vouches for what a server shows.

The chain is proved by the X.509 verifier of `cryptography`: signatures, dates, name and address of the server, the
limits that the authorities set each other. What it does not find good does not vouch.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING

from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.protocol.later import Later

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.x509 import verification
else:
    x509 = Later("cryptography.x509")
    serialization = Later("cryptography.hazmat.primitives.serialization")
    verification = Later("cryptography.x509.verification")


@dataclass(frozen=True, slots=True)
class Authority:
    """An imported authority. It counts at `hosts` only, where there are some: names, addresses, or `*.example.com` for
    all names below one."""

    certificate: Certificate
    hosts: tuple[str, ...] = ()
    since: datetime | None = None

    def counts_at(self, host: str) -> bool:
        return not self.hosts or any(_meant(pattern.lower(), host.lower()) for pattern in self.hosts)


Accepted = Callable[[Address, Certificate, Authority], None]


@dataclass(frozen=True, slots=True)
class Trusted(Collection[str]):
    """What is trusted at an address: fingerprints, as any collection of them, and authorities.

    Where a person has `decided` about a certificate the authorities have no say. `accepted` hears of each certificate
    that is accepted for the sake of one.
    """

    pins: tuple[str, ...] = ()
    authorities: tuple[Authority, ...] = ()
    decided: bool = False
    accepted: Accepted | None = None

    def __contains__(self, sha256: object) -> bool:
        return sha256 in self.pins

    def __iter__(self) -> Iterator[str]:
        return iter(self.pins)

    def __len__(self) -> int:
        return len(self.pins)


def vouching(authorities: Iterable[Authority], chain: Sequence[bytes], host: str, now: datetime) -> Authority | None:
    """The authority whose word is good for what a server shows: its certificate first, then those between."""
    able = {authority.certificate.der: authority for authority in authorities if authority.counts_at(host)}
    if not able or not chain:
        return None
    try:
        leaf, *between = map(x509.load_der_x509_certificate, chain)
        store = verification.Store([x509.load_der_x509_certificate(der) for der in able])
        policy = verification.PolicyBuilder().store(store).time(now)
        policy = policy.extension_policies(
            ca_policy=_of_authorities(), ee_policy=verification.ExtensionPolicy.webpki_defaults_ee()
        )
        proved = policy.build_server_verifier(_subject(host)).verify(leaf, between)
    except (ValueError, x509.InvalidVersion, x509.UnsupportedGeneralNameType, verification.VerificationError):
        return None
    return able.get(_der(proved[-1]))


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.DER)


def _subject(host: str) -> x509.DNSName | x509.IPAddress:
    try:
        return x509.IPAddress(ip_address(host.partition("%")[0]))
    except ValueError:
        return x509.DNSName(host.rstrip(".").encode("idna").decode() if not host.isascii() else host.rstrip("."))


def _meant(pattern: str, host: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern


def _may_sign(_policy: verification.Policy, _certificate: x509.Certificate, usage: x509.KeyUsage | None) -> None:
    if usage is not None and not usage.key_cert_sign:
        raise ValueError("its key may not sign certificates")


@cache
def _of_authorities() -> verification.ExtensionPolicy:
    """As browsers have it, save that one made with a bare `openssl req -x509` says nothing of its key's use."""
    defaults = verification.ExtensionPolicy.webpki_defaults_ca()
    return defaults.may_be_present(x509.KeyUsage, verification.Criticality.AGNOSTIC, _may_sign)
