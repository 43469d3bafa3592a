from datetime import UTC, datetime

from tests.authorities import CA
from xengui.protocol.authority import Authority
from xengui.protocol.certificate import Certificate, certificate
from xengui.queries.trusted import Pinned, authority_row, called, new_authority_row, new_pin_row, pin_row

ACME = CA("Acme root")
GRANITE = certificate(ACME.issue("granite", "10.0.0.5").der)
SINCE = datetime(2026, 5, 7, tzinfo=UTC)


def test_an_authority_tells_whose_it_is_since_when_and_where_it_counts():
    row = authority_row(Authority(ACME.read, ("*.acme.example",), SINCE), False)

    assert (row.name, row.kind, row.trusted, row.sha256) == (
        "Acme root",
        "authority",
        "since 7 May 2026",
        ACME.read.sha256,
    )
    facts = dict(row.facts)
    assert facts["Subject"] == "CN=Acme root"
    assert facts["Issuer"] == "itself"
    assert facts["Counts for"] == "*.acme.example"
    assert facts["Trusted"] == "since 7 May 2026"
    assert " to " in facts["Valid"]
    assert row.expires in facts["Valid"]


def test_an_authority_without_a_limit_counts_everywhere():
    assert dict(authority_row(Authority(ACME.read), False).facts)["Counts for"] == "every server that it vouches for"


def test_a_server_tells_its_fingerprint_since_when_and_who_decided():
    decided = pin_row(Pinned("granite:443", "ab" * 32, SINCE), False)
    vouched = pin_row(Pinned("granite:8443", "ab" * 32, None, "Acme root"), False)

    assert (decided.name, decided.trusted, decided.sha256) == ("granite", "since 7 May 2026", "ab" * 32)
    assert dict(decided.facts)["Why"] == "it was decided here"
    assert (vouched.name, vouched.trusted) == ("granite:8443", "by Acme root")
    assert dict(vouched.facts) == {
        "Server": "granite:8443",
        "Trusted": "no date is known",
        "Why": "Acme root vouches for it",
    }


def test_what_is_about_to_go_says_so():
    rows = (authority_row(Authority(ACME.read), True), pin_row(Pinned("granite:443", "ab" * 32), True))

    assert {row.trusted for row in rows} == {"not any more, once saved"}
    assert all(row.gone for row in rows)


def test_what_is_about_to_come_says_so():
    rows = (new_authority_row(ACME.read, ()), new_pin_row(GRANITE, "granite:8443"))

    assert [row.name for row in rows] == ["Acme root", "granite:8443"]
    assert {row.trusted for row in rows} == {"once saved"}
    assert dict(rows[1].facts)["Issuer"] == "CN=Acme root"
    assert dict(rows[1].facts)["For"] == "granite, 10.0.0.5"


def test_a_certificate_without_a_name_is_called_something():
    assert called(Certificate(der=b"", sha256="ab" * 32)) == "a certificate without a name"
    assert called(Certificate(der=b"", sha256="ab" * 32, subject="O=Acme")) == "O=Acme"
