import os
import stat
from pathlib import Path

import pytest

from xengui.settings import folder


def test_settings_live_in_the_users_own_configuration_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    assert folder.config_folder().name == "xengui"
    assert folder.config_folder().is_relative_to(tmp_path) or os.name == "nt"


def test_what_is_written_is_read_again(tmp_path: Path):
    values = {
        "server": [{"host": "granite", "port": 443, "tls": True}],
        "name": 'Ünïcode "quoted" \\ \n line',
        "quiet": (),
    }

    folder.write(tmp_path / "deep" / "a.toml", values)

    assert folder.read(tmp_path / "deep" / "a.toml") == values | {"quiet": []}


def test_a_missing_file_says_nothing(tmp_path: Path):
    assert folder.read(tmp_path / "a.toml") == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"host = ", b"\xff\xfe", b"a = 1\na = 2", b"\x00"])
def test_an_unreadable_file_is_set_aside_and_not_overwritten(tmp_path: Path, content: bytes):
    path = tmp_path / "a.toml"
    path.write_bytes(content)

    assert folder.read(path) == {}

    folder.write(path, {"new": 1})
    assert (tmp_path / "a.toml.unreadable").read_bytes() == content
    assert folder.read(path) == {"new": 1}


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps others out of the user's folder by other means")
def test_a_file_is_for_its_owner_only(tmp_path: Path):
    path = tmp_path / "a.toml"
    path.write_text("")
    path.chmod(0o644)

    folder.write(path, {"a": 1})

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path):
    path = tmp_path / "a.toml"
    folder.write(path, {"a": 1})

    with pytest.raises(TypeError):
        folder.write(path, {"a": 2, "b": object()})

    assert folder.read(path) == {"a": 1}
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_is_replaced_at_once_and_never_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.toml"
    folder.write(path, {"a": 1})
    seen: list[dict[str, object]] = []
    replace = Path.replace

    def look_first(self: Path, target: Path) -> Path:
        seen.append(folder.read(path))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", look_first)
    folder.write(path, {"a": 2})

    assert seen == [{"a": 1}]
    assert folder.read(path) == {"a": 2}


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(OSError):  # noqa: PT011 (which one depends on the system)
        folder.write(tmp_path / "file" / "a.toml", {})
