"""What stays true of a connection and matters, as a fact and an advice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from xengui.model.estate import Connection, Status
from xengui.queries import units
from xengui.queries.names import connection_name

_NAMED = 3
"""Of more objects than this only the first are named."""


def offline(connection: Connection, now: datetime) -> tuple[str, str] | None:
    """That there is no connection, how old the picture is, and for one that was lost when the next attempt comes;
    nothing while it is well, or where there is no picture."""
    if connection.status is Status.CONNECTED or connection.heard is None or connection.snapshot.pool is None:
        return None
    ago = units.duration((now - connection.heard).total_seconds())
    advice = f"What you see is from {_picture_time(connection.heard, now)}."
    if connection.asking:
        advice += f" Asking {_asked(connection)}."
    if connection.status is not Status.LOST:
        fact = "Connecting" if connection.status is Status.CONNECTING else "Not connected"
        return f"{fact}, last seen {ago} ago.", f"{advice} {connection.problem}".strip()
    if connection.next_try and not connection.asking:
        wait_s = max(0, round((connection.next_try - now).total_seconds()))
        advice += f" Trying again in {units.duration(wait_s)}." if wait_s else " Trying again now."
    return f"Connection lost {ago} ago.", f"{advice} {connection.problem}".strip()


def _asked(connection: Connection) -> str:
    """The servers that are asked at this moment, by name where that is known."""
    names = {member.address: member.name for member in connection.members}
    shown = [names.get(address, address) for address in connection.asking]
    more = len(shown) - _NAMED
    return units.listed([*shown[:_NAMED], f"{more} more"] if more > 0 else shown)


def gone(objects: Sequence[tuple[str, str]], connection: Connection) -> str:
    """Which of some objects (reference, name) the pool no longer has, in a sentence; "" when it has them all."""
    missing = [name for ref, name in objects if ref != connection.key and connection.snapshot.anything(ref) is None]
    if not missing:
        return ""
    more = len(missing) - _NAMED
    told = units.listed([*missing[:_NAMED], f"{more} more"] if more > 0 else missing)
    return f"{told} {'is' if len(missing) == 1 else 'are'} gone from {connection_name(connection)}."


def _picture_time(heard: datetime, now: datetime) -> str:
    """The clock's time, with its day unless that is today."""
    today = heard.astimezone(now.tzinfo).date() == now.date()
    return units.clock(heard, now.tzinfo) if today else units.day_and_time(heard, now.tzinfo)
