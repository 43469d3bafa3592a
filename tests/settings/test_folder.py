import os
import stat
import sys
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


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they have places of their own")
def test_running_programs_meet_where_nobody_else_can_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(folder, "_LONGEST_PLACE", 1_000)
    (tmp_path / "xengui").mkdir(mode=0o755)

    assert folder.runtime_folder() == tmp_path / "xengui"
    assert stat.S_IMODE((tmp_path / "xengui").stat().st_mode) == 0o700


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they have places of their own")
def test_a_place_that_is_too_long_for_sockets_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(folder, "_LONGEST_PLACE", 1)
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path / "short"))

    assert folder.runtime_folder() == tmp_path / "short" / f"xengui-{os.getuid()}"


@pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="they have places of their own")
def test_a_place_that_is_only_a_link_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setattr(folder, "_LONGEST_PLACE", 1_000)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "xengui").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(PermissionError):
        folder.runtime_folder()


def test_files_that_were_set_aside_before_are_kept(tmp_path: Path):
    path = tmp_path / "a.toml"
    for number in range(11):
        path.write_text(f"broken {number}")
        folder.read(path)

    kept = [found.read_text() for found in tmp_path.iterdir()]

    assert len(kept) == 9
    assert {"broken 0", "broken 7", "broken 10"} <= set(kept)


def test_a_file_larger_than_any_of_ours_is_set_aside(tmp_path: Path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"#" * (5 << 20))

    assert folder.read(path) == {}
    assert (tmp_path / "a.toml.unreadable").stat().st_size == 5 << 20


@pytest.mark.skipif(os.name == "nt", reason="pipes of POSIX")
def test_a_pipe_is_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "a.toml")

    assert folder.read(tmp_path / "a.toml") == {}


@pytest.mark.parametrize("content", ["a." * 20_000 + "a = 1", "[" + "a . " * 20_000 + "a]", "a = " + "[" * 50_000])
def test_a_file_that_is_nested_without_end_is_set_aside(tmp_path: Path, content: str):
    path = tmp_path / "a.toml"
    path.write_text(content)

    assert folder.read(path) == {}
    assert (tmp_path / "a.toml.unreadable").read_text() == content


def test_a_text_that_no_encoding_has_a_way_to_write_is_written_all_the_same(tmp_path: Path):
    folder.write(tmp_path / "a.toml", {"user": "a\ud800"})

    assert folder.read(tmp_path / "a.toml") == {"user": "a?"}
