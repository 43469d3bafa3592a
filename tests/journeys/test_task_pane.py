"""The task pane as a person uses it: what others do, the calls behind a job, its end, and doing it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from tests.journeys.test_other_clients import as_other
from xengui.operations.jobs import Outcome
from xengui.ui.widgets.tab_row import TabRow

if TYPE_CHECKING:
    from tests.journeys.person import Person


def _arguments(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


def test_minor_work_of_others_comes_and_goes_with_show_all(go, pretend) -> None:
    pool = pretend("demo", "--speed", "1")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        ref = person.ref("web-01")
        backup = await as_other(pool, "task.create", "Nightly backup", "")
        await as_other(pool, "task.add_to_other_config", backup, "applies_to", ref)
        reboot = await as_other(pool, "Async.VM.clean_reboot", ref)
        await as_other(pool, "task.add_to_other_config", reboot, "applies_to", ref)
        await person.until("both are heard of", lambda: len(person.jobs()) == 2)
        await person.until("one has a row", lambda: person.rows() == ["Reboot web-01"])

        await person.trigger("tasks.all")
        await person.until("both have", lambda: sorted(person.rows()) == ["Nightly backup", "Reboot web-01"])
        assert person.told_of("Nightly backup") == "Nightly backup\nby another client"
        await as_other(pool, "task.set_progress", backup, 0.5)
        await as_other(pool, "task.set_error_info", backup, ["SR_FULL", "5368709120", "1048576"])
        await as_other(pool, "task.set_status", backup, "failure")
        await person.until("its end is told", lambda: "5.0 GiB" in person.told_of("Nightly backup"))

        await person.trigger("tasks.all")
        await person.until("it goes", lambda: person.rows() == ["Reboot web-01"])

    go(journey, *_arguments(pool), password=pool.password)


def test_the_calls_of_a_job_are_shown_and_copied_in_each_language(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("desktop-gold"))
        person.click("desktop-gold")
        await person.trigger("vm.start")
        await person.until("it is done", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])
        await person.until("its row is there", lambda: person.rows() == ["Start desktop-gold"])
        person.choose_of("Start desktop-gold", "Show the calls…")
        dialog = await person.dialog_shown("callsDialog")
        assert "Start desktop-gold" in person.words_in(dialog)
        tabs = dialog.findChild(TabRow, "callsTabs")
        text = dialog.findChild(QPlainTextEdit, "callsText")
        assert tabs
        assert text
        copied: dict[str, str] = {}
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            person.press(dialog, "copyButton")
            copied[tabs.tabText(place)] = QApplication.clipboard().text()
            assert copied[tabs.tabText(place)] == text.toPlainText()
        assert "Copied." in person.words_in(dialog)
        assert len(set(copied.values())) == len(copied) >= 3
        assert "xe vm-start" in copied["xe"]
        assert all("desktop-gold" in script for script in copied.values())
        assert pool.password not in "".join(copied.values())
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)

    go(journey, *_arguments(pool), password=pool.password)


def test_of_several_machines_each_has_its_own_end(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("hungry"))
        person.click("desktop-gold")
        person.click("hungry", add=True)
        await person.trigger("vm.start")
        await person.until("one runs", lambda: person.state("desktop-gold") == "vm-running")
        await person.until(
            "each has an end", lambda: {job.outcome for job in person.jobs()} == {Outcome.DONE, Outcome.FAILED}
        )
        await person.until("the reason is told", lambda: "513 GiB" in person.told_of("Start hungry"))
        assert person.told_of("Start desktop-gold") == "Start desktop-gold"
        assert person.state("hungry") == "vm-halted"
        person.choose_of("Start hungry", "Copy the error")
        assert "HOST_NOT_ENOUGH_FREE_MEMORY" in QApplication.clipboard().text()

    go(journey, *_arguments(pool), password=pool.password)


def test_a_job_is_cancelled_at_its_row_and_begun_again_there(go, pretend) -> None:
    pool = pretend("demo", "--speed", "0.5")

    async def journey(person: Person) -> None:
        title = "Shut down web-01"
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it can be cancelled", lambda: person.jobs() and person.jobs()[0].can_be_stopped)
        await person.until("it has a row", lambda: person.rows() == [title])
        person.at_the_end_of(title)
        await person.until("it has ended", lambda: [job.outcome for job in person.jobs()] == [Outcome.CANCELLED])
        await person.until("that is told", lambda: person.told_of(title) == f"{title}\ncancelled")
        await person.until("it runs on", lambda: person.state("web-01") == "vm-running")

        await person.until("it can be shut down", person.window.actions_board["vm.shutdown"].isEnabled)
        person.at_the_end_of(title)
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it runs anew", lambda: [job.outcome for job in person.jobs()][1:] == [Outcome.RUNNING])
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")
        await person.until("it is done", lambda: person.jobs()[1].outcome is Outcome.DONE)

    go(journey, *_arguments(pool), password=pool.password)

    assert "task.cancel" in [call["method"] for call in pool.calls()]


def test_a_change_is_taken_back_at_its_row_once(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.key(Qt.Key.Key_F2)
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "shop-01")
        person.press(dialog, "renameButton")
        await person.until("the new name appears", lambda: person.node("shop-01"))
        await person.until("it can be taken back", lambda: person.jobs()[0].undo is not None)
        await person.until("it has a row", lambda: person.rows() == [person.jobs()[0].title])
        title = person.rows()[0]
        person.at_the_end_of(title)
        await person.until("the old name is back", lambda: person.node("web-01") and not person.node("shop-01"))
        await person.until("that is done too", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE] * 2)
        assert person.jobs()[0].undo is None

    go(journey, *_arguments(pool), password=pool.password)
