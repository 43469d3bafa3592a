"""Certificates of hosts."""

from __future__ import annotations

import hashlib
import ssl
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509

from xengui.sim.certificates import self_signed


def test_a_certificate_names_the_host_and_its_address():
    certificate = x509.load_pem_x509_certificate(self_signed("granite", "127.0.0.2").pem.encode())

    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["granite"]
    assert [str(address) for address in names.get_values_for_type(x509.IPAddress)] == ["127.0.0.2"]
    assert certificate.subject.rfc4514_string() == "CN=granite"


def test_fingerprints_are_taken_over_the_der_form():
    certificate = self_signed("granite", "127.0.0.1")
    der = ssl.PEM_cert_to_DER_cert(certificate.pem)

    assert certificate.fingerprint == hashlib.sha256(der).hexdigest()
    assert certificate.paired("sha1").replace(":", "").lower() == hashlib.sha1(der).hexdigest()
    assert len(certificate.paired("sha256").split(":")) == 32


def test_a_certificate_is_good_from_before_now_to_long_after():
    not_before, not_after = self_signed("granite", "127.0.0.1").validity

    assert not_before < datetime.now(UTC) < not_after - timedelta(days=3000)


@pytest.mark.parametrize("hostname", ["", "h" * 70, "zürich"])
def test_odd_host_names_get_a_certificate_too(hostname):
    assert self_signed(hostname, "127.0.0.1").context()
