"""A pool's own knowledge of its hosts."""

from __future__ import annotations

import asyncio

from xengui.sim.certificates import self_signed
from xengui.sim.clock import Clock, as_date
from xengui.sim.pool import Door, Pool


def open_doors(pool, certificate=None) -> None:
    pool.doors = {
        "OpaqueRef:granite": Door("127.0.0.1", certificate),
        "OpaqueRef:basalt": Door("127.0.0.2"),
    }
    pool.addresses_given()


def test_addresses_and_consoles_are_turned_to_where_the_hosts_answer(pool):
    open_doors(pool)

    assert pool.record("host", "OpaqueRef:basalt")["address"] == "127.0.0.2"
    assert pool.record("console", "OpaqueRef:web-console")["location"] == "https://127.0.0.1/console?uuid=x"


def test_certificate_records_tell_the_fingerprint_really_shown(data):
    data.tables["Certificate"] = {
        "OpaqueRef:host": {"type": "host", "host": "OpaqueRef:granite", "fingerprint": "old"},
        "OpaqueRef:internal": {"type": "host_internal", "host": "OpaqueRef:granite", "fingerprint": "old"},
    }
    pool = Pool(data, Clock(), "root", "pretend")
    certificate = self_signed("granite", "127.0.0.1")

    open_doors(pool, certificate)

    shown = pool.record("Certificate", "OpaqueRef:host")
    assert shown["fingerprint"] == shown["fingerprint_sha256"] == certificate.paired("sha256")
    assert shown["fingerprint_sha1"] == certificate.paired("sha1")
    assert (shown["not_before"], shown["not_after"]) == tuple(map(as_date, certificate.validity))
    assert pool.record("Certificate", "OpaqueRef:internal")["fingerprint"] == "old"


def test_a_host_without_metrics_is_taken_for_a_live_one(pool):
    pool.database.write("host", "OpaqueRef:granite", "metrics", "OpaqueRef:gone")
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "live", False)

    assert pool.live("OpaqueRef:granite")
    assert not pool.live("OpaqueRef:basalt")


def test_domains_are_numbered_on_from_those_the_world_has(pool):
    assert pool.next_domid() == 3
    assert pool.next_domid() == 4


def test_news_of_an_object_is_a_message_with_its_uuid(pool):
    pool.tell("VM_STARTED", "VM", "OpaqueRef:web", "It started.")

    (message,) = pool.messages.records().values()
    assert (message["obj_uuid"], message["priority"]) == (pool.record("VM", "OpaqueRef:web")["uuid"], 5)


def test_a_pool_that_stops_leaves_nothing_running(pool):
    async def start_and_stop() -> list[bool]:
        pool.start()
        running = list(pool.jobs.running)
        await pool.stop()
        return [job.done() for job in running]

    assert asyncio.run(start_and_stop()) == [True]
