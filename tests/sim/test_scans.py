"""Which repositories a pool looks through by itself."""

from __future__ import annotations

import asyncio

import pytest

from xengui.sim import scans

NFS = "OpaqueRef:nfs"


@pytest.mark.parametrize(
    ("other_config", "due"),
    [({}, []), ({"auto-scan": "false"}, []), ({"auto-scan": "true"}, [NFS]), ({"dirty": ""}, [NFS])],
)
def test_only_what_asks_for_it_is_scanned(pool, other_config, due):
    pool.database.write("SR", NFS, "other_config", other_config)

    assert scans.due(pool) == due


def test_what_no_host_reaches_is_left_alone(pool):
    pool.database.write("SR", NFS, "other_config", {"auto-scan": "true"})
    for pbd in pool.database.refs("PBD"):
        pool.database.write("PBD", pbd, "currently_attached", False)

    assert scans.due(pool) == []


def test_a_scan_of_the_pools_own_is_a_task_that_does_not_stay(pool):
    pool.database.write("SR", NFS, "other_config", {"auto-scan": "true"})
    seen = []
    pool.database.on_write = lambda class_, ref: seen.append(class_)

    asyncio.run(scans.scan_due(pool))

    assert {"task", "SR"} <= set(seen)
    assert pool.database.refs("task") == []
    assert pool.record("SR", NFS)["current_operations"] == {}
