import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7, pkcs12

from tests.authorities import CA, key_pem
from xengui.protocol import certificate_file
from xengui.protocol.certificate_file import LARGEST_BYTES, certificates

ACME = CA("Acme root")
GRANITE = ACME.issue("granite", "10.0.0.5")
KEY = ec.generate_private_key(ec.SECP256R1())
ENCODING, FORMAT, NONE = serialization.Encoding, serialization.PrivateFormat, serialization.NoEncryption()


@pytest.mark.parametrize(
    ("content", "subjects"),
    [
        (ACME.pem.encode(), ["Acme root"]),
        (ACME.read.der, ["Acme root"]),
        (f"# ours\r\n{GRANITE.pem}\nand\n{ACME.pem}".replace("\n", "\r\n").encode(), ["granite", "Acme root"]),
        ((ACME.pem * 3).encode(), ["Acme root"]),
    ],
    ids=["PEM", "DER", "a chain with words between", "thrice the same"],
)
def test_certificates_are_read_from(content: bytes, subjects: list[str]):
    assert [one.name for one in certificates(content)] == subjects


def test_what_a_certificate_says_of_itself_is_there():
    authority, server = certificates((ACME.pem + GRANITE.pem).encode())

    assert (authority.authority, authority.hosts, authority.self_signed) == (True, (), True)
    assert (server.authority, server.hosts, server.self_signed) == (False, ("granite", "10.0.0.5"), False)
    assert (authority.sha256, server.sha256) == (ACME.read.sha256, GRANITE.fingerprint)


@pytest.mark.parametrize(
    "content",
    [
        key_pem(KEY).encode(),
        (GRANITE.pem + GRANITE.key_pem).encode(),
        KEY.private_bytes(ENCODING.PEM, FORMAT.TraditionalOpenSSL, NONE),
        KEY.private_bytes(ENCODING.DER, FORMAT.PKCS8, NONE),
        KEY.private_bytes(ENCODING.DER, FORMAT.TraditionalOpenSSL, NONE),
        KEY.private_bytes(ENCODING.PEM, FORMAT.OpenSSH, NONE),
    ],
    ids=["PKCS 8", "behind a certificate", "traditional", "PKCS 8 in DER", "traditional in DER", "OpenSSH"],
)
def test_a_private_key_is_refused_unread(content: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(certificate_file, "_of_pem", None)  # nothing of such a file is looked at
    monkeypatch.setattr(certificate_file, "_of_der", None)

    with pytest.raises(ValueError, match="private key, which must not leave its server"):
        certificates(content)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"hello", "no certificate, in PEM or in DER"),
        (b"\x30\x82", "no certificate, in PEM or in DER"),
        (b"\0" * (LARGEST_BYTES + 1), "larger than 1 MB"),
        (ACME.pem.replace("M", "-", 3).encode(), "damaged"),
        (ACME.pem[:200].encode(), "damaged"),
        (ACME.read.der[:200], "damaged"),
        (b"-----BEGIN CERTIFICATE REQUEST-----\nxx\n", "a request for a certificate"),
        (KEY.public_key().public_bytes(ENCODING.PEM, serialization.PublicFormat.SubjectPublicKeyInfo), "a public key"),
        (b"-----BEGIN X509 CRL-----\nxx\n", "a list of revoked certificates"),
        (b"-----BEGIN NONSENSE-----\nxx\n", "something else"),
        (pkcs12.serialize_key_and_certificates(b"x", KEY, None, None, NONE), "PKCS #12 bag"),
        (pkcs7.serialize_certificates([ACME.certificate], ENCODING.DER), "PKCS #7"),
        (pkcs7.serialize_certificates([ACME.certificate], ENCODING.PEM), "PKCS #7"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_what_is_no_certificate_is_told_in_words(content: bytes, words: str):
    with pytest.raises(ValueError, match=words) as told:
        certificates(content)

    assert str(told.value).endswith(".")


def test_a_bundle_of_a_whole_system_is_too_much(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(certificate_file, "MOST", 1)

    with pytest.raises(ValueError, match="holds 2 certificates; 1 at most"):
        certificates((ACME.pem + GRANITE.pem).encode())
