from datetime import timedelta, timezone
from typing import Any

import pytest

from tests.builders import NOW, a_connection, a_vm, pool_with, ref
from xengui.model.estate import Member, Status
from xengui.queries.notices import gone, offline

LOST: dict[str, Any] = {
    "status": Status.LOST,
    "heard": NOW - timedelta(minutes=4),
    "next_try": NOW + timedelta(seconds=8),
}


def told(**fields: Any) -> tuple[str, str] | None:
    return offline(a_connection(pool_with(), **(LOST | fields)), NOW)


def test_a_lost_connection_tells_its_age_the_time_of_the_picture_and_the_next_try():
    assert told() == ("Connection lost 4 min ago.", "What you see is from 15:47:00. Trying again in 8 s.")


def test_why_it_was_lost_comes_last():
    found = told(problem="granite does not answer. It may be off.")

    assert found
    assert found[1].endswith("Trying again in 8 s. granite does not answer. It may be off.")


def test_nothing_is_said_while_all_is_well():
    assert told(status=Status.CONNECTED) is None


def test_what_is_known_of_a_pool_without_a_connection_is_told_with_its_age():
    assert told(status=Status.DISCONNECTED) == ("Not connected, last seen 4 min ago.", "What you see is from 15:47:00.")


def test_why_there_is_no_connection_comes_last():
    found = told(status=Status.DISCONNECTED, problem="granite does not answer. It may be off.")

    assert found
    assert found[1].endswith(" 15:47:00. granite does not answer. It may be off.")


def test_a_server_that_never_showed_a_picture_has_none_to_excuse():
    assert offline(a_connection(**LOST), NOW) is None
    assert told(heard=None) is None
    assert told(status=Status.CONNECTING, heard=None) is None


def test_a_connection_that_is_being_made_is_told_as_such():
    assert told(status=Status.CONNECTING, next_try=None) == (
        "Connecting, last seen 4 min ago.",
        "What you see is from 15:47:00.",
    )


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (72, "Trying again in 1 min 12 s."),
        (7.6, "Trying again in 8 s."),
        (0.2, "Trying again now."),
        (-3, "Trying again now."),
    ],
)
def test_the_wait_is_told_in_whole_seconds_and_never_below_none(seconds, said):
    found = told(next_try=NOW + timedelta(seconds=seconds))

    assert found
    assert found[1].endswith(said)


def test_who_is_asked_at_this_moment_is_told_by_name():
    members = (Member("basalt", "10.0.0.2"),)

    found = told(next_try=None, asking=("10.0.0.2", "10.0.0.3"), members=members)

    assert found
    assert found[1].endswith("Asking basalt and 10.0.0.3.")


def test_without_a_next_try_none_is_promised():
    found = told(next_try=None)

    assert found
    assert "Trying" not in found[1]


def test_a_picture_of_another_day_tells_its_day():
    found = told(heard=NOW - timedelta(hours=20))

    assert found == ("Connection lost 20 h ago.", "What you see is from 22 Nov 2026 19:51. Trying again in 8 s.")


def test_the_clock_is_the_readers():
    connection = a_connection(pool_with(), **LOST)

    found = offline(connection, NOW.astimezone(timezone(timedelta(hours=1))))

    assert found
    assert found[1].startswith("What you see is from 16:47:00.")


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (["web"], ""),
        (["db"], "db is gone from Stone."),
        (["web", "db", "mail"], "db and mail are gone from Stone."),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more are gone from Stone."),
        ([], ""),
    ],
)
def test_what_a_pool_no_longer_has_is_named(names, told):
    stone = a_connection(pool_with(a_vm()), name="Stone")

    assert gone([(ref(name), name) for name in names], stone) == told


def test_the_row_of_a_server_itself_is_no_object_of_its_pool():
    stone = a_connection(pool_with())

    assert gone([(stone.key, "Stone")], stone) == ""
