from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.authorities import CA
from xengui.protocol.address import Address
from xengui.protocol.certificate import spelled
from xengui.settings import folder
from xengui.settings.trust import Pin, TrustStore

ONE, TWO, THREE = "1a" * 32, "2b" * 32, "3c" * 32
GRANITE, BASALT = Address("granite"), Address("basalt")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "trust.toml"


def test_an_unknown_server_is_not_trusted(path: Path):
    store = TrustStore(path)

    assert list(store.pins(GRANITE)) == []
    assert store.pin(GRANITE) is None


def test_a_pin_holds_in_the_next_run_with_its_date(path: Path):
    TrustStore(path).trust(GRANITE, ONE)

    pin = TrustStore(path).pin(GRANITE)

    assert list(TrustStore(path).pins(GRANITE)) == [ONE]
    assert pin is not None
    assert pin.since is not None
    assert timedelta(0) <= datetime.now(UTC) - pin.since < timedelta(minutes=5)


def test_a_pin_holds_at_its_address_only(path: Path):
    store = TrustStore(path)
    store.trust(GRANITE, ONE)

    assert list(store.pins(BASALT)) == []
    assert list(store.pins(Address("granite", 8443))) == []


def test_the_case_of_a_name_does_not_matter(path: Path):
    store = TrustStore(path)
    store.trust(Address("Granite"), ONE)

    assert list(store.pins(GRANITE)) == [ONE]


def test_a_new_certificate_takes_the_place_of_the_old(path: Path):
    store = TrustStore(path)
    store.trust(GRANITE, ONE)
    store.trust(GRANITE, TWO)

    assert list(store.pins(GRANITE)) == list(TrustStore(path).pins(GRANITE)) == [TWO]


def test_pins_of_several_servers_are_kept(path: Path):
    store = TrustStore(path)
    store.trust(GRANITE, ONE)
    store.trust(Address("2001:db8::1", 8443), TWO)

    again = TrustStore(path)
    assert [list(again.pins(a)) for a in (GRANITE, Address("2001:db8::1", 8443))] == [[ONE], [TWO]]


def test_trust_taken_back_is_gone(path: Path):
    store = TrustStore(path)
    store.trust(GRANITE, ONE)
    store.trust(BASALT, TWO)

    store.distrust(GRANITE)
    store.distrust(Address("stranger"))

    assert list(store.pins(GRANITE)) == list(TrustStore(path).pins(GRANITE)) == []
    assert list(TrustStore(path).pins(BASALT)) == [TWO]


def test_trust_for_this_run_is_not_written(path: Path):
    store = TrustStore(path, also=[THREE])
    store.trust_now(GRANITE, ONE)

    assert list(store.pins(GRANITE)) == [ONE, THREE]
    assert store.pin(GRANITE) is None
    assert not path.exists()


def test_fingerprints_of_the_command_line_are_trusted_everywhere_but_not_written(path: Path):
    store = TrustStore(path, also=[THREE])
    store.trust(GRANITE, ONE)

    assert list(store.pins(GRANITE)) == [ONE, THREE]
    assert list(store.pins(BASALT)) == ["", THREE]
    assert THREE not in path.read_text()


def test_where_the_command_line_names_the_server_its_fingerprint_is_the_expected_one(path: Path):
    store = TrustStore(path, also=[THREE], at=[BASALT])

    assert list(store.pins(BASALT)) == [THREE]
    assert list(store.pins(GRANITE)) == ["", THREE]


def test_a_pin_takes_the_place_of_what_was_trusted_for_this_run(path: Path):
    store = TrustStore(path)
    store.trust_now(GRANITE, ONE)

    store.trust(GRANITE, TWO)

    assert list(store.pins(GRANITE)) == [TWO]


def test_trust_taken_back_is_gone_for_this_run_too(path: Path):
    store = TrustStore(path)
    store.trust_now(GRANITE, ONE)

    store.distrust(GRANITE)

    assert list(store.pins(GRANITE)) == []


@pytest.mark.parametrize("entry", [5, "1a", {}, {"sha256": "1a"}, {"sha256": 5}, [ONE]], ids=repr)
def test_an_entry_that_makes_no_sense_trusts_nothing(path: Path, entry: Any):
    folder.write(path, {"granite:443": entry, "basalt:443": {"sha256": spelled(TWO)}})

    store = TrustStore(path)

    assert list(store.pins(GRANITE)) == []
    assert store.pin(BASALT) == Pin(TWO, None)


def test_a_file_that_cannot_be_read_trusts_nothing_and_is_set_aside(path: Path):
    path.write_text('["granite:443"')

    assert list(TrustStore(path).pins(GRANITE)) == []
    assert path.with_name("trust.toml.unreadable").exists()


def test_the_file_is_in_the_configuration_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(folder, "config_folder", lambda: tmp_path)

    TrustStore().trust(GRANITE, ONE)

    assert [path.name for path in tmp_path.iterdir()] == ["trust.toml"]


def test_more_can_be_trusted_for_this_run_later(tmp_path: Path):
    store = TrustStore(tmp_path / "trust.toml")

    store.trust_also(["ab" * 32], [Address("granite")])

    assert list(store.pins(Address("granite"))) == ["ab" * 32]
    assert list(store.pins(Address("basalt"))) == ["", "ab" * 32]
    assert not (tmp_path / "trust.toml").exists()


ACME = CA("Acme root")


def test_who_vouched_is_known_in_the_next_run(path: Path):
    TrustStore(path).trust(GRANITE, ONE, by=TWO)
    TrustStore(path).trust(BASALT, THREE)

    pins = dict(TrustStore(path))

    assert [(place, pin.sha256, pin.by) for place, pin in pins.items()] == [
        ("basalt:443", THREE, ""),
        ("granite:443", ONE, TWO),
    ]


def test_a_person_has_decided_where_no_authority_was_the_reason(path: Path):
    store = TrustStore(path, also=[THREE], at=[Address("quartz")])
    store.trust(GRANITE, ONE)
    store.trust(BASALT, ONE, by=TWO)
    store.trust_now(Address("slate"), TWO)

    decided = [host for host in ("granite", "basalt", "quartz", "slate", "mica") if store.pins(Address(host)).decided]

    assert decided == ["granite", "quartz", "slate"]


def test_authorities_are_told_where_they_count(path: Path):
    store = TrustStore(path)
    store.authorities.add(ACME.read, ("granite",))

    assert [one.certificate for one in TrustStore(path).pins(GRANITE).authorities] == [ACME.read]
    assert store.pins(BASALT).authorities == ()


def test_an_authority_goes_with_what_was_accepted_for_it_and_nothing_else(path: Path):
    store = TrustStore(path)
    store.authorities.add(ACME.read)
    store.trust(GRANITE, ONE, by=ACME.read.sha256)
    store.trust(BASALT, TWO)

    store.forget_authority(ACME.read.sha256)

    assert [place for place, _ in TrustStore(path)] == ["basalt:443"]
    assert list(TrustStore(path).authorities) == []


def test_a_pin_whose_authority_is_spoilt_is_left_out(path: Path):
    path.write_text(f'["granite:443"]\nsha256 = "{ONE}"\nby = "nobody"\n')

    assert list(TrustStore(path)) == []
