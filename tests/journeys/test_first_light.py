"""Through the whole house: a real window, real TLS, a pretend pool in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from xengui.operations.jobs import Outcome

if TYPE_CHECKING:
    from tests.journeys.person import Person


def test_an_unknown_certificate_is_refused_and_nothing_is_sent_then_it_is_accepted(go, pretend) -> None:
    pool = pretend()

    async def refuse(person: Person) -> None:
        dialog = await person.dialog_shown("certificateDialog")
        shown = "".join(person.words_in(dialog)).replace("\n", "").replace(":", "").lower()
        assert pool.fingerprint in shown
        person.cancel(dialog)
        connect = await person.dialog_shown("connectDialog")
        assert any("was not trusted" in words for words in person.words_in(connect))
        assert pool.calls() == []
        person.cancel(connect)
        await person.until("the dialog closes", lambda: person.dialog() is None)
        assert person.node("Stone") is None

    async def accept(person: Person) -> None:
        person.press(await person.dialog_shown("certificateDialog"), "trustButton")
        await person.until("the pool appears", lambda: person.node("Stone"))
        assert person.parent("web-01") == "granite"

    async def again(person: Person) -> None:
        await person.until("the pool appears without a question", lambda: person.node("Stone"))

    go(refuse, "--connect", pool.connect_url(), password=pool.password)
    go(accept, "--connect", pool.connect_url(), password=pool.password)
    go(again, "--connect", pool.connect_url(), password=pool.password)


def test_a_changed_certificate_shows_both_and_stops(go, pretend) -> None:
    first = pretend()
    port = str(first.port)
    known: list[str] = []

    async def pin(person: Person) -> None:
        person.press(await person.dialog_shown("certificateDialog"), "trustButton")
        await person.until("the pool appears", lambda: person.node("Stone"))

    go(pin, "--connect", first.connect_url(), password=first.password)
    known.append(first.fingerprint)
    first.stop()
    second = pretend("demo", "--port", port)

    async def look(person: Person) -> None:
        dialog = await person.dialog_shown("certificateDialog")
        shown = "".join(person.words_in(dialog)).replace("\n", "").replace(":", "").lower()
        assert known[0] in shown
        assert second.fingerprint in shown
        assert not person.button(dialog, "trustButton").isEnabled()
        person.cancel(dialog)
        await person.dialog_shown("connectDialog")
        assert second.calls() == []
        assert person.node("Stone") is None

    go(look, "--connect", second.connect_url(), password=second.password)


def test_a_wrong_password_is_told_in_words_and_can_be_put_right(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        dialog = await person.dialog_shown("connectDialog")
        assert any("Wrong user name or password" in words for words in person.words_in(dialog))
        person.type_into(dialog, "passwordField", pool.password)
        person.press(dialog, "connectButton")
        await person.until("the pool appears", lambda: person.node("Stone"))
        assert person.dialog() is None

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint.upper(), password="wrong")


def test_a_machine_is_shut_down_and_started_and_the_tree_follows(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-03"))
        assert person.parent("web-03") == "granite"
        person.click("web-03")
        assert person.tip("vm.start") == "Start: web-03 is already running."
        await person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        dialog = await person.dialog_shown("confirmDialog")
        assert "Shut down web-03?" in person.words_in(dialog)
        person.press(dialog, "goButton")
        await person.until("web-03 is halted", lambda: person.state("web-03") == "vm-halted")
        assert person.selected() == ["web-03"]
        assert person.parent("web-03") == "Stone"
        await person.until("the task ends", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])
        await person.until("it can be started", person.window.actions_board["vm.start"].isEnabled)
        await person.key(Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        await person.until("web-03 runs", lambda: person.state("web-03") == "vm-running")
        assert person.selected() == ["web-03"]
        await person.until("the task ends", lambda: {job.outcome for job in person.jobs()} == {Outcome.DONE})

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    made = [call["method"] for call in pool.calls()]
    assert "Async.VM.clean_shutdown" in made
    assert "Async.VM.start" in made
    assert "session.logout" in made
    assert pool.password not in pool.log.read_text()


def test_of_many_the_able_ones_are_shut_down_and_the_others_are_listed_with_the_reason(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        person.click("web-02", add=True)
        person.click("mail", add=True)
        await person.trigger("vm.shutdown")
        dialog = await person.dialog_shown("confirmDialog")
        words = person.words_in(dialog)
        assert "Shut down 2 of 3 virtual machines?" in words
        assert any("no guest tools" in word for word in words)
        person.press(dialog, "goButton")
        await person.until("both are halted", lambda: {person.state(n) for n in ("web-01", "web-02")} == {"vm-halted"})
        assert person.state("mail") == "vm-running"

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)


def test_a_start_that_the_pool_refuses_is_told_in_words(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("hungry"))
        person.double_click("hungry")
        await person.until("the job fails", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
        rows = person.window.task_pane.rows
        words = rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
        assert "Start hungry" in words
        assert "NO_HOSTS" not in words

    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
