"""Typed results of calls: every type of the datamodel, in both languages."""

import json

from hypothesis import strategies as st

from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from tests.fuzz.parsers.xmlrpc import BEGIN, END
from xengui.model.calls import CALLS
from xengui.model.results import result
from xengui.protocol import jsonrpc, xmlrpc
from xengui.protocol.failure import Failure

_METHODS = tuple({answer: method for method, (_, answer) in CALLS.items()}.values())
"""One call for each type of answer."""


def _read(asked: tuple[int, object]) -> object:
    number, answer = asked
    method = _METHODS[number % len(_METHODS)] if number % 5 else "VM.get_all_records"
    if not isinstance(answer, bytes):
        return result(method, answer)
    language = xmlrpc if xmlrpc.spoken(answer) else jsonrpc
    return result(method, language.reply(answer))


def _of_bytes(body: bytes) -> tuple[int, object]:
    return sum(body[-64:]), body


def _bombs():
    for method in ("VM.get_all_records", "VM.get_record", "VM.get_memory_target", "VM.get_other_config", "VM.get_all"):
        for bomb in (*hostile.json_bombs(b'{"jsonrpc":"2.0","result":', b"}"), *hostile.xml_bombs(BEGIN, END)):
            yield _METHODS.index(method) if method in _METHODS else 0, bomb


_plain = hostile.values | hostile.values.map(lambda value: json.dumps({"jsonrpc": "2.0", "result": value}).encode())

PARSER = Parser(
    name="results",
    few=40,
    read=_read,
    inputs=st.tuples(st.integers(0, 2000), _plain),
    refuses=(ValueError, Failure),
    seeds=lambda: (*recorded.json_answers(), *recorded.xml_answers()),
    of_bytes=_of_bytes,
    bombs=_bombs,
)
