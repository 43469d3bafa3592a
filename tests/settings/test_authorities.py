import os
from pathlib import Path

import pytest

from tests.authorities import CA
from xengui.protocol.authority import Authority
from xengui.settings.authorities import Authorities

ACME, OTHER = CA("Acme root"), CA("Another root")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "authorities.toml"


def kept(path: Path) -> list[Authority]:
    return list(Authorities(path))


def test_an_authority_is_there_in_the_next_run(path: Path):
    Authorities(path).add(ACME.read, ("*.acme.example", "10.0.0.5"))

    (authority,) = kept(path)
    assert authority.certificate == ACME.read
    assert authority.hosts == ("*.acme.example", "10.0.0.5")
    assert authority.since is not None


@pytest.mark.skipif(os.name != "posix", reason="other systems have other rights")
def test_only_its_owner_can_read_the_file(path: Path):
    Authorities(path).add(ACME.read)

    assert path.stat().st_mode & 0o077 == 0


def test_one_that_is_imported_again_counts_as_it_was_meant_last(path: Path):
    authorities = Authorities(path)
    authorities.add(ACME.read, ("granite",))
    authorities.add(ACME.read)

    assert [one.hosts for one in kept(path)] == [()]


def test_one_that_is_removed_is_gone(path: Path):
    authorities = Authorities(path)
    authorities.add(ACME.read)
    authorities.add(OTHER.read)

    authorities.remove(ACME.read.sha256)
    authorities.remove("not there")

    assert [one.certificate for one in kept(path)] == [OTHER.read]


@pytest.mark.parametrize(
    "spoilt",
    ['hosts = "granite"', "hosts = [1]", 'hosts = [""]', "", "hosts = []\npem = 5", 'hosts = []\npem = "no"'],
)
def test_an_entry_that_makes_no_sense_is_left_out_and_never_counts_everywhere(path: Path, spoilt: str):
    pem = "" if "pem" in spoilt else f'pem = """{ACME.pem}"""\n'
    path.write_text(f"[{ACME.read.sha256}]\n{pem}{spoilt}\n")

    assert kept(path) == []


def test_one_more_server_widens_an_authority_and_never_narrows_it(path: Path):
    authorities = Authorities(path)
    for host in ("granite", "basalt", "granite"):
        authorities.widen(ACME.read, host)
    authorities.add(OTHER.read)
    authorities.widen(OTHER.read, "granite")

    assert [one.hosts for one in kept(path)] == [("granite", "basalt"), ()]
