"""Memory of hosts changing hands."""

from __future__ import annotations

from xengui.sim import memory

GIB = 1 << 30
HOST = "OpaqueRef:basalt"


def test_a_machine_needs_its_dynamic_maximum_and_an_overhead(pool):
    record = pool.record("VM", "OpaqueRef:idle")

    assert memory.needed(record) == GIB + memory.overhead(record)
    assert 10 * memory.MIB < memory.overhead(record) < 70 * memory.MIB
    assert memory.overhead(record | {"memory_overhead": 5}) == 5


def test_taken_memory_comes_back_and_never_more_than_there_is(pool):
    record = pool.record("VM", "OpaqueRef:idle")
    before = memory.free(pool, HOST)

    memory.take(pool, HOST, record)
    assert memory.free(pool, HOST) == before - memory.needed(record)

    for _ in range(20):
        memory.give_back(pool, HOST, record)
    assert memory.free(pool, HOST) == 16 * GIB


def test_too_little_memory_is_told_in_bytes(pool):
    pool.database.write("host_metrics", "OpaqueRef:basalt-metrics", "memory_free", 7)
    record = pool.record("VM", "OpaqueRef:idle")

    error = memory.refusal(pool, record, HOST)

    assert error is not None
    assert error.description == ["HOST_NOT_ENOUGH_FREE_MEMORY", str(memory.needed(record)), "7"]
