"""What is known of a server that there is no connection to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from xengui.model.estate import Connection
from xengui.queries import states, units
from xengui.queries.general.rows import Row, Section, section

_BACK = ("server.connect",)
_EITHER = ("server.connect", "server.disconnect")


def sections(connection: Connection, now: datetime) -> tuple[Section, ...]:
    said = states.connection_dim(connection, now) or "connected"
    heard = units.day_and_time(connection.heard, now.tzinfo) if connection.heard else ""
    next_try = units.clock(connection.next_try, now.tzinfo) if connection.next_try else ""
    return (
        section(
            "General",
            (
                Row("Name", connection.name or connection.key, commands=("server.forget",)),
                Row("Address", connection.key, kind="mono", commands=_BACK),
                Row("User", connection.user),
                Row("State", said[:1].upper() + said[1:], commands=_EITHER),
                Row("Problem", connection.problem, kind="multiline", tone="error", commands=_BACK),
                Row("Last heard", heard),
                Row("Next try", next_try, commands=_EITHER),
            ),
        ),
        section("Pool members", _members(connection)),
    )


def _members(connection: Connection) -> Iterator[Row]:
    """A server that stands alone is told already."""
    if len(connection.members) > 1:
        for at, member in enumerate(connection.members):
            role = "" if at else ", coordinator as last seen"
            yield Row(member.name, f"{member.address}{role}", copied=member.address)
