from typing import Any

import pytest

from tests.builders import a, a_host, pool_with
from xengui.model.classes import Host, Host_patch, Pool_patch, Pool_update
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot
from xengui.queries import updates


def hosts(first: dict[str, Any], second: dict[str, Any], *more: Record) -> tuple[Host, Host, Snapshot]:
    """The coordinator, a member, and their pool."""
    granite, basalt = a_host(**first), a_host(name_label="basalt", **second)
    return granite, basalt, pool_with(granite, basalt, *more)


def version(number: str, build: str = "1") -> dict[str, Any]:
    return {"software_version": {"product_version": number, "build_number": build}}


def test_a_member_with_a_lower_version_is_older_than_the_coordinator():
    granite, basalt, pool = hosts(version("8.10.0"), version("8.9.0"))

    assert updates.older(basalt, pool)
    assert not updates.older(granite, pool)


def test_a_pool_is_mixed_when_any_build_differs():
    assert updates.mixed(hosts(version("8.4.0", "1"), version("8.4.0", "2"))[2])
    assert not updates.mixed(hosts(version("8.4.0"), version("8.4.0"))[2])
    assert not updates.mixed(hosts(version("8.4.0"), {})[2])


def test_only_the_host_that_lacks_an_enforced_update_is_behind():
    update = a(Pool_update, ref="u", enforce_homogeneity=True, hosts=("granite",))
    granite, basalt, pool = hosts({}, {}, update)

    assert updates.behind(basalt, pool)
    assert not updates.behind(granite, pool)


def test_an_update_on_no_host_or_one_that_may_differ_leaves_nobody_behind():
    granite, basalt, pool = hosts(
        {}, {}, a(Pool_update, ref="new", enforce_homogeneity=True), a(Pool_update, ref="free", hosts=("granite",))
    )

    assert not updates.behind(basalt, pool)
    assert not updates.behind(granite, pool)


def test_patches_of_old_servers_count_as_well():
    patch = a(Pool_patch, ref="p", other_config={"enforce_homogeneity": "true"}, host_patches=("OpaqueRef:on",))
    granite, basalt, pool = hosts({}, {}, patch, a(Host_patch, ref="on", host="granite", applied=True))

    assert updates.behind(basalt, pool)
    assert not updates.behind(granite, pool)


@pytest.mark.parametrize(
    ("first", "second", "behind"), [("yes", "no", True), ("yes", "unknown", True), ("no", "no", False)]
)
def test_where_synchronized_updates_differ_those_without_are_behind(first, second, behind):
    granite, basalt, pool = hosts({"latest_synced_updates_applied": first}, {"latest_synced_updates_applied": second})

    assert updates.behind(basalt, pool) is behind
    assert not updates.behind(granite, pool) or not behind


def test_a_version_is_told_with_its_product_and_build():
    told = {"product_brand": "XCP-ng", "product_version": "8.3.0", "build_number": "cloud"}

    assert updates.long_version(a_host(software_version=told)) == "XCP-ng 8.3.0, build cloud"
    assert updates.long_version(a_host()) == ""
