from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from xengui.settings import folder
from xengui.settings.history import KEPT, Entry, History

NOON = datetime(2026, 3, 21, 12, tzinfo=UTC)
START = Entry(
    id="a:1",
    title="Start web",
    connection="granite",
    target="OpaqueRef:web",
    outcome="failed",
    started=NOON,
    ended=NOON + timedelta(seconds=3),
    said="No server has room.\nFree memory.",
    raw="NO_HOSTS_AVAILABLE",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "history.json"


def another(number: int, **changes: Any) -> Entry:
    return replace(START, id=f"a:{number}", started=NOON + timedelta(minutes=number), **changes)


def test_without_a_file_nothing_is_known(path: Path):
    assert History(path).entries() == ()


def test_what_is_kept_comes_back_as_it_was(path: Path):
    History(path).keep([START])

    assert History(path).entries() == (START,)


def test_windows_share_the_file(path: Path):
    one, other = History(path), History(path)
    one.keep([another(1)])
    other.keep([another(2)])

    one.keep([another(1, outcome="done")])

    assert [(entry.id, entry.outcome) for entry in one.entries()] == [("a:1", "done"), ("a:2", "failed")]


def test_what_is_cleared_away_is_gone(path: Path):
    history = History(path)
    history.keep([another(1), another(2)])

    history.keep([another(2)], without={"a:1"})

    assert [entry.id for entry in history.entries()] == ["a:2"]


def test_the_oldest_go_first(path: Path):
    history = History(path)

    history.keep([another(number) for number in range(KEPT + 5)])

    assert len(history.entries()) == KEPT
    assert history.entries()[0].id == "a:5"


def test_what_no_file_can_hold_is_replaced_and_what_is_endless_is_cut(path: Path):
    History(path).keep([replace(START, said="bad \ud800 text\x00", raw="x" * 100_000)])

    (entry,) = History(path).entries()
    assert entry.said.startswith("bad ")
    assert len(entry.raw) < 10_000


@pytest.mark.parametrize(
    "content",
    [
        b"not json",
        b'{"entry": 1}',
        b'["x", 3]',
        b'[{"id": "a", "title": "Start web"}]',
        b'[{"id": "a", "title": 4, "connection": "c", "outcome": "done", "started": "x", "ended": "y"}]',
    ],
)
def test_what_makes_no_sense_is_left_out(path: Path, content: bytes):
    path.write_bytes(content)

    assert History(path).entries() == ()
    History(path).keep([START])
    assert History(path).entries() == (START,)


def test_a_file_that_cannot_be_read_is_set_aside(path: Path):
    path.write_bytes(b"not json")

    History(path).entries()

    assert path.with_name("history.json.unreadable").read_bytes() == b"not json"


def test_a_time_without_a_zone_is_universal(path: Path):
    naive = replace(START, started=NOON.replace(tzinfo=None), ended=NOON.replace(tzinfo=None))
    path.write_bytes(msgspec.json.encode([naive]))

    assert [entry.started for entry in History(path).entries()] == [NOON]


def test_a_file_that_no_reader_gets_through_is_set_aside(path: Path):
    path.write_bytes(b"[" * 200_000)

    assert History(path).entries() == ()

    assert path.with_name("history.json.unreadable").exists()


@pytest.mark.parametrize("year", [1, 9999])
def test_a_time_that_no_clock_here_shows_makes_no_sense(path: Path, year: int):
    History(path).keep([another(1, ended=datetime(year, 1, 1, tzinfo=UTC)), another(2)])

    assert [entry.id for entry in History(path).entries()] == ["a:2"]


def test_of_the_same_task_who_began_it_knows_best_unless_only_another_window_saw_its_end(path: Path):
    seen = {"task": "T", "title": "VM.start"}
    done = another(2, outcome="done", task="T2", title="VM.start")
    theirs = [replace(another(1, **seen), id="granite:T"), replace(done, id="granite:T2")]

    for order in (1, -1):
        ours = [another(1, task="T"), another(2, outcome="gone", task="T2")]
        for entries in [ours, theirs][::order]:
            History(path).keep(entries)

        assert [(entry.id, entry.outcome) for entry in History(path).entries()] == [
            ("a:1", "failed"),
            ("granite:T2", "done"),
        ]
        path.unlink()


def test_what_is_kept_last_is_written_last(path: Path, monkeypatch):
    history, slow, begun = History(path), threading.Event(), threading.Event()
    save = folder.save

    def as_on_a_slow_disk(where: Path, content: bytes) -> None:
        if not begun.is_set():
            begun.set()
            slow.wait(30)
        save(where, content)

    monkeypatch.setattr(folder, "save", as_on_a_slow_disk)
    first = threading.Thread(target=history.keep, args=([another(1)],))
    second = threading.Thread(target=history.keep, args=([another(2)],))
    first.start()
    begun.wait(30)
    second.start()
    second.join(0.2)  # it may be over by now, and must not be
    slow.set()
    first.join(30)
    second.join(30)

    assert [entry.id for entry in history.entries()] == ["a:1", "a:2"]


def test_a_file_with_more_than_is_ever_kept_gives_the_last_of_it(path: Path):
    many = [another(number, title="x" * 100_000) for number in range(KEPT + 50)]
    path.write_bytes(msgspec.json.encode(many))

    entries = History(path).entries()

    assert [entry.id for entry in entries] == [entry.id for entry in many[-KEPT:]]
    assert {len(entry.title) for entry in entries} == {4_000}
