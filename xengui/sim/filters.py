"""The filter language of `get_all_records_where`.

    field "is_a_template" = "false" and not (field "power_state" = "Running" or false)

`not` binds tighter than `and`, and `and` tighter than `or`. A field compares as the text the
database would store for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from xengui.sim.failures import ApiError
from xengui.sim.values import Record

TOKEN = re.compile(r"""\s*(?:(?P<quoted>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(?P<word>[A-Za-z]+)|(?P<sign>[()=]))""")

Predicate = Callable[[Record], bool]
Operand = Callable[[Record], str]


def matching(expression: str, class_: str, record: Record) -> bool:
    return _predicate(expression, class_)(record)


@lru_cache(maxsize=64)
def _predicate(expression: str, class_: str) -> Predicate:
    return _Parser(expression, class_).whole()


def stored(value: Any) -> str:
    """A value as the database keeps it: text, or an S-expression for what has parts."""
    match value:
        case bool():
            return "true" if value else "false"
        case list():
            return "(" + " ".join(f"'{stored(member)}'" for member in value) + ")"
        case dict():
            return "(" + " ".join(f"('{key}' '{stored(held)}')" for key, held in value.items()) + ")"
        case _:
            return str(value)


class _Parser:
    def __init__(self, expression: str, class_: str) -> None:
        self.expression = expression
        self.class_ = class_
        self.tokens = list(self._tokens())

    def _tokens(self) -> list[str]:
        found, at = [], 0
        text = self.expression.rstrip()
        while at < len(text):
            match = TOKEN.match(text, at)
            if match is None:
                raise self._error()
            found.append(match.group().strip())
            at = match.end()
        return found

    def _error(self) -> ApiError:
        return ApiError("INTERNAL_ERROR", f"Failed to parse the expression: {self.expression}")

    def _next(self, expected: str | None = None) -> str:
        if not self.tokens or (expected is not None and self.tokens[0].lower() != expected):
            raise self._error()
        return self.tokens.pop(0)

    def _at(self, word: str) -> bool:
        return bool(self.tokens) and self.tokens[0].lower() == word

    def whole(self) -> Predicate:
        predicate = self._either()
        if self.tokens:
            raise self._error()
        return predicate

    def _either(self) -> Predicate:
        first = self._both()
        if not self._at("or"):
            return first
        self._next()
        second = self._either()
        return lambda record: first(record) or second(record)

    def _both(self) -> Predicate:
        first = self._single()
        if not self._at("and"):
            return first
        self._next()
        second = self._both()
        return lambda record: first(record) and second(record)

    def _single(self) -> Predicate:
        if self._at("not"):
            self._next()
            inner = self._single()
            return lambda record: not inner(record)
        if self._at("("):
            self._next()
            inner = self._either()
            self._next(")")
            return inner
        if self._at("true") or self._at("false"):
            answer = self._next().lower() == "true"
            return lambda record: answer
        left = self._operand()
        self._next("=")
        right = self._operand()
        return lambda record: left(record) == right(record)

    def _operand(self) -> Operand:
        if self._at("field"):
            self._next()
            name = self._quoted()
            return lambda record: stored(self._field(record, name))
        text = self._quoted()
        return lambda record: text

    def _quoted(self) -> str:
        token = self._next()
        if token[0] not in "\"'":
            raise self._error()
        return re.sub(r"\\(.)", r"\1", token[1:-1])

    def _field(self, record: Record, name: str) -> Any:
        # The database's own spelling of nested names has two underscores.
        for spelling in (name, name.replace("__", "_")):
            if spelling in record:
                return record[spelling]
        raise self._error()
