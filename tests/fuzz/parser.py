"""What is fuzzed: one parser, the inputs that are made for it, and the errors that it may answer with."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis.strategies import SearchStrategy

from tests.fuzz import parsers


def _as_it_is(body: bytes) -> Any:
    return body


@dataclass(frozen=True, kw_only=True)
class Parser:
    """`read` takes an input and answers with anything, or with an error out of `refuses`; whatever else it raises is a
    failure. `inputs` makes inputs of its own, `seeds` are recorded ones that are changed byte by byte and then read
    through `of_bytes`, `bombs` the worst that we can think of, each tried once. A short look tries `few` of each kind.
    """

    name: str
    few: int = 60
    read: Callable[[Any], object]
    inputs: SearchStrategy[Any]
    refuses: tuple[type[BaseException], ...] = ()
    seeds: Callable[[], Sequence[bytes]] = tuple
    of_bytes: Callable[[bytes], Any] = _as_it_is
    bombs: Callable[[], Iterator[Any]] = lambda: iter(())


def every_parser() -> tuple[Parser, ...]:
    """One of each module in `parsers`."""
    modules = (f"{parsers.__name__}.{found.name}" for found in pkgutil.iter_modules(parsers.__path__))
    return tuple(importlib.import_module(name).PARSER for name in sorted(modules))
