from tests.builders import a_host, pool_with
from xengui.model.estate import Member
from xengui.model.snapshot import Snapshot
from xengui.queries.members import members


def test_the_coordinator_comes_first_and_the_others_in_natural_order():
    names = ("basalt-10", "basalt-2", "granite")
    hosts = [a_host(name_label=name, address=f"10.0.0.{at}") for at, name in enumerate(names)]

    assert members(pool_with(*hosts, coordinator="granite")) == (
        Member("granite", "10.0.0.2"),
        Member("basalt-2", "10.0.0.1"),
        Member("basalt-10", "10.0.0.0"),
    )


def test_a_host_without_an_address_is_nobody_to_ask():
    pool = pool_with(a_host(address="10.0.0.1"), a_host(name_label="basalt"))

    assert members(pool) == (Member("granite", "10.0.0.1"),)


def test_without_a_coordinator_nothing_is_known():
    assert members(pool_with(a_host(address="10.0.0.1"), coordinator="gone")) == ()
    assert members(Snapshot()) == ()
