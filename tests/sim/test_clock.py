"""Dates, and the pace of pretended work."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime

import pytest

from xengui.sim.clock import Clock, as_date, moment_of


def test_a_date_has_colons_no_hyphens_and_a_z():
    assert as_date(datetime(2026, 3, 21, 9, 15, 2, tzinfo=UTC)) == "20260321T09:15:02Z"


@pytest.mark.parametrize("text", ["20260321T09:15:02Z", "20260321T09:15:02", "2026-03-21T10:15:02+01:00"])
def test_dates_are_read_in_every_spelling_the_server_takes(text):
    assert moment_of(text) == datetime(2026, 3, 21, 9, 15, 2, tzinfo=UTC)


def test_work_passes_as_many_times_faster_as_the_speed_says():
    started = time.monotonic()

    asyncio.run(Clock(speed=1000).passes(20))

    assert 0.02 <= time.monotonic() - started < 2
