"""What a world builder may rely on."""

from __future__ import annotations

from xengui.sim.world import PoolData, World


def test_a_pool_is_lively_unless_its_builder_says_otherwise():
    assert PoolData("p", {}).idle_traffic is True


def test_worlds_share_no_pools():
    World("a").pools.append(PoolData("p", {}))

    assert World("b").pools == []
