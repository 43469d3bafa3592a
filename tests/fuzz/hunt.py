"""Tries inputs on a parser and keeps count of what it made of them."""

from __future__ import annotations

import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings

from tests.fuzz.mutations import damaged
from tests.fuzz.parser import Parser

PATIENCE_S = 2.0
"""So much time of a processor an input may take, and as much again for each megabyte of it."""


@dataclass
class Tally:
    """What became of the inputs. `slowest` is in seconds of a processor."""

    tried: int = 0
    values: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    failures: dict[str, str] = field(default_factory=dict)
    """Each kind of failure once, with the input that showed it."""


class Hunt:
    """One parser and what has been seen of it. `before` is told of each input before it is tried."""

    def __init__(self, parser: Parser, number: int = 0, before: Callable[[Any], None] = lambda _: None) -> None:
        self.parser = parser
        self.tally = Tally()
        self._chance = Random(number)
        self._before = before
        self._seeds: list[bytes] = []

    def attempt(self, made: Any) -> None:
        """One input. Nothing that a parser raises comes out of here; what it should not have raised is a failure."""
        self._before(made)
        self.tally.tried += 1
        begun = time.thread_time()
        try:
            self.parser.read(made)
            self.tally.values += 1
        except self.parser.refuses as refusal:
            self.tally.errors[type(refusal).__name__] += 1
        except BaseException as fault:
            if isinstance(fault, KeyboardInterrupt):
                raise
            where = traceback.extract_tb(fault.__traceback__)[-1]
            self._failed(f"{type(fault).__name__} at {where.filename}:{where.lineno}", fault, made)
        took = time.thread_time() - begun
        self.tally.slowest = max(self.tally.slowest, took)
        if took > PATIENCE_S * (1 + _size(made) / 1_000_000):
            self._failed(f"took {took:.1f} s", None, made)

    def bombs(self, most: int = sys.maxsize) -> None:
        """All of them, or some from beginning to end."""
        step = max(1, sum(1 for _ in self.parser.bombs()) // most)
        for made in islice(self.parser.bombs(), 0, None, step):  # one at a time: together they are large
            self.attempt(made)

    def damage(self, times: int) -> None:
        """Recorded inputs with damage done to them; small ones come more often than large ones."""
        seeds = self._seeds = self._seeds or sorted(self.parser.seeds(), key=len)
        if not seeds:
            return
        for _ in range(times):
            whole = seeds[min(self._chance.randrange(len(seeds)), self._chance.randrange(len(seeds)))]
            self.attempt(self.parser.of_bytes(damaged(self._chance, whole, seeds)))

    def invent(self, times: int) -> None:
        """Inputs out of nothing but the parser's strategy."""

        @seed(self._chance.getrandbits(32))
        @settings(
            max_examples=times,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            suppress_health_check=list(HealthCheck),
        )
        @given(self.parser.inputs)
        def invented(made: Any) -> None:
            self.attempt(made)

        invented()

    def _failed(self, kind: str, fault: BaseException | None, made: Any) -> None:
        if kind not in self.tally.failures and len(self.tally.failures) < 20:
            trace = "".join(traceback.format_exception(fault)[-6:]) if fault else ""
            self.tally.failures[kind] = f"{trace}input: {repr(made)[:500]}"


def _size(made: Any) -> int:
    return len(made) if isinstance(made, bytes | str) else 0
