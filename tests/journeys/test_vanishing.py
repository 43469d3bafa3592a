"""What goes away while a person looks at it or is asked about it: the window moves on and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.journeys.test_other_clients import as_other

if TYPE_CHECKING:
    from tests.journeys.person import Person

OFF = "desktop-gold"


def _connected(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


def test_a_selected_machine_that_is_deleted_leaves_its_place_to_what_it_stood_in(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node(OFF))
        person.click(OFF)
        above = person.parent(OFF)
        assert person.window.page.title == OFF

        await as_other(pool, "VM.destroy", person.ref(OFF))

        await person.until("it is gone", lambda: person.node(OFF) is None)
        assert person.selected() == [above]
        assert person.window.page.title == above
        await person.until("it is told", lambda: person.toast() == f"{OFF} is gone from Stone.")
        assert len(person.toasts()) == 1

    go(journey, *_connected(pool), password=pool.password)


def test_of_several_selected_machines_those_that_remain_stay_selected(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node(OFF))
        person.click(OFF)
        person.click("web-01", add=True)

        await as_other(pool, "VM.destroy", person.ref(OFF))

        await person.until("it is gone", lambda: person.node(OFF) is None)
        assert person.selected() == ["web-01"]
        await person.until("it is told", lambda: person.toast() == f"{OFF} is gone from Stone.")

    go(journey, *_connected(pool), password=pool.password)


def test_a_machine_that_was_not_selected_goes_quietly(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node(OFF))
        person.click("web-01")
        await as_other(pool, "VM.destroy", person.ref(OFF))
        await person.until("it is gone", lambda: person.node(OFF) is None)
        assert person.selected() == ["web-01"]
        assert person.toasts() == []

    go(journey, *_connected(pool), password=pool.password)


def test_a_persons_own_disconnect_leads_to_the_servers_row_and_says_nothing(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("Stone")
        await person.trigger("server.disconnect")
        await person.until("it is disconnected", lambda: person.state("Stone") == "pool-disconnected")
        assert person.selected() == ["Stone"]
        assert person.window.page.title == "Stone"
        assert person.toasts() == []

    go(journey, *_connected(pool), password=pool.password)


def test_a_question_about_machines_follows_what_becomes_of_them(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-02"))
        person.click("web-01")
        person.click("web-02", add=True)
        await person.trigger("vm.force_shutdown")
        dialog = await person.dialog_shown("confirmDialog")
        assert person.button(dialog, "goButton").text() == "Force shut down 2 VMs"

        await as_other(pool, "VM.hard_shutdown", person.ref("web-02"))

        await person.until(
            "the list follows", lambda: "left as it is: web-02 is already off" in person.words_in(dialog)
        )
        assert person.button(dialog, "goButton").text() == "Force shut down 1 VM"
        person.check(dialog, "tickBox")
        person.press(dialog, "goButton")
        await person.until("web-01 is off", lambda: person.state("web-01") == "vm-halted")
        assert [job.title for job in person.jobs()] == ["Force shut down web-01"]

    go(journey, *_connected(pool), password=pool.password)


def test_a_question_about_a_machine_that_changes_waits_with_its_button_off(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        ref = person.ref("web-01")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        dialog = await person.dialog_shown("confirmDialog")

        await as_other(pool, "VM.hard_shutdown", ref)
        await person.until("the button is off", lambda: not person.button(dialog, "goButton").isEnabled())
        await person.until("it says why", lambda: "web-01 is already off." in person.words_in(dialog))

        await as_other(pool, "VM.start", ref, False, False)
        await person.until("it is on again", lambda: person.button(dialog, "goButton").isEnabled())
        assert "web-01 is already off." not in person.words_in(dialog)
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)
        assert person.jobs() == []

    go(journey, *_connected(pool), password=pool.password)


def test_a_question_about_a_machine_that_is_deleted_closes_with_a_word(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        ref = person.ref("web-01")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        await person.dialog_shown("confirmDialog")

        await as_other(pool, "VM.hard_shutdown", ref)
        await as_other(pool, "VM.destroy", ref)

        await person.until("it closes", lambda: person.dialog() is None)
        await person.until("it is told", lambda: "Shut down: web-01 is gone." in person.toasts())
        assert person.jobs() == []

    go(journey, *_connected(pool), password=pool.password)


def test_a_question_about_a_machine_of_a_server_that_is_lost_waits_too(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.trigger("vm.shutdown")
        dialog = await person.dialog_shown("confirmDialog")

        pool.stop()

        await person.until("the button is off", lambda: not person.button(dialog, "goButton").isEnabled())
        assert "There is no connection to Stone." in person.words_in(dialog)
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)

    go(journey, *_connected(pool), password=pool.password)


def test_a_server_that_is_taken_off_the_list_takes_its_dialog_along(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("Stone")
        await person.trigger("server.disconnect")
        await person.until("it is disconnected", lambda: person.state("Stone") == "pool-disconnected")
        person.click("Stone")
        await person.key(Qt.Key.Key_Return)
        await person.dialog_shown("connectDialog")
        (connection,) = person.program.bridge.estate

        person.program.servers.forget(connection.key)  # as a removal does that was begun before

        await person.until("it closes", lambda: person.dialog() is None)
        await person.until("it is told", lambda: person.toast() == "Stone is no longer on the list.")
        await person.until("the start page", person.window.start_page.isVisible)

    go(journey, *_connected(pool), password=pool.password)
