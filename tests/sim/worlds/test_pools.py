"""A pool's own record, its alerts and what is counted over all of it."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest

from tests.sim.worlds.tables import NOW, a_host, draft_with
from xengui.sim.worlds.draft import GIB, Draft
from xengui.sim.worlds.guests import DEBIAN_12
from xengui.sim.worlds.machines import Machine, install
from xengui.sim.worlds.pools import ROLES, Alert, Pool, found, remember, share_memory
from xengui.sim.worlds.storage import Storage, provide

POOL = Pool(name="Test", description="Things may break here", default_sr="NAS", tags=("production",))


def founded(pool: Pool = POOL) -> Draft:
    draft = draft_with(a_host(), a_host("basalt"))
    provide(draft, Storage(name="NAS", type="nfs", size=900 * GIB))
    found(draft, pool)
    return draft


def test_the_first_host_is_the_coordinator() -> None:
    draft = founded()

    pool = draft.record("pool", "Test")
    assert pool["master"] == draft.the("host", "granite")
    assert (pool["name_label"], pool["name_description"]) == ("Test", "Things may break here")


def test_the_default_storage_takes_suspend_images_and_crash_dumps() -> None:
    draft = founded()
    pool = draft.record("pool", "Test")

    assert {pool[f"{use}_SR"] for use in ("default", "suspend_image", "crash_dump")} == {draft.the("SR", "NAS")}


def test_processors_are_summed_over_the_hosts() -> None:
    cpu_info = founded().record("pool", "Test")["cpu_info"]

    assert (cpu_info["cpu_count"], cpu_info["socket_count"]) == ("64", "4")


def test_a_pool_has_the_seven_roles_and_root() -> None:
    draft = founded()

    assert [role["name_label"] for role in draft.all("role").values()] == list(ROLES)
    assert len(ROLES) == 7
    assert [user["short_name"] for user in draft.all("user").values()] == ["root"]


def test_custom_fields_are_defined_the_way_of_xencenter() -> None:
    fields = {"Cost & centre": "String", "Renewal": "Date"}
    pool = Pool(name="Test", description="", default_sr="NAS", custom_fields=fields)

    text = founded(pool).record("pool", "Test")["gui_config"]["XenCenter.CustomFields"]

    assert {field.get("name"): field.get("type") for field in fromstring(text)} == fields


def test_a_pool_without_custom_fields_defines_none() -> None:
    assert founded().record("pool", "Test")["gui_config"] == {}


@pytest.mark.parametrize(("cls", "about"), [("Host", "granite"), ("Pool", "Test"), ("SR", "NAS")])
def test_an_alert_names_what_it_is_about(cls: str, about: str) -> None:
    draft = founded()

    remember(draft, Alert(name="ALARM", priority=3, cls=cls, about=about, hours_ago=2, body="of {uuid}"))

    (message,) = draft.all("message").values()
    table = {"Host": "host", "Pool": "pool"}.get(cls, cls)
    assert message["obj_uuid"] == draft.record(table, about)["uuid"]
    assert message["body"] == f"of {message['obj_uuid']}"
    assert (message["cls"], message["timestamp"]) == (cls, Draft("Test", NOW).ago(2))


def test_memory_goes_to_those_who_have_a_domain() -> None:
    draft = founded()
    share_memory(draft)
    before = draft.record("host_metrics", "basalt")["memory_free"]
    for state in ("Running", "Paused", "Halted"):
        install(draft, Machine(name=state, guest=DEBIAN_12, state=state, host="basalt", memory=2 * GIB))

    share_memory(draft)

    overhead = draft.record("VM", "Running")["memory_overhead"]
    assert overhead > 0
    assert draft.record("host_metrics", "basalt")["memory_free"] == before - 2 * (2 * GIB + overhead)


def test_more_machines_than_memory_are_a_mistake_of_the_builder() -> None:
    draft = founded()
    install(draft, Machine(name="hungry", guest=DEBIAN_12, state="Running", host="basalt", memory=512 * GIB))

    with pytest.raises(ValueError, match=r"The machines of basalt need more memory than it has\."):
        share_memory(draft)
