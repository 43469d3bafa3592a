"""What a command is, and what it makes of a selection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from xengui.commands.desk import Desk
from xengui.forms.confirm import Confirm
from xengui.model.classes import Host, Pool
from xengui.model.estate import Connection
from xengui.model.record import Record
from xengui.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Chosen:
    """One selected node: an object of a pool, or with no record a server whose pool is not known."""

    connection: Connection
    record: Record | None = None


Target = Any
"""What `applies_to` says: a record, a Connection, or None for the program's own commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One thing a person can do.

    `applies_to` is a record class, Connection (a pool, its coordinator or a server without a known pool stand for it),
    or None for commands of the program itself. Of those, `accepts` tells which are meant at all. `refuses` gives the
    sentence that explains why not, or nothing; it greys the button, fills the tooltip and guards the call. `asks`
    makes the one question for all targets, given those that go ahead, those that are refused and why, and
    the pictures of their pools. `checked`
    names a choice of the user and the value with which the command is ticked.
    """

    id: str
    text: str
    icon: str
    run: Callable[[Desk, Target], Awaitable[None]]
    applies_to: type[Record] | type[Connection] | None = None
    accepts: Callable[[Target], bool] = lambda target: True
    refuses: Callable[[Target, Snapshot], str | None] = lambda target, pool: None
    asks: Callable[[Sequence[Target], Sequence[tuple[Target, str]], Sequence[Snapshot]], Confirm] | None = None
    shortcut: str = ""
    checked: tuple[str, object] | None = None

    @property
    def plain_text(self) -> str:
        """The text without its mnemonic and dots."""
        return self.text.replace("&", "").removesuffix("…")


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
    ready, refused = [], []
    for connection, target in targets:
        reason = command.refuses(target, connection.snapshot) or _unreachable(command, connection)
        if reason:
            refused.append((connection, target, reason))
        else:
            ready.append((connection, target))
    return Verdict(True, tuple(ready), tuple(refused), "" if ready else _common(refused))


def _once(command: Command, selection: Sequence[Chosen]) -> Sequence[Chosen]:
    """A pool and its coordinator, both selected, are one connection."""
    if command.applies_to is not Connection or any(_target(command, chosen) is None for chosen in selection):
        return selection
    return tuple({chosen.connection.key: chosen for chosen in selection}.values())


def _target(command: Command, chosen: Chosen) -> Target:
    if command.applies_to is not Connection:
        return chosen.record if command.applies_to and isinstance(chosen.record, command.applies_to) else None
    if chosen.record is None or isinstance(chosen.record, Pool):
        return chosen.connection
    coordinator = chosen.connection.snapshot.coordinator
    stands_for_it = isinstance(chosen.record, Host) and coordinator is not None and chosen.record.ref == coordinator.ref
    return chosen.connection if stands_for_it else None


def _unreachable(command: Command, connection: Connection) -> str:
    if command.applies_to is Connection or connection.usable:
        return ""
    return f"There is no connection to {connection.name or connection.key}."


def _common(refused: Sequence[tuple[Connection, Target, str]]) -> str:
    reasons = {reason for _, _, reason in refused}
    return reasons.pop() if len(reasons) == 1 else "None of the selected objects can do this at the moment."


def _wanted(command: Command, *, many: bool = False) -> str:
    kind = "server" if command.applies_to is Connection else getattr(command.applies_to, "__name__", "").lower()
    one, several = _KINDS.get(kind, ("an object", "objects"))
    return several if many else one


_KINDS = {
    "vm": ("a virtual machine", "virtual machines"),
    "host": ("a server", "servers"),
    "server": ("a server", "servers and pools"),
    "sr": ("a storage repository", "storage repositories"),
}
