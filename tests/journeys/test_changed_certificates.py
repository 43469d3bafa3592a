"""A pool that comes back with another certificate: nothing is said to it before a person has decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from xengui.operations.jobs import Outcome

if TYPE_CHECKING:
    from tests.journeys.person import Person

AT_WORK = "Shut down web-01"


def _connected(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


async def _set_to_work(person: Person, pool, at_work: str) -> None:
    """Have the pool on screen, and with "a job" also a job in the pane that takes long."""
    await person.until("the pool appears", lambda: person.node("web-01"))
    person.click("web-01")
    if at_work == "a job":
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is at work", lambda: [job.progress for job in person.jobs()] not in ([], [None]))


@pytest.mark.parametrize("at_work", ["nothing", "a job"])
def test_a_pool_that_is_trusted_anew_comes_back_by_itself(at_work, go, pretend) -> None:
    pool = pretend("demo", "--speed", "0.2")

    async def journey(person: Person) -> None:
        await _set_to_work(person, pool, at_work)
        pool.stop()
        again = pretend("demo", "--port", str(pool.port))
        dialog = await person.dialog_shown("certificateDialog")
        words = " ".join(person.words_in(dialog))
        assert f"127.0.0.1:{pool.port} shows a different certificate" in words
        assert "Compare it with xe host-get-server-certificate on the server's own console." in words
        shown = words.replace("\n", "").replace(":", "").replace(" ", "").lower()
        assert pool.fingerprint in shown
        assert again.fingerprint in shown
        assert not person.button(dialog, "trustButton").isEnabled()
        await person.until("the tree tells", lambda: "shows a different certificate" in person.warning("Stone"))
        assert person.state("Stone") == "pool-disconnected"
        assert person.selected() == ["web-01"]  # the last picture is still there
        assert again.calls() == []
        person.check(dialog, "comparedBox")
        person.press(dialog, "trustButton")
        await person.until("it is back", lambda: person.state("Stone") == "pool-connected")
        assert person.dialog() is None
        assert person.selected() == ["web-01"]
        assert "certificate" not in person.warning("Stone")
        if at_work == "a job":
            await person.until("it is told", lambda: "look whether it was carried out" in person.told_of(AT_WORK))
            assert [job.outcome for job in person.jobs()] == [Outcome.GONE]
        person.click("web-02")
        await person.trigger("object.rename")
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "shop-02")
        person.press(dialog, "renameButton")
        await person.until("it can be worked with", lambda: person.node("shop-02"))

    go(journey, *_connected(pool), password=pool.password)


@pytest.mark.parametrize("at_work", ["nothing", "a job"])
def test_a_pool_that_is_not_trusted_anew_stays_disconnected_and_says_why(at_work, go, pretend) -> None:
    pool = pretend("demo", "--speed", "0.2")

    async def journey(person: Person) -> None:
        await _set_to_work(person, pool, at_work)
        pool.stop()
        again = pretend("demo", "--port", str(pool.port))
        person.cancel(await person.dialog_shown("certificateDialog"))
        await person.until("it is disconnected", lambda: person.window.page.header.connect_button.text() == "Connect")
        where = f"127.0.0.1:{pool.port}"
        why = (
            f"{where} shows a different certificate. Nothing has been sent to it. "
            "Connect again to compare it with the one trusted before."
        )
        assert person.warning("Stone") == why
        assert person.selected() == ["web-01"]
        assert any(why in words for words in person.words_in(person.window.page))
        if at_work == "a job":
            told = (
                f"{AT_WORK}\nno longer followed: {where}: it shows a different certificate and was not trusted; "
                "look there whether this was carried out."
            )
            await person.until("the job is told", lambda: person.told_of(AT_WORK) == told)
        assert person.dialog() is None
        assert again.calls() == []

        person.click("Stone")
        await person.trigger("server.connect")
        connect = await person.dialog_shown("connectDialog")
        person.type_into(connect, "passwordField", pool.password)
        person.press(connect, "connectButton")
        dialog = await person.dialog_shown("certificateDialog")
        assert again.calls() == []
        person.check(dialog, "comparedBox")
        person.press(dialog, "trustButton")
        await person.until("it is connected", lambda: person.state("Stone") == "pool-connected")

    go(journey, *_connected(pool), password=pool.password)


def test_a_pool_that_is_left_while_the_question_is_open_takes_it_along(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        pool.stop()
        again = pretend("demo", "--port", str(pool.port))
        await person.dialog_shown("certificateDialog")
        (connection,) = person.program.bridge.estate
        person.program.servers.forget(connection.key)  # as a removal does that was begun before
        await person.until("it closes", lambda: person.dialog() is None)
        await person.until("the start page", person.window.start_page.isVisible)
        assert again.calls() == []

    go(journey, *_connected(pool), password=pool.password)


def test_one_answer_is_enough_where_two_connections_wait_for_it(go, pretend) -> None:
    pool = pretend()
    port = str(pool.port)

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        address = person.program.servers.address_of(f"127.0.0.1:{port}")
        pool.stop()
        await person.until("the loss shows", lambda: person.state("Stone") == "pool-disconnected")
        person.program.start(person.program.connect(address, "root", "wrong"))
        connect = await person.dialog_shown("connectDialog")
        pretend("demo", "--port", port)
        await person.until("it is seen", lambda: "different certificate" in person.warning("Stone"))
        person.type_into(connect, "passwordField", "wrong")
        person.press(connect, "connectButton")
        dialog = await person.dialog_shown("certificateDialog")
        person.check(dialog, "comparedBox")
        person.press(dialog, "trustButton")
        refused = "Wrong user name or password"
        await person.until("the new one is refused", lambda: refused in " ".join(person.words_in(connect)))
        person.cancel(connect)
        await person.until("it closes", lambda: person.dialog() is not connect)

        def there() -> bool:
            return person.dialog() is not None or person.state("Stone") == "pool-connected"

        await person.until("the old one asks or is back", there)
        assert person.dialog() is None

    go(journey, *_connected(pool), password=pool.password)
