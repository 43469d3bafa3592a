"""A short look at every parser with the tests: the same inputs each time. The long hunt is `python -m tests.fuzz`."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.hunt import Hunt
from tests.fuzz.parser import Parser, every_parser

HANGS_S = 600.0
PARSERS = every_parser()


@pytest.fixture(autouse=True)
def watchdog() -> Iterator[None]:
    """A parser that hangs in C cannot be stopped any other way."""
    faulthandler.dump_traceback_later(HANGS_S, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.mark.parametrize("parser", PARSERS, ids=[parser.name for parser in PARSERS])
def test_whatever_comes_there_is_a_value_or_a_typed_error(parser: Parser):
    hunt = Hunt(parser)

    hunt.bombs(parser.few)
    hunt.damage(parser.few)
    hunt.invent(parser.few)

    assert hunt.tally.failures == {}
    assert hunt.tally.values > 0
    assert hunt.tally.tried == hunt.tally.values + sum(hunt.tally.errors.values())


def test_every_module_of_parsers_has_a_parser_named_like_it():
    names = {path.stem for path in (Path(__file__).parent / "parsers").glob("*.py")} - {"__init__"}

    assert {parser.name for parser in PARSERS} == names
