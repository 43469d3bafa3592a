import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.protocol.test_xmlrpc import answer
from xengui.model.batch import typed
from xengui.model.classes import CLASSES
from xengui.model.results import result
from xengui.protocol import events, jsonrpc, xmlrpc
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES, Language, not_spoken

FAULT = b'<?xml version="1.0"?><methodResponse><fault><value/></fault></methodResponse>'


def in_2_0(text: str, _: str) -> tuple[Language, bytes]:
    return jsonrpc, f'{{"jsonrpc": "2.0", "result": {text}, "id": 1}}'.encode()


def in_1_0(text: str, _: str) -> tuple[Language, bytes]:
    return jsonrpc, f'{{"result": {text}, "error": null, "id": 1}}'.encode()


def in_xml(_: str, text: str) -> tuple[Language, bytes]:
    return xmlrpc, answer(text)


WRITERS: list[Callable[[str, str], tuple[Language, bytes]]] = [in_2_0, in_1_0, in_xml]


def struct(**members: str) -> str:
    inner = "".join(f"<member><name>{name}</name>{value}</member>" for name, value in members.items())
    return f"<value><struct>{inner}</struct></value>"


def array(*values: str) -> str:
    return f"<value><array><data>{''.join(values)}</data></array></value>"


NEVER = "19700101T00:00:00Z"

VALUES = [
    ("VM.get_name_label", '"Zwölf & <mehr>"', "<value>Zwölf &amp; &lt;mehr&gt;</value>"),
    ("VM.get_name_label", '"123"', "<value>123</value>"),
    ("VM.get_name_label", '"true"', "<value><string>true</string></value>"),
    ("VM.get_name_label", '""', "<value/>"),
    ("VM.get_memory_static_max", "9223372036854775807", "<value>9223372036854775807</value>"),
    ("VM.get_memory_static_max", "-9223372036854775808", "<value>-9223372036854775808</value>"),
    ("VM.get_VCPUs_max", "4", "<value><i4>4</i4></value>"),
    ("VM.get_is_a_template", "true", "<value><boolean>1</boolean></value>"),
    ("VM.get_is_a_template", "false", "<value><boolean>0</boolean></value>"),
    ("task.get_progress", "0.25", "<value><double>0.25</double></value>"),
    ("task.get_progress", "1", "<value><double>1</double></value>"),
    ("task.get_progress", "NaN", "<value><double>nan</double></value>"),
    ("task.get_progress", "Infinity", "<value><double>inf</double></value>"),
    ("task.get_progress", "-Infinity", "<value><double>-inf</double></value>"),
    ("task.get_finished", f'"{NEVER}"', f"<value><dateTime.iso8601>{NEVER}</dateTime.iso8601></value>"),
    ("VM.get_resident_on", '"OpaqueRef:NULL"', "<value>OpaqueRef:NULL</value>"),
    ("VM.get_tags", "[]", array()),
    ("VM.get_tags", '["a", ""]', array("<value>a</value>", "<value></value>")),
    ("VM.get_other_config", "{}", struct()),
    ("VM.get_other_config", '{"a": "1"}', struct(a="<value>1</value>")),
    ("VM_metrics.get_VCPUs_utilisation", '{"0": 0.5}', struct(**{"0": "<value><double>0.5</double></value>"})),
    ("VM_metrics.get_VCPUs_CPU", '{"0": 3}', struct(**{"0": "<value>3</value>"})),
    ("VM.start", '""', "<value></value>"),
    ("Async.VM.start", '"OpaqueRef:task"', "<value>OpaqueRef:task</value>"),
    (
        "VM.get_record",
        '{"uuid": "u", "memory_target": 5, "snapshot_time": "19700101T00:00:00Z", "affinity": "OpaqueRef:NULL", '
        '"tags": [], "other_config": {}, "is_a_template": false, "VBDs": ["OpaqueRef:b"], "user_version": 1, '
        '"current_operations": {"OpaqueRef:t": "start"}, "unheard_of": 5}',
        struct(
            uuid="<value>u</value>",
            memory_target="<value>5</value>",
            snapshot_time=f"<value><dateTime.iso8601>{NEVER}</dateTime.iso8601></value>",
            affinity="<value>OpaqueRef:NULL</value>",
            tags=array(),
            other_config=struct(),
            is_a_template="<value><boolean>0</boolean></value>",
            VBDs=array("<value>OpaqueRef:b</value>"),
            user_version="<value>1</value>",
            current_operations=struct(**{"OpaqueRef:t": "<value>start</value>"}),
            unheard_of="<value>5</value>",
        ),
    ),
    ("VM.get_record", "{}", struct()),
    ("VM.get_all_records", "{}", struct()),
    (
        "host.get_all_records",
        '{"OpaqueRef:a": {"name_label": "granite"}, "OpaqueRef:b": {"name_label": "basalt"}}',
        struct(
            **{
                "OpaqueRef:a": struct(name_label="<value>granite</value>"),
                "OpaqueRef:b": struct(name_label="<value>basalt</value>"),
            }
        ),
    ),
    (
        "host.get_data_sources",
        '[{"name_label": "cpu0", "value": NaN, "enabled": true}, {"name_label": "x", "value": -Infinity}]',
        array(
            struct(
                name_label="<value>cpu0</value>",
                value="<value><double>nan</double></value>",
                enabled="<value><boolean>1</boolean></value>",
            ),
            struct(name_label="<value>x</value>", value="<value><double>-inf</double></value>"),
        ),
    ),
    (
        "host_cpu.get_record",
        '{"number": 3, "speed": 2400}',
        struct(number="<value>3</value>", speed="<value>2400</value>"),
    ),
    ("SR.probe_ext", '[{"complete": true}]', array(struct(complete="<value><boolean>1</boolean></value>"))),
]
"""A call, its result in JSON, and the same in XML."""


@pytest.mark.parametrize(("method", "json_text", "xml_text"), VALUES)
def test_every_language_gives_the_same_value(method: str, json_text: str, xml_text: str):
    found = []
    for writer in WRITERS:
        language, body = writer(json_text, xml_text)
        found.append(result(method, language.reply(body)))

    assert repr(found[1]) == repr(found[0])  # not-a-number is equal to nothing, but is written in one way
    assert repr(found[2]) == repr(found[0])
    assert [type(value) for value in found] == [type(found[0])] * 3


def test_every_language_gives_the_same_events():
    texts = (
        '{"events": [{"id": "5", "timestamp": "0.0", "class": "vm", "operation": "add", "ref": "OpaqueRef:a", '
        '"snapshot": {"name_label": "web", "VCPUs_max": 2}}, '
        '{"id": "6", "timestamp": "0.0", "class": "vm", "operation": "del", "ref": "OpaqueRef:b"}], '
        '"valid_ref_counts": {"vm": 1}, "token": "5,0"}',
        struct(
            events=array(
                struct(
                    id="<value>5</value>",
                    timestamp="<value>0.0</value>",
                    **{"class": "<value>vm</value>"},
                    operation="<value>add</value>",
                    ref="<value>OpaqueRef:a</value>",
                    snapshot=struct(name_label="<value>web</value>", VCPUs_max="<value>2</value>"),
                ),
                struct(
                    id="<value>6</value>",
                    **{"class": "<value>vm</value>"},
                    operation="<value>del</value>",
                    ref="<value>OpaqueRef:b</value>",
                    snapshot="<value/>",
                ),
            ),
            valid_ref_counts=struct(vm="<value><i4>1</i4></value>"),
            token="<value>5,0</value>",
        ),
    )

    batches = []
    for writer in WRITERS:
        language, body = writer(*texts)
        batches.append(typed(events.batch(language.reply(body)), complete=True))

    assert len(batches[0].changes) == 2
    assert batches == [batches[0]] * 3


@pytest.mark.parametrize("kind", CLASSES.values(), ids=CLASSES)
def test_a_record_that_lacks_every_field_is_the_same_in_every_language(kind: type):
    method = f"{kind.__name__}.get_record"

    found = []
    for writer in WRITERS:
        language, body = writer("{}", struct())
        found.append(result(method, language.reply(body)))

    assert repr(found) == repr([found[0]] * 3)


def test_a_refusal_is_the_same_in_every_language():
    refusals: list[Any] = []
    for language, body in (
        (jsonrpc, b'{"jsonrpc": "2.0", "error": {"code": 1, "message": "SR_FULL", "data": ["1", ""]}, "id": 1}'),
        (jsonrpc, b'{"result": null, "error": ["SR_FULL", "1", ""], "id": 1}'),
        (jsonrpc, b'{"jsonrpc": "2.0", "error": ["SR_FULL", "1", ""], "id": 0}'),
        (
            xmlrpc,
            answer("<value/>")
            .replace(b"Success", b"Failure")
            .replace(
                b"<name>Value</name><value/>",
                b"<name>ErrorDescription</name>"
                + array("<value>SR_FULL</value>", "<value>1</value>", "<value/>").encode(),
            ),
        ),
    ):
        with pytest.raises(Failure) as refused:
            language.reply(body)
        refusals.append((refused.value.code, refused.value.params))

    assert refusals == [("SR_FULL", ("1", ""))] * 4


def test_the_best_language_is_asked_first():
    assert json.loads(LANGUAGES[0].request("VM.start", (), 1))["jsonrpc"] == "2.0"


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b'{"jsonrpc": "2.0", "result": "", "id": 1}', False),
        (200, FAULT, True),
        (200, answer("<value/>"), True),
        (200, b"<html>Welcome</html>", False),
        (403, b"<html/>", True),
        (404, b"<html/>", True),
        (500, b"<html/>", True),
        (501, b"", True),
        (401, b"", False),
        (408, b"", False),
        (502, b"", False),
        (503, b"", False),
    ],
)
def test_it_shows_when_json_is_not_spoken(status: int, body: bytes, expected: bool):
    assert not_spoken(jsonrpc, status, body) is expected


def test_an_answer_in_xml_does_not_tell_that_xml_is_not_spoken():
    assert not not_spoken(xmlrpc, 200, FAULT)
