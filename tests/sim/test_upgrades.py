"""When a pool says that it is being upgraded."""

from __future__ import annotations

from xengui.sim import upgrades

GRANITE, BASALT = "OpaqueRef:granite", "OpaqueRef:basalt"


def run(pool, host: str, platform: str) -> None:
    pool.database.write("host", host, "software_version", {"platform_version": platform})


def test_hosts_of_different_versions_are_an_upgrade_and_the_pool_says_so(pool):
    run(pool, GRANITE, "3.4.0")
    run(pool, BASALT, "3.2.1")

    upgrades.detect(pool)

    assert pool.record("pool", pool.ref)["other_config"] == {"rolling_upgrade_in_progress": "true"}
    assert upgrades.in_progress(pool)
    assert "snapshot" not in pool.record("VM", "OpaqueRef:web")["allowed_operations"]


def test_the_upgrade_is_over_when_all_hosts_are_alike(pool):
    run(pool, BASALT, "3.2.1")
    upgrades.detect(pool)
    run(pool, GRANITE, "3.2.1")

    upgrades.detect(pool)

    assert not upgrades.in_progress(pool)
    assert "snapshot" in pool.record("VM", "OpaqueRef:web")["allowed_operations"]


def test_looking_again_changes_nothing(pool):
    before = pool.database.generation

    upgrades.detect(pool)

    assert pool.database.generation == before


def test_the_pool_looks_by_itself(start, data):
    data.tables["host"][BASALT]["software_version"] = {"platform_version": "3.2.1"}
    server = start(data, plain=True)
    api = server.login()
    assert "rolling_upgrade_in_progress" in api("pool.get_other_config", "OpaqueRef:pool")

    server.on_loop(lambda: run(server.pool, BASALT, ""))

    api.until("pool", "OpaqueRef:pool", lambda pool: not pool["other_config"])


def test_a_version_that_nobody_can_read_is_none(pool):
    run(pool, GRANITE, "next")

    assert upgrades.platform_version(pool, GRANITE) == ()
    assert not upgrades.prepares_images(pool)
