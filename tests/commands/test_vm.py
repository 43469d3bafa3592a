import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import (
    a_connection,
    a_dead_host,
    a_host,
    a_snapshot,
    a_template,
    a_vbd,
    a_vdi,
    a_vm,
    an_sr,
    guest_metrics,
    local_storage,
    pool_with,
)
from tests.commands.desks import Person, RecordingProgram, a_desk, agreed
from tests.operations.recording import RecordingPool
from xengui.commands.command import Chosen, verdict
from xengui.commands.perform import perform
from xengui.commands.vm import COMMANDS
from xengui.forms.confirm import Confirm, Guard
from xengui.model.classes import VM
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot

BY_ID = {command.id: command for command in COMMANDS}
IN_LIST = {
    "vm.start": "start",
    "vm.shutdown": "clean_shutdown",
    "vm.reboot": "clean_reboot",
    "vm.force_shutdown": "hard_shutdown",
    "vm.force_reboot": "hard_reboot",
    "vm.suspend": "suspend",
    "vm.resume": "resume",
    "vm.pause": "pause",
    "vm.unpause": "unpause",
}
ELSEWHERE = {"vm.start_on", "vm.resume_on", "vm.power_state_reset"}
"""Commands with tests of their own below."""
STATES = ("Halted", "Running", "Paused", "Suspended", "Hibernated")


def reason(id_: str, vm: VM, pool: Snapshot | None = None) -> str:
    pool = pool or pool_with(vm, an_sr(ref="suspend"), suspend_image_SR="suspend")
    return verdict(BY_ID[id_], [Chosen(a_connection(pool), vm)]).reason


def question(
    id_: str, going: Sequence[VM], refused: Sequence[tuple[VM, str]] = (), pool: Snapshot | None = None
) -> Confirm:
    asks = BY_ID[id_].asks
    assert asks
    asked = asks(going, refused, [pool or pool_with(*going)])
    assert isinstance(asked, Confirm)
    return asked


def test_every_command_on_machines_is_tried_here():
    assert BY_ID.keys() == IN_LIST.keys() | ELSEWHERE


@pytest.mark.parametrize("id_", IN_LIST)
@pytest.mark.parametrize("state", STATES)
def test_what_the_pool_allows_is_not_refused(id_: str, state: str):
    assert reason(id_, a_vm(power_state=state, allowed_operations=(IN_LIST[id_],))) == ""


@pytest.mark.parametrize("id_", IN_LIST)
@pytest.mark.parametrize("state", STATES)
def test_what_the_pool_does_not_allow_is_refused_in_a_sentence_that_names_the_machine(id_: str, state: str):
    found = reason(id_, a_vm(name_label="web {01}", power_state=state))

    assert "web {01}" in found
    assert found.endswith(".")


@pytest.mark.parametrize(
    ("id_", "state", "words"),
    [
        ("vm.start", "Running", "web is already running."),
        ("vm.start", "Paused", "web is paused."),
        ("vm.start", "Suspended", "web is suspended; resume it instead."),
        ("vm.shutdown", "Halted", "web is already off."),
        ("vm.shutdown", "Suspended", "web is suspended; resume it first, or force it off."),
        ("vm.shutdown", "Paused", "web is paused; unpause it first, or force it off."),
        ("vm.force_shutdown", "Halted", "web is already off."),
        ("vm.reboot", "Halted", "web is off."),
        ("vm.reboot", "Suspended", "web is suspended."),
        ("vm.reboot", "Paused", "web is paused."),
        ("vm.force_reboot", "Halted", "web is off."),
        ("vm.force_reboot", "Suspended", "web is suspended."),
        ("vm.suspend", "Halted", "web is off."),
        ("vm.suspend", "Suspended", "web is already suspended."),
        ("vm.suspend", "Paused", "web is paused; unpause it first."),
        ("vm.resume", "Running", "web is running."),
        ("vm.resume", "Paused", "web is paused; unpause it instead."),
        ("vm.resume", "Halted", "web is off; start it instead."),
        ("vm.pause", "Paused", "web is already paused."),
        ("vm.unpause", "Running", "web is not paused."),
    ],
)
def test_the_power_state_is_a_reason(id_: str, state: str, words: str):
    assert reason(id_, a_vm(power_state=state)) == words


@pytest.mark.parametrize("id_", ["vm.shutdown", "vm.reboot"])
def test_a_guest_without_tools_cannot_be_asked_but_forced(id_: str):
    found = reason(id_, a_vm(power_state="Running"))

    assert "it has no guest tools" in found
    assert "It can be forced" in found


@pytest.mark.parametrize("id_", ["vm.shutdown", "vm.reboot"])
def test_a_guest_with_tools_is_not_said_to_have_none(id_: str):
    vm = a_vm(power_state="Running", guest_metrics="tools")

    assert reason(id_, vm, pool_with(vm, guest_metrics(ref="tools"))) == (
        "The pool does not allow the guest of web to be asked at the moment."
    )


def test_what_a_machine_is_doing_is_a_reason():
    assert reason("vm.start", a_vm(current_operations={"OpaqueRef:t": "start"})) == "web is busy: starting."
    assert reason("vm.start", a_vm(current_operations={"DummyRef:|x|": "tele_port"})) == "web is busy: tele port."


def test_a_protected_machine_says_who_protects_it():
    by_ada = a_vm(power_state="Running", blocked_operations={"hard_shutdown": "Ada keeps it up"})
    by_nobody = a_vm(power_state="Running", blocked_operations={"hard_shutdown": ""})

    assert reason("vm.force_shutdown", by_ada) == "web is protected against it: Ada keeps it up"
    assert reason("vm.force_shutdown", by_nobody) == "web is protected against it."


@pytest.mark.parametrize("id_", IN_LIST)
@pytest.mark.parametrize("other", [a_template(), a_snapshot(), a_vm(is_control_domain=True), a_host()])
def test_templates_snapshots_control_domains_and_hosts_are_no_machines(id_: str, other: Record):
    assert not verdict(BY_ID[id_], [Chosen(a_connection(pool_with(other)), other)]).meant


def startable(**fields: Any) -> VM:
    return a_vm(allowed_operations=("start",), **fields)


def test_a_machine_cannot_start_while_every_server_is_in_maintenance():
    vm = startable()

    found = reason("vm.start", vm, pool_with(vm, a_host(enabled=False), a_host(name_label="basalt", enabled=False)))

    assert found == "Every server of the pool is disabled or in maintenance mode."
    assert reason("vm.start", vm, pool_with(vm, a_host(enabled=False), a_host(name_label="basalt"))) == ""


@pytest.mark.parametrize("affinity", ["OpaqueRef:NULL", "granite", "basalt"])
def test_a_machine_cannot_start_where_its_disks_are_in_maintenance(affinity: str):
    vm = startable(VBDs=("drive",), affinity=affinity)
    disk = (a_vbd(ref="drive", VM="web", VDI="vdi"), a_vdi(ref="vdi", SR="local-granite"))
    serviced = a_host(enabled=False, other_config={"MAINTENANCE_MODE": "true"})
    hosts = (serviced, a_host(name_label="basalt"))

    found = reason("vm.start", vm, pool_with(vm, *disk, *hosts, *local_storage("granite")))

    assert found == "The disks of web are on granite, which is in maintenance mode."


def test_a_machine_on_shared_storage_starts_although_its_favourite_server_is_in_maintenance():
    vm = startable(affinity="granite")

    assert reason("vm.start", vm, pool_with(vm, a_host(enabled=False), a_host(name_label="basalt"))) == ""


def test_starting_asks_nothing():
    assert BY_ID["vm.start"].asks is None


@pytest.mark.parametrize("id_", ["vm.shutdown", "vm.reboot"])
def test_a_clean_act_is_a_question_that_can_be_silenced(id_: str):
    asked = question(id_, [a_vm()])

    assert (asked.guard, asked.quiet_key, asked.tick) == (Guard.ASK, id_, "")


@pytest.mark.parametrize("id_", ["vm.force_shutdown", "vm.force_reboot"])
def test_a_forced_act_wants_a_tick_and_is_asked_every_time(id_: str):
    asked = question(id_, [a_vm()])

    assert (asked.guard, asked.quiet_key) == (Guard.LIST, "")
    assert "not saved" in asked.tick
    assert asked.problems()


def test_the_question_about_one_machine_names_it():
    asked = question("vm.shutdown", [a_vm()])

    assert asked.heading == "Shut down web?"
    assert asked.sentence == "The guest is asked to stop by itself."
    assert (asked.title, asked.verb) == ("Shut down", "Shut down")
    assert [(fate.name, fate.words, fate.spared) for fate in asked.fates] == [("web", "asked to stop", False)]


def test_the_question_about_many_machines_counts_and_lists_them():
    asked = question("vm.reboot", [a_vm(), a_vm(name_label="db")])

    assert asked.heading == "Reboot 2 virtual machines?"
    assert asked.sentence == "Each guest is asked to restart by itself."
    assert asked.verb == "Reboot 2 VMs"
    assert [fate.name for fate in asked.fates] == ["web", "db"]


def test_the_question_says_which_machines_are_left_as_they_are_and_why():
    off = a_vm(name_label="db")

    asked = question("vm.force_shutdown", [a_vm(resident_on="granite")], [(off, "db is already off.")])

    assert asked.heading == "Force shut down 1 of 2 virtual machines?"
    assert asked.verb == "Force shut down 1 VM"
    assert [(fate.name, fate.words, fate.spared) for fate in asked.fates] == [
        ("web", "power cut", False),
        ("db", "left as it is: db is already off", True),
    ]


@pytest.mark.parametrize("id_", ["vm.shutdown", "vm.force_shutdown"])
def test_who_turns_a_protected_machine_off_is_told_that_ha_leaves_it_off(id_: str):
    protected, other = a_vm(ha_restart_priority="restart"), a_vm(name_label="db")

    assert question(id_, [protected], pool=pool_with(ha_enabled=True)).sentence.endswith("HA will not restart it.")
    assert question(id_, [other, protected], pool=pool_with(ha_enabled=True)).sentence.endswith(
        "HA will not restart them."
    )
    assert "HA" not in question(id_, [protected], pool=pool_with()).sentence
    assert "HA" not in question(id_, [other], pool=pool_with(ha_enabled=True)).sentence


@pytest.mark.parametrize("id_", ["vm.reboot", "vm.force_reboot"])
def test_a_reboot_says_nothing_of_ha(id_: str):
    protected = a_vm(ha_restart_priority="restart")

    assert "HA" not in question(id_, [protected], pool=pool_with(ha_enabled=True)).sentence


@pytest.mark.parametrize(
    ("id_", "call"),
    [
        ("vm.start", ("Async.VM.start", "OpaqueRef:web", False, False)),
        ("vm.shutdown", ("Async.VM.clean_shutdown", "OpaqueRef:web")),
        ("vm.reboot", ("Async.VM.clean_reboot", "OpaqueRef:web")),
        ("vm.force_shutdown", ("Async.VM.hard_shutdown", "OpaqueRef:web")),
        ("vm.force_reboot", ("Async.VM.hard_reboot", "OpaqueRef:web")),
        ("vm.suspend", ("Async.VM.suspend", "OpaqueRef:web")),
        ("vm.resume", ("Async.VM.resume", "OpaqueRef:web", False, False)),
        ("vm.pause", ("Async.VM.pause", "OpaqueRef:web")),
        ("vm.unpause", ("Async.VM.unpause", "OpaqueRef:web")),
    ],
)
def test_a_command_makes_its_call_on_the_machine(id_: str, call: tuple[Any, ...]):
    vm, pool = a_vm(allowed_operations=(IN_LIST[id_],)), RecordingPool()

    snapshot = pool_with(vm, an_sr(ref="suspend"), suspend_image_SR="suspend")
    connection = a_connection(snapshot)
    desk = a_desk(Person(agreed), RecordingProgram(connection))
    asyncio.run(perform(BY_ID[id_], [Chosen(connection, vm)], desk, lambda _: pool))

    assert pool.calls[0] == call


@pytest.mark.parametrize(
    "operation",
    [
        *("start", "start_on", "clean_shutdown", "hard_shutdown", "shutdown", "clean_reboot", "hard_reboot"),
        *("suspend", "resume", "resume_on", "pool_migrate", "migrate_send", "snapshot", "checkpoint"),
        *("clone", "copy", "export", "import", "revert", "reverting", "destroy"),
    ],
)
def test_the_usual_operations_have_words(operation: str):
    found = reason("vm.start", a_vm(current_operations={"OpaqueRef:t": operation}))

    assert found.startswith("web is busy: ")
    assert "_" not in found


def test_ha_is_told_of_when_any_of_the_pools_has_it():
    protected = a_vm(power_state="Running", ha_restart_priority="restart")
    asks = BY_ID["vm.shutdown"].asks
    assert asks

    told = asks([protected], [], [pool_with(), pool_with(ha_enabled=True)]).sentence

    assert "HA will not restart" in told


def test_a_machine_cannot_be_suspended_where_nobody_has_named_a_storage():
    vm = a_vm(power_state="Running", allowed_operations=("suspend",))

    assert reason("vm.suspend", vm, pool_with(vm)).startswith("There is no storage for the memory of web")


def test_suspending_says_what_is_written_and_where():
    vm = a_vm(power_state="Running", memory_static_max=4 * 2**30)
    room = an_sr(ref="suspend", name_label="NFS {fast}", physical_size=100 * 2**30, physical_utilisation=40 * 2**30)

    asked = question("vm.suspend", [vm], pool=pool_with(vm, room, suspend_image_SR="suspend"))

    assert asked.sentence == "The memory is written to storage: up to 5.1 GiB on NFS {fast} (60 GiB free)."


@pytest.mark.parametrize("id_", ["vm.resume", "vm.unpause", "vm.start"])
def test_bringing_a_machine_back_asks_nothing(id_: str):
    assert BY_ID[id_].asks is None


def dead(*machines: VM) -> Snapshot:
    """A pool whose granite does not answer and whose basalt does."""
    return pool_with(*a_dead_host(), a_host(name_label="basalt"), *machines)


STUCK = a_vm(resident_on="granite", allowed_operations=("power_state_reset",))


def test_a_power_state_is_reset_only_where_its_server_does_not_answer():
    here = a_vm(resident_on="basalt", allowed_operations=("power_state_reset",))

    assert reason("vm.power_state_reset", STUCK, dead(STUCK)) == ""
    assert reason("vm.power_state_reset", here, dead(here)) == "web is on basalt, which is up; force it off instead."
    assert reason("vm.power_state_reset", a_vm()) == "web is already off."


def test_resetting_shows_every_server_that_was_looked_at_and_wants_the_name_typed():
    asked = question("vm.power_state_reset", [STUCK], pool=dead(STUCK))

    assert asked.guard is Guard.PREFLIGHT
    assert [(check.words, check.passed) for check in asked.checks] == [
        ("basalt answers and does not run web.", True),
        ("granite does not answer and may still run web. Make sure that it is powered off.", False),
    ]
    assert asked.problems().keys() == {"checks", "typed"}
    made_sure = replace(asked, typed="web", checks=tuple(replace(check, ticked=True) for check in asked.checks))
    assert made_sure.problems() == {}
    assert "destroy" in asked.sentence


def test_many_resets_want_their_number_typed():
    other = a_vm(name_label="db", resident_on="granite")

    asked = question("vm.power_state_reset", [STUCK, other], pool=dead(STUCK, other))

    assert asked.to_type == "2"
    assert [fate.name for fate in asked.fates] == ["web", "db"]


def test_a_pool_of_one_server_offers_no_choice():
    vm = a_vm(allowed_operations=("start", "start_on"))

    assert reason("vm.start_on", vm, pool_with(vm, a_host())) == "The pool has one server only."


def test_forcing_off_a_suspended_machine_names_what_is_lost_of_it():
    asleep, awake = a_vm(power_state="Suspended"), a_vm(name_label="db", power_state="Running")

    alone = question("vm.force_shutdown", [asleep])
    mixed = question("vm.force_shutdown", [asleep, awake])

    assert alone.sentence.startswith("The saved memory is discarded")
    assert "power is cut" not in alone.sentence
    assert "power is cut" in mixed.sentence
    assert [fate.words for fate in mixed.fates] == ["saved memory discarded", "power cut"]


def test_only_the_question_about_one_machine_can_be_silenced():
    assert question("vm.shutdown", [a_vm()]).quiet_key == "vm.shutdown"
    assert question("vm.shutdown", [a_vm(), a_vm(name_label="db")]).quiet_key == ""
