"""What a command is, and what it makes of a selection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xengui.commands.desk import Desk
from xengui.model.classes import Host, Pool
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot, class_name
from xengui.operations import tasks
from xengui.operations.recipe import Recipe
from xengui.queries.labels import locked_words


@dataclass(frozen=True, slots=True)
class Chosen:
    """One selected node: an object of a pool, or with no record a server whose pool is not known."""

    connection: Connection
    record: Record | None = None


Target = Any
"""What `applies_to` says: a record, a Connection, or None for the program's own commands."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several ways to run a command: an entry of its sub-menu. `value` is what the command gets."""

    value: str
    text: str
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a command lets a person choose from when it is called: hosts, most often.

    `offered` lists the choices that a pool has. `refuses` tells at once, from the picture, why a target cannot go
    with a choice; `probe` asks the pool itself, and gives its reason or "".
    """

    offered: Callable[[Snapshot], Sequence[Choice]]
    refuses: Callable[[Target, Snapshot, str], str | None]
    probe: Callable[[tasks.Pool, Target, Snapshot, str], Awaitable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can do.

    `applies_to` is a record class or several, Connection (a pool, its coordinator or a server without a known pool
    stand for it), or None for commands of the program itself. Of those, `accepts` tells which are meant at all,
    `single` whether only one at a time. `refuses` gives the sentence that explains why not, or nothing; it greys the
    button, fills the tooltip and guards the call. `asks` makes the one question for all targets, given those that go
    ahead, those that are refused and why, and the pictures of their pools. `choices` makes it a sub-menu.

    What it does to a pool is a `recipe`, made for each target from the picture and from what was asked for (the form
    filled in, or the choice); a pool that is locked against changes takes none. What changes no pool is `run`. `done`
    is the sentence for a toast after many objects at once. `checked` names a choice of the user and the value with
    which the command is ticked. `elsewhere` is the id of the command with `choices` that may still do it where the pool
    found no place.
    """

    id: str
    text: str
    icon: str
    run: Callable[[Desk, Target], Awaitable[None]] | None = None
    recipe: Callable[[Target, Snapshot, Any], Recipe] | None = None
    applies_to: type[Record] | tuple[type[Record], ...] | type[Connection] | None = None
    accepts: Callable[[Target], bool] = lambda target: True
    single: bool = False
    refuses: Callable[[Target, Snapshot], str | None] = lambda target, pool: None
    asks: Callable[[Sequence[Target], Sequence[tuple[Target, str]], Sequence[Snapshot]], Any] | None = None
    choices: Choices | None = None
    done: Callable[[int], str] | None = None
    shortcut: str = ""
    checked: tuple[str, object] | None = None
    elsewhere: str = ""

    @property
    def plain_text(self) -> str:
        """The text without its mnemonic and dots."""
        return self.text.replace("&", "").removesuffix("…")

    @property
    def classes(self) -> tuple[type[Record], ...]:
        """The classes of records that it is for."""
        if self.applies_to is None or self.applies_to is Connection:
            return ()
        return self.applies_to if isinstance(self.applies_to, tuple) else (self.applies_to,)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a command makes of a selection: the targets that go ahead, those refused with the reason, and whether the
    command is meant for such a selection at all (else it is not in the context menu)."""

    meant: bool
    ready: tuple[tuple[Connection, Target], ...] = ()
    refused: tuple[tuple[Connection, Target, str], ...] = ()
    reason: str = ""

    @property
    def enabled(self) -> bool:
        return self.meant and not self.reason


def verdict(command: Command, selection: Sequence[Chosen]) -> Verdict:
    """Whether a command can run on a selection, and if not, why not in a sentence.

    As in XenCenter every selected object must be of the right kind and at least one must be able; the others are
    listed with their reasons when it runs.
    """
    if command.applies_to is None:
        reason = command.refuses(None, Snapshot())
        return Verdict(True, ready=() if reason else ((Connection(key=""), None),), reason=reason or "")
    targets = [(chosen.connection, _target(command, chosen)) for chosen in _once(command, selection)]
    if not targets:
        return Verdict(False, reason=f"Select {_wanted(command)} first.")
    if any(target is None or not command.accepts(target) for _, target in targets):
        return Verdict(False, reason=f"It is for {_wanted(command, many=True)} only.")
    if command.single and len(targets) > 1:
        return Verdict(False, reason="Select one object only.")
    if command.choices and len({connection.key for connection, _ in targets}) > 1:
        return Verdict(False, reason="Select objects of one pool only.")
    ready, refused = [], []
    for connection, target in targets:
        # A picture that is not live is no base for any other reason.
        reason = _locked(command, connection) or _unreachable(command, connection)
        reason = reason or command.refuses(target, connection.snapshot)
        if reason:
            refused.append((connection, target, reason))
        else:
            ready.append((connection, target))
    return Verdict(True, tuple(ready), tuple(refused), "" if ready else common([reason for _, _, reason in refused]))


def _once(command: Command, selection: Sequence[Chosen]) -> Sequence[Chosen]:
    """A pool and its coordinator, both selected, are one connection."""
    if command.applies_to is not Connection or any(_target(command, chosen) is None for chosen in selection):
        return selection
    return tuple({chosen.connection.key: chosen for chosen in selection}.values())


def _target(command: Command, chosen: Chosen) -> Target:
    if command.applies_to is not Connection:
        return chosen.record if isinstance(chosen.record, command.classes) else None
    if chosen.record is None or isinstance(chosen.record, Pool):
        return chosen.connection
    coordinator = chosen.connection.snapshot.coordinator
    stands_for_it = isinstance(chosen.record, Host) and coordinator is not None and chosen.record.ref == coordinator.ref
    return chosen.connection if stands_for_it else None


def _locked(command: Command, connection: Connection) -> str:
    """What changes a pool has a recipe; a locked pool takes none."""
    return locked_words(connection) if command.recipe else ""


def _unreachable(command: Command, connection: Connection) -> str:
    if command.applies_to is Connection or connection.usable:
        return ""
    return f"There is no connection to {connection.name or connection.key}."


def offered(command: Command, selection: Sequence[Chosen]) -> tuple[tuple[Choice, str], ...]:
    """The choices of a command for a selection, each with the reason why none of it can go with it, or ""."""
    found = verdict(command, selection)
    if not command.choices or not found.ready:
        return ()
    pool = found.ready[0][0].snapshot
    choices = []
    for choice in command.choices.offered(pool):
        reasons = [command.choices.refuses(target, pool, choice.value) for _, target in found.ready]
        able = any(reason is None for reason in reasons)
        choices.append((choice, "" if able else common([reason or "" for reason in reasons])))
    return tuple(choices)


def common(reasons: Sequence[str]) -> str:
    """One sentence for several refusals."""
    several = set(reasons)
    return several.pop() if len(several) == 1 else "None of the selected objects can do this at the moment."


def _wanted(command: Command, *, many: bool = False) -> str:
    kinds = ["server" if command.applies_to is Connection else ""]
    if command.classes:
        kinds = [class_name(kind) for kind in command.classes]
    named = [_KINDS.get(kind, ("an object", "objects"))[many] for kind in kinds]
    return (
        ", ".join(named[:-1]) + " or " + named[-1]
        if 1 < len(named) <= 3
        else named[0]
        if len(named) == 1
        else _KINDS[""][many]
    )


_KINDS = {
    "": ("an object", "objects"),
    "VM": ("a virtual machine", "virtual machines"),
    "host": ("a server", "servers"),
    "server": ("a server", "servers and pools"),
    "SR": ("a storage repository", "storage repositories"),
    "network": ("a network", "networks"),
    "VDI": ("a disk", "disks"),
}
