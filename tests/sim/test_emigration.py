"""Leaving for another pool, beside what `calls/test_migration.py` shows over the wire."""

from __future__ import annotations

import pytest

from tests.sim.conftest import Api, Running, ref
from tests.sim.moving import DISK_IDLE, FAR, FAR_NET, FAR_SR, IDLE, far_pool, movable


@pytest.fixture
def pools(start, data):
    movable(data)
    return start(data, plain=True, speed=5), start(far_pool(), plain=True)


def leave(near: Running, far: Running) -> tuple[Api, str]:
    api = near.login()
    dest = far.login()("host.migrate_receive", FAR, FAR_NET, {})
    interfaces = {ref("vif-idle"): FAR_NET}
    return api, api("Async.VM.migrate_send", IDLE, dest, True, {DISK_IDLE: FAR_SR}, interfaces, {})


def test_what_is_changed_on_the_way_arrives_changed(pools):
    near, far = pools
    api, task = leave(near, far)
    api.until("task", task, lambda task: task["progress"] > 0)

    api("VM.set_name_label", IDLE, "renamed")

    assert api.finished(task)["status"] == "success"
    assert "renamed" in {record["name_label"] for record in far.login()("VM.get_all_records").values()}


def test_a_host_that_closes_meanwhile_turns_the_machine_away_and_keeps_no_disk(pools):
    near, far = pools
    api, task = leave(near, far)
    api.until("task", task, lambda task: task["progress"] > 0)

    far.login()("host.disable", FAR)

    assert api.finished(task)["error_info"] == ["HOST_DISABLED", FAR]
    assert far.login()("VDI.get_all") == []
    assert api("VM.get_power_state", IDLE) == "Halted"
