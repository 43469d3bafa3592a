"""Parameters as the control port reads them."""

from __future__ import annotations

import pytest

from xengui.sim import orders
from xengui.sim.orders import WrongOrderError, read

PARAMS = {
    "code": orders.text(),
    "params": orders.texts(),
    "carried_out": orders.flag(default=False),
    "after": orders.fraction(),
    "fewer": orders.whole(0, 0),
    "away_s": orders.seconds(2.0),
    "per_second": orders.positive(10),
    "certificate": orders.choice("same", "other"),
    "value": orders.anything(None),
}
DEFAULTS = {
    "params": [],
    "carried_out": False,
    "after": 0.5,
    "fewer": 0,
    "away_s": 2.0,
    "per_second": 10,
    "certificate": "same",
    "value": None,
}


def test_what_is_not_told_has_its_default():
    assert read(PARAMS, {"code": "X"}) == {"code": "X", **DEFAULTS}


def test_what_is_told_counts():
    told = {
        "code": "X",
        "params": ["a"],
        "carried_out": True,
        "after": 1,
        "fewer": 3,
        "away_s": 0,
        "per_second": 0.5,
        "certificate": "other",
        "value": [1],
    }

    assert read(PARAMS, {**told, "act": "x"}, {"act"}) == told


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "code is missing: it is a text."),
        ({"code": ""}, "code is a text, not ''."),
        ({"code": "X", "params": "a"}, "params is a list of texts, not 'a'."),
        ({"code": "X", "params": [1]}, r"params is a list of texts, not \[1\]."),
        ({"code": "X", "carried_out": 1}, "carried_out is true or false, not 1."),
        ({"code": "X", "after": 1.5}, "after is a number from 0 to 1, not 1.5."),
        ({"code": "X", "fewer": -1}, "fewer is a whole number from 0 on, not -1."),
        ({"code": "X", "fewer": True}, "fewer is a whole number from 0 on, not True."),
        ({"code": "X", "away_s": float("nan")}, "away_s is a number of seconds, not nan."),
        ({"code": "X", "per_second": 0}, "per_second is a number above zero, not 0."),
        ({"code": "X", "certificate": "new"}, "certificate is same or other, not 'new'."),
        ({"code": "X", "colour": "red"}, "colour cannot be told here. Known: after, .*, value."),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(told, sentence):
    with pytest.raises(WrongOrderError, match=f"^{sentence}$"):
        read(PARAMS, told)
