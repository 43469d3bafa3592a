"""What stays true of a connection and matters, as a fact and an advice."""

from __future__ import annotations

from datetime import datetime

from xengui.model.estate import Connection, Status
from xengui.queries import units


def offline(connection: Connection, now: datetime) -> tuple[str, str] | None:
    """That the connection is lost, since when, how old the picture is, and when the next attempt comes; nothing
    while it is well."""
    if connection.status not in {Status.LOST, Status.CONNECTING} or connection.heard is None:
        return None
    if connection.snapshot.pool is None:
        return None
    ago = units.duration((now - connection.heard).total_seconds())
    advice = f"What you see is from {_picture_time(connection.heard, now)}."
    if connection.status is Status.CONNECTING:
        return f"Connection lost {ago} ago.", f"{advice} Trying again now."
    if connection.next_try:
        wait_s = max(0, round((connection.next_try - now).total_seconds()))
        advice += f" Trying again in {units.duration(wait_s)}." if wait_s else " Trying again now."
    return f"Connection lost {ago} ago.", f"{advice} {connection.problem}".strip()


def _picture_time(heard: datetime, now: datetime) -> str:
    """The clock's time, with its day unless that is today."""
    today = heard.astimezone(now.tzinfo).date() == now.date()
    return units.clock(heard, now.tzinfo) if today else units.day_and_time(heard, now.tzinfo)
