from __future__ import annotations

import asyncio
from dataclasses import replace

from tests.builders import a_connection, a_dead_host, a_host, a_vm, pool_with
from tests.commands.desks import Person, RecordingProgram, a_desk
from tests.operations.recording import RecordingPool
from xengui.commands.command import Chosen, verdict
from xengui.commands.host import COMMANDS, stranded
from xengui.commands.perform import perform
from xengui.forms.confirm import Guard

(RESET,) = COMMANDS
DEAD, METRICS = a_dead_host()
BASALT = a_host(name_label="basalt")
WEB, DB = a_vm(name_label="web-10", resident_on="granite"), a_vm(name_label="web-2", resident_on="granite")
ELSEWHERE, DOM0 = a_vm(name_label="mail", resident_on="basalt"), a_vm(is_control_domain=True, resident_on="granite")
POOL = pool_with(DEAD, METRICS, BASALT, WEB, DB, ELSEWHERE, DOM0)


def test_the_machines_of_a_lost_server_are_found_in_their_order():
    assert [vm.name_label for vm in stranded(DEAD, POOL)] == ["web-2", "web-10"]


def test_a_server_that_answers_needs_no_reset():
    found = verdict(RESET, [Chosen(a_connection(POOL), BASALT)])

    assert found.reason == "basalt answers; turn its virtual machines off themselves."


def test_a_lost_server_without_machines_has_nothing_to_reset():
    found = verdict(RESET, [Chosen(a_connection(pool_with(DEAD, METRICS)), DEAD)])

    assert found.reason == "No virtual machine is recorded as running on granite."


def test_all_its_machines_are_one_heavy_question_and_one_recipe():
    person = Person(
        lambda form: replace(form, typed="2", checks=tuple(replace(check, ticked=True) for check in form.checks))
    )
    stone = a_connection(POOL)
    pool, desk = RecordingPool(), a_desk(person, RecordingProgram(stone))

    asyncio.run(perform(RESET, [Chosen(stone, DEAD)], desk, lambda _: pool))

    (asked,) = person.asked
    assert asked.guard is Guard.PREFLIGHT
    assert [fate.name for fate in asked.fates] == ["web-2", "web-10"]
    made = [call for call in pool.calls if call[0] == "Async.VM.power_state_reset"]
    assert made == [("Async.VM.power_state_reset", DB.ref), ("Async.VM.power_state_reset", WEB.ref)]
    assert [job.title for job in desk.ledger.jobs.values()] == ["Reset the power state of the VMs of granite"]
