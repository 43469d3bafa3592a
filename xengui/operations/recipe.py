"""An operation of more than one call, written down before it runs: what is called, in which order, and how to undo it.

A recipe is made by a pure function from a form and a snapshot, so it can be shown, copied and tested without a pool.
`executor.py` runs it. A step either changes a record at once or is work of the pool, which runs as a task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xengui.model.call import Call
from xengui.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Wrote:
    """What a step writes: a field of an object, or one key of a map, and what it was before. None: no such key."""

    ref: str
    field: str
    before: str | None
    value: str | None
    key: str = ""

    def overwritten(self, pool: Snapshot) -> bool:
        """Whether somebody else has written there since. An object that is gone was not overwritten."""
        record = pool.anything(self.ref)
        if record is None:
            return False
        now: Any = getattr(record, self.field, self.value)
        if self.key:
            now = now.get(self.key)
        return now not in (self.before, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call of a recipe. `words` says what goes on while it runs ("Creating the disk").

    `undo` takes it back, in this order: calls whose `Earlier` may name the results of this step and of those before.
    `task` says that the call is work of the pool and runs as `Async.`; `forgiven` are codes of failures that count as
    done (`HANDLE_INVALID` where something is to be removed). `share` is how much of the recipe's time it takes,
    compared with the others. `wrote` is what it writes, so that undoing overwrites nobody else.
    """

    words: str
    call: Call
    undo: tuple[Call, ...] = ()
    task: bool = False
    forgiven: frozenset[str] = frozenset()
    share: float = 1.0
    wrote: Wrote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """Steps in order. `title` is the row in the task pane ("Rename web-01"), `applies_to` the references of the
    objects it is about, `done` the sentence for a toast, which offers to undo where every step can be undone."""

    title: str
    steps: tuple[Step, ...]
    applies_to: tuple[str, ...] = ()
    done: str = ""

    @property
    def calls(self) -> tuple[Call, ...]:
        """What is sent, in order: the list that is shown and copied."""
        return tuple(step.call for step in self.steps)

    @property
    def reversible(self) -> bool:
        return bool(self.steps) and all(step.undo for step in self.steps)


def taken_back(recipe: Recipe, values: Sequence[Any]) -> Recipe:
    """The recipe that undoes a finished one, given the results of its calls."""
    steps = [undoing for step in reversed(recipe.steps) for undoing in undoing_steps(step, values)]
    return Recipe(title=f"Undo: {recipe.title}", steps=tuple(steps), applies_to=recipe.applies_to)


def undoing_steps(step: Step, values: Sequence[Any]) -> tuple[Step, ...]:
    """The steps that take one step back, given the results so far. What has gone already needs no undoing."""
    return tuple(
        Step(
            words=f"Undoing: {step.words}",
            call=call.settled(list(values)),
            task=is_work(call.method),
            forgiven=frozenset({"HANDLE_INVALID"}),
        )
        for call in step.undo
    )


def is_work(method: str) -> bool:
    """Whether a call has an `Async.` form: generated accessors of fields have none (xapi-project/xen-api,
    ocaml/idl/datamodel_utils.ml)."""
    class_, _, name = method.partition(".")
    accessors = ("get_", "set_", "add_", "remove_")
    return class_ not in {"session", "task", "event", "data_source", "blob"} and not name.startswith(accessors)
