from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, a_connection
from xengui.model.estate import Status
from xengui.queries.general import Row, sections


def test_a_server_without_a_connection_tells_address_and_trouble():
    connection = a_connection(
        name="Attic", status=Status.LOST, problem="Nobody answers.", heard=NOW - timedelta(hours=2)
    )
    (general,) = sections(connection, "granite.example", NOW)

    assert {row.label: row.value for row in general.rows} == {
        "Name": "Attic",
        "Address": "granite.example",
        "User": "root",
        "State": "Disconnected 2 h",
        "Problem": "Nobody answers.",
        "Last heard": "23 Nov 2026 13:51",
    }


def rows_of(**fields: Any) -> dict[str, Row]:
    (general,) = sections(a_connection(**fields), "granite.example", NOW)
    return {row.label: row for row in general.rows}


def test_a_server_without_a_name_goes_by_its_address():
    assert rows_of()["Name"].value == "granite.example"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (Status.CONNECTING, "Connecting"),
        (Status.CONNECTED, "Connecting"),  # its pool is not known yet
        (Status.DISCONNECTED, "Disconnected"),
    ],
)
def test_the_state_is_told_in_words(status, state):
    assert rows_of(status=status, heard=None)["State"].value == state


def test_a_server_never_heard_of_says_nothing_of_times():
    rows = rows_of(heard=None)

    assert "Last heard" not in rows
    assert "Next try" not in rows
    assert "Problem" not in rows


def test_the_next_try_is_told_by_the_clock():
    rows = rows_of(status=Status.LOST, problem="granite.example does not answer.", next_try=NOW + timedelta(seconds=8))

    assert rows["Next try"].value == "15:51:08"
    assert rows["Problem"].tone == "error"
