"""The recorder is told wrong things in both languages, and has to name each."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.recorder.datamodel import datamodel
from tests.recorder.recorder import Recorder
from xengui.sim.rpc import xml
from xengui.sim.values import new_record, parse

VM, HOST, SESSION = "OpaqueRef:vm", "OpaqueRef:host", "OpaqueRef:session"
COUNTS = {class_.lower(): 0 for class_ in datamodel().fields}


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(datamodel())


def asks(method: str, *params: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params, "id": 1}).encode()


def says(result: Any) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "result": result, "id": 1}).encode()


def asks_in_xml(method: str, *values: str) -> bytes:
    params = "".join(f"<param><value>{value}</value></param>" for value in values)
    return f"<methodCall><methodName>{method}</methodName><params>{params}</params></methodCall>".encode()


def a_batch(class_: str, record: dict[str, Any] | None, **different: Any) -> dict[str, Any]:
    event = {"id": "7", "timestamp": "0.0", "class": class_, "operation": "mod", "ref": VM, "snapshot": record}
    if record is None:
        event |= {"operation": "del"}
        del event["snapshot"]
    return {"events": [event | different], "valid_ref_counts": COUNTS, "token": f"{7:020},{0:020}"}


def found(recorder: Recorder, request: bytes, answer: bytes | None = None) -> str:
    before = len(recorder.violations)
    recorder.heard(request, answer)
    return "\n".join(recorder.violations[before:])


WATCH = asks("event.from", SESSION, ["*"], "", 30.0)


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (asks("session.login_with_password", "root", "secret"), says(SESSION)),
        (asks("session.login_with_password", "root", "secret", "1.0", "xengui"), says(SESSION)),
        (asks("VM.start", SESSION, VM, False, True), says("")),
        (asks("VM.start", SESSION, VM, False, True), None),
        (asks("Async.VM.start", SESSION, VM, False, True), says("OpaqueRef:task")),
        (asks("VM.set_memory_static_max", SESSION, VM, 2**40), says("")),
        (asks("VM.get_all_records_where", SESSION, 'field "uuid" = ""'), says({VM: new_record("VM")})),
        (asks("host.get_other_config", SESSION, HOST), says({"x": "y"})),
        (asks("task.set_progress", SESSION, "OpaqueRef:task", 0.5), says("")),
        (asks("host_cpu.get_utilisation", SESSION, "OpaqueRef:cpu"), b'{"jsonrpc":"2.0","result":NaN,"id":1}'),
        (asks("VM.create", SESSION, {"name_label": "web", "memory_static_max": 2**33}), says(VM)),
        (WATCH, says(a_batch("vm", new_record("VM")))),
        (WATCH, says(a_batch("vm", None))),
        (WATCH, b'{"jsonrpc":"2.0","error":{"code":1,"message":"SESSION_INVALID","data":["x"]},"id":1}'),
        (WATCH, b'{"jsonrpc":"2.0","error":["HOST_STILL_BOOTING"],"id":0}'),
        (b'{"method":"VM.get_all","params":["OpaqueRef:s"],"id":2}', b'{"result":[],"error":null,"id":2}'),
        (
            asks_in_xml("VM.set_memory_static_max", SESSION, VM, "<string>1099511627776</string>"),
            xml.success("", parse("void")),
        ),
        (
            asks_in_xml("event.from", SESSION, "<array><data/></array>", "", "<double>30.0</double>"),
            xml.success(a_batch("vm", new_record("VM")), parse("an event batch")),
        ),
        (asks_in_xml("VM.get_record", SESSION, VM), xml.success(new_record("VM"), parse("VM record"))),
        (asks_in_xml("VM.get_record", SESSION, VM), xml.failure(["HANDLE_INVALID", "VM", VM])),
        (asks("VM.get_all", SESSION), b'{"result":[],"error":null,"id":1}'),
        (asks("VM.get_all", SESSION), b'{"result":null,"error":["HANDLE_INVALID","VM","x"],"id":1}'),
        (
            asks_in_xml("VM.get_other_config", SESSION, VM),
            xml.success({"a&b": "1", "<c>": "2"}, parse("(string -> string) map")),
        ),
        (asks_in_xml("system.listMethods"), xml.bare(["VM.start"], parse("string set"))),
    ],
)
def test_what_the_datamodel_allows_is_no_violation(recorder, request_, answer):
    assert found(recorder, request_, answer) == ""
    assert recorder.calls == 1


@pytest.mark.parametrize(
    ("request_", "named"),
    [
        (asks("VM.begin", SESSION, VM), "VM.begin: there is no such call"),
        (asks("vm.start", SESSION, VM, False, False), "vm.start: there is no such call"),
        (asks("Async.VM.get_record", SESSION, VM), "no Async form"),
        (asks("Async.session.logout", SESSION), "no Async form"),
        (asks("VM.start"), "the session is missing"),
        (asks("VM.start", "root", VM, False, False), "the session is 'root'"),
        (asks("VM.start", SESSION, VM, False), "2 parameters instead of 3"),
        (asks("VM.start", SESSION, VM, False, False, False), "4 parameters instead of 3"),
        (asks("VM.snapshot", SESSION, VM), "1 parameters instead of 2 to 3"),
        (asks("VM.start", SESSION, "web-01", False, False), "the parameter vm is 'web-01', which is no VM ref"),
        (asks("VM.start", SESSION, VM, 0, False), "the parameter start_paused is 0, which is no bool"),
        (asks("VM.start", SESSION, VM, None, False), "the parameter start_paused is None"),
        (asks("VM.set_memory_static_max", SESSION, VM, "1024"), "which is no int"),
        (asks("VM.set_memory_static_max", SESSION, VM, 1024.0), "which is no int"),
        (asks("VM.set_memory_static_max", SESSION, VM, 2**63), "which is no int"),
        (asks("VM.set_other_config", SESSION, VM, {"x": 1}), "['x'] is 1, which is no string"),
        (asks("VM.set_tags", SESSION, VM, "blue"), "which is no string set"),
        (asks("VM.set_tags", SESSION, VM, ["blue", 7]), "a member of the parameter value is 7"),
        (asks("VM.set_actions_after_crash", SESSION, VM, "explode"), "no value of on_crash_behaviour"),
        (asks("VM.create", SESSION, {"name": "web"}), "VM has no field name"),
        (asks("VM.create", SESSION, {"memory_static_max": "8G"}), "VM.memory_static_max is '8G'"),
        (asks("event.from", SESSION, "*", "", 30.0), "the parameter classes is '*'"),
        (asks("VM.set_snapshot_schedule", SESSION, VM, ""), "the parameter value is '', which is no VMSS ref"),
        (asks("message.get_since", SESSION, "2026-11-24"), "which is no datetime"),
        (b'{"jsonrpc":"2.0","method":"VM.get_all","id":1}', "cannot be read"),
        (b'{"jsonrpc":"2.0","method":"VM.get_all","params":["OpaqueRef:s"]}', "cannot be read"),
        (b"\xff", "cannot be read"),
        (asks_in_xml("VM.start", SESSION, VM, "<int>1</int>", "<boolean>0</boolean>"), "start_paused is Leaf"),
        (asks_in_xml("VM.start", SESSION, VM, "<boolean>true</boolean>", "<boolean>0</boolean>"), "start_paused"),
        (asks_in_xml("VM.set_memory_static_max", SESSION, VM, "<int>1099511627776</int>"), "which is no int"),
        (asks_in_xml("VM.set_memory_static_max", SESSION, VM, "<double>1.0</double>"), "which is no int"),
        (asks_in_xml("VM.get_all", "<nil/>"), "the session is Leaf"),
        (b"<methodCall><params/></methodCall>", "cannot be read"),
    ],
)
def test_a_wrong_call_is_named(recorder, request_, named):
    assert named in found(recorder, request_)


def record_with(class_: str = "VM", **different: Any) -> dict[str, Any]:
    return new_record(class_) | different


def without(name: str) -> dict[str, Any]:
    record = new_record("VM")
    del record[name]
    return record


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (a_batch("vm", record_with(colour="blue")), "VM has no field colour"),
        (a_batch("vm", without("power_state")), "the VM lacks its field power_state"),
        (a_batch("vm", record_with(memory_static_max="1024")), "VM.memory_static_max is '1024', which is no int"),
        (a_batch("vm", record_with(memory_static_max=True)), "VM.memory_static_max"),
        (a_batch("vm", record_with(is_a_template="false")), "VM.is_a_template"),
        (a_batch("vm", record_with(power_state="running")), "no value of vm_power_state"),
        (a_batch("vm", record_with(allowed_operations=["fly"])), "no value of vm_operations"),
        (a_batch("vm", record_with(resident_on="")), "VM.resident_on is '', which is no host ref"),
        (a_batch("vm", record_with(resident_on=None)), "VM.resident_on is None"),
        (a_batch("vm", record_with(VBDs=["xvda"])), "a member of VM.VBDs is 'xvda'"),
        (a_batch("vm", record_with(snapshot_time="2026-11-24T10:00:00Z")), "VM.snapshot_time"),
        (a_batch("vm", record_with(snapshot_time=0)), "VM.snapshot_time is 0, which is no datetime"),
        (a_batch("vm", record_with(other_config={"x": True})), "VM.other_config['x'] is True"),
        (a_batch("vm", record_with(blobs={"x": "y"})), "VM.blobs['x'] is 'y'"),
        (a_batch("vm", {}), "the VM lacks its field uuid"),
        (a_batch("VM", record_with()), "an event of the class VM, which there is not"),
        (a_batch("vm", record_with(), operation="mended"), "the operation mended"),
        (a_batch("vm", record_with(), id=7), "an event is not all text"),
        (a_batch("vm", record_with(), timestamp="19700101T00:00:00Z"), "an event is"),
        (a_batch("vm", record_with(), operation="del"), "an event is"),
        (a_batch("vm", record_with()) | {"token": "7"}, "the token is '7'"),
        (a_batch("vm", record_with()) | {"valid_ref_counts": {"vm": 1}}, "speaks of other classes"),
        (a_batch("vm", record_with()) | {"valid_ref_counts": COUNTS | {"vm": "1"}}, "something else than numbers"),
        ({"events": []}, "no batch of events"),
    ],
)
def test_a_wrong_event_is_named(recorder, answer, named):
    assert named in found(recorder, WATCH, says(answer))


@pytest.mark.parametrize(
    ("request_", "answer", "named"),
    [
        (asks("VM.get_all", SESSION), says([VM, 7]), "a member of it is 7, which is no VM ref"),
        (asks("VM.get_all_records", SESSION), says({"web": new_record("VM")}), "the key 'web', which is no VM ref"),
        (asks("VM.get_record", SESSION, VM), says(without("uuid")), "the VM lacks its field uuid"),
        (asks("VM.get_memory_static_max", SESSION, VM), says("1"), "it is '1', which is no int"),
        (asks("VM.start", SESSION, VM, False, False), says({}), "it is {}, which is no void"),
        (asks("Async.VM.start", SESSION, VM, False, False), says(""), "which is no task ref"),
        (asks("VM.get_all", SESSION), b'{"jsonrpc":"2.0","result":[],"id":2}', "the id 2 instead of 1"),
        (asks("VM.get_all", SESSION), b'{"result":[],"id":1}', "JSON-RPC"),
        (b'{"method":"VM.get_all","params":["OpaqueRef:s"],"id":1}', says([]), "JSON-RPC"),
        (asks("VM.get_all", SESSION), b'{"jsonrpc":"2.0","id":1}', "not one of a result and an error"),
        (
            asks("VM.get_all", SESSION),
            b'{"jsonrpc":"2.0","error":{"code":2,"message":"X","data":[]},"id":1}',
            "an error",
        ),
        (asks("VM.get_all", SESSION), b'{"jsonrpc":"2.0","error":["X",7],"id":0}', "not all text"),
        (asks("VM.get_all", SESSION), b'{"jsonrpc":"2.0","result":[],"result":[],"id":1}', "a member twice"),
        (asks("VM.get_all", SESSION), b"<html/>", "cannot be read"),
        (asks_in_xml("VM.get_all", SESSION), says([]), "cannot be read"),
        (
            asks_in_xml("VM.get_memory_static_max", SESSION, VM),
            xml.success(1.0, parse("float")),
            "tag='double', text='1'), which is no int",
        ),
        (
            asks_in_xml("VM.get_is_a_template", SESSION, VM),
            xml.success("true", parse("string")),
            "which is no bool",
        ),
        (
            asks_in_xml("VM.get_snapshot_time", SESSION, VM),
            xml.success("19700101T00:00:00Z", parse("string")),
            "which is no datetime",
        ),
        (
            asks_in_xml("VM.get_record", SESSION, VM),
            xml.success(record_with(power_state="running"), parse("VM record")),
            "no value of vm_power_state",
        ),
    ],
)
def test_a_wrong_answer_is_named(recorder, request_, answer, named):
    assert named in found(recorder, request_, answer)


def test_a_record_is_judged_once_and_counted_each_time(recorder):
    wrong = says(a_batch("vm", record_with(colour="blue")))

    first, again = found(recorder, WATCH, wrong), found(recorder, WATCH, wrong)

    assert (first != "", again) == (True, "")
    assert recorder.summary() == "recorder: 2 calls, 2 records, 1 violations"


def test_the_same_content_in_another_class_is_another_record(recorder):
    found(recorder, WATCH, says(a_batch("vm", new_record("VM"))))

    assert "has no field power_state" in found(recorder, WATCH, says(a_batch("host", new_record("VM"))))


def test_a_field_that_may_be_nothing_may_be_left_out(recorder):
    stat = {name: value for name, value in new_record("sr_stat").items() if value is not None}

    assert "uuid" not in stat
    assert list(recorder._of_a_record(stat, "sr_stat", "it", ours=False)) == []
