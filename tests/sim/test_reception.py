"""The door for machines of other pools; `calls/test_migration.py` has them come through it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.sim.conftest import ref
from tests.sim.moving import DISK_WEB, FAR, FAR_NET, FAR_SR, WEB, far_pool, movable
from xengui.sim import luggage, reception
from xengui.sim.clock import Clock
from xengui.sim.failures import ApiError
from xengui.sim.pool import Pool

MAC = "aa:bb:cc:00:00:03"


@pytest.fixture
def far():
    return Pool(far_pool(), Clock(), "root", "pretend")


@pytest.fixture
def asked(data):
    pool = Pool(movable(data), Clock(), "root", "pretend")
    return {
        "step": "check",
        "host": FAR,
        "luggage": luggage.pack(pool, WEB, snapshots=False),
        "places": {DISK_WEB: FAR_SR},
        "networks": {MAC: FAR_NET},
        "platform": [],
        "copy": False,
        "force": False,
    }


def said(far: Pool, asked: dict[str, Any], session: str | None = None) -> Any:
    session = session or far.sessions.open("", "tests", FAR)
    answer = json.loads(reception.answer(far, session, json.dumps(asked).encode()))
    return answer.get("error", answer.get("result"))


def write(far: Pool, class_: str, row: str, **fields: Any) -> None:
    far.database.write_all(class_, row, **fields)


def test_a_machine_for_which_all_is_there_is_welcome(far, asked):
    assert said(far, asked) is None


def test_nobody_comes_without_a_session(far, asked):
    assert said(far, asked, "OpaqueRef:x") == ["SESSION_INVALID", "OpaqueRef:x"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"step": "dance"}', b'{"step": "check"}'])
def test_what_is_not_of_our_language_is_not_understood(far, body):
    with pytest.raises(reception.NotUnderstoodError):
        reception.answer(far, far.sessions.open("", "tests", FAR), body)


@pytest.mark.parametrize(
    ("row", "fields", "error"),
    [
        (("host_metrics", ref("far-metrics")), {"live": False}, ["HOST_NOT_LIVE"]),
        (("host", FAR), {"enabled": False}, ["HOST_DISABLED", FAR]),
        (("SM", ref("far-sm")), {"features": {}}, ["SR_DOES_NOT_SUPPORT_MIGRATION", FAR_SR]),
        (("PBD", f"{FAR_SR}-pbd"), {"currently_attached": False}, ["VM_REQUIRES_SR", WEB, FAR_SR]),
        (("PIF", ref("far-pif")), {"host": ref("elsewhere")}, ["VM_REQUIRES_NETWORK", WEB, FAR_NET]),
        (("VM", ref("far-dom0")), {"other_config": {"mac_seed": "seed-web"}}, ["DUPLICATE_MAC_SEED", "seed-web"]),
    ],
)
def test_what_of_the_pool_turns_a_machine_away(far, asked, row, fields, error):
    write(far, *row, **fields)

    assert said(far, asked) == error


def test_a_machine_that_is_here_already_does_not_come_again(far, asked):
    uuid = asked["luggage"]["rows"]["VM"][WEB]["uuid"]
    write(far, "VM", ref("far-dom0"), uuid=uuid)
    assert said(far, asked) == ["DUPLICATE_VM", ref("far-dom0")]

    assert said(far, asked | {"copy": True}) is None


def test_an_older_host_takes_nobody(far, asked):
    write(far, "host", FAR, software_version={"platform_version": "3.2.1"})

    assert said(far, asked | {"platform": [3, 4, 0]}) == ["VM_HOST_INCOMPATIBLE_VERSION_MIGRATE", FAR, WEB]


def test_only_what_runs_needs_memory(far, asked):
    write(far, "host_metrics", ref("far-metrics"), memory_free=0)
    assert said(far, asked)[0] == "HOST_NOT_ENOUGH_FREE_MEMORY"

    asked["luggage"]["rows"]["VM"][WEB]["power_state"] = "Halted"
    assert said(far, asked) is None


def test_a_running_machine_wants_the_processor_it_knows_unless_it_is_forced(far, asked):
    write(far, "host", FAR, cpu_info={"vendor": "AuthenticAMD"})
    asked["luggage"]["rows"]["VM"][WEB]["last_boot_CPU_flags"] = {"vendor": "GenuineIntel"}
    assert said(far, asked)[:3] == ["VM_INCOMPATIBLE_WITH_THIS_HOST", WEB, FAR]

    assert said(far, asked | {"force": True}) is None


def test_disks_that_were_made_for_nothing_are_taken_down(far, asked):
    disks = said(far, asked | {"step": "disks"})
    assert far.record("VDI", disks[DISK_WEB])["SR"] == FAR_SR

    said(far, {"step": "abandon", "host": FAR, "disks": list(disks.values())})

    assert far.database.refs("VDI") == []


def test_what_was_welcome_may_be_so_no_longer_when_it_arrives(far, asked):
    disks = said(far, asked | {"step": "disks"})
    write(far, "host", FAR, enabled=False)

    assert said(far, asked | {"step": "machine", "disks": disks}) == ["HOST_DISABLED", FAR]
    assert far.database.refs("VM") == [ref("far-dom0")]


def test_a_step_that_is_refused_is_an_error_of_the_api(far, asked):
    with pytest.raises(ApiError):
        reception.STEPS["defaults"](far, {"host": "OpaqueRef:x"})
