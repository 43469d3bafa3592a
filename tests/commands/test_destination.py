from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from tests.builders import a_connection, a_dead_host, a_host, a_vm, pool_with, ref
from tests.commands.desks import Person, a_desk
from tests.operations.recording import RecordingPool
from xengui.commands.command import Chosen, offered
from xengui.commands.destination import HOME, SERVERS
from xengui.commands.perform import perform
from xengui.commands.vm import COMMANDS
from xengui.model.classes import VM
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot
from xengui.protocol.failure import Failure

BY_ID = {command.id: command for command in COMMANDS}


def able(**fields: Any) -> VM:
    return a_vm(allowed_operations=("start", "start_on", "resume", "resume_on"), **fields)


def pool_of(*machines: VM) -> Snapshot:
    """A pool whose basalt answers and whose granite does not."""
    return pool_with(*machines, a_host(name_label="basalt"), *a_dead_host())


def brought_up(id_: str, choice: str, *machines: VM) -> RecordingPool:
    pool = RecordingPool()
    connection = a_connection(pool_of(*machines))
    selection = [Chosen(connection, vm) for vm in machines]
    asyncio.run(perform(BY_ID[id_], selection, a_desk(Person()), lambda _: pool, choice))
    return pool


async def awaited(work: Awaitable[str]) -> str:
    return await work


def asked(session: RecordingPool, vm: VM, choice: str) -> str:
    return asyncio.run(awaited(SERVERS.probe(session, vm, pool_of(vm), choice)))


@pytest.mark.parametrize(("id_", "method"), [("vm.start_on", "VM.start_on"), ("vm.resume_on", "VM.resume_on")])
def test_a_machine_is_brought_up_on_the_server_that_was_chosen(id_: str, method: str):
    vm = able()

    pool = brought_up(id_, ref("basalt"), vm)

    assert pool.calls[0] == (f"Async.{method}", vm.ref, ref("basalt"), False, False)


def test_every_server_is_offered_after_the_home_server_and_one_that_cannot_says_why():
    vm = able(affinity="basalt")

    found = offered(BY_ID["vm.start_on"], [Chosen(a_connection(pool_of(vm)), vm)])

    assert [(choice.text, why) for choice, why in found] == [
        ("Home server", ""),
        ("basalt", ""),
        ("granite", "granite does not answer."),
    ]


def test_without_a_home_server_that_entry_says_so():
    vm = able(name_label="web")

    (_, why), *_ = offered(BY_ID["vm.start_on"], [Chosen(a_connection(pool_of(vm)), vm)])

    assert why == "web has no home server."


def test_each_machine_goes_to_its_own_home_server_and_one_without_is_spared():
    at_home, homeless = able(affinity="basalt"), able(name_label="db")

    pool = brought_up("vm.start_on", HOME, at_home, homeless)

    started = [call for call in pool.calls if call[0] == "Async.VM.start_on"]
    assert started == [("Async.VM.start_on", at_home.ref, ref("basalt"), False, False)]


def test_the_pool_itself_is_asked_and_its_refusal_is_told_in_words():
    vm = able(affinity="basalt")
    refusing = RecordingPool(refuses={"VM.assert_can_boot_here": Failure("HOST_DISABLED", [ref("basalt")])})

    assert "basalt" in asked(refusing, vm, ref("basalt"))
    assert "basalt" in asked(refusing, vm, HOME)
    assert asked(RecordingPool(), vm, HOME) == ""


def test_the_pool_is_not_asked_about_a_server_that_is_not_there():
    session = RecordingPool()

    assert asked(session, able(), HOME) == "web has no home server."
    assert asked(session, able(), ref("mica")) == "This server is gone."
    assert session.calls == []


def test_a_home_server_that_went_while_the_menu_was_open_is_told_as_that():
    pool = brought_up("vm.start_on", HOME, able(name_label="web", affinity="mica"))

    ((_, _, host, *_),) = (call for call in pool.calls if call[0] == "Async.VM.start_on")
    assert host == NULL


def test_the_row_of_a_machine_without_a_home_server_says_what_was_wanted():
    person = Person()
    desk = a_desk(person)
    vm = able(name_label="web")
    asyncio.run(
        perform(BY_ID["vm.start_on"], [Chosen(a_connection(pool_of(vm)), vm)], desk, lambda _: RecordingPool(), HOME)
    )

    assert [job.title for job in desk.ledger.jobs.values()] == ["Start web on its home server"]
