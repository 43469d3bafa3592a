"""Answers in JSON-RPC, down to the plain value."""

import json

import msgspec
from hypothesis import strategies as st

from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from tests.protocol.fuzzing import bodies
from xengui.protocol import jsonrpc
from xengui.protocol.failure import Failure


def _read(body: bytes) -> object:
    raw = jsonrpc.reply(body)
    assert isinstance(raw, msgspec.Raw)
    return raw


_whole = st.fixed_dictionaries(
    {}, optional={"jsonrpc": st.just("2.0"), "result": hostile.values, "error": hostile.values, "id": hostile.scalars}
).map(lambda reply: json.dumps(reply).encode())


def _bombs():
    yield from hostile.plain_bombs()
    yield from hostile.json_bombs(b'{"jsonrpc":"2.0","result":', b',"id":1}')
    yield from hostile.json_bombs(b'{"jsonrpc":"2.0","error":', b',"id":1}')
    yield from hostile.json_bombs(b'{"jsonrpc":"2.0","error":{"code":1,"message":"X","data":', b'},"id":1}')
    yield from hostile.json_bombs(b'{"result":null,"error":["X",', b'],"id":1}')
    yield from hostile.json_bombs(b"", b"")


PARSER = Parser(
    name="jsonrpc",
    read=_read,
    inputs=bodies | _whole,
    refuses=(jsonrpc.NotJsonRpc, Failure),
    seeds=recorded.json_answers,
    bombs=_bombs,
)
