"""Locking, unlocking and labelling a pool, and what a lock leaves of all other commands."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_connection, a_host, a_vm, pool_with
from tests.commands.desks import Answer, Person, RecordingProgram, a_desk, agreed, cancelled
from tests.test_house import everything_that_can_be_selected
from xengui.commands.catalogue import COMMANDS
from xengui.commands.command import Chosen, offered, verdict
from xengui.commands.perform import perform
from xengui.forms.confirm import Confirm, Guard
from xengui.forms.label import Label
from xengui.model.estate import Connection, Status
from xengui.operations.recipe import Recipe
from xengui.protocol.problems import Problem

WEB = a_vm(name_label="web", resident_on="granite", allowed_operations=("clean_shutdown", "pause"))
POOL = pool_with(a_host(), WEB)
OPEN = a_connection(POOL, key="stone")
LOCKED = replace(OPEN, locked=True)
WORDS = "Stone is locked against changes. Unlock it first."


def nowhere(_: Connection) -> Any:
    raise Problem("stone", "nothing was to be called")


def run(id_: str, connection: Connection, answer: Answer = agreed, *also: Connection, record: Any = None) -> Any:
    program, person = RecordingProgram(connection, *also), Person(answer)
    desk = a_desk(person, program)
    chosen = [Chosen(one, record) for one in (connection, *also)]
    asyncio.run(perform(COMMANDS[id_], chosen, desk, nowhere))
    return program, person, desk


def test_a_pool_is_locked_without_a_question():
    program, person, _ = run("server.lock", OPEN)

    assert program.did == [("lock", "stone", True)]
    assert person.asked == []
    assert person.told == ["Stone is locked against changes from this computer."]


def test_locking_while_something_of_ours_runs_there_is_asked_about():
    program, person = RecordingProgram(OPEN), Person(cancelled)
    desk = a_desk(person, program)
    desk.ledger.begin("Shut down web", "stone", WEB.ref, recipe=Recipe(title="Shut down web", steps=()))

    asyncio.run(perform(COMMANDS["server.lock"], [Chosen(OPEN)], desk, nowhere))

    (question,) = person.asked
    assert question.heading == "Lock Stone while “Shut down web” is running?"
    assert "Further steps are not sent" in question.sentence
    assert person.about == ["stone"]
    assert program.did == []


def test_what_runs_elsewhere_is_no_reason_to_ask():
    program, person = RecordingProgram(OPEN), Person(cancelled)
    desk = a_desk(person, program)
    desk.ledger.begin("Shut down mail", "lab", "OpaqueRef:mail", recipe=Recipe(title="Shut down mail", steps=()))

    asyncio.run(perform(COMMANDS["server.lock"], [Chosen(OPEN)], desk, nowhere))

    assert program.did == [("lock", "stone", True)]


def test_unlocking_asks_one_plain_question_whose_default_is_not_to():
    program, person, _ = run("server.unlock", replace(LOCKED, label="Production"))

    (question,) = person.asked
    assert isinstance(question, Confirm)
    assert (question.guard, question.quiet_key, question.verb) == (Guard.ASK, "", "Unlock")
    assert question.heading == "Unlock Stone (Production)?"
    assert person.about == ["stone"]
    assert program.did == [("lock", "stone", False)]


def test_a_pool_that_is_not_to_be_unlocked_after_all_stays_locked():
    program, _, _ = run("server.unlock", LOCKED, cancelled)

    assert program.did == []


def test_several_pools_are_unlocked_with_one_question():
    lab = replace(LOCKED, key="lab", snapshot=POOL, name="Lab")

    program, person, _ = run("server.unlock", LOCKED, agreed, lab)

    assert [question.heading for question in person.asked] == ["Unlock 2 pools?"]
    assert person.about == [""]
    assert program.did == [("lock", "stone", False), ("lock", "lab", False)]


def test_a_lock_is_put_on_once_and_taken_off_once():
    assert verdict(COMMANDS["server.lock"], [Chosen(LOCKED)]).reason == "Stone is locked against changes already."
    assert verdict(COMMANDS["server.unlock"], [Chosen(OPEN)]).reason == "Stone is not locked."


@pytest.mark.parametrize("status", Status)
def test_a_lock_can_be_put_on_and_taken_off_whatever_the_connection_is_like(status: Status):
    away = a_connection(status=status, key="stone")

    assert verdict(COMMANDS["server.lock"], [Chosen(away)]).enabled
    assert verdict(COMMANDS["server.unlock"], [Chosen(replace(away, locked=True))]).enabled


def test_color_and_label_are_asked_for_as_they_stand_and_given_to_the_pool():
    marked = replace(OPEN, colour="teal", label="Lab")

    program, person, _ = run("server.label", marked, lambda form: replace(form, colour="red", label=" Production "))

    assert person.asked == [Label(pool="Stone", colour="", label="Lab", automatic="teal")]
    assert person.about == ["stone"]
    assert program.did == [("mark", "stone", "red", "Production")]


def test_a_color_of_the_users_choice_is_shown_as_chosen():
    program, person = RecordingProgram(replace(OPEN, colour="red")), Person(cancelled)
    program.chosen["stone"] = "red"

    asyncio.run(
        perform(COMMANDS["server.label"], [Chosen(replace(OPEN, colour="red"))], a_desk(person, program), nowhere)
    )

    assert [form.colour for form in person.asked] == ["red"]
    assert program.did == []


@pytest.mark.parametrize("id_", [id_ for id_, command in COMMANDS.items() if command.recipe])
def test_every_command_that_changes_a_pool_is_refused_with_words_while_it_is_locked(id_: str):
    """On whatever can be selected: where it is meant at all, the one reason is the lock."""
    meant = 0
    for selection in everything_that_can_be_selected():
        locked = [replace(chosen, connection=replace(chosen.connection, locked=True)) for chosen in selection]
        found = verdict(COMMANDS[id_], locked)
        if found.meant:
            meant += 1
            assert found.ready == ()
            assert {reason for _, _, reason in found.refused} == {WORDS}
            assert found.reason == WORDS
            assert offered(COMMANDS[id_], locked) == ()
    assert meant


def test_commands_that_change_no_pool_are_not_concerned():
    for id_, command in COMMANDS.items():
        if command.recipe is None and id_ not in {"server.lock", "server.unlock"}:
            for chosen in ([], [Chosen(LOCKED)], [Chosen(LOCKED, WEB)]):
                unlocked = [replace(one, connection=OPEN) for one in chosen]
                assert verdict(command, chosen).reason == verdict(command, unlocked).reason, id_


def test_only_what_is_on_a_locked_pool_is_refused():
    elsewhere = a_vm(ref="mail", name_label="mail", power_state="Halted", allowed_operations=("start",))
    halted = a_vm(ref="web2", power_state="Halted", allowed_operations=("start",))
    locked = a_connection(pool_with(a_host(), halted), key="stone", locked=True)
    lab = a_connection(pool_with(a_host(), elsewhere), key="lab")

    found = verdict(COMMANDS["vm.start"], [Chosen(locked, halted), Chosen(lab, elsewhere)])

    assert [target.name_label for _, target in found.ready] == ["mail"]
    assert [reason for _, _, reason in found.refused] == [WORDS]


def test_a_lock_that_is_put_on_while_a_question_is_open_counts():
    program = RecordingProgram(OPEN)

    def lock_meanwhile(form: Any) -> Any:
        program.estate["stone"] = LOCKED
        return form

    person = Person(lock_meanwhile)
    asyncio.run(perform(COMMANDS["vm.shutdown"], [Chosen(OPEN, WEB)], a_desk(person, program), nowhere))

    assert person.told == [f"Shut down: {WORDS}"]
