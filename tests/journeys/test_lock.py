"""A locked pool: what a person sees, what is refused and in which words, and what the pool itself was asked."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from xengui.commands.catalogue import COMMANDS
from xengui.commands.command import Chosen
from xengui.model.classes import VM
from xengui.model.reading import reads
from xengui.operations.jobs import Outcome
from xengui.operations.recipe import Recipe
from xengui.queries.labels import LOCKED

if TYPE_CHECKING:
    from tests.journeys.person import Person

WORDS = "Stone is locked against changes. Unlock it first."


def _arguments(pool) -> tuple[str, ...]:
    return ("--connect", pool.connect_url(), "--trust", pool.fingerprint)


def _changes(pool) -> list[str]:
    asked = [str(call["method"]) for call in pool.calls() if call["originator"] == "xengui"]
    assert asked
    return [method for method in asked if not reads(method)]


async def _lock(person: Person) -> None:
    await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
    person.click("Stone")
    await person.trigger("server.lock")
    await person.until("it is locked", lambda: getattr(person.node("Stone"), "locked", False))


async def _unlock(person: Person) -> None:
    QTest.mouseClick(person.window.page.header.lock_button, Qt.MouseButton.LeftButton)
    dialog = await person.dialog_shown("confirmDialog")
    assert any(words.startswith("Unlock Stone") for words in person.words_in(dialog))
    person.press(dialog, "goButton")
    await person.until("it is unlocked", lambda: not getattr(person.node("Stone"), "locked", True))


def test_a_locked_pool_is_asked_nothing_but_reads_whatever_command_is_tried(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await _lock(person)
        (connection,) = person.program.bridge.estate
        tried = set()
        for kind in connection.snapshot.tables:
            for record in connection.snapshot.of(kind).values():
                for id_, command in COMMANDS.items():
                    if isinstance(record, command.classes) and command.accepts(record) and command.recipe:
                        tried.add(id_)
                        person.program.run(command, [Chosen(connection, record)])
        assert tried == {id_ for id_, command in COMMANDS.items() if command.recipe}
        await person.until("all have ended", lambda: not person.program._running)
        assert person.dialog() is None
        assert person.jobs() == []

    go(journey, *_arguments(pool), password=pool.password)

    assert _changes(pool) == []


def test_a_lock_is_seen_heard_and_explained_and_taken_off_with_one_question(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await _lock(person)
        page, tree = person.window.page, person.tree
        stone = person.node("Stone")
        assert stone
        spoken = str(tree.rows.index_of(stone.key).data(Qt.ItemDataRole.AccessibleTextRole))
        assert LOCKED in spoken
        person.click("web-01")
        assert page.header.lock_button.isVisible()
        assert LOCKED in page.header.accessibleName()
        shut_down = person.window.actions_board["vm.shutdown"]
        await person.until("it is greyed", lambda: not shut_down.isEnabled())
        assert person.tip("vm.shutdown") == f"Shut down: {WORDS}"
        await person.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
        await person.until("the key says why not", lambda: person.toast() == f"Shut down: {WORDS}")
        await _unlock(person)
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")

    go(journey, *_arguments(pool), password=pool.password)

    assert "Async.VM.clean_shutdown" in _changes(pool)


def test_what_slips_past_the_commands_fails_with_words_and_sends_nothing(go, pretend) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await _lock(person)
        (connection,) = person.program.bridge.estate
        web = connection.snapshot.find(VM, person.ref("web-01"))
        assert web
        recipe = COMMANDS["vm.shutdown"].recipe
        assert recipe
        made: Recipe = recipe(web, connection.snapshot, None)
        from xengui.commands.carrying import carried  # noqa: PLC0415

        await carried(made, person.program.ledger, connection, person.program.servers.way, web.ref)
        (job,) = person.jobs()
        assert job.outcome is Outcome.FAILED
        said, _ = person.program.work.words(job)
        assert "locked against changes, so Async.VM.clean_shutdown was not sent. Unlock it first." in said
        person.program.work.retry(job)
        await person.until("retrying says why not", lambda: person.toast() == f"Shut down web-01: {WORDS}")

    go(journey, *_arguments(pool), password=pool.password)

    assert _changes(pool) == []


def test_a_lock_that_is_put_on_under_running_work_lets_it_end_and_sends_nothing_more(go, pretend) -> None:
    pool = pretend("demo", "--speed", "2")
    before: list[int] = []

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.state("web-01") == "vm-running")
        person.click("web-01")
        await person.trigger("vm.shutdown")
        person.press(await person.dialog_shown("confirmDialog"), "goButton")
        await person.until("the pool works on it", lambda: person.jobs() and person.jobs()[0].task)
        await person.until("both marks are there", lambda: _changes(pool).count("task.add_to_other_config") == 2)
        person.click("Stone")
        await person.trigger("server.lock")
        if person.jobs()[0].running:
            dialog = await person.dialog_shown("confirmDialog")
            assert any("while “Shut down web-01” is running?" in words for words in person.words_in(dialog))
            person.press(dialog, "goButton")
        await person.until("it is locked", lambda: getattr(person.node("Stone"), "locked", False))
        before.append(len(_changes(pool)))
        await person.until("it ends well", lambda: person.jobs()[0].outcome is Outcome.DONE)
        await person.until("it is off", lambda: person.state("web-01") == "vm-halted")

    go(journey, *_arguments(pool), password=pool.password)

    assert len(_changes(pool)) == before[0]


def test_a_lock_outlives_the_program_and_holds_at_the_next_start_before_anything_is_sent(
    go, pretend, tmp_path: Path
) -> None:
    pool = pretend()
    servers = tmp_path / "config" / "xengui" / "servers.toml"

    async def add(person: Person) -> None:
        host, _, port = pool.url.removeprefix("https://").partition(":")
        await person.trigger("server.add")
        dialog = await person.dialog_shown("connectDialog")
        person.type_into(dialog, "hostField", host)
        person.type_into(dialog, "portField", port)
        person.type_into(dialog, "passwordField", pool.password)
        person.press(dialog, "connectButton")
        person.press(await person.dialog_shown("certificateDialog"), "trustButton")
        await person.until("the pool appears", lambda: person.node("web-01") and person.dialog() is None)
        await _lock(person)

    async def next_start(person: Person) -> None:
        await person.until("it is on the list", lambda: person.node("Stone"))
        stone = person.node("Stone")
        assert stone
        assert stone.locked
        person.click("Stone")
        await person.trigger("server.connect")
        dialog = await person.dialog_shown("connectDialog")
        person.type_into(dialog, "passwordField", pool.password)
        person.press(dialog, "connectButton")
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.until("it is still locked", lambda: person.tip("vm.shutdown") == f"Shut down: {WORDS}")

    async def beside(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-01"))
        person.click("web-01")
        await person.until("it is locked here, too", lambda: person.tip("vm.shutdown") == f"Shut down: {WORDS}")

    go(add)
    assert "locked = true" in servers.read_text()
    go(next_start)
    go(beside, *_arguments(pool), password=pool.password)

    assert _changes(pool) == []
