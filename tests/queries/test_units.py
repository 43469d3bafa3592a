from datetime import UTC, datetime, timedelta, timezone

import pytest

from xengui.queries import units

NOW = datetime(2026, 11, 23, 15, 51, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("size_bytes", "text"),
    [
        (0, "0 B"),
        (1023, "1023 B"),
        (1024, "1.0 KiB"),
        (8 * units.GIB, "8.0 GiB"),
        (9.96 * units.GIB, "10 GiB"),
        (24.83 * units.GIB, "24.8 GiB"),
        (40 * units.GIB, "40 GiB"),
        (340 * units.GIB, "340 GiB"),
        (5.24 * units.GIB, "5.2 GiB"),
        (99.96 * units.GIB, "100 GiB"),
        (1023.99 * units.MIB, "1.0 GiB"),
        (3000 * units.TIB, "2.9 PiB"),
        (3_000_000 * units.TIB, "2930 PiB"),
    ],
)
def test_sizes_have_three_figures_at_most_and_a_binary_unit(size_bytes, text):
    assert units.size(size_bytes) == text


def test_a_part_is_told_in_the_unit_of_the_whole():
    assert units.size_of(24.8 * units.GIB, 40 * units.GIB) == "24.8 of 40 GiB"
    assert units.size_of(10 * units.MIB, 40 * units.GIB) == "0.0 of 40 GiB"
    assert units.size_of(0, 0) == "0 of 0 B"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (80, "1 min 20 s"),
        (3600, "1 h"),
        (31_020, "8 h 37 min"),
        (86_400 * 3 + 59, "3 d"),
        (86_400 * 3 + 7_200, "3 d 2 h"),
        (86_400 * 100 + 7_200, "100 d"),
        (-5, "0 s"),
    ],
)
def test_spans_of_time_have_two_units_at_most(seconds, text):
    assert units.duration(seconds) == text


def test_a_share_is_a_percentage():
    assert units.percent(0.61) == "61 %"
    assert units.percent(1) == "100 %"


def test_a_share_that_is_almost_all_does_not_read_as_all():
    assert units.percent(0.999) == "99 %"


@pytest.mark.parametrize(
    ("passed", "text"),
    [
        (timedelta(seconds=59), ""),
        (timedelta(minutes=4, seconds=59), "4 min"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3), "3 d"),
        (timedelta(seconds=-9), ""),
    ],
)
def test_an_age_has_one_unit_and_is_silent_below_a_minute(passed, text):
    assert units.age(NOW - passed, NOW) == text


def test_the_recent_past_is_told_by_its_age_and_the_rest_by_the_clock():
    assert units.ago(NOW - timedelta(seconds=5), NOW) == "just now"
    assert units.ago(NOW - timedelta(minutes=4), NOW) == "4 min ago"
    assert units.ago(NOW - timedelta(hours=3), NOW) == "12:51"
    assert units.ago(NOW - timedelta(days=1), NOW) == "22 Nov 2026 15:51"


def test_moments_are_told_where_the_reader_is():
    moment = datetime(2026, 3, 1, 23, 30, 20, tzinfo=UTC)

    assert units.day(moment, NOW.tzinfo) == "2 Mar 2026"
    assert units.day_and_time(moment, NOW.tzinfo) == "2 Mar 2026 00:30"
    assert units.clock(moment, NOW.tzinfo) == "00:30:20"


def test_lists_end_with_and():
    assert units.listed(["a"]) == "a"
    assert units.listed(["a", "b"]) == "a and b"
    assert units.listed(["a", "b", "c"], last="or") == "a, b or c"
    assert units.listed([]) == ""


def test_one_of_a_kind_is_singular():
    assert units.count(1, "disk") == "1 disk"
    assert units.count(3, "disk") == "3 disks"
    assert units.count(2, "copy", "copies") == "2 copies"
