import json
import math
import tracemalloc
from typing import Any

import msgspec
import pytest
from hypothesis import given

from tests.protocol.fuzzing import FUZZ, bodies
from xengui.protocol.failure import Failure
from xengui.protocol.jsonrpc import NotJsonRpc, reply, request


def value(body: bytes) -> Any:
    return json.loads(bytes(reply(body)))


def failure(body: bytes) -> Failure:
    with pytest.raises(Failure) as caught:
        reply(body)
    return caught.value


def test_a_call_is_asked_in_the_2_0_shape():
    body = json.loads(request("VM.start", ("session", "OpaqueRef:web", False), 7))

    assert body == {"jsonrpc": "2.0", "method": "VM.start", "params": ["session", "OpaqueRef:web", False], "id": 7}


def test_a_call_keeps_integers_of_64_bits():
    assert json.loads(request("VDI.resize", (2**63 - 1,), 1))["params"] == [2**63 - 1]


def test_a_result_of_the_2_0_shape_is_understood():
    assert value(b'{"jsonrpc": "2.0", "result": ["a", 1], "id": 1}') == ["a", 1]


def test_a_result_of_the_1_0_shape_is_understood():
    assert value(b'{"result": "granite", "error": null, "id": 1}') == "granite"


def test_members_may_come_in_any_order_with_space_between_and_unknown_ones_beside():
    assert value(b' { "id" : 1 , "new" : {} , "error" : null , "result" : { "a" : [ ] } } \n') == {"a": []}


@pytest.mark.parametrize("result", ['""', "null", "false", "0", "[]", "{}"])
def test_a_result_that_says_nothing_is_a_result(result: str):
    assert value(b'{"jsonrpc":"2.0","result":%s,"id":1}' % result.encode()) == json.loads(result)


def test_a_refusal_of_the_2_0_shape_has_its_code_and_parameters():
    refusal = failure(b'{"jsonrpc":"2.0","error":{"code":1,"message":"HANDLE_INVALID","data":["VM","ref"]},"id":1}')

    assert (refusal.code, refusal.params) == ("HANDLE_INVALID", ("VM", "ref"))


def test_a_refusal_of_the_2_0_shape_may_lack_parameters():
    refusal = failure(b'{"jsonrpc":"2.0","error":{"code":1,"message":"NOT_IN_EMERGENCY_MODE"},"id":1}')

    assert (refusal.code, refusal.params) == ("NOT_IN_EMERGENCY_MODE", ())


def test_a_refusal_of_the_1_0_shape_has_its_code_and_parameters():
    refusal = failure(b'{"result":null,"error":["VM_BAD_POWER_STATE","ref","halted","running"],"id":1}')

    assert (refusal.code, refusal.params) == ("VM_BAD_POWER_STATE", ("ref", "halted", "running"))


def test_a_refusal_raised_before_the_call_was_dispatched_is_a_plain_array_in_the_2_0_shape():
    refusal = failure(b'{"jsonrpc":"2.0","error":["HOST_STILL_BOOTING"],"id":0}')

    assert (refusal.code, refusal.params) == ("HOST_STILL_BOOTING", ())


@pytest.mark.parametrize(
    "error", ["[]", "[1]", '"text"', "5", "true", "{}", '{"message": 1}', '{"message":"A","data":"b"}']
)
def test_a_refusal_that_cannot_be_read_is_no_reply(error: str):
    with pytest.raises(NotJsonRpc, match="error that cannot be read"):
        reply(b'{"jsonrpc":"2.0","error":%s,"id":1}' % error.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'"result"',
        b"<html><body>502 Bad Gateway</body></html>",
        b'{"jsonrpc":"2.0","id":1}',
        b'{"error":null,"id":1}',
        b'{"result": "cut of',
        b'{"result": [1, 2',
        b'{"result": 1} {"result": 2}',
        b'{"result": NaNs}',
        b'{"result": "\\',
        b"\xff\xfe",
    ],
)
def test_anything_else_is_no_reply(body: bytes):
    with pytest.raises(NotJsonRpc):
        reply(body)


@pytest.mark.parametrize("depth", [20_000, 100_000])
def test_a_body_nested_without_end_is_no_reply(depth: int):
    with pytest.raises(NotJsonRpc):
        reply(b'{"result":' + b"[" * depth + b"]" * depth + b"}")


@pytest.mark.parametrize(("bare", "number"), [("Infinity", math.inf), ("-Infinity", -math.inf)])
def test_bare_infinities_are_read_as_floats(bare: str, number: float):
    raw = reply(b'{"jsonrpc":"2.0","result":[1.5,%s,-2],"id":1}' % bare.encode())

    assert msgspec.json.decode(raw, type=list[float], strict=False) == [1.5, number, -2.0]


def test_a_bare_nan_is_read_as_a_float():
    raw = reply(b'{"jsonrpc":"2.0","result":{"value":NaN},"id":1}')

    assert math.isnan(msgspec.json.decode(raw, type=dict[str, float], strict=False)["value"])


def test_numbers_by_name_inside_strings_are_left_alone():
    said = ["NaN", 'a "NaN", b', "x\\", "-Infinity", "Infinity and NaN", "-I", "Nan"]
    body = b'{"result":[%s,NaN,%s],"id":-1}' % (json.dumps(said).encode(), json.dumps(said).encode())

    assert value(body) == [said, "NaN", said]


def test_many_bare_numbers_beside_large_strings_are_put_right():
    large = "x" * 3_000_000 + '\\"' * 1_000_000
    body = json.dumps({"result": [large, *[float("nan")] * 50_000, large]}).encode()

    assert len(value(body)) == 50_002


@FUZZ
@given(bodies)
def test_whatever_comes_is_a_result_a_refusal_or_no_reply(body: bytes):
    try:
        raw = reply(body)
    except (Failure, NotJsonRpc):
        return

    assert bytes(raw)


def test_bare_numbers_without_end_are_put_right_without_a_hoard_of_pieces():
    body = b'{"result": [' + b"NaN," * 200_000 + b"NaN]}"

    tracemalloc.start()
    try:
        reply(body)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 10 * len(body)
