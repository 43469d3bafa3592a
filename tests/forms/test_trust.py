from dataclasses import replace

import pytest

from tests.authorities import CA, NOW
from xengui.forms.trust import Trust
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate, certificate

NEW = Trust(address=Address("granite"), shown=Certificate(b"", "1a" * 32))


def test_an_unknown_certificate_may_be_trusted_at_once():
    assert not NEW.changed
    assert NEW.problems() == {}


def test_a_changed_certificate_wants_to_be_compared_first():
    changed = replace(NEW, known="2b" * 32)

    assert changed.changed
    assert list(changed.problems()) == ["compared"]
    assert replace(changed, compared=True).problems() == {}


ACME, OTHER = CA("Acme root"), CA("Another root")
ISSUED = ACME.issue("granite")
CHANGED_BY_ACME = Trust(
    address=Address("granite"), shown=certificate(ISSUED.der), known="ab" * 32, chain=(ISSUED.der, ACME.read.der)
)


def test_a_file_with_the_certificate_is_as_good_as_comparing():
    answer = CHANGED_BY_ACME.compared_with("granite.pem", [OTHER.read, CHANGED_BY_ACME.shown], NOW)

    assert answer.problems() == {}
    assert answer.found == "granite.pem holds exactly this certificate."
    assert answer.authority is None


def test_a_file_with_its_authority_has_that_one_trusted():
    answer = CHANGED_BY_ACME.compared_with("acme.pem", [OTHER.read, ACME.read], NOW)

    assert answer.problems() == {}
    assert answer.authority == ACME.read
    assert "Acme root, an authority in acme.pem, vouches for it" in answer.found


@pytest.mark.parametrize("known", ["", "ab" * 32])
@pytest.mark.parametrize("address", [Address("granite"), Address("basalt")])
def test_a_file_with_neither_stands_in_the_way(known: str, address: Address):
    asked = replace(CHANGED_BY_ACME, known=known, address=address)
    answer = asked.compared_with("other.pem", [OTHER.read, *([ACME.read] if address.host == "basalt" else [])], NOW)

    assert answer.problems() == {"compared": "It is another certificate than the one in the file."}
    assert "no authority in it vouches" in answer.found
    assert answer.compared_with("granite.pem", [asked.shown], NOW).problems() == {}


def test_what_an_imported_authority_vouches_for_needs_no_tick():
    assert CHANGED_BY_ACME.problems() != {}
    assert replace(CHANGED_BY_ACME, issuer=ACME.read).problems() == {}
