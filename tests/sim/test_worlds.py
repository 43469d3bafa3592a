"""Worlds by name and out of files."""

from __future__ import annotations

import json

import pytest

from xengui.sim import worlds
from xengui.sim.world import NoWorldError, World


@pytest.fixture
def small(monkeypatch):
    """A world that lets nobody choose anything."""
    monkeypatch.setattr(worlds, "_builders", lambda: {"small": lambda: World("small")})


def test_modules_with_a_builder_are_worlds():
    assert "demo" in worlds.names()
    assert "recorded" not in worlds.names()


def test_a_world_is_built_by_its_name_and_in_the_size_asked_for():
    assert len(worlds.world("demo", vms=200).pools[0].tables["VM"]) >= 200


def test_an_unknown_name(small):
    with pytest.raises(NoWorldError, match=r"no world called atlantis\. Known worlds: small;"):
        worlds.world("atlantis")


def test_a_world_may_have_its_own_size(small):
    assert worlds.world("small").name == "small"
    with pytest.raises(NoWorldError, match=r"The world small does not let you choose its number of hosts or vms\."):
        worlds.world("small", hosts=2, vms=3)


def test_the_size_of_a_recorded_pool_cannot_be_chosen(tmp_path):
    path = tmp_path / "pool.json"
    path.write_text(json.dumps({}))

    with pytest.raises(NoWorldError, match="cannot be chosen"):
        worlds.world(str(path), vms=3)


def test_a_name_that_ends_like_a_file_is_read_from_it(tmp_path):
    path = tmp_path / "pool.json"
    path.write_text(json.dumps({"pool": {"OpaqueRef:p": {"name_label": "Recorded"}}}))

    world = worlds.world(str(path))

    assert world.name == "Recorded"
    assert list(world.pools[0].tables) == ["pool"]


@pytest.mark.parametrize("name", worlds.names())
def test_every_world_is_built_as_it_likes_when_nothing_is_chosen(name: str):
    world = worlds.world(name)

    assert world.name == name
    assert all(pool.tables["host"] for pool in world.pools)
