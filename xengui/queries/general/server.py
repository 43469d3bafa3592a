"""What is known of a server that there is no connection to."""

from __future__ import annotations

from datetime import datetime

from xengui.model.estate import Connection
from xengui.queries import states, units
from xengui.queries.general.rows import Row, Section, section


def sections(connection: Connection, now: datetime) -> tuple[Section, ...]:
    said = states.connection_dim(connection, now) or "connected"
    heard = units.day_and_time(connection.heard, now.tzinfo) if connection.heard else ""
    next_try = units.clock(connection.next_try, now.tzinfo) if connection.next_try else ""
    return (
        section(
            "General",
            (
                Row("Name", connection.name or connection.key),
                Row("Address", connection.key, kind="mono"),
                Row("User", connection.user),
                Row("State", said[:1].upper() + said[1:]),
                Row("Problem", connection.problem, kind="multiline", tone="error"),
                Row("Last heard", heard),
                Row("Next try", next_try),
            ),
        ),
    )
