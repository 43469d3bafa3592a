from datetime import timedelta

import pytest
from cryptography import x509

from tests.authorities import CA, NOW, OVER
from xengui.protocol.authority import Authority, Trusted, vouching

ACME, EVIL = CA("Acme root"), CA("Acme root")
BETWEEN = CA("Acme servers", above=ACME)
HOST = "granite.acme.example"


def trusted(ca: CA, *hosts: str) -> list[Authority]:
    return [Authority(ca.read, hosts)]


def chain(certificate, *between: CA) -> list[bytes]:
    return [certificate.der, *(one.read.der for one in between)]


@pytest.mark.parametrize("host", [HOST, "GRANITE.acme.example", "10.0.0.5", "fe80::5"])
def test_an_authority_vouches_for_what_it_has_issued(host: str):
    shown = chain(ACME.issue(HOST, "10.0.0.5", "fe80::5"))

    found = vouching(trusted(ACME), shown, host, NOW)

    assert found is not None
    assert found.certificate.sha256 == ACME.read.sha256


def test_those_between_are_taken_from_what_the_server_shows():
    shown = BETWEEN.issue(HOST)

    assert vouching(trusted(ACME), chain(shown, BETWEEN), HOST, NOW) is not None
    assert vouching(trusted(ACME), chain(shown), HOST, NOW) is None


def test_one_between_can_be_the_imported_one():
    assert vouching(trusted(BETWEEN), chain(BETWEEN.issue(HOST)), HOST, NOW) is not None


@pytest.mark.parametrize(
    ("why", "shown", "host"),
    [
        ("another name", chain(ACME.issue("basalt.acme.example")), HOST),
        ("another address", chain(ACME.issue("10.0.0.6")), "10.0.0.5"),
        ("no name of a server at all", [ACME.read.der], HOST),
        ("over", chain(ACME.issue(HOST, validity=OVER)), HOST),
        ("issued by a namesake", chain(EVIL.issue(HOST)), HOST),
        ("issued by a namesake who sends the real one along", chain(EVIL.issue(HOST), ACME), HOST),
        ("no certificate", [b"certificate"], HOST),
        ("nothing shown", [], HOST),
        ("a name that is none", chain(ACME.issue(HOST)), "granite..example"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_nobody_vouches_for(why: str, shown: list[bytes], host: str):
    assert vouching(trusted(ACME), shown, host, NOW) is None


def test_a_server_is_no_authority_for_others():
    server = CA("granite", above=ACME)
    server.certificate = x509.load_pem_x509_certificate(ACME.issue(HOST).pem.encode())
    server.key = CA("granite").key

    assert vouching(trusted(ACME), chain(server.issue("basalt"), server), "basalt", NOW) is None


def test_an_authority_whose_time_is_over_vouches_for_nothing():
    gone = CA("Acme root", validity=OVER)

    assert vouching(trusted(gone), chain(gone.issue(HOST)), HOST, NOW) is None
    assert vouching(trusted(gone), chain(gone.issue(HOST)), HOST, NOW - timedelta(days=5)) is not None


@pytest.mark.parametrize(
    ("hosts", "counts"),
    [
        ((), True),
        ((HOST,), True),
        (("Granite.ACME.example",), True),
        (("*.acme.example",), True),
        (("basalt", "*.example"), True),
        (("*.acme",), False),
        (("acme.example",), False),
        (("10.0.0.5",), False),
    ],
)
def test_an_authority_counts_where_it_was_meant_to(hosts: tuple[str, ...], counts: bool):
    found = vouching(trusted(ACME, *hosts), chain(ACME.issue(HOST)), HOST, NOW)

    assert (found is not None) is counts


def test_a_name_below_a_domain_is_not_one_that_only_ends_like_it():
    assert not Authority(ACME.read, ("*.acme.example",)).counts_at("evilacme.example")


def test_what_is_trusted_is_a_collection_of_fingerprints():
    some = Trusted(("ab", "cd"))

    assert "ab" in some
    assert list(some) == ["ab", "cd"]
    assert len(some) == 2
    assert not Trusted()
