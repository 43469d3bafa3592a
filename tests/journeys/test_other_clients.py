"""What another client does to the pool is on screen at once, and nothing that a person arranged is lost by it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import XenAPI

if TYPE_CHECKING:
    from tests.journeys.person import Person


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
