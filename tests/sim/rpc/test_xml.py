"""XML-RPC, letter by letter."""

from __future__ import annotations

import math
import xmlrpc.client

import pytest

from xengui.sim.rpc import xml
from xengui.sim.values import parse


def call(*params, method="VM.get_all") -> xml.Request:
    return xml.read(xmlrpc.client.dumps(params, method, allow_none=True).encode())


def test_what_a_client_library_writes_is_read():
    params = ("a & <b>", 5, 2.5, True, ["x", 1], {"k": "v"}, None)

    assert call(*params) == xml.Request("VM.get_all", list(params))


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("text", "text"),
        ("", ""),
        ("<string>text</string>", "text"),
        ("<string/>", ""),
        ("<i4>5</i4>", 5),
        ("<i8>9007199254740993</i8>", 9007199254740993),
        ("<boolean>1</boolean>", True),
        ("<boolean>true</boolean>", False),
        ("<dateTime.iso8601>20260321T09:15:02Z</dateTime.iso8601>", "20260321T09:15:02Z"),
        ("<array><data/></array>", []),
        ("<struct><member><name>a</name><value>1</value></member></struct>", {"a": "1"}),
    ],
)
def test_values_a_client_may_send(value, meant):
    body = f"<methodCall><methodName>m</methodName><params><param><value>{value}</value></param></params></methodCall>"

    assert xml.read(body.encode()).params == [meant]


def test_a_call_without_parameters():
    assert xml.read(b"<methodCall><methodName>m</methodName></methodCall>") == xml.Request("m", [])


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa">]><methodCall><methodName>&a;</methodName></methodCall>'


@pytest.mark.parametrize(
    "body",
    [
        "",
        "no xml",
        "<methodCall/>",
        "<other><methodName>m</methodName></other>",
        BOMB,
        "<methodCall><methodName>m</methodName><params><param><value><i4>x</i4></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><b>x</b></value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param>x</param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><value><struct><member><name>a</name></member></struct>"
        "</value></param></params></methodCall>",
        "<methodCall><methodName>m</methodName><params><param><text>x</text></param></params></methodCall>",
    ],
)
def test_what_is_no_call(body):
    with pytest.raises(xml.MalformedError):
        xml.read(body.encode())


def test_text_that_is_no_unicode_is_pointed_out():
    body = call("good", "bad?").method
    raw = xmlrpc.client.dumps(("good", "bad?"), body).encode().replace(b"bad?", b"bad\xff")

    assert xml.read(raw).garbled == "bad\ufffd"
    assert xml.read(raw.replace(b"\xff", "\ufffd".encode())).garbled is None


@pytest.mark.parametrize(
    ("value", "type_", "text"),
    [
        ("a & <b>", "string", "<value>a &amp; &lt;b&gt;</value>"),
        ("a\x00b\x1fc\td", "string", "<value>abc\td</value>"),
        (123, "int", "<value>123</value>"),
        (0.5, "float", "<value><double>0.5</double></value>"),
        (1 / 3, "float", "<value><double>0.3333333333333333</double></value>"),
        (1.0, "float", "<value><double>1</double></value>"),
        (math.nan, "float", "<value><double>nan</double></value>"),
        (-math.inf, "float", "<value><double>-inf</double></value>"),
        (True, "bool", "<value><boolean>1</boolean></value>"),
        (False, "bool", "<value><boolean>0</boolean></value>"),
        (
            "20260321T09:15:02Z",
            "datetime",
            "<value><dateTime.iso8601>20260321T09:15:02Z</dateTime.iso8601></value>",
        ),
        ("OpaqueRef:NULL", "VM ref", "<value>OpaqueRef:NULL</value>"),
        ("", "void", "<value></value>"),
        ([], "string set", "<value><array><data></data></array></value>"),
        (
            {"0": 0.5},
            "(int -> float) map",
            "<value><struct><member><name>0</name><value><double>0.5</double></value></member></struct></value>",
        ),
        (
            {"a&b": "c"},
            "(string -> string) map",
            "<value><struct><member><name>a&b</name><value>c</value></member></struct></value>",
        ),
        ({"uuid": None, "sr": None}, "sr_stat record", "<value><struct></struct></value>"),
    ],
)
def test_values_out(value, type_, text):
    assert xml.value_text(value, parse(type_)) == text


def test_records_are_written_by_the_types_of_their_fields(pool):
    text = xml.value_text(pool.record("VM", "OpaqueRef:web"), parse("VM record"))

    assert "<member><name>domid</name><value>1</value></member>" in text
    assert "<member><name>is_a_template</name><value><boolean>0</boolean></value></member>" in text
    assert "<member><name>snapshot_time</name><value><dateTime.iso8601>1970" in text
    assert "<member><name>HVM_shadow_multiplier</name><value><double>1</double></value></member>" in text


def test_success_and_failure_are_wrapped_alike():
    assert xml.success("x", parse("string")) == (
        b'<?xml version="1.0"?><methodResponse><params><param><value><struct>'
        b"<member><name>Status</name><value>Success</value></member>"
        b"<member><name>Value</name><value>x</value></member></struct></value></param></params></methodResponse>"
    )
    assert xml.failure(["A", "b"]) == (
        b'<?xml version="1.0"?><methodResponse><params><param><value><struct>'
        b"<member><name>Status</name><value>Failure</value></member>"
        b"<member><name>ErrorDescription</name><value><array><data><value>A</value><value>b</value></data></array>"
        b"</value></member></struct></value></param></params></methodResponse>"
    )
    assert xmlrpc.client.loads(xml.bare(["a"], parse("string set")))[0] == (["a"],)


def test_a_batch_counts_in_tagged_integers_and_keeps_the_types_of_snapshots(pool):
    snapshot = pool.record("VM", "OpaqueRef:web")
    event = {"id": "5", "timestamp": "0.0", "class": "vm", "operation": "add", "ref": "r", "snapshot": snapshot}
    gone = {"id": "6", "timestamp": "0.0", "class": "vm", "operation": "del", "ref": "r"}
    batch = {"events": [event, gone], "valid_ref_counts": {"vm": 7}, "token": "1,0"}

    text = xml.value_text(batch, parse("an event batch"))

    assert "<member><name>vm</name><value><i4>7</i4></value></member>" in text
    assert "<member><name>id</name><value>5</value></member>" in text
    assert "<member><name>is_a_template</name><value><boolean>0</boolean></value></member>" in text
    assert text.count("<name>snapshot</name>") == 1
