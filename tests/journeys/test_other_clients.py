"""What another client does to the pool is on screen at once, and nothing that a person arranged is lost by it."""

from __future__ import annotations

import asyncio
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
import XenAPI

if TYPE_CHECKING:
    from tests.journeys.person import Person


PATIENCE_S = 60.0
SILENT = {"session", "user", "secret"}
"""Classes with rows that never send events."""

Cache = dict[str, dict[str, Any]]


class Follower:
    """The vendor's own Python client, with a cache kept by events and nothing else."""

    def __init__(self, pool) -> None:
        self.session = XenAPI.Session(pool.url, ignore_ssl=True)
        self.session.xenapi.login_with_password("root", pool.password, "1.0", "follower")
        self.xenapi = self.session.xenapi
        self.cache: Cache = {}
        self.counts: dict[str, int] = {}
        self.token = ""
        classes = (name.removesuffix(".get_all_records") for name in self.session.system.listMethods())
        self.classes = {name.lower(): name for name in classes if "." not in name}

    def follow(self, timeout: float = 1.0) -> set[str]:
        """Take in one batch, as the documentation of the SDK does; returns the references it spoke of."""
        batch = self.xenapi.event_from(["*"], self.token, timeout)
        self.token, self.counts = batch["token"], batch["valid_ref_counts"]
        for event in batch["events"]:
            rows = self.cache.setdefault(event["class"], {})
            if event["operation"] == "del":
                rows.pop(event["ref"], None)
            else:
                rows[event["ref"]] = event["snapshot"]
        return {event["ref"] for event in batch["events"]}

    def listed(self) -> Cache:
        """All that the pool has of the classes that send events, asked for class by class."""
        asked = {
            name: self.session.xenapi_request(f"{class_}.get_all_records", ())
            for name, class_ in self.classes.items()
            if name not in SILENT
        }
        return {name: rows for name, rows in asked.items() if rows}

    def differences(self) -> set[tuple[str, str]]:
        """Class and reference of the records that are not the same here and there.

        What the next batch tells of does not count: it changed while we looked.
        """
        here, there = _texts(self.cache), _texts(self.listed())
        moving = self.follow()
        return {(class_, ref) for class_, ref, _ in here ^ there if ref not in moving}

    def until_it_agrees(self) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while different := self.differences():
            assert time.monotonic() < deadline, different


def _texts(cache: Cache) -> set[tuple[str, str, str]]:
    return {(class_, ref, _text(record)) for class_, rows in cache.items() for ref, record in rows.items()}


def _text(record: dict[str, Any]) -> str:
    """A record as one text: what is not a number would not be equal to itself."""
    return json.dumps(record, default=str, sort_keys=True)


@pytest.fixture
def follower(pretend):
    pool = pretend("small", "--speed", "30")
    follower = Follower(pool)
    yield follower
    follower.xenapi.session.logout()
    follower.session("close")()


def test_the_vendors_client_fills_its_cache_in_one_call_and_follows_a_burst(follower) -> None:
    follower.follow()
    first = {name: len(rows) for name, rows in follower.cache.items()}
    assert first["host"] == 3
    assert first["message"] == 25
    follower.until_it_agrees()

    def state(name: str) -> list[str]:
        ordinary = ("is_a_template", "is_control_domain", "is_a_snapshot")
        rows = follower.cache["vm"].items()
        return [ref for ref, vm in rows if vm["power_state"] == name and not any(vm[kind] for kind in ordinary)]

    api = follower.xenapi
    started, running = state("Halted")[0], state("Running")
    talking = next(ref for ref in running if "clean_shutdown" in follower.cache["vm"][ref]["allowed_operations"])
    tasks = [api.Async.VM.start(started, False, False), api.Async.VM.suspend(talking)]
    api.Async.VM.hard_shutdown(state("Paused")[0])
    for number in range(30):
        api.VM.set_name_label(running[0], f"<renamed> & „{number}“ 東京")
    api.VM.add_tags(running[0], "burst")
    api.VM.add_to_other_config(running[0], "folder", "/Burst & co")
    api.pool.set_name_description(next(iter(follower.cache["pool"])), "")
    (kept, gone) = (api.message.create(name, 5, "VM", api.VM.get_uuid(started), "") for name in ("KEPT", "GONE"))
    api.message.destroy(gone)
    deadline = time.monotonic() + PATIENCE_S
    while any(follower.cache.get("task", {}).get(task, {"status": "pending"})["status"] == "pending" for task in tasks):
        follower.follow()
        assert time.monotonic() < deadline
    follower.until_it_agrees()

    vms = follower.cache["vm"]
    assert [follower.cache["task"][task]["status"] for task in tasks] == ["success", "success"]
    assert (vms[started]["power_state"], vms[talking]["power_state"]) == ("Running", "Suspended")
    assert vms[running[0]]["name_label"] == "<renamed> & „29“ 東京"
    assert vms[running[0]]["tags"][-1] == "burst"
    assert (kept in follower.cache["message"], gone in follower.cache["message"]) == (True, False)
    for task in tasks:
        api.task.destroy(task)
    follower.until_it_agrees()
    assert set(tasks).isdisjoint(follower.cache["task"])


def test_the_vendors_client_gets_integers_as_text_and_counts_as_numbers(follower) -> None:
    follower.follow()

    vm = next(iter(follower.cache["vm"].values()))
    assert (type(vm["memory_static_max"]), type(vm["domid"]), type(vm["is_a_template"])) == (str, str, bool)
    assert isinstance(next(iter(follower.cache["host_metrics"].values()))["live"], bool)
    assert str(next(iter(follower.cache["host_metrics"].values()))["last_updated"]).endswith("Z")
    assert all(type(count) is int for count in follower.counts.values())
    follower.until_it_agrees()
    own = {name: len(follower.cache.get(name, {})) for name in follower.counts}
    assert {name: count for name, count in follower.counts.items() if name not in SILENT} == {
        name: number for name, number in (own | {"message": 0}).items() if name not in SILENT
    }


async def as_other(pool, method: str, *params: Any) -> Any:
    """Make one call as the vendor's own Python client does."""

    def call() -> Any:
        session = XenAPI.Session(pool.url, ignore_ssl=True)
        session.xenapi.login_with_password("root", pool.password, "1.0", "another client")
        try:
            return session.xenapi_request(method, params)
        finally:
            session.xenapi.session.logout()
            session("close")()

    return await asyncio.to_thread(call)


def test_a_machine_that_another_client_renames_and_hides_is_followed(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        ref = person.ref("web-01")
        basalt = person.node("basalt")
        assert basalt
        person.click("web-01")
        person.tree.collapse(person.tree.rows.index_of(basalt.key))
        scrolled = person.tree.verticalScrollBar().value()

        await as_other(pool, "VM.set_name_label", ref, "shop-01")
        await person.until("the new name appears", lambda: person.node("shop-01"))
        assert person.selected() == ["shop-01"]
        assert person.window.page.title == "shop-01"
        assert person.tree.verticalScrollBar().value() == scrolled
        assert not person.tree.isExpanded(person.tree.rows.index_of(basalt.key))

        await as_other(pool, "VM.add_to_other_config", ref, "HideFromXenCenter", "true")
        await person.until("it vanishes", lambda: person.node("shop-01") is None)
        await person.trigger("view.hidden_objects")
        await person.until("it is shown marked", lambda: person.node("shop-01 (hidden)"))
        await person.trigger("view.hidden_objects")
        await person.until("it vanishes again", lambda: person.node("shop-01 (hidden)") is None)

        await as_other(pool, "VM.remove_from_other_config", ref, "HideFromXenCenter")
        await person.until("it is back", lambda: person.node("shop-01"))

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_machine_that_another_client_starts_moves_in_the_tree_and_stays_selected(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("desktop-gold"))
        assert person.parent("desktop-gold") == "Stone"
        person.click("desktop-gold")

        await as_other(pool, "VM.start", person.ref("desktop-gold"), False, False)

        await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")
        assert person.parent("desktop-gold") in {"granite", "basalt"}
        assert person.selected() == ["desktop-gold"]
        assert person.jobs() == []

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_the_toggles_of_the_view_menu_add_and_take_away_and_are_remembered(go, pretend) -> None:
    pool = pretend()
    arguments = ("--connect", pool.connect_url(), "--trust", pool.fingerprint)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("Debian 12 base"))
        assert person.node("Other install media") is None
        await person.trigger("view.custom_templates")
        await person.trigger("view.default_templates")
        await person.trigger("view.local_storage")
        await person.until("default templates appear", lambda: person.node("Other install media"))
        assert person.node("Debian 12 base") is None
        assert person.node("Local storage") is None
        assert person.node("iSCSI fast")

    async def again(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("Other install media"))
        assert person.node("Local storage") is None

    go(journey, *arguments, password=pool.password)
    go(again, *arguments, password=pool.password)
