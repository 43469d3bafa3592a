from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, a_connection
from xengui.model.estate import Member, Status
from xengui.queries.general import Row, Section, sections


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


def test_rows_of_a_server_name_what_can_be_done_about_it():
    rows = rows_of(status=Status.LOST, problem="Nobody answers.", next_try=NOW)

    assert {label: row.commands for label, row in rows.items() if row.commands} == {
        "Name": ("server.forget",),
        "Address": ("server.connect",),
        "State": ("server.connect", "server.disconnect"),
        "Problem": ("server.connect",),
        "Next try": ("server.connect", "server.disconnect"),
    }


def test_the_servers_of_a_pool_as_last_seen_are_listed_with_their_addresses():
    members = (Member("granite", "10.0.0.1"), Member("basalt", "10.0.0.2"))

    _, listed = sections(a_connection(name="Stone", members=members), "granite.example", NOW)

    assert listed == Section(
        "Pool members",
        (
            Row("granite", "10.0.0.1, coordinator as last seen", copied="10.0.0.1"),
            Row("basalt", "10.0.0.2", copied="10.0.0.2"),
        ),
    )


def test_a_server_that_stands_alone_is_no_list():
    (general,) = sections(a_connection(members=(Member("granite", "10.0.0.1"),)), "granite.example", NOW)

    assert general.title == "General"
