from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

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
