import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.authorities import CA
from xengui.protocol.certificate import Certificate, as_pem, certificate, fingerprint, of_pem, spelled
from xengui.sim.certificates import self_signed

SHA256 = "0123456789abcdef" * 4


def a_certificate(subject: str = "granite", issuer: str = "granite") -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2026, 1, 2, 3, 4, 5))
        .not_valid_after(datetime(2036, 1, 2, 3, 4, 5))
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def test_a_certificate_tells_whose_it_is_and_how_long_it_holds():
    der = a_certificate(issuer="our own authority")

    read = certificate(der)

    assert read.sha256 == hashlib.sha256(der).hexdigest()
    assert (read.subject, read.issuer) == ("CN=granite", "CN=our own authority")
    assert read.not_before == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert read.not_after == datetime(2036, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert not read.self_signed


def test_a_certificate_signed_by_its_own_subject_is_self_signed():
    assert certificate(a_certificate()).self_signed


@pytest.mark.parametrize("der", [b"", b"rubbish", a_certificate()[:-40], b"\x30\x80" + b"\x00" * 40])
def test_a_certificate_that_cannot_be_read_still_has_its_fingerprint(der: bytes):
    read = certificate(der)

    assert read == Certificate(der=der, sha256=hashlib.sha256(der).hexdigest())
    assert not read.self_signed


def test_a_certificate_of_a_version_that_does_not_exist_still_has_its_fingerprint():
    der = a_certificate()
    v3 = bytes.fromhex("a003020102")
    assert v3 in der

    read = certificate(der.replace(v3, bytes.fromhex("a003020105"), 1))

    assert (len(read.sha256), read.subject) == (64, "")


@pytest.mark.parametrize("text", [SHA256, SHA256.upper(), spelled(SHA256), f" {spelled(SHA256)} ", " ".join(SHA256)])
def test_a_fingerprint_may_be_typed_with_colons_spaces_and_capitals(text: str):
    assert fingerprint(text) == SHA256


@pytest.mark.parametrize("text", ["", "ab", SHA256[:-1], SHA256 + "0", "g" + SHA256[1:], "\uff10" * 64])
def test_anything_else_is_no_fingerprint(text: str):
    with pytest.raises(ValueError, match="no SHA-256 fingerprint"):
        fingerprint(text)


def test_a_fingerprint_is_printed_as_servers_print_it():
    assert spelled(SHA256).startswith("01:23:45:67:89:AB:CD:EF:01")
    assert len(spelled(SHA256)) == 95


def test_a_certificate_in_pem_has_the_fingerprint_of_its_der_form():
    made = self_signed("granite", "10.0.0.1")

    assert of_pem(made.pem) == made.fingerprint
    assert of_pem(f"Subject: granite\n{made.pem}\n{self_signed('ca', '10.0.0.2').pem}") == made.fingerprint


@pytest.mark.parametrize(
    "text", ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_what_is_no_certificate_in_pem_has_no_fingerprint(text: str):
    assert of_pem(text) == ""


def test_a_certificate_says_what_it_is_for_and_whether_it_may_issue_others():
    acme = CA("Acme root")
    granite = certificate(acme.issue("granite", "10.0.0.5", "fe80::5").der)

    assert (granite.name, granite.hosts, granite.authority) == ("granite", ("granite", "10.0.0.5", "fe80::5"), False)
    assert (acme.read.name, acme.read.hosts, acme.read.authority) == ("Acme root", (), True)
    assert granite.serial != ""


def test_one_expires_at_the_end_of_its_time():
    granite = certificate(CA("Acme root").issue("granite").der)
    assert granite.not_after

    assert not granite.expired(granite.not_after)
    assert granite.expired(granite.not_after + timedelta(seconds=1))
    assert not Certificate(der=b"", sha256="").expired(granite.not_after)


def test_a_certificate_as_text_is_the_same_one():
    acme = CA("Acme root")

    assert of_pem(as_pem(acme.read.der)) == acme.read.sha256


def test_a_certificate_whose_name_cannot_be_one_still_has_its_fingerprint():
    der = a_certificate().replace(b"\x06\x03U\x04\x03\x0c\x07granite", b"\x06\x03U\x04\x03\x03\x07granite")

    assert certificate(der) == Certificate(der=der, sha256=hashlib.sha256(der).hexdigest())


def test_a_certificate_with_a_name_of_a_kind_that_nobody_knows_is_read_without_its_hosts():
    der = CA("Acme root").issue("granite").der
    assert der.count(b"\x82\x07granite") == 1

    read = certificate(der.replace(b"\x82\x07granite", b"\xa3\x07granite"))

    assert (read.name, read.hosts) == ("granite", ())
