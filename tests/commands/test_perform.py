import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from tests.builders import a_connection, a_vm, pool_with
from tests.commands.desks import Person, RecordingProgram, a_desk, agreed, cancelled
from tests.operations.recording import TASK, RecordingPool
from xengui.commands.command import Choice, Choices, Chosen, Command
from xengui.commands.desk import Desk
from xengui.commands.perform import perform
from xengui.forms.confirm import Confirm, Fate
from xengui.model.call import Call
from xengui.model.classes import VM
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Job, Outcome
from xengui.operations.recipe import Recipe, Step
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Problem

WEB, DB, BUSY = a_vm(), a_vm(name_label="db"), a_vm(name_label="busy", resident_on="granite")
STONE = a_connection(pool_with(WEB, DB, BUSY), name="Stone")


def asks(going: Sequence[VM], refused: Sequence[tuple[VM, str]], pools: Sequence[Snapshot]) -> Confirm:
    fates = [Fate(vm.ref, vm.name_label, "goes") for vm in going] + [Fate(vm.ref, why, "stays") for vm, why in refused]
    return Confirm(title="Do", heading="Do?", sentence="", fates=tuple(fates), verb="Do", quiet_key="vm.do")


def call_it(vm: VM, pool: Snapshot, given: Any) -> Recipe:
    step = Step(words="Doing it", call=Call("VM.do", (vm.ref,)))
    return Recipe(title=f"Do it {vm.name_label}", steps=(step,), applies_to=(vm.ref,))


def reversible(vm: VM, pool: Snapshot, given: Any) -> Recipe:
    step = Step(words="Doing it", call=Call("VM.do", (vm.ref, given)), undo=(Call("VM.undo", (vm.ref,)),))
    return Recipe(title=f"Do it {vm.name_label}", steps=(step,), done=f"{vm.name_label} is done.")


def only_halted(vm: VM, pool: Snapshot) -> str | None:
    return f"{vm.name_label} runs." if vm.power_state == "Running" else None


def do(**fields: Any) -> Command:
    usual: dict[str, Any] = {"applies_to": VM, "refuses": only_halted, "recipe": call_it}
    return Command(id="vm.do", text="&Do it…", icon="x", **(usual | fields))


def performed(
    command: Command,
    *targets: VM,
    desk: Desk | None = None,
    pool: RecordingPool | None = None,
    connection: Connection = STONE,
    choice: str = "",
) -> list[Job]:
    desk, pool = desk or a_desk(Person()), pool or RecordingPool()
    selection = [Chosen(connection, target) for target in targets]
    assert isinstance(desk.program, RecordingProgram)
    desk.program.estate.setdefault(connection.key, connection)
    asyncio.run(perform(command, selection, desk, lambda _: pool, choice))
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
    class Meeting(RecordingPool):
        """Each call waits for the other."""

        def __init__(self) -> None:
            super().__init__()
            self.both = asyncio.Barrier(2)

        async def call(self, method: str, *params: Any) -> Any:
            await asyncio.wait_for(self.both.wait(), 5)

    jobs = performed(do(), WEB, DB, pool=Meeting())

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


def test_what_a_command_without_a_question_leaves_out_is_told_and_the_rest_runs():
    person, pool = Person(), RecordingPool()

    performed(do(), WEB, BUSY, DB, desk=a_desk(person), pool=pool)

    assert person.told == ["Do it: busy runs."]
    assert len(pool.calls) == 2


def test_what_is_left_out_stands_in_the_toast_that_tells_what_was_done():
    person = Person()

    performed(do(recipe=reversible, done=lambda n: f"{n} are done."), WEB, BUSY, DB, desk=a_desk(person))

    assert person.told == ["2 are done. Do it: busy runs."]
    assert person.undo


def test_what_is_left_out_is_told_also_where_nothing_was_done():
    person, pool = Person(), RecordingPool(refuses={"VM.do": Failure("SR_FULL")})

    performed(do(recipe=reversible), WEB, BUSY, desk=a_desk(person), pool=pool)

    assert person.told == ["Do it: busy runs."]


def test_a_command_of_servers_tells_what_it_leaves_out_too():
    ran: list[str] = []

    async def run(desk: Desk, connection: Connection) -> None:
        ran.append(connection.name)

    person = Person()
    command = do(
        applies_to=Connection,
        recipe=None,
        run=run,
        refuses=lambda connection, pool: "Lab is off." if connection.name == "Lab" else None,
    )
    lab = a_connection(pool_with(), key="lab", name="Lab")
    selection = [Chosen(STONE), Chosen(lab)]

    asyncio.run(perform(command, selection, a_desk(person), lambda _: RecordingPool()))

    assert ran == ["Stone"]
    assert person.told == ["Do it: Lab is off."]


def test_of_many_that_are_left_out_a_few_are_named_and_the_rest_is_counted():
    person = Person()
    others = [a_vm(name_label=f"busy-{at}", power_state="Running") for at in range(5)]

    performed(do(), WEB, *others, desk=a_desk(person))

    assert person.told == ["Do it: busy-0 runs. busy-1 runs. busy-2 runs. And 2 more."]


def test_the_same_reason_for_many_that_are_left_out_is_told_once():
    person = Person()
    twins = [a_vm(name_label="busy", ref=f"OpaqueRef:{at}", power_state="Running") for at in range(9)]

    performed(do(), WEB, *twins, a_vm(name_label="db", power_state="Running"), desk=a_desk(person))

    assert person.told == ["Do it: busy runs. db runs."]


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
    class Failing(RecordingPool):
        async def call(self, method: str, *params: Any) -> Any:
            if params == (WEB.ref,):
                raise fault
            return await super().call(method, *params)

    jobs = performed(do(), WEB, DB, pool=Failing())

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


def test_a_server_that_was_forgotten_meanwhile_fails_the_job():
    desk, gone = a_desk(Person()), Problem("granite.example", "disconnected")

    def way(connection: Connection) -> RecordingPool:
        raise gone

    asyncio.run(perform(do(), [Chosen(STONE, WEB)], desk, way))

    assert [(job.outcome, job.fault) for job in desk.ledger.jobs.values()] == [(Outcome.FAILED, gone)]


def test_what_can_be_undone_is_told_with_its_undo():
    person, pool, program = Person(), RecordingPool(), RecordingProgram()
    desk = a_desk(person, program)

    (job,) = performed(do(recipe=reversible), WEB, desk=desk, pool=pool)

    assert person.told == ["web is done."]
    assert job.undo
    assert person.undo
    person.undo()
    asyncio.run(whole(program.started))
    assert pool.calls == [("VM.do", WEB.ref, ""), ("Async.VM.undo", WEB.ref), *pool.calls[2:]]
    assert [job.title for job in desk.ledger.jobs.values()] == ["Do it web", "Undo: Do it web"]


def test_an_act_is_undone_once_only():
    person, pool, program = Person(), RecordingPool(), RecordingProgram()

    performed(do(recipe=reversible), WEB, desk=a_desk(person, program), pool=pool)
    assert person.undo
    person.undo()
    person.undo()
    asyncio.run(whole(program.started))

    assert [call[0] for call in pool.calls].count("Async.VM.undo") == 1


def test_an_act_whose_job_was_cleared_is_undone_all_the_same_and_once():
    person, pool, program = Person(), RecordingPool(), RecordingProgram()
    desk = a_desk(person, program)

    performed(do(recipe=reversible), WEB, desk=desk, pool=pool)
    desk.ledger.clear_ended()
    assert person.undo
    person.undo()
    person.undo()
    asyncio.run(whole(program.started))

    assert [call[0] for call in pool.calls].count("Async.VM.undo") == 1


def test_many_objects_are_told_in_one_sentence_and_undone_together():
    person, pool, program = Person(), RecordingPool(), RecordingProgram()

    performed(
        do(recipe=reversible, done=lambda number: f"{number} are done."),
        WEB,
        DB,
        desk=a_desk(person, program),
        pool=pool,
    )

    assert person.told == ["2 are done."]
    assert person.undo
    person.undo()
    asyncio.run(whole(program.started))
    assert sorted(call[1] for call in pool.calls if call[0] == "Async.VM.undo") == sorted([WEB.ref, DB.ref])


def test_a_recipe_with_nothing_to_do_is_no_job():
    person = Person()

    jobs = performed(do(recipe=lambda vm, pool, given: Recipe(title="Nothing", steps=())), WEB, desk=a_desk(person))

    assert (jobs, person.told) == ([], [])


def test_what_was_filled_in_or_chosen_reaches_the_recipe():
    pool = RecordingPool()
    asking = do(recipe=reversible, asks=lambda *about: "the form")

    performed(asking, WEB, desk=a_desk(Person(lambda form: f"{form}, filled in")), pool=pool)
    asyncio.run(perform(do(recipe=reversible), [Chosen(STONE, DB)], a_desk(Person()), lambda _: pool, "granite"))

    assert pool.calls == [("VM.do", WEB.ref, "the form, filled in"), ("VM.do", DB.ref, "granite")]


def test_what_cannot_go_with_a_choice_is_left_out():
    pool = RecordingPool()
    choices = Choices(
        offered=lambda snapshot: (Choice("granite", "granite", "x"),),
        refuses=lambda vm, snapshot, choice: "It is too large." if vm is WEB else None,
        probe=never_asked,
    )

    command = do(recipe=reversible, choices=choices)
    asyncio.run(perform(command, [Chosen(STONE, WEB), Chosen(STONE, DB)], a_desk(Person()), lambda _: pool, "granite"))

    assert pool.calls == [("VM.do", DB.ref, "granite")]


async def never_asked(*_: Any) -> str:
    raise AssertionError


async def whole(works: Sequence[Any]) -> None:
    await asyncio.gather(*works)


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
    command = do(applies_to=Connection, refuses=lambda target, pool: None, run=note, recipe=None)
    asyncio.run(perform(command, [Chosen(STONE, STONE.snapshot.pool), Chosen(lost)], desk, lambda _: RecordingPool()))

    assert seen == [(STONE, STONE), (lost, lost)]
    assert dict(desk.ledger.jobs) == {}


def test_a_command_of_the_program_runs_without_a_pool():
    seen: list[tuple[Connection | None, Any]] = []

    async def note(desk: Desk, target: Any) -> None:
        seen.append((desk.connection, target))

    command = do(applies_to=None, refuses=lambda target, pool: None, run=note, recipe=None)
    asyncio.run(perform(command, [Chosen(STONE, WEB)], a_desk(Person()), lambda _: RecordingPool()))

    assert seen == [(None, None)]


HALTED = a_vm(name_label="web"), a_vm(name_label="db")


def while_asked(*after: VM, gone: bool = False, answer: Any = agreed) -> tuple[list[Any], Person, RecordingPool]:
    """Ask about two machines that are off; the pool then has these instead. What was asked, before and after."""
    program, person, pool = RecordingProgram(), Person(), RecordingPool()
    before = a_connection(pool_with(*HALTED), name="Stone")
    questions: list[Any] = []

    def thinks(question: Any) -> Any:
        program.estate[before.key] = None if gone else a_connection(pool_with(*after), name="Stone")
        assert person.anew
        questions.extend((question, person.anew()))
        return answer(questions[-1])

    person._answers.append(thinks)
    performed(do(asks=asks), *HALTED, desk=a_desk(person, program), pool=pool, connection=before)
    return questions, person, pool


def test_a_question_follows_its_targets():
    (_, now), person, pool = while_asked(a_vm(name_label="web"), a_vm(name_label="db", resident_on="granite"))

    assert [fate.name for fate in now.fates] == ["web", "db runs."]
    assert pool.calls == [("VM.do", WEB.ref)]
    assert person.told == []  # the list has said it


def test_a_target_that_is_gone_is_listed_as_left_out():
    (_, now), _, pool = while_asked(a_vm(name_label="db"))

    assert [fate.name for fate in now.fates] == ["db", "web is gone."]
    assert pool.calls == [("VM.do", DB.ref)]


def test_a_target_that_is_no_machine_any_more_spares_only_itself():
    converted = a_vm(name_label="web", is_a_template=True)
    command = do(asks=asks, accepts=lambda vm: not vm.is_a_template)
    program, person, pool = RecordingProgram(), Person(agreed), RecordingPool()
    program.estate[STONE.key] = a_connection(pool_with(converted, DB), key=STONE.key)

    performed(command, WEB, DB, desk=a_desk(person, program), pool=pool)

    assert person.told == ["Do it: web has become something else."]
    assert pool.calls == [("VM.do", DB.ref)]


def test_while_no_target_is_able_the_question_stays_and_says_why():
    running = [a_vm(name_label=name, resident_on="granite") for name in ("web", "db")]

    (first, now), _, pool = while_asked(*running, answer=cancelled)

    assert now == replace(first, refusal="web runs. db runs.")
    assert pool.calls == []


def test_when_every_target_is_gone_the_question_is_withdrawn_with_a_word():
    (_, now), person, pool = while_asked(answer=lambda _: None)

    assert now is None
    assert person.told == ["Do it: web is gone. db is gone."]
    assert pool.calls == []


def test_a_server_that_was_removed_withdraws_the_question_too():
    (_, now), person, pool = while_asked(gone=True, answer=lambda _: None)

    assert (now, pool.calls) == (None, [])
    assert person.told == ["Do it: web is gone. db is gone."]


def test_nobody_agrees_to_what_became_able_while_they_were_asked():
    program, person, pool = RecordingProgram(), Person(agreed), RecordingPool()
    idle = a_vm(name_label="busy")
    program.estate[STONE.key] = a_connection(pool_with(WEB, idle), key=STONE.key)

    performed(do(asks=asks), WEB, BUSY, desk=a_desk(person, program), pool=pool)

    assert pool.calls == [("VM.do", WEB.ref)]


def test_what_changed_at_the_last_moment_is_spared_with_the_reason():
    program, person, pool = RecordingProgram(), Person(agreed), RecordingPool()
    program.estate[STONE.key] = a_connection(
        pool_with(a_vm(name_label="web", resident_on="granite"), DB), key=STONE.key
    )

    performed(do(asks=asks), WEB, DB, desk=a_desk(person, program), pool=pool)

    assert pool.calls == [("VM.do", DB.ref)]
    assert person.told == ["Do it: web runs."]


def test_the_run_gets_the_target_as_it_is_by_then():
    program, person = RecordingProgram(), Person(agreed)
    program.estate[STONE.key] = a_connection(pool_with(a_vm(name_label="web", tags=("new",))), key=STONE.key)
    got: list[VM] = []

    def note(vm: VM, pool: Snapshot, given: Any) -> Recipe:
        got.append(vm)
        return call_it(vm, pool, given)

    performed(do(asks=asks, recipe=note), WEB, desk=a_desk(person, program))

    assert got[0].tags == ("new",)


@dataclass(frozen=True)
class Rename:
    """A question that is no yes or no."""

    name: str


@pytest.mark.parametrize(("after", "calls"), [([a_vm()], [("VM.do", WEB.ref)]), ([], [])])
def test_other_questions_are_withdrawn_only_when_their_object_is_gone(after: list[VM], calls: list[Any]):
    form, program, person, pool = Rename("web"), RecordingProgram(), Person(), RecordingPool()
    again: list[Any] = []

    def thinks(question: Rename) -> Any:
        program.estate[STONE.key] = a_connection(pool_with(*after), key=STONE.key)
        assert person.anew
        again.append(person.anew())
        return question if again[0] else None

    person._answers.append(thinks)
    performed(do(asks=lambda *_: form), WEB, desk=a_desk(person, program), pool=pool)

    assert again == [form if after else None]
    assert pool.calls == calls
    assert person.told == ([] if after else ["Do it: web is gone."])


def test_a_question_about_a_choice_judges_the_choice_anew_too():
    program, person, pool = RecordingProgram(), Person(agreed), RecordingPool()
    program.estate[STONE.key] = a_connection(pool_with(a_vm(tags=("bound",)), DB), key=STONE.key)
    choices = Choices(
        offered=lambda _: (),
        refuses=lambda vm, _, choice: f"{vm.name_label} cannot go to {choice}." if "bound" in vm.tags else None,
        probe=never_asked,
    )

    performed(do(asks=asks, choices=choices), WEB, DB, desk=a_desk(person, program), pool=pool, choice="basalt")

    assert pool.calls == [("VM.do", DB.ref)]
    assert person.told == ["Do it: web cannot go to basalt."]


def test_what_was_silenced_for_one_object_is_asked_for_many():
    person = Person(agreed)

    performed(do(asks=asks), WEB, DB, desk=a_desk(person, RecordingProgram(STONE, quiet=("vm.do",))))

    assert len(person.asked) == 1


def test_a_job_knows_how_a_person_would_do_it_again():
    (plain,) = performed(do(), WEB)
    (asked,) = performed(do(asks=asks), WEB, desk=a_desk(Person(agreed), RecordingProgram(STONE)))
    (filled,) = performed(
        do(recipe=reversible, asks=lambda *about: "a form"), WEB, desk=a_desk(Person(agreed), RecordingProgram(STONE))
    )

    assert (plain.command, asked.command, filled.command) == ("vm.do", "vm.do", "")
