"""The certificate each host shows: made at the start, signed by nobody but itself."""

from __future__ import annotations

import hashlib
import ssl
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

VALID_FOR = timedelta(days=3650)
LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Certificate:
    pem: str
    key_pem: str

    @property
    def der(self) -> bytes:
        return ssl.PEM_cert_to_DER_cert(self.pem)

    @property
    def fingerprint(self) -> str:
        """SHA-256 over the DER form, in lower-case hex."""
        return hashlib.sha256(self.der).hexdigest()

    def paired(self, digest: str = "sha256") -> str:
        """A fingerprint as the Certificate records spell it: upper-case pairs with colons."""
        text = hashlib.new(digest, self.der).hexdigest().upper()
        return ":".join(text[at : at + 2] for at in range(0, len(text), 2))

    @property
    def validity(self) -> tuple[datetime, datetime]:
        """The moments between which it is good."""
        read = x509.load_pem_x509_certificate(self.pem.encode())
        return read.not_valid_before_utc, read.not_valid_after_utc

    def context(self) -> ssl.SSLContext:
        """A server's TLS settings with this certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "host.pem")
            path.write_text(self.pem + self.key_pem)
            context.load_cert_chain(path)
        return context


def self_signed(hostname: str, address: str) -> Certificate:
    """A certificate naming a host and its address."""
    key = ec.generate_private_key(ec.SECP256R1())
    common_name = hostname if 0 < len(hostname) <= LONGEST_NAME else address
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])
    names: list[x509.GeneralName] = [x509.IPAddress(ip_address(address))]
    if common_name.isascii():
        names.insert(0, x509.DNSName(common_name))
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, hashes.SHA256())
    )
    return Certificate(
        certificate.public_bytes(serialization.Encoding.PEM).decode(),
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    )
