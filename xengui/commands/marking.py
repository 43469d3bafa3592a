"""What a pool is marked with: locking it against changes and unlocking it, its color and its label."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xengui.commands.command import Command
from xengui.commands.desk import Desk
from xengui.forms.confirm import Confirm, Fate
from xengui.forms.label import Label
from xengui.model.estate import Connection
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import at_work
from xengui.queries.labels import LOCKED, pool_label


async def _lock(desk: Desk, connection: Connection) -> None:
    running = [job for job in at_work(desk.ledger.jobs.values()) if job.connection == connection.key]
    where = pool_label(connection)
    if running:
        what = f"“{running[0].title}” is" if len(running) == 1 else f"{len(running)} tasks are"
        question = Confirm(
            title="Lock against changes",
            heading=f"Lock {where.text} while {what} running?",
            sentence="The pool goes on with what it has begun. Further steps are not sent, and nothing is taken back.",
            fates=tuple(Fate("", job.title, where.name) for job in running),
            verb="Lock",
        )
        if await desk.ask(question, pool=connection.key) is None:
            return
    desk.servers.lock(connection.key, locked=True)
    desk.tell(f"{where.text} is {LOCKED} from this computer.")


async def _unlock(desk: Desk, connection: Connection) -> None:
    desk.servers.lock(connection.key, locked=False)


def _unlock_asks(going: Sequence[Connection], refused: object, pools: Sequence[Snapshot]) -> Confirm:
    one = len(going) == 1
    them = pool_label(going[0]).text if one else f"{len(going)} pools"
    return Confirm(
        title="Unlock",
        heading=f"Unlock {them}?",
        sentence=f"Changes made here reach {'the pool' if one else 'them'} again, until the next lock.",
        fates=() if one else tuple(Fate(c.key, pool_label(c).text, "can be changed again") for c in going),
        verb="Unlock",
    )


def _lock_refused(connection: Connection, _: Snapshot) -> str | None:
    return f"{pool_label(connection).name} is {LOCKED} already." if connection.locked else None


def _unlock_refused(connection: Connection, _: Snapshot) -> str | None:
    return None if connection.locked else f"{pool_label(connection).name} is not locked."


async def _label(desk: Desk, connection: Connection) -> None:
    chosen, automatic = desk.servers.colours(connection.key)
    form = Label(pool=pool_label(connection).name, colour=chosen, label=connection.label, automatic=automatic)

    def anew() -> Any:
        return form if desk.servers.connection(connection.key) else None

    filled = await desk.ask(form, None, anew, pool=connection.key)
    if filled is not None:
        desk.servers.mark(connection.key, filled.colour, filled.text)


COMMANDS = (
    Command(
        id="server.lock",
        text="&Lock against changes",
        icon="lock-simple",
        applies_to=Connection,
        refuses=_lock_refused,
        run=_lock,
    ),
    Command(
        id="server.unlock",
        text="&Unlock…",
        icon="lock-simple-open",
        applies_to=Connection,
        refuses=_unlock_refused,
        asks=_unlock_asks,
        run=_unlock,
    ),
    Command(
        id="server.label",
        text="C&olor and label…",
        icon="paint-brush",
        applies_to=Connection,
        single=True,
        run=_label,
    ),
)
