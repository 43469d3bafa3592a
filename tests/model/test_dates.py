from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.fuzzing import FUZZ
from xengui.model.dates import moment

MORNING = datetime(2026, 3, 21, 9, 15, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "20260321T09:15:02Z",
        "20260321T09:15:02",
        "2026-03-21T09:15:02Z",
        "20260321T10:15:02+01:00",
        "20260321T10:15:02+0100",
        "20260320T23:15:02-10:00",
    ],
)
def test_a_date_is_a_moment_in_utc_however_old_the_server(text: str):
    assert moment(text) == MORNING


@pytest.mark.parametrize("text", ["19700101T00:00:00Z", "19700101T00:00:00", "19700101T01:00:00+01:00", ""])
def test_never_is_no_moment(text: str):
    assert moment(text) is None


@pytest.mark.parametrize(
    "text", ["yesterday", "0", "0.0", "20261321T09:15:02Z", "00010101T00:00:00+01:00", "99991231T23:59:59-01:00"]
)
def test_rubbish_is_no_moment(text: str):
    assert moment(text) is None


@FUZZ
@given(st.text(max_size=25) | st.from_regex(r"\d{8}T\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d)?", fullmatch=True))
def test_whatever_the_text_it_is_a_moment_or_none(text: str):
    read = moment(text)

    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize("text", ["99991231T23:59:59Z", "99990101T00:00:00Z"])
def test_the_last_year_is_no_moment_because_some_zones_have_no_such_time(text: str):
    assert moment(text) is None


def test_the_year_before_it_can_be_told_in_every_zone():
    read = moment("99981231T23:59:59Z")

    assert read
    assert read.astimezone(timezone(timedelta(hours=14))).year == 9999
