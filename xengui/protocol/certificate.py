"""What a server's certificate says of itself, for people to compare."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as shown by a server. Names are whatever it claims; only `sha256` (64 hex digits) is proof."""

    der: bytes
    sha256: str
    subject: str = ""
    issuer: str = ""
    not_before: datetime | None = None
    not_after: datetime | None = None

    @property
    def self_signed(self) -> bool:
        return self.subject == self.issuer != ""


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
        )
    except (ValueError, x509.InvalidVersion):
        return Certificate(der=der, sha256=sha256)


def of_pem(text: str) -> str:
    """The SHA-256 fingerprint of the first certificate in a PEM text; "" where there is none."""
    try:
        read = x509.load_pem_x509_certificate(text.encode())
    except (ValueError, x509.InvalidVersion):
        return ""
    return hashlib.sha256(read.public_bytes(Encoding.DER)).hexdigest()


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
