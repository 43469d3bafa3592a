"""What each fault has to be told."""

from __future__ import annotations

from typing import Any

import pytest

from xengui.sim.fault_kinds import KINDS, kind
from xengui.sim.orders import WrongOrderError
from xengui.sim.spoiling import SPOILERS

NEEDED: dict[str, dict[str, Any]] = {
    "fails": {"code": "X"},
    "task_fails": {"code": "X"},
    "slow": {"seconds_each": 1},
    "skew": {"by": -5},
}


@pytest.mark.parametrize("name", KINDS)
def test_every_fault_can_be_had_for_a_while_with_what_it_needs_at_least(name):
    selectors, params = kind(name).read({"fault": name, "seconds": 1, "pool": "Stone", **NEEDED.get(name, {})})

    assert (selectors["seconds"], selectors["pool"]) == (1, "Stone")
    assert params.items() >= NEEDED.get(name, {}).items()


@pytest.mark.parametrize("name", NEEDED)
def test_a_fault_without_what_it_needs_is_refused(name):
    with pytest.raises(WrongOrderError, match="is missing"):
        kind(name).read({"fault": name})


@pytest.mark.parametrize(
    ("name", "selector"),
    [("refuse", "times"), ("refuse", "method"), ("silent_connect", "method"), ("skew", "host"), ("old_token", "host")],
)
def test_a_selector_that_means_nothing_is_refused(name, selector):
    with pytest.raises(WrongOrderError, match=f"^{selector} cannot be told here"):
        kind(name).read({"fault": name, selector: 1, **NEEDED.get(name, {})})


@pytest.mark.parametrize("status", [200, 299, 600, 555, "500", True])
def test_only_a_status_of_trouble_is_one(status):
    with pytest.raises(WrongOrderError, match=r"^status is a status of HTTP"):
        kind("http").read({"fault": "http", "status": status})


def test_an_unknown_fault_is_refused_with_those_that_are_known():
    for name in ("gremlins", None, 3):
        with pytest.raises(WrongOrderError, match=rf"no fault called {name}\. Known faults: refuse, silent_connect, "):
            kind(name)


def test_whatever_strikes_an_answer_has_its_spoiler():
    striking = {name for name, kind in KINDS.items() if kind.strikes == "answer"}

    assert striking - {"slow"} == set(SPOILERS) - {"silent"}
