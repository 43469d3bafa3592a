"""The last picture of a pool on disk: whole or not at all, and for nobody else's eyes."""

from __future__ import annotations

import asyncio
import json
import os
import stat
import threading
import zlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a, a_host, a_vm, an_sr, pool_with
from xengui.model.classes import CLASSES, PBD, VM, Secret, Session, Task
from xengui.model.record import NULL, Record
from xengui.model.remembered import KEPT, harmless
from xengui.model.snapshot import Snapshot
from xengui.protocol.secrecy import hide
from xengui.settings import last_state
from xengui.settings.folder import cache_folder
from xengui.settings.last_state import FORMAT, Hurried, LastState, StateFiles

POOL = pool_with(a_host(), a_vm(), a_vm(name_label="ünï\u202ecode\0 – 'quotes' \"\\"), an_sr())
posix = pytest.mark.skipif(os.name != "posix", reason="rights are told by ACLs there")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "pools"


@pytest.fixture
def files(folder: Path) -> StateFiles:
    return StateFiles(folder)


def state(snapshot: Snapshot = POOL, key: str = "granite", heard: datetime = NOW) -> LastState:
    return LastState(key=key, heard=heard, snapshot=snapshot)


def only_file(folder: Path) -> Path:
    (path,) = folder.iterdir()
    return path


def all_of(snapshot: Snapshot) -> dict[str, dict[str, Record]]:
    return {kind.__name__: dict(snapshot.of(kind)) for kind in KEPT if snapshot.of(kind)}


def test_what_was_kept_is_read_again(files: StateFiles):
    files.keep(state())

    found = files.read("granite")

    assert found
    assert (found.key, found.heard) == ("granite", NOW)
    assert all_of(found.snapshot) == all_of(POOL)


def test_of_a_server_that_was_never_seen_there_is_nothing(files: StateFiles):
    files.keep(state())

    assert files.read("basalt") is None


def test_every_server_has_its_own_whatever_it_is_called(files: StateFiles):
    keys = ["granite", "granite:8443", "[2001:db8::1]:443", "../granite", "a/b", "ü" * 300]
    for key in keys:
        files.keep(state(pool_with(name=key), key=key))

    names = [found.snapshot.pool.name_label for key in keys if (found := files.read(key)) and found.snapshot.pool]
    assert names == keys


def test_the_newer_takes_the_place_of_the_older(files: StateFiles, folder: Path):
    files.keep(state())
    files.keep(state(pool_with(name="Lab"), heard=NOW + timedelta(minutes=5)))

    found = files.read("granite")

    assert found
    assert found.snapshot.pool
    assert (found.snapshot.pool.name_label, found.heard) == ("Lab", NOW + timedelta(minutes=5))
    assert only_file(folder)


def test_a_record_of_every_class_with_every_field_set_comes_back(files: StateFiles):
    records = [full(kind) for kind in KEPT]

    files.keep(state(Snapshot({type(record): {record.ref: record} for record in records})))

    found = files.read("granite")
    assert found
    for record in records:
        assert found.snapshot.of(type(record)) == {record.ref: harmless(record)}


def full(kind: type[Record]) -> Record:
    """A record whose every value is another than the default."""
    empty = kind()
    values = {name: _other(getattr(empty, name)) for name in kind.__struct_fields__}
    if "VCPUs_flags" in values:
        values["VCPUs_flags"] = {"1": ["online"]}
    return msgspec.convert(values | {"ref": f"OpaqueRef:{kind.__name__}"}, kind, strict=False, str_keys=True)


def _other(default: Any) -> Any:
    match default:
        case bool():
            return not default
        case int() | float():
            return default + 3
        case str():
            return "OpaqueRef:other" if default == NULL else "other"
        case tuple():
            return (3, 4) if default == (0,) else ("3", "4")
    return {"1": "2"} if default is not None else None


def test_a_large_pool_comes_back_whole(files: StateFiles):
    vms = [a_vm(name_label=f"web-{number}") for number in range(1_050)]

    files.keep(state(pool_with(*vms)))

    found = files.read("granite")
    assert found
    assert found.snapshot.vms == {vm.ref: vm for vm in vms}


def test_a_pool_without_a_record_of_itself_is_no_picture(files: StateFiles):
    files.keep(state(Snapshot({VM: {"OpaqueRef:web": a_vm()}})))

    assert files.read("granite") is None


def test_a_name_that_is_no_text_costs_its_object_and_nothing_else(files: StateFiles):
    odd = a_vm(name_label="odd", name_description="\ud800")

    files.keep(state(pool_with(odd, a_vm())))

    found = files.read("granite")
    assert found
    assert list(found.snapshot.vms) == [a_vm().ref]


def test_a_picture_of_tomorrow_is_one_of_now(files: StateFiles):
    files.keep(state(heard=datetime.now(UTC) + timedelta(days=1)))

    found = files.read("granite")

    assert found
    assert found.heard <= datetime.now(UTC)


# Rights, and where it is.


def test_it_is_where_the_system_keeps_what_may_be_deleted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr("platformdirs.user_cache_dir", lambda *_, **__: str(tmp_path / "xengui"))

    StateFiles().keep(state())

    assert (cache_folder() / "pools").is_dir()
    assert StateFiles().read("granite")


@posix
def test_only_its_owner_can_read_it(files: StateFiles, folder: Path):
    before = os.umask(0)
    try:
        files.keep(state())
    finally:
        os.umask(before)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(only_file(folder).stat().st_mode) == 0o600


@posix
def test_a_folder_that_was_open_to_others_is_closed(files: StateFiles, folder: Path):
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)

    files.keep(state())

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@posix
def test_nothing_is_written_through_a_link_to_another_folder(files: StateFiles, folder: Path, tmp_path: Path):
    (tmp_path / "elsewhere").mkdir()
    folder.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="somebody else"):
        files.keep(state())

    assert list((tmp_path / "elsewhere").iterdir()) == []


@posix
@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_what_is_no_plain_file_is_not_read(files: StateFiles, folder: Path, tmp_path: Path, kind: str):
    files.keep(state())
    path = only_file(folder)
    path.rename(tmp_path / "elsewhere")
    if kind == "link":
        path.symlink_to(tmp_path / "elsewhere")
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.mkdir()

    assert files.read("granite") is None


# Files that are not as they should be.


def _rewritten(content: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The file with another last line."""
    body, _, last = content.rpartition(b"\n")
    contents = json.loads(last)
    change(contents)
    return body + b"\n" + json.dumps(contents).encode()


def _sealed(line: bytes, name: str = "VM") -> bytes:
    """A file with this line and everything about it right."""
    line += b"\n"
    last = {"format": FORMAT, "key": "granite", "heard": NOW.isoformat(), "checksum": zlib.crc32(line)}
    return line + json.dumps(last | {"slices": [[name, len(line)]]}).encode()


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[: len(content) // 2],
    "without its end": lambda content: content[:-1],
    "with more": lambda content: content + b"x",
    "a changed byte": lambda content: content.replace(b"granite", b"gravite", 1),
    "zeros": lambda content: bytes(len(content)),
    "no text": lambda _: bytes(range(256)),
    "another format": lambda content: _rewritten(content, lambda c: c.update(format=FORMAT + 1)),
    "of another server": lambda content: _rewritten(content, lambda c: c.update(key="basalt")),
    "no moment": lambda content: _rewritten(content, lambda c: c.update(heard="2026-11-23T15:51:00")),
    "another kind of contents": lambda content: _rewritten(content, lambda c: c.update(slices="all")),
    "lengths below nothing": lambda content: _rewritten(
        content, lambda c: c.update(slices=[["VM", -5], ["VM", 5 + sum(n for _, n in c["slices"])]])
    ),
    "a class that is not kept": lambda _: _sealed(b"[]", "session"),
    "a class that there is not": lambda _: _sealed(b"[]", "planet"),
    "deep": lambda _: _sealed(b"[" * 100_000 + b"]" * 100_000),
    "deep in a field": lambda _: _sealed(b'[{"other_config":' + b'{"a":' * 50_000 + b"1" + b"}" * 50_000 + b"}]"),
    "records of another shape": lambda _: _sealed(b'[{"name_label": 7}]'),
    "no records": lambda _: _sealed(b'{"a": 1}'),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_file_that_is_not_whole_or_not_ours_says_nothing_and_is_written_anew(
    files: StateFiles, folder: Path, name: str
):
    files.keep(state())
    path = only_file(folder)
    path.write_bytes(HOSTILE[name](path.read_bytes()))

    assert files.read("granite") is None

    files.keep(state())
    assert files.read("granite")


@given(st.data())
def test_whatever_is_changed_in_a_file_it_is_read_as_it_was_or_not_at_all(tmp_path_factory: Any, data: st.DataObject):
    folder = tmp_path_factory.mktemp("state")
    files = StateFiles(folder)
    files.keep(state())
    path = only_file(folder)
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    path.write_bytes(content)

    found = files.read("granite")

    assert found is None or all_of(found.snapshot) == all_of(POOL)


def test_a_file_that_is_too_large_is_not_read(files: StateFiles, folder: Path, monkeypatch: pytest.MonkeyPatch):
    files.keep(state())
    monkeypatch.setattr(last_state, "LARGEST_BYTES", only_file(folder).stat().st_size - 1)

    assert files.read("granite") is None


def test_a_picture_that_is_too_large_is_not_written(files: StateFiles, folder: Path, monkeypatch: pytest.MonkeyPatch):
    files.keep(state())
    monkeypatch.setattr(last_state, "LARGEST_BYTES", 1_000)

    with pytest.raises(OSError, match="too large"):
        files.keep(state(pool_with(*(a_vm(name_label=f"web-{number}") for number in range(500)))))

    assert only_file(folder), "what was there before is still there, and nothing beside it"


def test_a_writing_that_is_given_up_leaves_what_was_there(files: StateFiles, folder: Path):
    files.keep(state())

    with pytest.raises(Hurried):
        files.keep(state(pool_with(name="Lab")), lambda: False)

    found = files.read("granite")
    assert found
    assert found.snapshot.pool
    assert found.snapshot.pool.name_label == "Stone"
    assert only_file(folder)


def test_two_windows_that_write_at_the_same_time_leave_one_whole_picture(folder: Path):
    pools = [pool_with(*(a_vm(name_label=f"{name}-{n}") for n in range(500)), name=name) for name in ("One", "Two")]

    def write(pool: Snapshot) -> None:
        for _ in range(5):
            StateFiles(folder).keep(state(pool))

    threads = [threading.Thread(target=write, args=(pool,)) for pool in pools]
    for thread in threads:
        thread.start()
    read = 0
    while any(thread.is_alive() for thread in threads):
        found = StateFiles(folder).read("granite")
        if found and found.snapshot.pool:
            read += 1
            assert {vm.name_label[:3] for vm in found.snapshot.vms.values()} == {found.snapshot.pool.name_label}
            assert len(found.snapshot.vms) == 500
    for thread in threads:
        thread.join()

    assert read
    assert only_file(folder)


# Forgetting.


def test_a_server_that_is_forgotten_leaves_nothing(files: StateFiles, folder: Path):
    files.keep(state())
    files.keep(state(key="basalt"))

    files.forget("granite")
    files.forget("never-there")

    assert files.read("granite") is None
    assert files.read("basalt")
    assert only_file(folder)


def test_what_is_of_no_server_any_more_is_cleared_away(files: StateFiles, folder: Path):
    for key in ("granite", "basalt", "slate"):
        files.keep(state(key=key))
    (folder / "notes.txt").write_text("not ours")

    files.tidy(["basalt"])

    assert [key for key in ("granite", "basalt", "slate") if files.read(key)] == ["basalt"]
    assert (folder / "notes.txt").exists()


def test_what_was_never_finished_is_cleared_away_when_it_is_old(files: StateFiles, folder: Path):
    files.keep(state())
    old, young = folder / ".old.state", folder / ".young.state"
    for path in (old, young):
        path.write_bytes(b"[")
    os.utime(old, (1, 1))

    files.tidy(["granite"])

    assert not old.exists()
    assert young.exists(), "another window may be writing it"


def test_where_nothing_was_ever_kept_there_is_nothing_to_clear_away(files: StateFiles, folder: Path):
    files.tidy([])
    files.forget("granite")

    assert not folder.exists()


# Secrets.

SECRET = "hunter2-hunter2"


def test_no_secret_that_stands_anywhere_in_a_pool_is_in_the_file(files: StateFiles, folder: Path):
    hide(SECRET)
    tables: dict[type[Record], dict[str, Record]] = {}
    for kind in CLASSES.values():
        record = full(kind)
        said: dict[str, Any] = {
            name: {"password": SECRET, "plain": SECRET, "url": f"smb://root:{SECRET}@nas", "text": f"it is {SECRET}."}
            for name in kind.__struct_fields__
            if isinstance(getattr(record, name), dict)
        }
        said |= {
            name: f"it is {SECRET}."
            for name in kind.__struct_fields__
            if isinstance(getattr(record, name), str) and name != "ref"
        }
        planted = msgspec.structs.replace(record, **said)
        tables[kind] = {f"OpaqueRef:{n}": msgspec.structs.replace(planted, ref=f"OpaqueRef:{n}") for n in range(3)}
    tables[VM]["OpaqueRef:web"] = a_vm()

    files.keep(state(Snapshot(tables)))

    content = only_file(folder).read_bytes()
    assert SECRET.encode() not in content
    assert b'"web"' in content, "what has no secret is there"
    for kind in (Session, Secret, Task):
        assert f"OpaqueRef:{kind.__name__}".encode() not in content


def test_storage_keeps_where_it_is_and_not_how_one_gets_in(files: StateFiles, folder: Path):
    config = {"server": "nas", "serverpath": "/vol", "username": "ada", "cifspassword": SECRET, "chappassword": SECRET}

    files.keep(state(pool_with(a(PBD, ref="pbd", device_config=config))))

    found = files.read("granite")
    assert found
    (pbd,) = found.snapshot.pbds.values()
    assert pbd.device_config == {"server": "nas", "serverpath": "/vol", "username": "ada"}
    assert SECRET.encode() not in only_file(folder).read_bytes()


def test_a_name_that_happens_to_be_a_short_password_is_still_a_name(files: StateFiles):
    hide("web")

    files.keep(state(pool_with(a_vm(name_label="web-01"))))

    found = files.read("granite")
    assert found
    assert [vm.name_label for vm in found.snapshot.vms.values()] == ["web-01"]


def test_others_get_their_turn_while_a_large_picture_is_written(files: StateFiles):
    """The longest that a loop beside it is held up has nothing to do with the size of the pool."""
    pool = pool_with(*(a_vm(name_label=f"web-{number}", other_config={"a": "b" * 200}) for number in range(3_000)))
    turns = 0

    async def beside() -> None:
        nonlocal turns
        writing = asyncio.create_task(asyncio.to_thread(files.keep, state(pool)))
        while not writing.done():
            turns += 1
            await asyncio.sleep(0)

    asyncio.run(beside())

    assert turns > 10
