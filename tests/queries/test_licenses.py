import pytest

from tests.builders import NOW, a_host
from xengui.model.classes import Host
from xengui.queries import licenses


def licensed(edition: str, expiry: str) -> Host:
    return a_host(edition=edition, license_params={"expiry": expiry})


def test_a_paid_license_of_the_past_has_expired():
    assert licenses.expired(licensed("premium", "20260101T00:00:00Z"), NOW)
    assert not licenses.expired(licensed("premium", "20270101T00:00:00Z"), NOW)


@pytest.mark.parametrize("edition", ["free", "xcp-ng", "express", "", "Free"])
def test_a_free_edition_is_never_nagged(edition):
    assert not licenses.expired(licensed(edition, "20110101T00:00:00Z"), NOW)


@pytest.mark.parametrize("expiry", ["20991231T23:59:59Z", "19700101T00:00:00Z", "", "rubbish"])
def test_a_license_without_an_end_never_expires(expiry):
    assert licenses.expiry(licensed("premium", expiry)) is None
    assert not licenses.expired(licensed("premium", expiry), NOW)


def test_an_edition_is_called_as_it_is_sold():
    assert (
        licenses.edition(a_host(edition="premium", license_params={"sku_marketing_name": "Premium Edition"}))
        == "Premium Edition"
    )
    assert licenses.edition(a_host(edition="xcp-ng")) == "xcp-ng"
