import asyncio
from dataclasses import fields

import pytest

from tests.commands.desks import Person, RecordingProgram, a_desk
from xengui.commands.command import Command
from xengui.commands.view import COMMANDS
from xengui.operations.jobs import Outcome
from xengui.settings.preferences import Choices

BY_ID = {command.id: command for command in COMMANDS}
APPEARANCES = ("system", "light", "dark")
TOGGLES = ("custom_templates", "default_templates", "local_storage", "hidden_objects", "toolbar")


def run(id_: str, program: RecordingProgram) -> None:
    asyncio.run(_run(BY_ID[id_], program))


async def _run(command: Command, program: RecordingProgram) -> None:
    assert command.run
    await command.run(a_desk(Person(), program), None)


def ticked(id_: str, **choices: object) -> bool:
    """What the window makes of it: a command is ticked while its choice has its value."""
    checked = BY_ID[id_].checked
    assert checked
    choice, value = checked
    return choices[choice] == value


@pytest.mark.parametrize("choice", TOGGLES)
def test_a_toggle_turns_its_choice_on_and_off_and_is_ticked_while_it_is_on(choice: str):
    program = RecordingProgram()
    program.choices[choice] = False

    run(f"view.{choice}", program)
    assert program.choices[choice] is True

    run(f"view.{choice}", program)
    assert program.choices[choice] is False

    assert ticked(f"view.{choice}", **{choice: True})
    assert not ticked(f"view.{choice}", **{choice: False})


@pytest.mark.parametrize("appearance", APPEARANCES)
def test_one_appearance_is_chosen_and_ticked(appearance: str):
    program = RecordingProgram(appearance="another")

    run(f"view.theme_{appearance}", program)

    assert program.choices["appearance"] == appearance
    ticks = [ticked(f"view.theme_{one}", appearance=appearance) for one in APPEARANCES]
    assert ticks == [one == appearance for one in APPEARANCES]


def test_every_choice_that_a_command_changes_is_a_preference():
    assert {*TOGGLES, "appearance"} <= {f.name for f in fields(Choices)}


@pytest.mark.parametrize(("id_", "did"), [("view.find", "find"), ("program.quit", "quit")])
def test_the_program_does_what_it_is_told(id_: str, did: str):
    program = RecordingProgram()

    run(id_, program)

    assert program.did == [(did,)]


def test_finished_jobs_are_cleared_away():
    desk = a_desk(Person())
    running = desk.ledger.begin("a", "granite")
    desk.ledger.end(desk.ledger.begin("b", "granite"), Outcome.DONE)

    async def clear() -> None:
        act = BY_ID["tasks.clear"].run
        assert act
        await act(desk, None)

    asyncio.run(clear())

    assert list(desk.ledger.jobs) == [running]
