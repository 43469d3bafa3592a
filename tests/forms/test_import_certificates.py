from dataclasses import replace
from datetime import timedelta

import pytest

from tests.authorities import CA, NOW, OVER
from xengui.forms.import_certificates import Entry, ImportCertificates, Use, offered
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate, certificate

ACME = CA("Acme root")
BETWEEN = CA("Acme servers", above=ACME)
GONE = CA("Acme root of before", validity=OVER)
GRANITE = certificate(BETWEEN.issue("granite", "10.0.0.5").der)
BASALT = certificate(BETWEEN.issue("basalt").der)
OWN = replace(GRANITE, authority=True)
"""As a server's own that says it may issue others, which some tools make."""


def form(*certificates: Certificate, servers: tuple[Address, ...] = ()) -> ImportCertificates:
    return offered("acme.pem", certificates, servers, NOW)


def typed(entry: Entry, where: str) -> ImportCertificates:
    return ImportCertificates(file="acme.pem", entries=(replace(entry, wanted=True, where=where),), now=NOW)


def wanted(made: ImportCertificates) -> list[str]:
    return [entry.certificate.name for entry in made.wanted]


def test_of_a_chain_its_root_is_meant():
    assert wanted(form(GRANITE, BETWEEN.read, ACME.read)) == ["Acme root"]


def test_of_a_chain_without_its_root_the_authority_is_meant():
    assert wanted(form(GRANITE, BETWEEN.read)) == ["Acme servers"]


def test_a_file_of_one_certificate_means_that_one():
    assert wanted(form(GRANITE)) == ["granite"]


def test_of_several_servers_those_of_the_list_are_meant_at_their_addresses():
    made = form(GRANITE, BASALT, servers=(Address("10.0.0.5", 8443), Address("GRANITE"), Address("quartz")))

    assert wanted(made) == ["granite"]
    assert made.entries[0].where == "10.0.0.5:8443, GRANITE"


def test_an_authority_whose_time_is_over_is_not_meant_and_says_why():
    made = form(GONE.read, ACME.read)

    assert wanted(made) == ["Acme root"]
    assert "expired on" in made.entries[0].refusal(NOW)
    assert made.entries[0].refusal(NOW - timedelta(days=5)) == ""


def test_a_server_that_names_itself_is_no_authority_though_it_says_it_may_issue_others():
    assert form(OWN).entries[0].use is Use.SERVER


def test_a_server_s_own_certificate_is_good_when_its_time_is_over_too():
    over = certificate(ACME.issue("granite", validity=OVER).der)

    assert typed(Entry(over, Use.SERVER), "granite").problems() == {}


def test_what_is_no_authority_cannot_be_trusted_as_one():
    assert "not the certificate of an authority" in typed(Entry(GRANITE, Use.AUTHORITY), "").problems()["0"]


@pytest.mark.parametrize(
    ("where", "hosts"),
    [
        ("", ()),
        ("granite", ("granite",)),
        ("*.acme.example, 10.0.0.5;fe80::1\nbasalt", ("*.acme.example", "10.0.0.5", "fe80::1", "basalt")),
    ],
)
def test_an_authority_counts_everywhere_or_where_it_is_said(where: str, hosts: tuple[str, ...]):
    made = typed(Entry(ACME.read, Use.AUTHORITY), where)

    assert made.problems() == {}
    assert made.entries[0].places == hosts


@pytest.mark.parametrize("where", ["*", "*.", "https://granite", "granite/", "a..b", "*.*.b", "granite:443"])
def test_what_is_no_name_of_a_server_is_told_of_an_authority(where: str):
    assert "is no name or address" in typed(Entry(ACME.read, Use.AUTHORITY), where).problems()["0"]


def test_a_server_wants_an_address():
    assert "Type the address" in typed(Entry(GRANITE, Use.SERVER), " , ").problems()["0"]


@pytest.mark.parametrize(
    ("where", "words"),
    [("granite:x", "port"), ("ftp://granite", "ftp"), ("http://127.0.0.1:8080", "without TLS"), ("a " * 101, "")],
)
def test_what_is_no_address_is_told_of_a_server(where: str, words: str):
    problem = typed(Entry(GRANITE, Use.SERVER), where).problems().get("0", "")

    assert words in problem
    assert bool(problem) is bool(words), "the same address a hundred times is one"


def test_more_places_than_anybody_types_are_refused():
    many = " ".join(f"host{number}" for number in range(101))

    assert "100 addresses at most" in typed(Entry(ACME.read, Use.AUTHORITY), many).problems()["0"]


def test_a_server_shows_one_certificate():
    entries = (Entry(GRANITE, Use.SERVER, True, "granite"), Entry(BASALT, Use.SERVER, True, "basalt, granite:443"))

    problems = ImportCertificates(file="two.pem", entries=entries, now=NOW).problems()

    assert problems == dict.fromkeys(("0", "1"), "Two certificates are for granite; a server shows one.")


def test_what_is_not_wanted_may_be_wrong():
    entries = (Entry(ACME.read, Use.AUTHORITY, True), Entry(GRANITE, Use.SERVER, False, "granite:x"))

    assert ImportCertificates(file="two.pem", entries=entries, now=NOW).problems() == {}


def test_something_must_be_wanted():
    made = ImportCertificates(file="acme.pem", entries=(Entry(ACME.read, Use.AUTHORITY),), now=NOW)

    assert made.problems() == {"entries": "Tick what is to be trusted."}
