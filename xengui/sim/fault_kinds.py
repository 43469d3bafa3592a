"""The faults there are: what each of them has to be told, and how to say whom it strikes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal

from xengui.sim.orders import (
    Param,
    WrongOrderError,
    flag,
    fraction,
    is_number,
    is_whole,
    positive,
    read,
    seconds,
    text,
    texts,
    whole,
)

Where = Literal["door", "connection", "request", "answer", "call", "task", "events", "clock"]


def _is_status(value: Any) -> bool:
    return is_whole(value) and 300 <= value <= 599 and value in set(HTTPStatus)


@dataclass(frozen=True, slots=True)
class Kind:
    strikes: Where
    params: Mapping[str, Param] = field(default_factory=dict)

    @property
    def selectors(self) -> dict[str, Param]:
        """How to say whom it strikes, and how often."""
        found = {"pool": text(None), "seconds": positive(None)}
        if self.strikes not in {"events", "clock"}:
            found["host"] = text(None)
        if self.strikes in {"request", "answer", "call", "task"}:
            found["method"] = text(None)
        if self.strikes not in {"door", "clock"}:
            found["times"] = whole(1, None)
        return found

    def read(self, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The selectors and the parameters, completed and checked."""
        besides = {"fault"}
        params = read(self.params, given, {*self.selectors, *besides})
        return read(self.selectors, given, {*self.params, *besides}), params


KINDS: Mapping[str, Kind] = {
    "refuse": Kind("door"),
    "silent_connect": Kind("connection"),
    "drop_request": Kind("request"),
    "silent": Kind("request", {"carried_out": flag(default=False)}),
    "http": Kind("request", {"status": Param(_is_status, "a status of HTTP from 300 to 599", 500)}),
    "not_rpc": Kind("request"),
    "drop": Kind("answer", {"after": whole(0, None)}),
    "trickle": Kind("answer", {"bytes_per_second": positive(10)}),
    "truncated": Kind("answer"),
    "short": Kind("answer"),
    "corrupt": Kind("answer", {"seed": whole(0, 0)}),
    "slow": Kind("answer", {"seconds_each": seconds()}),
    "fails": Kind("call", {"code": text(), "params": texts()}),
    "task_fails": Kind("task", {"code": text(), "params": texts(), "after": fraction()}),
    "task_stuck": Kind("task", {"at": fraction()}),
    "task_lost": Kind("task", {"after": fraction()}),
    "lost_deletions": Kind("events"),
    "lost_modifications": Kind("events"),
    "old_token": Kind("events"),
    "skew": Kind("clock", {"by": Param(is_number, "a number of seconds")}),
}


def kind(name: Any) -> Kind:
    if not isinstance(name, str) or name not in KINDS:
        raise WrongOrderError(f"There is no fault called {name}. Known faults: {', '.join(KINDS)}.")
    return KINDS[name]
