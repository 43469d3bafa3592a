"""What a server's certificate says of itself, for people to compare."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xengui.protocol.later import Later

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
else:
    x509 = Later("cryptography.x509")
    serialization = Later("cryptography.hazmat.primitives.serialization")

MOST_NAMES = 100
"""So many names of one certificate are looked at; the proof of a chain looks at all of them by itself."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as shown by a server or found in a file. Names are whatever it claims; only `sha256` (64 hex
    digits) is proof. `hosts` are the names and addresses it says it is for, `authority` that it says it may issue
    others."""

    der: bytes
    sha256: str
    subject: str = ""
    issuer: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None
    name: str = ""
    hosts: tuple[str, ...] = ()
    authority: bool = False
    serial: str = ""

    @property
    def self_signed(self) -> bool:
        return self.subject == self.issuer != ""

    def expired(self, now: datetime) -> bool:
        return self.not_after is not None and self.not_after < now


def certificate(der: bytes) -> Certificate:
    """Read a certificate. One that cannot be read still has its fingerprint: that is what trust rests on."""
    sha256 = hashlib.sha256(der).hexdigest()
    try:
        read = x509.load_der_x509_certificate(der)
        return Certificate(
            der=der,
            sha256=sha256,
            subject=read.subject.rfc4514_string(),
            issuer=read.issuer.rfc4514_string(),
            not_before=read.not_valid_before_utc,
            not_after=read.not_valid_after_utc,
            name=_name(read.subject),
            hosts=_hosts(read),
            authority=_authority(read),
            serial=f"{read.serial_number:X}",
        )
    except (ValueError, TypeError, x509.InvalidVersion):  # TypeError: a name made of what no name is made of
        return Certificate(der=der, sha256=sha256)


def _name(subject: x509.Name) -> str:
    """What people call it: its common name, or what it has instead."""
    for oid in (
        x509.oid.NameOID.COMMON_NAME,
        x509.oid.NameOID.ORGANIZATIONAL_UNIT_NAME,
        x509.oid.NameOID.ORGANIZATION_NAME,
    ):
        for part in subject.get_attributes_for_oid(oid):
            if text := str(part.value).strip():
                return text
    return subject.rfc4514_string()


def _hosts(read: x509.Certificate) -> tuple[str, ...]:
    try:
        names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except _no_extension():
        return ()
    hosts = [*names.get_values_for_type(x509.DNSName), *map(str, names.get_values_for_type(x509.IPAddress))]
    return tuple(hosts[:MOST_NAMES])


def _authority(read: x509.Certificate) -> bool:
    try:
        return read.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except _no_extension():
        return False


def of_pem(text: str) -> str:
    """The SHA-256 fingerprint of the first certificate in a PEM text; "" where there is none."""
    try:
        read = x509.load_pem_x509_certificate(text.encode())
    except (ValueError, TypeError, x509.InvalidVersion):
        return ""
    return hashlib.sha256(read.public_bytes(serialization.Encoding.DER)).hexdigest()


def fingerprint(text: str) -> str:
    """A SHA-256 fingerprint as people type it (colons, spaces and case do not matter) in our spelling.

    Raises:
        ValueError: it is not 64 hexadecimal digits.
    """
    digits = text.replace(":", "").replace(" ", "").lower()
    if len(digits) != 64 or any(d not in "0123456789abcdef" for d in digits):
        raise ValueError(f"{text} is no SHA-256 fingerprint: 64 hexadecimal digits are needed.")
    return digits


def spelled(sha256: str) -> str:
    """A fingerprint as servers and browsers print it: upper case, pairs parted by colons."""
    return ":".join(sha256[i : i + 2] for i in range(0, len(sha256), 2)).upper()


def as_pem(der: bytes) -> str:
    """A certificate that can be read, as text."""
    return x509.load_der_x509_certificate(der).public_bytes(serialization.Encoding.PEM).decode()


def _no_extension() -> tuple[type[Exception], ...]:
    """What is raised where an extension is not there or cannot be read."""
    return (
        x509.ExtensionNotFound,
        x509.DuplicateExtension,
        x509.UnsupportedGeneralNameType,  # one odd name spoils the reading of all extensions
        ValueError,
        TypeError,
    )
