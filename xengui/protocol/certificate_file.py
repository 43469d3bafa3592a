"""Files of certificates: PEM or DER, one certificate or many. What is no certificate is told in words.

A private key is recognized by its outside alone. It is never parsed, and nothing of a file that holds one is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from xengui.protocol.certificate import Certificate, certificate
from xengui.protocol.later import Later

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
else:
    x509 = Later("cryptography.x509")
    serialization = Later("cryptography.hazmat.primitives.serialization")

LARGEST_BYTES: Final = 1 << 20
MOST: Final = 50
"""Larger files, and those with more certificates, are bundles of a whole system and not a pool's."""

_LABEL = re.compile(rb"-----BEGIN ([A-Z0-9 #]{1,40})-----")
_SEQUENCE, _INTEGER, _OID = 0x30, 0x02, 0x06
_PKCS12_VERSION = b"\x02\x01\x03"


def certificates(content: bytes) -> tuple[Certificate, ...]:
    """The certificates in a file, each once, in its order.

    Raises:
        ValueError: there are none to be had; a sentence says why.
    """
    if len(content) > LARGEST_BYTES:
        raise ValueError(f"The file is larger than {LARGEST_BYTES >> 20} MB, so it is no certificate of a pool.")
    if not content.strip():
        raise ValueError("The file is empty.")
    labels = [label.decode() for label in _LABEL.findall(content)]
    if any("PRIVATE KEY" in label for label in labels) or _der_kind(content) == "key":
        raise ValueError("The file holds a private key, which must not leave its server. Nothing of it was kept.")
    ders = _of_pem(content) if labels else _of_der(content)
    if not ders:
        what = _OTHERS.get(labels[0], f"something else ({labels[0].capitalize()})")
        raise ValueError(f"The file holds {what} and no certificate.")
    found = {der: certificate(der) for der in ders}
    if len(found) > MOST:
        raise ValueError(f"The file holds {len(found)} certificates; {MOST} at most can be imported at once.")
    return tuple(found.values())


_OTHERS: Final = {
    "CERTIFICATE REQUEST": "a request for a certificate",
    "NEW CERTIFICATE REQUEST": "a request for a certificate",
    "PUBLIC KEY": "a public key",
    "RSA PUBLIC KEY": "a public key",
    "X509 CRL": "a list of revoked certificates",
    "PKCS7": "a PKCS #7 bundle: save its certificates as PEM first,",
    "DH PARAMETERS": "parameters of a key exchange",
}


def _of_pem(content: bytes) -> list[bytes]:
    if b"-----BEGIN CERTIFICATE-----" not in content and b"-----BEGIN X509 CERTIFICATE-----" not in content:
        return []
    try:
        return [read.public_bytes(serialization.Encoding.DER) for read in x509.load_pem_x509_certificates(content)]
    except (ValueError, x509.InvalidVersion):
        raise ValueError("A certificate in the file is damaged. Nothing of it was imported.") from None


def _of_der(content: bytes) -> list[bytes]:
    kind = _der_kind(content)
    if kind in _OF_DER:
        raise ValueError(f"The file is {_OF_DER[kind]}: save the certificates that it holds as PEM first.")
    try:
        return [x509.load_der_x509_certificate(content).public_bytes(serialization.Encoding.DER)]
    except (ValueError, x509.InvalidVersion):
        said = "A certificate in the file is damaged." if kind else "The file holds no certificate, in PEM or in DER."
        raise ValueError(said) from None


_OF_DER: Final = {
    "pkcs12": "a PKCS #12 bag, which holds a private key as well",
    "pkcs7": "a PKCS #7 bundle",
}


def _der_kind(content: bytes) -> str:
    """What a sequence in DER begins with tells what it is; "" is none."""
    if len(content) < 8 or content[0] != _SEQUENCE:
        return ""
    head = content[2 + (content[1] & 0x7F if content[1] & 0x80 else 0) :]
    if head[:3] == _PKCS12_VERSION and head[3:4] == b"\x30":
        return "pkcs12"
    first = head[0] if head else 0
    return {_INTEGER: "key", _OID: "pkcs7", _SEQUENCE: "certificate"}.get(first, "")
