"""Where a machine may go; `calls/test_migration.py` shows the map over the wire."""

from __future__ import annotations

import pytest

from tests.sim.moving import BASALT, FAST, NET, NFS, NULL, movable
from xengui.sim import destinations
from xengui.sim.clock import Clock
from xengui.sim.destinations import Destination, Wishes
from xengui.sim.failures import ApiError
from xengui.sim.pool import Door, Pool


@pytest.fixture
def pool(data):
    pool = Pool(movable(data), Clock(), "root", "pretend")
    for number, host in enumerate(pool.database.refs("host"), 1):
        pool.doors[host] = Door(f"127.0.0.{number}", port=8000 + number)
    return pool


def test_what_is_offered_is_read_as_a_place_within_the_pool(pool):
    there = Destination.read(destinations.offer(pool, BASALT, NET))

    assert there.host == BASALT
    assert there.within(pool)


def test_whose_session_is_not_ours_is_another_pool(pool):
    dest = destinations.offer(pool, BASALT, NET) | {"session_id": "OpaqueRef:other"}

    assert not Destination.read(dest).within(pool)


def test_half_a_destination_is_none(pool):
    with pytest.raises(ApiError) as refused:
        Destination.read({"host": BASALT})

    assert refused.value.description == ["INTERNAL_ERROR", "Not_found"]


def test_a_host_that_does_not_listen_itself_is_reached_through_its_coordinator(pool):
    pool.doors[BASALT].port = 0

    assert destinations.offer(pool, BASALT, NET)["xenops"].startswith("http://127.0.0.1:8001/")


def test_an_address_of_version_six_counts_where_the_host_prefers_that(pool):
    pif = "OpaqueRef:pif-basalt"
    pool.database.write("PIF", pif, "primary_address_type", "IPv6")
    with pytest.raises(ApiError) as refused:
        destinations.offer(pool, BASALT, NET)
    assert refused.value.description == ["PIF_HAS_NO_NETWORK_CONFIGURATION", pif]

    pool.database.write_all("PIF", pif, ipv6_configuration_mode="Static", IPv6=["fd00::1/64"])

    assert destinations.offer(pool, BASALT, NET)["host"] == BASALT


def test_images_of_memory_go_to_the_pools_place_for_them_else_to_the_hosts_else_to_the_default(pool):
    assert destinations.default_repositories(pool, BASALT) == (NFS, NFS)

    pool.database.write("pool", pool.ref, "suspend_image_SR", FAST)
    assert destinations.default_repositories(pool, BASALT) == (NFS, FAST)

    pool.database.write("pool", pool.ref, "suspend_image_SR", NULL)
    pool.database.write("host", BASALT, "suspend_image_sr", FAST)
    assert destinations.default_repositories(pool, BASALT) == (NFS, FAST)


def test_wishes_are_plain_unless_they_say_otherwise():
    assert (Wishes({}).copy, Wishes({}).force) == (False, False)
    assert Wishes({}, {}, {"copy": "true", "force": "true"}).copy
