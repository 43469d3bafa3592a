"""JSON-RPC in both versions."""

from __future__ import annotations

import json
import math

import pytest

from xengui.sim.rpc import json as rpc

MODERN = {"jsonrpc": "2.0", "method": "m", "params": ["a"], "id": 7}
OLD = {"method": "m", "params": ["a"], "id": "x"}


def read(call) -> rpc.Request:
    return rpc.read(json.dumps(call).encode())


def test_both_versions_are_read():
    assert read(MODERN) == rpc.Request("m", ["a"], 7, modern=True)
    assert read(OLD) == rpc.Request("m", ["a"], "x", modern=False)


@pytest.mark.parametrize("call", [MODERN | {"params": None}, {"jsonrpc": "2.0", "method": "m", "id": 7}])
def test_the_younger_version_may_do_without_parameters(call):
    assert read(call).params == []


@pytest.mark.parametrize(
    "call",
    [
        MODERN | {"jsonrpc": "1.0"},
        MODERN | {"id": None},
        MODERN | {"id": True},
        MODERN | {"id": 1.5},
        MODERN | {"params": {"a": 1}},
        MODERN | {"method": 5},
        {"method": "m", "params": []},
        {"method": "m", "id": 1},
        {"method": "m", "params": None, "id": 1},
        [MODERN],
        "m",
    ],
)
def test_what_is_no_call(call):
    with pytest.raises(rpc.MalformedError):
        read(call)


def test_what_is_no_json():
    with pytest.raises(rpc.MalformedError):
        rpc.read(b"{")


def test_answers_of_the_younger_version():
    request = read(MODERN)

    assert json.loads(rpc.success(request, 5)) == {"jsonrpc": "2.0", "result": 5, "id": 7}
    assert json.loads(rpc.failure(request, ["A", "b"])) == {
        "jsonrpc": "2.0",
        "error": {"code": 1, "message": "A", "data": ["b"]},
        "id": 7,
    }


def test_answers_of_the_older_version():
    request = read(OLD)

    assert json.loads(rpc.success(request, 5)) == {"result": 5, "error": None, "id": "x"}
    assert json.loads(rpc.failure(request, ["A", "b"])) == {"result": None, "error": ["A", "b"], "id": "x"}


def test_an_early_failure_is_a_plain_array_with_nobodys_id():
    assert json.loads(rpc.early_failure(["A", "b"])) == {"jsonrpc": "2.0", "error": ["A", "b"], "id": 0}


def test_large_integers_and_what_is_no_number_go_out_bare():
    text = rpc.success(read(MODERN), [9007199254740993, math.nan, math.inf, -math.inf, "ä"])

    assert '"result":[9007199254740993,NaN,Infinity,-Infinity,"ä"]'.encode() in text
