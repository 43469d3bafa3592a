"""How a call finds its function, and what the function is told about the caller."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from xengui.sim.sessions import Session
from xengui.sim.signatures import SIGNATURES
from xengui.sim.tasks import Work

if TYPE_CHECKING:
    from xengui.sim.pool import Pool

Function = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Call:
    """One call on its way: whose pool, at which host's door, in which session, as which task."""

    pool: Pool
    host: str
    session: Session | None
    work: Work | None

    @property
    def caller(self) -> Session:
        """The session; only calls that log in have none."""
        assert self.session is not None
        return self.session

    @property
    def task(self) -> Work:
        """The task; calls of sessions, tasks and events, getters and setters have none."""
        assert self.work is not None
        return self.work


_functions: dict[str, Function] = {}


def answers(name: str) -> Callable[[Function], Function]:
    """Register a coroutine as what answers `Class.message`; it gets the call and its parameters in order."""
    if name not in SIGNATURES:
        raise LookupError(f"The datamodel has no call {name}.")

    def register(function: Function) -> Function:
        _functions[name] = function
        return function

    return register


@cache
def functions() -> dict[str, Function]:
    """Every function written for a call, from all modules in `calls/`."""
    package = importlib.import_module("xengui.sim.calls")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
    return _functions
