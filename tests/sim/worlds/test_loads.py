"""Pools that carry more than hosts and machines."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.sim.worlds.tables import real_machines
from xengui.sim.clock import Clock
from xengui.sim.pool import Pool
from xengui.sim.world import PoolData
from xengui.sim.worlds.loads import Load, folder_paths, laden
from xengui.sim.worlds.small import build


def the_pool(load: Load) -> PoolData:
    (pool,) = laden(build(vms=60), load, time.time()).pools
    return pool


def test_messages_are_filled_up_to_the_number_and_each_is_about_a_machine() -> None:
    pool = the_pool(Load(messages=400))

    assert len(pool.tables["message"]) == 400
    uuids = {record["uuid"] for record in real_machines(pool)}
    assert {message["obj_uuid"] for message in pool.tables["message"].values()} <= uuids
    assert len(Pool(pool, Clock(), "root", "pretend").messages.records()) == 400


def test_as_many_messages_as_a_pool_keeps_are_none_too_many() -> None:
    kept = Pool(the_pool(Load(messages=10_000)), Clock(), "root", "pretend").messages

    assert (len(kept.records()), kept.gone_since(0)) == (10_000, [])


def test_ended_tasks_outlive_the_collection_of_rubbish() -> None:
    pool = Pool(the_pool(Load(finished_tasks=300)), Clock(), "root", "pretend")

    pool.tasks.collect()

    statuses = [record["status"] for _, record in pool.database.rows("task")]
    assert (len(statuses), statuses.count("failure"), statuses.count("success")) == (300, 30, 270)


@pytest.mark.parametrize("count", [1, 7, 50, 2000])
def test_a_tree_has_as_many_folders_as_wanted(count: int) -> None:
    pool = the_pool(Load(folders=count))
    (record,) = pool.tables["pool"].values()
    held = [vm.get("other_config", {}).get("folder", "") for vm in real_machines(pool)]
    named = {*record["other_config"]["EMPTY_FOLDERS"].split(";"), *held}

    folders = {path for path in named if path.startswith("/Folder ")}
    for path in list(folders):
        while path := path.rpartition("/")[0]:
            folders.add(path)

    assert folders == set(folder_paths(count))
    assert len(folders) == count


def test_an_empty_folder_holds_nothing() -> None:
    pool = the_pool(Load(folders=50))
    (record,) = pool.tables["pool"].values()
    held = {vm.get("other_config", {}).get("folder") for vm in real_machines(pool)}

    assert held & set(record["other_config"]["EMPTY_FOLDERS"].split(";")) == set()
    assert len(held) > 20


def test_some_names_go_on_for_five_hundred_characters() -> None:
    pool = the_pool(Load(long_names=True))

    for class_ in ("VM", "host", "SR", "network", "VDI"):
        lengths = [len(record["name_label"]) for record in pool.tables[class_].values()]
        assert max(lengths) == 500
        assert lengths.count(500) <= 1 + len(lengths) // 25


def test_a_pool_without_a_load_stays_as_it_is() -> None:
    assert the_pool(Load()).tables.keys() == build(vms=60).pools[0].tables.keys()
    assert the_pool(Load()).extra_tasks == 0


def test_a_laden_pool_answers() -> None:
    laden_pool = Pool(
        the_pool(Load(messages=100, finished_tasks=10, folders=20, long_names=True)), Clock(), "root", "pretend"
    )
    session = laden_pool.sessions.enter(laden_pool.sessions.open("root", "tests", laden_pool.coordinator))

    batch = asyncio.run(laden_pool.events.wait(session, ["task", "message"], "", 0.0))

    assert len(batch["events"]) == 110
