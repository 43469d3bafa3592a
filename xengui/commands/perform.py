"""Runs a command on a selection: asks once, runs once for each target, and tells what can be undone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from xengui.commands.carrying import Way, carried, undone
from xengui.commands.command import Chosen, Command, Verdict, verdict
from xengui.commands.desk import Desk
from xengui.forms.confirm import Confirm
from xengui.model.estate import Connection
from xengui.operations.jobs import Job

_MOST_TOLD = 3
"""A toast names so many; the others are counted."""

Ready = Sequence[tuple[Connection, Any]]
Refused = Sequence[tuple[Connection, Any, str]]


async def perform(command: Command, selection: Sequence[Chosen], desk: Desk, way: Way, choice: str = "") -> None:
    """Run a command as far as it can run on what is selected; `choice` is what was chosen in its sub-menu.

    A command that cannot run at all tells why. What the pool refuses for single targets is entered with the jobs and
    does not keep the others from running. While a person thinks about the question the targets may change: it follows
    them, and what has become impossible by the time of the answer is spared, with a word.
    """
    found = verdict(command, selection)
    if not found.enabled:
        desk.tell(f"{command.plain_text}: {found.reason}")
        return
    ready, refused = _with(command, choice, found.ready, found.refused)
    given: Any = choice
    if command.asks:
        agreed = await _agreed(command, desk, selection, choice, ready, refused)
        if agreed is None:
            return
        ready, given = agreed
    left_out = "" if command.asks or not refused else _left_out(command, refused)
    if command.recipe:
        await _carry_out(command, desk, ready, way, given, choice, left_out)
    elif command.run:
        if left_out:
            desk.tell(left_out)
        for connection, target in ready:
            await command.run(replace(desk, connection=connection if target else None), target)


def _with(command: Command, choice: str, ready: Ready, refused: Refused) -> tuple[Ready, Refused]:
    """Those that can go with the choice, and those that cannot. Where all are refused they go all the same: the pool
    may know better than its last picture, and else gives the reason."""
    if not command.choices:
        return ready, refused
    judged = [(c, target, command.choices.refuses(target, c.snapshot, choice)) for c, target in ready]
    able = [(c, target) for c, target, reason in judged if reason is None]
    if not able:
        return ready, refused
    return able, (*refused, *((c, target, reason) for c, target, reason in judged if reason is not None))


async def _carry_out(  # noqa: PLR0913, PLR0917
    command: Command, desk: Desk, ready: Ready, way: Way, given: Any, choice: str, left_out: str
) -> None:
    assert command.recipe
    # Trying again asks and judges anew, but does not have a person fill in a form once more.
    again = command.id if command.asks is None or isinstance(given, Confirm) else ""
    recipes = [(c, target, command.recipe(target, c.snapshot, given)) for c, target in ready]
    later = all(recipe.reversible for _, _, recipe in recipes)  # a toast will tell then, and tells this too
    if left_out and not later:
        desk.tell(left_out)
    numbers = await asyncio.gather(
        *(
            carried(recipe, desk.ledger, c, way, target.ref, command=again, choice=choice)
            for c, target, recipe in recipes
        )
    )
    done = {
        number: (c, recipe, desk.ledger.jobs[number])
        for number, (c, _, recipe) in zip(numbers, recipes, strict=True)
        if number in desk.ledger.jobs and desk.ledger.jobs[number].undo
    }
    if not done:
        if left_out and later:
            desk.tell(left_out)
        return
    said = [recipe.done for _, recipe, _ in done.values()]
    text = said[0] if len(said) == 1 or not command.done else command.done(len(said))

    def undo() -> None:
        for connection, _, job in done.values():
            desk.program.start(_undo(job, desk, connection, way))

    desk.tell(f"{text} {left_out}".strip() if later else text, undo)


async def _undo(job: Job, desk: Desk, connection: Connection, way: Way) -> None:
    if why_not := await undone(job, desk.ledger, desk.servers.connection(connection.key) or connection, way):
        desk.tell(why_not)


async def _agreed(  # noqa: PLR0913, PLR0917
    command: Command, desk: Desk, selection: Sequence[Chosen], choice: str, ready: Ready, refused: Refused
) -> tuple[Ready, Any] | None:
    """What a person agreed to and can still be done, and the question filled in; None where nothing comes of it."""
    meant = {_identity(connection, target) for connection, target in ready}
    seen, shown = refused, _question(command, ready, refused)
    quiet = desk.program.choice("quiet")
    silenced = shown.quiet_key if isinstance(shown, Confirm) and isinstance(quiet, tuple) else ""
    if silenced and len(ready) == 1 and not refused and isinstance(quiet, tuple) and silenced in quiet:
        return ready, shown

    def anew() -> Any:
        nonlocal seen, shown
        if not any(_now(chosen, desk) for chosen in selection):
            return None
        if isinstance(shown, Confirm):
            able, seen = _judged(command, desk, selection, choice, meant)
            shown = _question(command, able, seen) if able else replace(shown, refusal=_reasons(seen))
        return shown

    answer = await desk.ask(shown, anew=anew, pool=_only_pool([*ready, *(one[:2] for one in refused)]))
    if (
        isinstance(answer, Confirm)
        and answer.quiet
        and isinstance(quiet, tuple)
        and answer.quiet_key not in ("", *quiet)
    ):
        desk.program.choose(quiet=(*quiet, answer.quiet_key))
    able, spared = _judged(command, desk, selection, choice, meant)
    if answer is None:
        if not any(_now(chosen, desk) for chosen in selection):
            desk.tell(f"{command.plain_text}: {_reasons(spared)}")
        return None
    known = {_identity(connection, target) for connection, target, _ in seen}
    late = [one for one in spared if _identity(*one[:2]) not in known]
    if late or not able:
        desk.tell(f"{command.plain_text}: {_reasons(late or spared)}")
    return (able, answer) if able else None


def _question(command: Command, ready: Ready, refused: Refused) -> Any:
    assert command.asks
    pools = {connection.key: connection.snapshot for connection, _ in ready}
    return command.asks(
        [target for _, target in ready], [(target, reason) for _, target, reason in refused], list(pools.values())
    )


def _judged(
    command: Command, desk: Desk, selection: Sequence[Chosen], choice: str, meant: set[tuple[str, str]]
) -> tuple[Ready, Refused]:
    """What can be done now, and what cannot and why. Only what was `meant` when the question came up is among the
    first: nobody is to agree to something that slipped in under the pointer."""
    still: list[Chosen] = []
    refused: list[tuple[Connection, Any, str]] = []
    for chosen in selection:
        now = _now(chosen, desk)
        if now is None:
            refused.append((chosen.connection, chosen.record, f"{_name(chosen)} is gone."))
        elif now.record is not None and not command.accepts(now.record):
            refused.append((now.connection, now.record, f"{_name(chosen)} has become something else."))
        else:
            still.append(now)
    found = verdict(command, still) if still else Verdict(True)
    able, unable = _with(command, choice, found.ready, found.refused)
    refused += unable
    refused += [
        (connection, target, f"{getattr(target, 'name_label', 'It')} could not do this when you were asked.")
        for connection, target in able
        if _identity(connection, target) not in meant
    ]
    return [one for one in able if _identity(*one) in meant], refused


def _left_out(command: Command, refused: Refused) -> str:
    """What a command that asks nothing passes over, and why."""
    reasons = list(dict.fromkeys(reason for _, _, reason in refused))
    more = len(reasons) - _MOST_TOLD
    rest = f" And {more} more." if more > 0 else ""
    return f"{command.plain_text}: {' '.join(reasons[:_MOST_TOLD])}{rest}"


def _reasons(refused: Refused) -> str:
    return " ".join(dict.fromkeys(reason for _, _, reason in refused))


def _now(chosen: Chosen, desk: Desk) -> Chosen | None:
    """What was chosen, as it is this moment; None when it is gone."""
    connection = desk.servers.connection(chosen.connection.key)
    if connection is None:
        return None
    if chosen.record is None:
        return Chosen(connection)
    record = connection.snapshot.find(type(chosen.record), chosen.record.ref)
    return Chosen(connection, record) if record else None


def _only_pool(targets: Sequence[tuple[Connection, Any]]) -> str:
    """The key of the one connection that a question is about; "" where it is about none or several."""
    keys = {connection.key for connection, _ in targets}
    return keys.pop() if len(keys) == 1 else ""


def _identity(connection: Connection, target: Any) -> tuple[str, str]:
    return connection.key, str(getattr(target, "ref", ""))


def _name(chosen: Chosen) -> str:
    return str(getattr(chosen.record, "name_label", "")) or chosen.connection.name or chosen.connection.key
