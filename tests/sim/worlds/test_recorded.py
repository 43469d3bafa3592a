"""Pools out of files."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

from tests.model.corpus import FOLDER, NAMES, recorded
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.world import NoWorldError
from xengui.sim.worlds.recorded import read

TABLES = {"pool": {"OpaqueRef:p": {"name_label": "Recorded"}}, "VM": {"OpaqueRef:v": {}}}


@pytest.fixture
def written(tmp_path):
    def written(content: Any, name: str = "pool.json") -> Any:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return written


def test_a_file_is_read_packed_or_not(written):
    plain = read(written(TABLES))
    packed = read(written(gzip.compress(json.dumps(TABLES).encode()), "pool.json.gz"))

    assert plain == packed
    assert (plain.name, plain.pools[0].tables) == ("Recorded", TABLES)


def test_a_pool_without_a_name_is_called_like_its_file(written):
    assert read(written({"pool": {"OpaqueRef:p": {}}}, "lone.json")).name == "lone"


def test_a_recording_does_not_move_by_itself(written):
    assert read(written(TABLES)).pools[0].idle_traffic is False


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"{", "a.json", "is not JSON"),
        (b"\xff\xfe", "a.json", "is not JSON"),
        (b"no gzip", "a.json.gz", "cannot be read"),
        (gzip.compress(b"{}")[:-4], "a.json.gz", "cannot be read"),
        ([], "a.json", "is no recorded pool"),
        ({"VM": []}, "a.json", "is no recorded pool"),
        ({"VM": {"OpaqueRef:x": "web"}}, "a.json", "is no recorded pool"),
    ],
)
def test_what_is_no_recording(written, content, name, sentence):
    with pytest.raises(NoWorldError, match=sentence):
        read(written(content, name))


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(NoWorldError, match="There is no file"):
        read(tmp_path / "none.json")


@pytest.mark.parametrize("name", NAMES)
def test_real_recordings_make_pools(name):
    recorded(name)  # skips where there are none
    world = read(FOLDER / f"{name}.json.gz")

    pool = Pool(world.pools[0], Clock(), "root", "pretend")

    written_down = world.pools[0].tables
    for class_, rows in written_down.items():
        assert set(pool.database.refs(class_)) == rows.keys()
    vbds = written_down["VBD"]
    assert {ref: pool.record("VBD", ref)["metrics"] for ref in vbds} == {ref: vbds[ref]["metrics"] for ref in vbds}
