"""Dates, and all that is told of them."""

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.model.dates import moment
from xengui.queries import units

_ZONES = (UTC, timezone(timedelta(hours=14)), timezone(timedelta(hours=-12)))


def _read(text: str) -> object:
    read = moment(text)
    if read:
        for zone in _ZONES:
            now = datetime(2026, 11, 23, tzinfo=zone)
            assert units.day_and_time(read, zone)
            assert units.clock(read, zone)
            assert units.ago(read, now)
            units.age(read, now)
            units.duration((now - read).total_seconds())
    return read


def _bombs():
    yield from hostile.TEXTS
    yield from (
        hostile.DIGITS,
        hostile.LONG,
        "2026-01-01T00:00:00." + hostile.DIGITS,
        "2026-01-01T00:00:00+" + hostile.DIGITS,
    )


PARSER = Parser(
    name="dates",
    read=_read,
    inputs=hostile.texts
    | st.text("0123456789TZ:-+.W ", max_size=30)
    | st.datetimes().map(lambda when: f"{when:%Y%m%dT%H:%M:%SZ}"),
    seeds=lambda: (
        b"20260321T09:15:02Z",
        b"99991231T23:59:59Z",
        b"2026-03-21T09:15:02.123456+14:00",
        b"19700101T00:00:00Z",
    ),
    of_bytes=lambda body: body.decode(errors="surrogateescape"),
    bombs=_bombs,
)
