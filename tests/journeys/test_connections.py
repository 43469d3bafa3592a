"""Servers come, go, fail and come back; the window says how it stands with each."""

from __future__ import annotations

import asyncio
import ssl
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from tests.net.servers import serving
from tests.net.test_link import Script
from xengui.model.estate import Status
from xengui.sim.certificates import self_signed
from xengui.ui.widgets.link import Link

if TYPE_CHECKING:
    from tests.journeys.person import Person
    from xengui.protocol.address import Address


def _press_on_page(person: Person, text: str) -> None:
    buttons = [b for b in person.window.start_page.findChildren(QPushButton) if b.text() == text and b.isVisible()]
    assert buttons, f"there is no button {text}"
    buttons[0].click()


def test_the_start_page_leads_to_a_pretend_pool(go) -> None:
    async def journey(person: Person) -> None:
        await person.until("the start page", person.window.start_page.isVisible)
        _press_on_page(person, "Try it with a pretend pool")
        await person.until("both pools appear", lambda: person.node("Stone") and person.node("Lab"))
        assert person.state("mica") == "host-dead"

    go(journey)


def test_a_server_added_in_the_dialog_is_on_the_list_at_the_next_start(go, pretend) -> None:
    pool = pretend()
    host, _, port = pool.url.removeprefix("https://").partition(":")

    async def add(person: Person) -> None:
        await person.until("the start page", person.window.start_page.isVisible)
        _press_on_page(person, "Add a server")
        dialog = await person.dialog_shown("connectDialog")
        person.press(dialog, "connectButton")
        assert any("Type the name or the address" in words for words in person.words_in(dialog))
        person.type_into(dialog, "hostField", host)
        person.type_into(dialog, "portField", port)
        person.type_into(dialog, "passwordField", pool.password)
        person.press(dialog, "connectButton")
        person.press(await person.dialog_shown("certificateDialog"), "trustButton")
        await person.until("the pool appears", lambda: person.node("Stone") and person.dialog() is None)

    async def next_start(person: Person) -> None:
        await person.until("what was known appears", lambda: person.state("Stone") == "pool-disconnected")
        assert person.node("web-01")
        person.double_click("Stone")
        dialog = await person.dialog_shown("connectDialog")
        person.type_into(dialog, "passwordField", pool.password)
        person.press(dialog, "connectButton")
        await person.until("it is connected", lambda: person.state("Stone") == "pool-connected")
        person.click("Stone")
        await person.trigger("server.disconnect")
        await person.until("it is disconnected", lambda: person.state("Stone") == "pool-disconnected")
        person.click("Stone")
        await person.trigger("server.forget")
        await person.until("it is gone", lambda: person.drawn() == "")
        await person.until("the start page", person.window.start_page.isVisible)

    async def third_start(person: Person) -> None:
        await person.until("the start page", person.window.start_page.isVisible)
        assert person.drawn() == ""

    go(add)
    go(next_start)
    go(third_start)


def test_a_lost_pool_keeps_its_last_picture_and_comes_back_by_itself(go, pretend) -> None:
    pool = pretend()
    port = str(pool.port)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        pool.stop()
        await person.until("the loss shows", lambda: person.state("Stone") == "pool-disconnected")
        assert person.node("web-01")
        assert person.selected() == ["web-01"]
        assert not person.window.actions_board["vm.shutdown"].isEnabled()
        await person.until(
            "the banner tells", lambda: any("What you see is from" in w for w in person.words_in(person.window))
        )
        again = pretend("demo", "--port", port)
        person.program.servers.certificates.trust_now(
            person.program.servers.address_of(f"127.0.0.1:{port}"), again.fingerprint
        )
        await person.until("it is back", lambda: person.state("Stone") == "pool-connected")
        assert person.selected() == ["web-01"]

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_server_that_is_not_there_is_told_in_words(go) -> None:
    async def journey(person: Person) -> None:
        dialog = await person.dialog_shown("connectDialog")
        assert "refused the connection" in " ".join(person.words_in(dialog))

    go(journey, "--connect", "https://root@127.0.0.1:1", password="anything")


def test_a_pool_on_this_computer_may_speak_plain_http(go, pretend) -> None:
    pool = pretend("demo", "--plain")

    async def journey(person: Person) -> None:
        await person.until("the pool appears without a question", lambda: person.node("Stone"))
        assert person.dialog() is None

    go(journey, "--connect", pool.url.replace("http://", "http://root@"), password=pool.password)


def _expected(person: Person, address: Address) -> str:
    """The certificate that is expected at an address; "" when none is."""
    return next(iter(person.program.servers._vouchers.pins(address)), "")


def test_a_member_of_a_connected_pool_is_added_without_a_question(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("Stone"))
        member = person.program.servers.address_of(f"127.0.0.1:{pool.port}").at("127.0.0.2")
        await person.until("the pool has vouched for it", lambda: _expected(person, member))
        person.program.start(person.program.connect(member, "root", pool.password))
        await person.until("it is said or asked", lambda: "already connected" in person.toast() or person.dialog())
        assert person.dialog() is None
        assert person.drawn().count("Stone") == 1

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_member_that_is_added_first_leads_to_its_coordinator_with_one_question(go, pretend) -> None:
    pool = pretend()
    member = pool.connect_url().replace("127.0.0.1", "127.0.0.2")

    async def journey(person: Person) -> None:
        dialog = await person.dialog_shown("certificateDialog")
        assert "127.0.0.2" in " ".join(person.words_in(dialog))
        person.press(dialog, "trustButton")
        await person.until("it goes on", lambda: person.dialog() is not dialog)
        await person.until("the pool appears or is asked about", lambda: person.node("web-01") or person.dialog())
        assert person.dialog() is None

    async def next_start(person: Person) -> None:
        await person.until("the pool appears or is asked about", lambda: person.node("web-01") or person.dialog())
        assert person.dialog() is None

    go(journey, "--connect", member, password=pool.password)
    go(next_start, "--connect", member, password=pool.password)


def test_a_member_that_shows_another_certificate_than_its_pool_says_is_asked_about(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("Stone"))
        member = person.program.servers.address_of(f"127.0.0.1:{pool.port}").at("127.0.0.2")
        await person.until("the pool has vouched for it", lambda: _expected(person, member))
        for held in person.program.servers._vouchers._vouched.values():
            held[(member.host, member.port)] = "ab" * 32
        person.program.start(person.program.connect(member, "root", pool.password))
        person.cancel(await person.dialog_shown("certificateDialog"))
        await person.until("it is told", lambda: person.dialog("connectDialog"))
        person.cancel(await person.dialog_shown("connectDialog"))

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_server_that_speaks_only_outdated_tls_is_connected_once_that_is_allowed(go) -> None:
    certificate = self_signed("old", "127.0.0.1")

    def saved(person: Person) -> list[bool]:
        assert person.program.servers.saved is not None
        return [server.outdated_tls for server in person.program.servers.saved]

    async def journey(person: Person) -> None:
        async with serving(Script().answer, certificate, ssl.TLSVersion.TLSv1) as server:
            person.program.start(person.program.connect(server.address, "root", "secret"))
            dialog = await person.dialog_shown("connectDialog")
            assert "speaks only TLS 1.0, which is outdated" in " ".join(person.words_in(dialog))
            assert server.requests == []
            box = dialog.findChild(QCheckBox, "outdatedTlsBox")
            assert box
            assert box.isVisible()
            box.click()
            person.type_into(dialog, "passwordField", "secret")
            person.press(dialog, "connectButton")
            person.press(await person.dialog_shown("certificateDialog"), "trustButton")
            await person.until("the pool appears", lambda: person.node("Tiny") and person.dialog() is None)
            assert saved(person) == [True]
            assert person.program.servers.address_of(server.address.key).outdated_tls

    async def next_start(person: Person) -> None:
        await person.until("the saved server appears", lambda: person.node("Tiny"))
        person.double_click("Tiny")
        dialog = await person.dialog_shown("connectDialog")
        box = dialog.findChild(QCheckBox, "outdatedTlsBox")
        assert box
        assert box.isVisible()
        assert box.isChecked()
        person.cancel(dialog)

    go(journey)
    go(next_start)


def test_a_lost_pool_counts_down_to_the_next_try_and_may_be_tried_now(go, monkeypatch) -> None:
    monkeypatch.setattr("xengui.net.comeback.PAUSES_S", (600.0,))

    async def journey(person: Person) -> None:
        script = Script()
        async with serving(script.answer) as server:
            person.program.start(person.program.connect(server.address, "root", "secret"))
            await person.until("the pool appears", lambda: person.node("Tiny"))
            person.click("Tiny")
            (link,) = person.program.servers._links.values()
            for transport in link._transports:
                await transport.close()
            await person.until("it counts down", lambda: "Trying again in" in " ".join(person.words_in(person.window)))
            assert "What you see is from" in " ".join(person.words_in(person.window))
            assert person.node("Tiny")
            first = _countdown(person)
            await person.until("the countdown moves", lambda: _countdown(person) not in ("", first))
            tries = [one for one in person.window.findChildren(Link) if one.text() == "Try now" and one.isVisible()]
            tries[0].click()
            await person.until("it is back", lambda: person.state("Tiny") == "pool-connected")

    go(journey)


def _countdown(person: Person) -> str:
    return " ".join(person.words_in(person.window)).partition("Trying again in ")[2].partition(".")[0]


def test_adding_a_server_that_is_connected_leaves_it_as_it_is(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        address = person.program.servers.address_of(f"127.0.0.1:{pool.port}")
        person.program.start(person.program.connect(address, "root", "wrong"))
        await person.until("it is said", lambda: "already connected" in person.toast())
        assert person.node("web-01")
        assert person.state("Stone") == "pool-connected"

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_mistyped_password_does_not_cost_a_connection_that_is_on_its_way_back(go, pretend) -> None:
    pool = pretend()
    port = str(pool.port)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        address = person.program.servers.address_of(f"127.0.0.1:{port}")
        pool.stop()
        await person.until("the loss shows", lambda: person.state("Stone") == "pool-disconnected")
        person.program.start(person.program.connect(address, "root", "wrong"))
        dialog = await person.dialog_shown("connectDialog")
        assert person.node("web-01")
        person.cancel(dialog)
        again = pretend("demo", "--port", port)
        person.program.servers.certificates.trust_now(address, again.fingerprint)
        await person.until("it is back", lambda: person.state("Stone") == "pool-connected")

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_password_that_changed_while_the_connection_was_lost_is_asked_for(go, pretend) -> None:
    pool = pretend()
    port = pool.port

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        pool.stop()
        await person.until("it is lost", lambda: person.program.bridge.estate[0].status is Status.LOST)
        again = await asyncio.to_thread(pretend, "demo", "--port", str(port), "--password", "opal-7")
        servers = person.program.servers
        servers.certificates.trust_now(servers.address_of(f"127.0.0.1:{port}"), again.fingerprint)
        dialog = await person.dialog_shown("connectDialog")
        assert "Wrong user name or password" in " ".join(label.text() for label in dialog.findChildren(QLabel))
        person.type_into(dialog, "passwordField", "opal-7")
        person.press(dialog, "connectButton")
        await person.until("it is back", lambda: person.program.bridge.estate[0].status is Status.CONNECTED)
        await person.until("its dialog is gone", lambda: person.dialog() is None)
        await person.until("the pool is drawn again", lambda: person.node("web-01"))

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
