from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from tests.builders import a_connection, a_host, a_snapshot, a_template, a_vm, an_sr, pool_with
from tests.commands.desks import Person, RecordingProgram, a_desk
from tests.operations.recording import RecordingPool
from xengui.commands.command import Chosen, verdict
from xengui.commands.object import COMMANDS
from xengui.commands.perform import perform
from xengui.forms.properties import Properties
from xengui.forms.rename import Rename
from xengui.model.record import Record

BY_ID = {command.id: command for command in COMMANDS}
HIDDEN = {"HideFromXenCenter": "true"}


def did(id_: str, *records: Record, person: Person | None = None) -> tuple[RecordingPool, Person]:
    pool, person = RecordingPool(), person or Person()
    connection = a_connection(pool_with(*records))
    selection = [Chosen(connection, record) for record in records]
    asyncio.run(perform(BY_ID[id_], selection, a_desk(person, RecordingProgram(connection)), lambda _: pool))
    return pool, person


def reason(id_: str, *records: Record) -> str:
    return verdict(BY_ID[id_], [Chosen(a_connection(pool_with(*records)), record) for record in records]).reason


def test_renaming_asks_with_the_name_as_it_is_and_writes_the_new_one():
    vm, other = a_vm(), a_vm(name_label="mail")
    person = Person(lambda form: replace(form, name=" web-02 "))
    pool = RecordingPool()

    connection = a_connection(pool_with(vm, other))
    desk = a_desk(person, RecordingProgram(connection))
    asyncio.run(perform(BY_ID["object.rename"], [Chosen(connection, vm)], desk, lambda _: pool))

    assert person.asked == [Rename(ref=vm.ref, before="web", name="web", taken=frozenset({"mail"}))]
    assert pool.calls == [("VM.set_name_label", vm.ref, "web-02")]
    assert person.told == ["web is now called web-02."]


@pytest.mark.parametrize("record", [a_host(), an_sr(), a_template(), a_snapshot(), pool_with().pool])
def test_most_kinds_can_be_renamed(record):
    assert reason("object.rename", record) == ""


def test_one_object_is_renamed_at_a_time():
    assert reason("object.rename", a_vm(), a_vm(name_label="mail")) == "Select one object only."


def test_a_control_domain_keeps_its_name():
    assert "keeps its name" in reason("object.rename", a_vm(is_control_domain=True))


def test_objects_are_hidden_together_and_told_in_one_sentence():
    pool, person = did("object.hide", a_vm(), an_sr())

    assert sorted(call[0] for call in pool.calls) == ["SR.add_to_other_config", "VM.add_to_other_config"]
    assert person.told == ["2 objects are hidden."]
    assert person.undo


def test_what_is_hidden_can_only_be_shown():
    hidden, shown = a_vm(other_config=HIDDEN), a_vm()

    assert reason("object.hide", hidden) == "web is hidden already."
    assert reason("object.show", hidden) == ""
    assert reason("object.show", shown) == "web is not hidden."


@pytest.mark.parametrize("record", [a_host(), pool_with().pool])
def test_hosts_and_pools_have_no_flag(record):
    assert not verdict(BY_ID["object.hide"], [Chosen(a_connection(pool_with(record)), record)]).meant


def test_properties_show_what_is_there_and_write_what_was_changed():
    vm = a_vm(name_description="old", tags=("prod",), other_config={"xo:notes": "call Ada"})
    person = Person(lambda form: replace(form, notes="call Bob", tags=("prod", "eu")))

    pool, _ = did("vm.properties", vm, person=person)

    (asked,) = person.asked
    assert isinstance(asked, Properties)
    assert asked.before == ("web", "old", ("prod",), "call Ada")
    assert pool.calls == [
        ("VM.add_tags", vm.ref, "eu"),
        ("VM.remove_from_other_config", vm.ref, "xo:notes"),
        ("VM.add_to_other_config", vm.ref, "xo:notes", "call Bob"),
    ]


def test_properties_offer_the_tags_of_the_pool():
    asks: Any = BY_ID["vm.properties"].asks
    vm, other = a_vm(tags=("prod",)), a_vm(name_label="mail", tags=("eu", "prod"))

    assert asks([vm], [], [pool_with(vm, other)]).known_tags == ("eu", "prod")


def test_tags_that_others_changed_while_the_properties_were_open_stay_so():
    vm = a_vm(tags=("prod", "old"))
    program = RecordingProgram(a_connection(pool_with(vm)))

    def meanwhile(form: Properties) -> Properties:
        now = msgspec.structs.replace(vm, tags=("prod", "backup"))
        program.estate[a_connection(pool_with(vm)).key] = a_connection(pool_with(now))
        return replace(form, tags=("eu", "old"))

    pool = RecordingPool()
    connection = a_connection(pool_with(vm))
    desk = a_desk(Person(meanwhile), program)
    asyncio.run(perform(BY_ID["vm.properties"], [Chosen(connection, vm)], desk, lambda _: pool))

    assert pool.calls == [("VM.add_tags", vm.ref, "eu"), ("VM.remove_tags", vm.ref, "prod")]
