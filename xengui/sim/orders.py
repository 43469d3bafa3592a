"""Reading what the control port was asked for: parameters with their checks and defaults, refusals in sentences."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

REQUIRED = object()


class WrongOrderError(ValueError):
    """What was asked of the control port makes no sense; the message is a sentence for whoever asked."""


@dataclass(frozen=True, slots=True)
class Param:
    fits: Callable[[Any], bool]
    wanted: str
    """In words: what would have fitted."""
    default: Any = REQUIRED

    def read(self, name: str, given: Mapping[str, Any]) -> Any:
        value = given.get(name, self.default)
        if value is REQUIRED:
            raise WrongOrderError(f"{name} is missing: it is {self.wanted}.")
        if name in given and not self.fits(value):
            raise WrongOrderError(f"{name} is {self.wanted}, not {value!r}.")
        return value


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def text(default: Any = REQUIRED) -> Param:
    return Param(lambda value: isinstance(value, str) and value != "", "a text", default)


def texts() -> Param:
    return Param(_are_texts, "a list of texts", [])


def flag(default: bool) -> Param:
    return Param(lambda value: isinstance(value, bool), "true or false", default)


def fraction(default: float = 0.5) -> Param:
    return Param(lambda value: is_number(value) and 0 <= value <= 1, "a number from 0 to 1", default)


def whole(least: int, default: Any = REQUIRED) -> Param:
    return Param(lambda value: is_whole(value) and value >= least, f"a whole number from {least} on", default)


def seconds(default: Any = REQUIRED) -> Param:
    return Param(lambda value: is_number(value) and value >= 0, "a number of seconds", default)


def positive(default: Any = REQUIRED) -> Param:
    return Param(lambda value: is_number(value) and value > 0, "a number above zero", default)


def choice(*words: str) -> Param:
    """One of these words, the first unless told."""
    return Param(lambda value: value in words, " or ".join(words), words[0])


def anything(default: Any = REQUIRED) -> Param:
    return Param(lambda value: True, "any value", default)


def read(params: Mapping[str, Param], given: Mapping[str, Any], besides: Collection[str] = ()) -> dict[str, Any]:
    """All parameters, completed and checked; what is neither of them nor named in `besides` is refused."""
    if unknown := sorted(given.keys() - params.keys() - set(besides)):
        known = ", ".join(sorted({*params, *besides})) or "no parameters"
        raise WrongOrderError(f"{', '.join(unknown)} cannot be told here. Known: {known}.")
    return {name: param.read(name, given) for name, param in params.items()}
