"""Runs a command on a selection: asks once, runs once for each target, and tells what can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xengui.commands.carrying import Way, carried, undone
from xengui.commands.command import Chosen, Command, verdict
from xengui.commands.desk import Desk
from xengui.forms.confirm import Confirm
from xengui.model.estate import Connection

Ready = Sequence[tuple[Connection, Any]]


async def perform(command: Command, selection: Sequence[Chosen], desk: Desk, way: Way, choice: str = "") -> None:
    """Run a command as far as it can run on what is selected; `choice` is what was chosen in its sub-menu.

    A command that cannot run at all tells why. What the pool refuses for single targets is entered with the jobs and
    does not keep the others from running.
    """
    found = verdict(command, selection)
    if not found.enabled:
        desk.tell(f"{command.plain_text}: {found.reason}")
        return
    ready, refused = _with(command, choice, found.ready, found.refused)
    given: Any = choice
    if command.asks:
        given = await _answer(command, desk, ready, refused)
        if given is None:
            return
    if command.recipe:
        await _carry_out(command, desk, ready, way, given)
    elif command.run:
        for connection, target in ready:
            await command.run(replace(desk, connection=connection if target else None), target)


def _with(
    command: Command, choice: str, ready: Ready, refused: Sequence[tuple[Connection, Any, str]]
) -> tuple[Ready, Sequence[tuple[Connection, Any, str]]]:
    """Those that can go with the choice, and those that cannot. Where all are refused they go all the same: the pool
    may know better than its last picture, and else gives the reason."""
    if not command.choices:
        return ready, refused
    judged = [(c, target, command.choices.refuses(target, c.snapshot, choice)) for c, target in ready]
    able = [(c, target) for c, target, reason in judged if reason is None]
    if not able:
        return ready, refused
    return able, (*refused, *((c, target, reason) for c, target, reason in judged if reason is not None))


async def _carry_out(command: Command, desk: Desk, ready: Ready, way: Way, given: Any) -> None:
    assert command.recipe
    recipes = [(c, target, command.recipe(target, c.snapshot, given)) for c, target in ready]
    numbers = await asyncio.gather(*(carried(recipe, desk.ledger, c, way, target.ref) for c, target, recipe in recipes))
    done = {
        number: (c, recipe)
        for number, (c, _, recipe) in zip(numbers, recipes, strict=True)
        if number in desk.ledger.jobs and desk.ledger.jobs[number].undo
    }
    if not done:
        return
    said = [recipe.done for _, recipe in done.values()]
    text = said[0] if len(said) == 1 or not command.done else command.done(len(said))

    def undo() -> None:
        for number, (connection, _) in done.items():
            if number in desk.ledger.jobs:
                desk.program.start(undone(desk.ledger.jobs[number], desk.ledger, connection, way))

    desk.tell(text, undo)


async def _answer(command: Command, desk: Desk, ready: Ready, refused: Sequence[tuple[Connection, Any, str]]) -> Any:
    """The question filled in, or None where the person thinks better of it."""
    assert command.asks
    pools = {connection.key: connection.snapshot for connection, _ in ready}
    spared = [(target, reason) for _, target, reason in refused]
    question = command.asks([target for _, target in ready], spared, list(pools.values()))
    if not isinstance(question, Confirm):
        return await desk.ask(question)
    quiet = desk.program.choice("quiet")
    if question.quiet_key and not refused and isinstance(quiet, tuple) and question.quiet_key in quiet:
        return question
    answer = await desk.ask(question)
    if answer and answer.quiet and isinstance(quiet, tuple) and answer.quiet_key not in ("", *quiet):
        desk.program.choose(quiet=(*quiet, answer.quiet_key))
    return answer
