import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from tests.builders import a_connection, a_vm, pool_with
from tests.commands.desks import Person, RecordingProgram, a_desk, agreed, cancelled
from tests.operations.recording import TASK, RecordingPool
from xengui.commands.command import Chosen, Command
from xengui.commands.desk import Desk
from xengui.commands.perform import perform
from xengui.forms.confirm import Confirm, Fate
from xengui.model.classes import VM, Task
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Job, Outcome
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

WEB, DB, BUSY = a_vm(), a_vm(name_label="db"), a_vm(name_label="busy", resident_on="granite")
STONE = a_connection(pool_with(WEB, DB, BUSY), name="Stone")


def asks(going: Sequence[VM], refused: Sequence[tuple[VM, str]], pools: Sequence[Snapshot]) -> Confirm:
    fates = [Fate(vm.ref, vm.name_label, "goes") for vm in going] + [Fate(vm.ref, why, "stays") for vm, why in refused]
    return Confirm(title="Do", heading="Do?", sentence="", fates=tuple(fates), verb="Do", quiet_key="vm.do")


async def call_it(desk: Desk, vm: VM) -> None:
    assert desk.session
    await desk.session.call("VM.do", vm.ref)


def only_halted(vm: VM, pool: Snapshot) -> str | None:
    return f"{vm.name_label} runs." if vm.power_state == "Running" else None


def do(**fields: Any) -> Command:
    usual: dict[str, Any] = {"applies_to": VM, "refuses": only_halted, "run": call_it}
    return Command(id="vm.do", text="&Do it…", icon="x", **(usual | fields))


def performed(
    command: Command,
    *targets: VM,
    desk: Desk | None = None,
    pool: RecordingPool | None = None,
    connection: Connection = STONE,
) -> list[Job]:
    desk, pool = desk or a_desk(Person()), pool or RecordingPool()
    selection = [Chosen(connection, target) for target in targets]
    asyncio.run(perform(command, selection, desk, lambda _: pool))
    return list(desk.ledger.jobs.values())


def test_a_command_runs_once_for_each_target():
    pool = RecordingPool()

    performed(do(), WEB, DB, pool=pool)

    assert sorted(pool.calls) == [("VM.do", DB.ref), ("VM.do", WEB.ref)]


def test_each_run_is_entered_as_a_job_under_the_name_of_its_object():
    jobs = performed(do(), WEB, DB)

    assert [(job.title, job.target) for job in jobs] == [("Do it web", WEB.ref), ("Do it db", DB.ref)]
    assert {(job.connection, job.outcome) for job in jobs} == {(STONE.key, Outcome.DONE)}


def test_targets_run_side_by_side():
    at_work: dict[str, asyncio.Event] = {}

    async def wait_for_the_other(desk: Desk, vm: VM) -> None:
        other = DB.ref if vm is WEB else WEB.ref
        at_work.setdefault(vm.ref, asyncio.Event()).set()
        await asyncio.wait_for(at_work.setdefault(other, asyncio.Event()).wait(), 5)

    jobs = performed(do(run=wait_for_the_other), WEB, DB)

    assert [job.outcome for job in jobs] == [Outcome.DONE, Outcome.DONE]


def test_a_command_that_cannot_run_tells_why_and_does_nothing():
    person, pool = Person(), RecordingPool()

    jobs = performed(do(asks=asks), BUSY, desk=a_desk(person), pool=pool)

    assert person.told == ["Do it: busy runs."]
    assert (jobs, pool.calls, person.asked) == ([], [], [])


def test_a_command_that_is_not_meant_for_the_selection_tells_what_it_is_for():
    person = Person()

    asyncio.run(perform(do(), [Chosen(STONE, STONE.snapshot.pool)], a_desk(person), lambda _: RecordingPool()))

    assert person.told == ["Do it: It is for virtual machines only."]


def test_many_targets_are_one_question_that_lists_those_left_out():
    person, pool = Person(agreed), RecordingPool()

    performed(do(asks=asks), WEB, BUSY, DB, desk=a_desk(person), pool=pool)

    (question,) = person.asked
    assert [fate.name for fate in question.fates] == ["web", "db", "busy runs."]
    assert len(pool.calls) == 2


def test_cancel_runs_nothing():
    person, pool = Person(cancelled), RecordingPool()

    jobs = performed(do(asks=asks), WEB, DB, desk=a_desk(person), pool=pool)

    assert (jobs, pool.calls, len(person.asked)) == ([], [], 1)


def test_a_question_that_was_silenced_is_not_asked():
    person, pool = Person(), RecordingPool()

    performed(do(asks=asks), WEB, desk=a_desk(person, RecordingProgram(quiet=("vm.do",))), pool=pool)

    assert person.asked == []
    assert pool.calls == [("VM.do", WEB.ref)]


def test_a_silenced_question_is_asked_all_the_same_when_something_is_left_out():
    person = Person(agreed)

    performed(do(asks=asks), WEB, BUSY, desk=a_desk(person, RecordingProgram(quiet=("vm.do",))))

    assert len(person.asked) == 1


def test_a_question_without_a_key_cannot_be_silenced():
    person, program = Person(lambda form: replace(form, quiet=True)), RecordingProgram(quiet=("",))

    performed(do(asks=lambda *about: replace(asks(*about), quiet_key="")), WEB, desk=a_desk(person, program))

    assert len(person.asked) == 1
    assert program.choices["quiet"] == ("",)


def test_a_question_is_silenced_by_its_answer_from_then_on():
    person, program = Person(lambda form: replace(form, quiet=True)), RecordingProgram(quiet=("vm.other",))
    desk = a_desk(person, program)

    performed(do(asks=asks), WEB, desk=desk)
    performed(do(asks=asks), DB, desk=desk)

    assert program.choices["quiet"] == ("vm.other", "vm.do")
    assert len(person.asked) == 1


def test_a_question_is_silenced_once_only():
    person, program = Person(lambda form: replace(form, quiet=True)), RecordingProgram(quiet=("vm.do",))

    performed(do(asks=asks), WEB, BUSY, desk=a_desk(person, program))

    assert program.choices["quiet"] == ("vm.do",)


def test_a_cancelled_question_is_not_silenced():
    program = RecordingProgram()

    performed(do(asks=asks), WEB, desk=a_desk(Person(cancelled), program))

    assert program.choices["quiet"] == ()


@pytest.mark.parametrize("fault", [Failure("NO_HOSTS_AVAILABLE"), Problem("granite", "the connection is lost")])
def test_a_failure_is_entered_and_does_not_keep_the_others_from_running(fault: Exception):
    async def fail_web(desk: Desk, vm: VM) -> None:
        if vm is WEB:
            raise fault

    jobs = performed(do(run=fail_web), WEB, DB)

    assert [(job.outcome, job.fault) for job in jobs] == [(Outcome.FAILED, fault), (Outcome.DONE, None)]


def test_a_cancelled_task_is_no_failure():
    pool = RecordingPool(refuses={"VM.do": Failure("TASK_CANCELLED", [TASK])})

    (job,) = performed(do(), WEB, pool=pool)

    assert (job.outcome, job.fault) == (Outcome.CANCELLED, None)


def test_a_run_that_is_given_up_is_entered_as_cancelled():
    desk = a_desk(Person())

    with pytest.raises(asyncio.CancelledError):
        performed(do(), WEB, desk=desk, pool=RecordingPool(refuses={"VM.do": asyncio.CancelledError()}))

    assert [job.outcome for job in desk.ledger.jobs.values()] == [Outcome.CANCELLED]


def test_a_mistake_of_ours_is_raised_and_leaves_no_job_running_for_ever():
    desk, mistake = a_desk(Person()), KeyError("granite.example")

    with pytest.raises(KeyError):
        performed(do(), WEB, desk=desk, pool=RecordingPool(refuses={"VM.do": mistake}))

    assert [(job.outcome, job.fault) for job in desk.ledger.jobs.values()] == [(Outcome.FAILED, mistake)]


def test_a_server_that_was_forgotten_meanwhile_leaves_no_job_running_for_ever():
    desk = a_desk(Person())
    ways: dict[str, RecordingPool] = {}

    with pytest.raises(KeyError):
        asyncio.run(perform(do(), [Chosen(STONE, WEB)], desk, lambda connection: ways[connection.key]))

    assert [job.outcome for job in desk.ledger.jobs.values()] == [Outcome.FAILED]


def test_progress_of_the_task_is_entered_with_its_job():
    desk = a_desk(Person())
    seen: list[tuple[float | None, str, bool]] = []

    async def report(at_work: Desk, vm: VM) -> None:
        assert at_work.progress
        for task in (None, Task(progress=0.25, allowed_operations=("cancel",)), Task(progress=1.0)):
            at_work.progress(TASK, task)
            (job,) = desk.ledger.jobs.values()
            seen.append((job.progress, job.task, job.cancellable))

    performed(do(run=report), WEB, desk=desk)

    assert seen == [(None, TASK, False), (0.25, TASK, True), (1.0, TASK, False)]


def test_each_target_goes_to_its_own_pool():
    other = a_connection(pool_with(DB), key="basalt.example")
    ways = {STONE.key: RecordingPool(), other.key: RecordingPool()}
    desk = a_desk(Person())

    asyncio.run(perform(do(), [Chosen(STONE, WEB), Chosen(other, DB)], desk, lambda connection: ways[connection.key]))

    assert ways[STONE.key].calls == [("VM.do", WEB.ref)]
    assert ways[other.key].calls == [("VM.do", DB.ref)]
    assert [job.connection for job in desk.ledger.jobs.values()] == [STONE.key, other.key]


def test_a_command_on_a_connection_runs_in_turn_and_is_no_job():
    seen: list[tuple[Connection | None, Any]] = []

    async def note(desk: Desk, target: Any) -> None:
        seen.append((desk.connection, target))

    desk, lost = a_desk(Person()), a_connection(key="basalt.example", status=Status.LOST)
    command = do(applies_to=Connection, refuses=lambda target, pool: None, run=note)
    asyncio.run(perform(command, [Chosen(STONE, STONE.snapshot.pool), Chosen(lost)], desk, lambda _: RecordingPool()))

    assert seen == [(STONE, STONE), (lost, lost)]
    assert dict(desk.ledger.jobs) == {}


def test_a_command_of_the_program_runs_without_a_pool():
    seen: list[tuple[Connection | None, Any]] = []

    async def note(desk: Desk, target: Any) -> None:
        seen.append((desk.connection, target))

    command = do(applies_to=None, refuses=lambda target, pool: None, run=note)
    asyncio.run(perform(command, [Chosen(STONE, WEB)], a_desk(Person()), lambda _: RecordingPool()))

    assert seen == [(None, None)]
