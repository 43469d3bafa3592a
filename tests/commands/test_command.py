from collections.abc import Callable
from typing import Any

import pytest

from tests.builders import a_connection, a_host, a_template, a_vm, an_sr, pool_with
from xengui.commands.command import Chosen, Command, verdict
from xengui.model.classes import SR, VM, Host
from xengui.model.estate import Connection, Status
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot


async def nothing(desk: Any, target: Any) -> None: ...


def a_command(
    applies_to: type[Record] | type[Connection] | None = VM,
    refuses: Callable[[Any, Snapshot], str | None] = lambda target, pool: None,
    **fields: Any,
) -> Command:
    return Command(id="a.b", text="&Do it…", icon="x", run=nothing, applies_to=applies_to, refuses=refuses, **fields)


def only_halted(vm: VM, pool: Snapshot) -> str | None:
    return f"{vm.name_label} runs." if vm.power_state == "Running" else None


WEB, DB, BUSY, BUSY_TOO = (
    a_vm(),
    a_vm(name_label="db"),
    a_vm(name_label="busy", resident_on="granite"),
    a_vm(name_label="busy too", resident_on="granite"),
)
GRANITE, BASALT = a_host(), a_host(name_label="basalt")
STONE = a_connection(pool_with(GRANITE, BASALT, WEB, DB, BUSY, BUSY_TOO), name="Stone")


def chosen(*records: Record | None) -> list[Chosen]:
    return [Chosen(STONE, record) for record in records]


def test_the_plain_text_has_no_mnemonic_and_no_dots():
    assert a_command().plain_text == "Do it"


def test_one_able_object_is_ready():
    found = verdict(a_command(refuses=only_halted), chosen(WEB))

    assert found.enabled
    assert found.ready == ((STONE, WEB),)
    assert (found.refused, found.reason) == ((), "")


def test_one_refused_object_gives_its_reason():
    found = verdict(a_command(refuses=only_halted), chosen(BUSY))

    assert (found.meant, found.enabled, found.ready) == (True, False, ())
    assert found.reason == "busy runs."


def test_many_able_objects_are_all_ready():
    assert verdict(a_command(refuses=only_halted), chosen(WEB, DB)).ready == ((STONE, WEB), (STONE, DB))


def test_of_a_mixed_selection_the_able_go_ahead_and_the_others_are_listed_with_their_reasons():
    found = verdict(a_command(refuses=only_halted), chosen(BUSY, WEB))

    assert found.enabled
    assert found.ready == ((STONE, WEB),)
    assert found.refused == ((STONE, BUSY, "busy runs."),)


def test_many_refused_objects_share_a_reason_or_get_a_common_one():
    same = verdict(a_command(refuses=lambda vm, pool: "No power."), chosen(BUSY, BUSY_TOO))
    different = verdict(a_command(refuses=only_halted), chosen(BUSY, BUSY_TOO))

    assert same.reason == "No power."
    assert different.reason == "None of the selected objects can do this at the moment."
    assert not different.enabled


def test_nothing_selected_asks_for_a_selection():
    found = verdict(a_command(), [])

    assert not found.meant
    assert found.reason == "Select a virtual machine first."


@pytest.mark.parametrize("stranger", [an_sr(), GRANITE, None])
def test_one_object_of_another_kind_makes_the_command_not_meant(stranger: Record | None):
    found = verdict(a_command(), chosen(WEB, stranger))

    assert not found.meant
    assert found.reason == "It is for virtual machines only."


def test_what_a_command_does_not_accept_is_of_another_kind_to_it():
    found = verdict(a_command(accepts=lambda vm: not vm.is_a_template), chosen(a_template()))

    assert not found.meant


@pytest.mark.parametrize(
    ("applies_to", "one", "many"),
    [
        (VM, "a virtual machine", "virtual machines"),
        (Host, "a server", "servers"),
        (SR, "a storage repository", "storage repositories"),
        (Connection, "a server", "servers and pools"),
    ],
)
def test_kinds_are_called_as_on_screen(applies_to: Any, one: str, many: str):
    stranger = a_template() if applies_to is not VM else GRANITE

    assert verdict(a_command(applies_to), []).reason == f"Select {one} first."
    assert verdict(a_command(applies_to), chosen(stranger)).reason == f"It is for {many} only."


@pytest.mark.parametrize("status", [Status.LOST, Status.CONNECTING, Status.DISCONNECTED])
def test_without_a_connection_objects_are_refused_by_its_name(status: Status):
    lost = a_connection(STONE.snapshot, status=status, name="Stone")

    found = verdict(a_command(), [Chosen(lost, WEB)])

    assert found.meant
    assert found.reason == "There is no connection to Stone."


def test_a_selection_over_two_pools_goes_to_both():
    other = a_connection(pool_with(DB), key="basalt.example")

    found = verdict(a_command(), [Chosen(STONE, WEB), Chosen(other, DB)])

    assert found.ready == ((STONE, WEB), (other, DB))


def test_commands_of_the_program_need_no_selection():
    command = a_command(None)

    assert verdict(command, []).enabled
    assert verdict(command, chosen(WEB, None)).enabled
    assert verdict(command, []).ready[0][1] is None


def test_commands_of_the_program_can_be_refused_too():
    found = verdict(a_command(None, lambda target, pool: "Not now."), [])

    assert (found.enabled, found.reason, found.ready) == (False, "Not now.", ())


def test_a_pool_its_coordinator_and_a_server_without_a_pool_stand_for_their_connection():
    command = a_command(Connection)
    unknown = a_connection()

    assert verdict(command, chosen(STONE.snapshot.pool)).ready == ((STONE, STONE),)
    assert verdict(command, chosen(GRANITE)).ready == ((STONE, STONE),)
    assert verdict(command, [Chosen(unknown)]).ready == ((unknown, unknown),)


def test_a_member_and_a_machine_do_not_stand_for_their_connection():
    assert not verdict(a_command(Connection), chosen(BASALT)).meant
    assert not verdict(a_command(Connection), chosen(WEB)).meant
    assert not verdict(a_command(Connection), chosen(STONE.snapshot.pool, BASALT)).meant


def test_a_pool_and_its_coordinator_selected_together_are_one_connection():
    found = verdict(a_command(Connection), chosen(STONE.snapshot.pool, GRANITE))

    assert found.ready == ((STONE, STONE),)


def test_a_command_on_a_connection_does_not_need_it_to_be_up():
    lost = a_connection(STONE.snapshot, status=Status.LOST)

    assert verdict(a_command(Connection), [Chosen(lost, lost.snapshot.pool)]).enabled
