"""Commands on real objects of a pretend pool, from the menu to the call and back to the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import XenAPI
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton

from tests.journeys.test_other_clients import as_other
from xengui.operations.jobs import Origin, Outcome
from xengui.operations.recipe import Recipe
from xengui.protocol.address import parse
from xengui.queries.hosting import cannot_run
from xengui.queries.placement import real
from xengui.ui.choice_menu import ChoiceMenu
from xengui.ui.task_rows import ACT, DETAILS, PICK, Act, act
from xengui.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from tests.journeys.person import Person


def _arguments(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


async def _undo(person: Person, said: str) -> None:
    await person.until(f"it is said: {said}", lambda: person.toast() == said)
    toast = next(toast for toast in person.window.findChildren(Toast) if toast.isVisible())
    link = next(button for button in toast.findChildren(QPushButton) if button.text() == "Undo")
    QTest.mouseClick(link, Qt.MouseButton.LeftButton)


def _made(pool) -> list[str]:
    return [str(call["method"]) for call in pool.calls() if call["originator"] == "xengui" and not call["error"]]


def test_a_machine_is_suspended_and_resumed_by_the_same_key(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        dialog = await person.dialog_shown("confirmDialog")
        assert any("The memory is written to storage: up to" in words for words in person.words_in(dialog))
        person.press(dialog, "goButton")
        await person.until("it is suspended", lambda: person.state("web-01") == "vm-suspended")
        person.click("web-01")
        await person.until("it can be resumed", person.window.actions_board["vm.resume"].isEnabled)
        await person.key(Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
        await person.until("it runs again", lambda: person.state("web-01") == "vm-running")
        await person.until("both are done", lambda: {job.outcome for job in person.jobs()} == {Outcome.DONE})

    go(journey, *_arguments(pool), password=pool.password)

    assert [made for made in _made(pool) if made.startswith("Async.")] == ["Async.VM.suspend", "Async.VM.resume"]


def test_a_machine_is_paused_and_goes_on(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("erp-test") == "vm-paused")
        person.click("erp-test")
        await person.trigger("vm.unpause")
        await person.until("it runs", lambda: person.state("erp-test") == "vm-running")
        await person.trigger("vm.pause")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is paused", lambda: person.state("erp-test") == "vm-paused")

    go(journey, *_arguments(pool), password=pool.password)


def test_a_machine_starts_on_the_server_that_was_chosen(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("ferry-legacy"))
        person.click("ferry-legacy")
        action = person.window.actions_board["vm.start_on"]
        await person.until("it can be chosen", action.isEnabled)
        menu = action.menu()
        assert isinstance(menu, QMenu)
        menu.aboutToShow.emit()
        texts = [entry.text().partition(" (")[0] for entry in menu.actions()]
        assert texts[:3] == ["Home server", "basalt", "granite"]
        await person.until("the pool was asked", lambda: "VM.assert_can_boot_here" in _made(pool))
        next(entry for entry in menu.actions() if entry.text() == "basalt").trigger()
        await person.until("it runs there", lambda: person.parent("ferry-legacy") == "basalt")
        assert [job.title for job in person.jobs()] == ["Start ferry-legacy on basalt"]

    go(journey, *_arguments(pool), password=pool.password)

    assert "Async.VM.start_on" in _made(pool)


def test_renaming_is_taken_back_in_the_toast(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.key(Qt.Key.Key_F2)
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "shop-01")
        person.press(dialog, "renameButton")
        await person.until("the new name appears", lambda: person.node("shop-01"))
        await _undo(person, "web-01 is now called shop-01.")
        await person.until("the old name is back", lambda: person.node("web-01") and not person.node("shop-01"))

    go(journey, *_arguments(pool), password=pool.password)


def test_several_machines_are_hidden_and_shown_again_together(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        person.click("web-02", add=True)
        await person.trigger("object.hide")
        await person.until("they vanish", lambda: not person.node("web-01") and not person.node("web-02"))
        await _undo(person, "2 objects are hidden.")
        await person.until("they are back", lambda: person.node("web-01") and person.node("web-02"))

    go(journey, *_arguments(pool), password=pool.password)


def test_properties_are_written_and_only_what_was_changed(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        ref = person.ref("web-01")
        person.click("web-01")
        await person.key(Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
        dialog = await person.dialog_shown("propertiesDialog")
        notes = dialog.findChild(QPlainTextEdit, "notesField")
        tag = dialog.findChild(QLineEdit, "tagEdit")
        assert notes
        assert tag
        notes.setPlainText("call Ada first")
        QTest.keyClicks(tag, "checkout,")
        # Another client changes what this dialog leaves alone.
        await as_other(pool, "VM.set_name_description", ref, "meanwhile")
        person.press(dialog, "saveButton")
        await person.until("it is done", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])
        record = await as_other(pool, "VM.get_record", ref)
        assert record["other_config"]["xo:notes"] == "call Ada first"
        assert "checkout" in record["tags"]
        assert record["name_description"] == "meanwhile"

    go(journey, *_arguments(pool), password=pool.password)


def test_another_clients_work_is_in_the_task_pane_and_can_be_cancelled(go, pretend) -> None:
    pool = pretend("demo", "--speed", "1")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        ref = person.ref("web-01")
        task = await as_other(pool, "Async.VM.clean_shutdown", ref)
        await as_other(pool, "task.add_to_other_config", task, "applies_to", ref)
        await person.until("its row appears", lambda: [job.title for job in person.jobs()] == ["Shut down web-01"])
        (job,) = person.jobs()
        assert job.origin is Origin.OTHERS
        await person.until("it can be cancelled", lambda: person.jobs()[0].can_be_stopped)
        assert act(person.jobs()[0]) is Act.CANCEL
        person.program.work.cancel(person.jobs()[0])
        await person.until("it has ended", lambda: not person.jobs()[0].running)
        assert person.jobs()[0].outcome is Outcome.CANCELLED

    go(journey, *_arguments(pool), password=pool.password)


def test_a_task_that_runs_when_the_program_ends_is_found_again(go, pretend, monkeypatch) -> None:
    pool = pretend("demo", "--speed", "0.5")

    async def begin(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("the pool works on it", lambda: "task.add_to_other_config" in _made(pool))
        await person.until("both marks are there", lambda: _made(pool).count("task.add_to_other_config") == 2)

    async def find(person: Person) -> None:
        await person.until("it is found", lambda: [job.title for job in person.jobs()] == ["Shut down web-01"])
        (job,) = person.jobs()
        assert job.origin is Origin.EARLIER
        await person.until("it ends well", lambda: person.jobs()[0].outcome is Outcome.DONE)

    go(begin, *_arguments(pool), password=pool.password)
    monkeypatch.setattr("xengui.operations.tasks.PROCESS", "another-run")
    monkeypatch.setattr("xengui.operations.onlooker.PROCESS", "another-run")
    go(find, *_arguments(pool), password=pool.password)


def test_what_ran_when_the_program_ended_goes_on_in_its_row_and_leaves_no_task_behind(go, pretend, monkeypatch) -> None:
    pool = pretend("demo", "--speed", "0.5")
    address = parse(pool.url)[1]

    async def connected(person: Person) -> None:
        person.program.servers.certificates.trust_now(address, pool.fingerprint)
        person.program.start(person.program.connect(address, "root", pool.password))
        await person.until("the pool appears", lambda: person.node("web-01") and person.state("web-01"))

    async def begin(person: Person) -> None:
        await connected(person)
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("both marks are there", lambda: _made(pool).count("task.add_to_other_config") == 2)

    async def find(person: Person) -> None:
        assert [(job.title, job.origin) for job in person.jobs()] == [("Shut down web-01", Origin.PAST)]
        await connected(person)
        await person.until("it goes on", lambda: [job.outcome for job in person.jobs()] == [Outcome.RUNNING])
        await person.until("it ends well", lambda: person.jobs()[0].outcome is Outcome.DONE)
        await person.until("its task is cleared away", lambda: "task.destroy" in _made(pool))
        await person.until("the machine is off", lambda: person.state("web-01") == "vm-halted")
        assert len(person.jobs()) == 1

    go(begin)
    monkeypatch.setattr("xengui.operations.tasks.PROCESS", "another-run")
    monkeypatch.setattr("xengui.operations.onlooker.PROCESS", "another-run")
    go(find)


def _at_the_end_of_row(person: Person, row: int) -> None:
    """Click on what a row of the task pane offers at its end."""
    person.click_on_row(row, ACT)


def test_what_failed_is_tried_again_from_its_row(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("hungry"))
        person.click("hungry")
        await person.trigger("vm.start")
        await person.until("it fails", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
        rows = person.window.task_pane.rows
        await person.until("its row shows it", lambda: rows.rowCount() and act(rows.job(0)) is Act.RETRY)
        _at_the_end_of_row(person, 0)
        await person.until("it fails again", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED] * 2)

    go(journey, *_arguments(pool), password=pool.password)


def test_what_found_no_room_tells_its_details_and_offers_the_other_servers(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        person.window.resize(1320, 820)  # a narrow pane has its links in the menu
        await person.until("the pool appears", lambda: person.node("hungry"))
        person.click("hungry")
        await person.trigger("vm.start")
        await person.until("it fails", lambda: [job.outcome for job in person.jobs()] == [Outcome.FAILED])
        pane = person.window.task_pane
        await person.until("its row shows it", lambda: pane.rows.rowCount() and pane.rows.index(0, DETAILS).data())
        person.click_on_row(0, DETAILS)
        dialog = await person.dialog_shown("detailsDialog")
        said = " ".join(label.text() for label in dialog.findChildren(QLabel))
        assert "hungry needs 513 GiB of memory" in said
        assert "Stone" in said
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)
        person.click_on_row(0, PICK)
        await person.until("the servers are offered", lambda: isinstance(QApplication.activePopupWidget(), ChoiceMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, ChoiceMenu)
        texts = [action.text() for action in menu.actions()]
        assert any(text.startswith("granite (") and "memory free" in text for text in texts)
        menu.hide()

    go(journey, *_arguments(pool), password=pool.password)


def test_trying_again_asks_again(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("mail"))
        number = person.program.ledger.begin(
            "Force shut down mail",
            person.program.bridge.estate[0].key,
            person.ref("mail"),
            recipe=Recipe(title="Force shut down mail", steps=()),
            command="vm.force_shutdown",
        )
        person.program.ledger.end(number, Outcome.FAILED)
        person.program.work.retry(person.program.ledger.jobs[number])
        dialog = await person.dialog_shown("confirmDialog")
        assert not person.button(dialog, "goButton").isEnabled()
        person.cancel(dialog)
        await person.until("it closes", lambda: person.dialog() is None)
        assert person.state("mail") != "vm-halted"

    go(journey, *_arguments(pool), password=pool.password)


def test_undo_leaves_what_somebody_else_wrote_since(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        ref = person.ref("web-01")
        person.click("web-01")
        await person.trigger("object.rename")
        dialog = await person.dialog_shown("renameDialog")
        person.type_into(dialog, "nameField", "mine")
        person.press(dialog, "renameButton")
        await person.until("the new name appears", lambda: person.node("mine"))
        await as_other(pool, "VM.set_name_label", ref, "theirs")
        await person.until("their name appears", lambda: person.node("theirs"))
        await _undo(person, "web-01 is now called mine.")
        await person.until("it is said", lambda: "changed by somebody else" in person.toast())
        assert person.node("theirs")

    go(journey, *_arguments(pool), password=pool.password)


def test_a_pool_is_not_left_without_a_word_while_something_runs_and_the_task_is_followed_again(go, pretend) -> None:
    pool = pretend("demo", "--speed", "0.4")

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.trigger("vm.reboot")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("both marks are there", lambda: _made(pool).count("task.add_to_other_config") == 2)
        person.click("Stone")
        await person.trigger("server.disconnect")
        dialog = await person.dialog_shown("confirmDialog")
        assert any("The pool goes on with what it has begun." in words for words in person.words_in(dialog))
        person.press(dialog, "goButton")
        await person.until("it is no longer followed", lambda: person.jobs()[0].outcome is Outcome.GONE)
        address = person.program.servers.address_of(person.program.bridge.estate[0].key)
        person.program.start(person.program.connect(address, "root", pool.password))
        await person.until("it is followed again", lambda: person.jobs()[0].running)
        await person.until("it ends well", lambda: person.jobs()[0].outcome is Outcome.DONE)
        assert len(person.jobs()) == 1

    go(journey, *_arguments(pool), password=pool.password)


def test_the_picture_says_nothing_against_a_server_that_the_pool_would_allow(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        (connection,) = person.program.bridge.estate
        picture = connection.snapshot
        seen: set[tuple[bool, bool]] = set()
        for vm in picture.vms.values():
            if not real(vm) or vm.power_state != "Halted":
                continue
            for host in picture.hosts.values():
                try:
                    await as_other(pool, "VM.assert_can_boot_here", vm.ref, host.ref)
                except XenAPI.Failure:
                    allowed = False
                else:
                    allowed = True
                refused = cannot_run(vm, host, picture)
                assert not (refused and allowed), (vm.name_label, host.name_label, refused)
                seen.add((refused is None, allowed))
        assert {(True, True), (False, False)} <= seen

    go(journey, *_arguments(pool), password=pool.password)


def test_the_machines_of_a_dead_server_are_reset_after_it_was_made_sure_of(go) -> None:
    async def journey(person: Person) -> None:
        await person.until("the lab appears", lambda: person.node("mica"))
        assert person.node("k3s-2") is None  # as in XenCenter, what a dead server ran is not in the tree
        person.click("mica")
        await person.trigger("host.reset_machines")
        dialog = await person.dialog_shown("confirmDialog")
        assert not person.button(dialog, "goButton").isEnabled()
        for box in dialog.findChildren(QCheckBox):
            if box.objectName().startswith("checkBox"):
                box.click()
        person.type_into(dialog, "typeField", "k3s-2")
        person.press(dialog, "goButton")
        await person.until("it is off", lambda: person.node("k3s-2") and person.state("k3s-2") == "vm-halted")
        await person.until("it is done", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])

    go(journey, "--demo")
