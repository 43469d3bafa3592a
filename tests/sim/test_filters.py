"""The filter language of `get_all_records_where`."""

from __future__ import annotations

import pytest

from xengui.sim.failures import ApiError
from xengui.sim.filters import matching, stored

RECORD = {"name_label": 'a "quoted" name', "is_a_template": False, "power_state": "Running", "order": 5, "tags": ["x"]}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        ("true", True),
        ("false", False),
        ("not false", True),
        ('field "is_a_template" = "false"', True),
        ('field "is_a_template"="false"and field "power_state"="Running"', True),
        ('"5" = field "order"', True),
        ("field 'power_state' = 'Halted'", False),
        ('field "name_label" = "a \\"quoted\\" name"', True),
        ('field "name__label" = "x" or true', True),
        ("true or true and false", True),
        ("(true or true) and false", False),
        ("not (true and false)", True),
        ("not true or true", True),
    ],
)
def test_expressions(expression, answer):
    assert matching(expression, "VM", RECORD) is answer


@pytest.mark.parametrize(
    "expression",
    ["", "true false", 'field "nothing" = "x"', 'field power_state = "x"', '"a" = ', "(true", "true &", '"a"'],
)
def test_what_cannot_be_read_is_an_error(expression):
    with pytest.raises(ApiError) as refused:
        matching(expression, "VM", RECORD)

    assert refused.value.code == "INTERNAL_ERROR"


def test_what_has_parts_compares_as_the_database_writes_it():
    assert stored(["a", "b"]) == "('a' 'b')"
    assert stored({"a": "b"}) == "(('a' 'b'))"
