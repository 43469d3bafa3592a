"""Certificate authorities of a test's own, and what they issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from xengui.protocol.certificate import Certificate as Read
from xengui.protocol.certificate import certificate
from xengui.sim.certificates import Certificate

NOW = datetime.now(UTC)
GOOD = (NOW - timedelta(days=10), NOW + timedelta(days=365))
OVER = (NOW - timedelta(days=20), NOW - timedelta(days=1))

Validity = tuple[datetime, datetime]


@dataclass
class CA:
    """An authority; `above` has issued its certificate, or it has done so by itself."""

    name: str
    above: CA | None = None
    validity: Validity = GOOD
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    certificate: x509.Certificate = field(init=False)

    def __post_init__(self) -> None:
        self.certificate = self._signed(self.name, self.key, self.validity, above=self.above or self, ca=True)

    @property
    def read(self) -> Read:
        return certificate(self.certificate.public_bytes(serialization.Encoding.DER))

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(serialization.Encoding.PEM).decode()

    def issue(self, *hosts: str, validity: Validity = GOOD, between: str = "") -> Certificate:
        """A server's certificate and key; `between` is what the server sends along."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._signed(hosts[0], key, validity, hosts, above=self)
        pem = made.public_bytes(serialization.Encoding.PEM).decode()
        return Certificate(pem + between, key_pem(key))

    def _signed(
        self,
        name: str,
        key: ec.EllipticCurvePrivateKey,
        validity: Validity,
        hosts: tuple[str, ...] = (),
        *,
        above: CA,
        ca: bool = False,
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(above.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(validity[0])
            .not_valid_after(validity[1])
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(above.key.public_key()), critical=False)
        )
        if hosts:
            builder = builder.add_extension(
                x509.SubjectAlternativeName([_host(host) for host in hosts]), critical=False
            )
        return builder.sign(above.key, hashes.SHA256())


def key_pem(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
