"""What moves while nobody does anything."""

from __future__ import annotations

import asyncio

import pytest

from xengui.sim.idle import idle
from xengui.sim.values import parse


@pytest.fixture
def written(pool):
    """Let the pool idle until a row of the class was written, or for a good while."""

    def written(class_, *, traffic, wait_s=10.0) -> bool:
        async def wait() -> bool:
            came = asyncio.Event()
            pool.database.on_write = lambda written, ref: came.set() if written == class_ else None
            pool.clock.speed = 2000.0
            idling = asyncio.create_task(idle(pool, traffic=traffic))
            try:
                async with asyncio.timeout(wait_s):
                    await came.wait()
            except TimeoutError:
                return False
            finally:
                idling.cancel()
                await asyncio.gather(idling, return_exceptions=True)
            return True

        return asyncio.run(wait())

    return written


def test_the_free_memory_of_hosts_moves_and_comes_back(pool, written):
    before = pool.record("host_metrics", "OpaqueRef:granite-metrics")["memory_free"]

    assert written("host_metrics", traffic=True)

    assert abs(pool.record("host_metrics", "OpaqueRef:granite-metrics")["memory_free"] - before) <= 1 << 20


def test_figures_of_memory_do_not_drift(pool):
    before = pool.record("host_metrics", "OpaqueRef:granite-metrics")["memory_free"]
    pool.clock.speed = 20000.0

    async def idle_for_many_rounds() -> None:
        rounds = asyncio.Event()
        pool.database.on_write = lambda class_, ref: rounds.set() if pool.database.generation > end else None
        idling = asyncio.create_task(idle(pool, traffic=True))
        await rounds.wait()
        idling.cancel()
        await asyncio.gather(idling, return_exceptions=True)

    end = pool.database.generation + 40
    asyncio.run(idle_for_many_rounds())

    assert abs(pool.record("host_metrics", "OpaqueRef:granite-metrics")["memory_free"] - before) <= 1 << 20


def test_guests_say_that_they_are_there(written):
    assert written("VM_guest_metrics", traffic=True)


def test_the_memory_of_a_guest_is_a_page_off_its_target_now_and_then(pool, written):
    pool.database.write("VM_metrics", "OpaqueRef:web-metrics", "memory_actual", 0)

    assert written("VM_metrics", traffic=True)


def test_repositories_are_scanned(pool, written):
    pool.database.write("SR", "OpaqueRef:nfs", "other_config", {"auto-scan": "true"})

    assert written("SR", traffic=True)


def test_a_quiet_pool_stays_quiet(written):
    assert not written("host_metrics", traffic=False, wait_s=0.1)


def test_rubbish_is_collected_all_the_same(pool, written):
    work = pool.tasks.begin("x", None, pool.coordinator)
    pool.tasks.destroy(work.ref)
    pool.tasks.succeed(work, "", parse("void"))

    assert written("task", traffic=False)

    assert not pool.database.has("task", work.ref)
