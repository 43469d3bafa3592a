import os
from pathlib import Path

import pytest

from tests.authorities import CA
from xengui.settings.certificate_file import read

ACME = CA("Acme root")


def test_the_certificates_of_a_file_are_read(tmp_path: Path):
    (tmp_path / "acme.pem").write_text(ACME.pem)

    assert [one.sha256 for one in read(tmp_path / "acme.pem")] == [ACME.read.sha256]


@pytest.mark.parametrize("what", ["a folder", "nothing"])
def test_what_cannot_be_read_is_told(what: str, tmp_path: Path):
    with pytest.raises(ValueError, match=r"cannot be read|is no file"):
        read(tmp_path if what == "a folder" else tmp_path / "missing.pem")


@pytest.mark.skipif(os.name != "posix", reason="only there pipes have names")
def test_a_pipe_keeps_nobody_waiting(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(ValueError, match="It is no file"):
        read(tmp_path / "pipe")


def test_no_more_is_read_than_a_certificate_may_have(tmp_path: Path):
    with (tmp_path / "large").open("wb") as file:
        file.truncate(1 << 40)

    with pytest.raises(ValueError, match="larger than 1 MB"):
        read(tmp_path / "large")
