"""Calls are told with the names of the objects they are about."""

from __future__ import annotations

from tests.builders import a_host, a_vdi, a_vm, pool_with, ref
from xengui.model.call import Call, Earlier
from xengui.queries.call_words import arguments, in_words, known, linked, references, whole

POOL = pool_with(a_vm(name_label="web-01"), a_host(name_label="basalt"), a_vdi(name_label="root"))


def said(method: str, *params: object) -> str:
    call = Call(method, params)
    return in_words(call, known([call], POOL))


def test_a_call_names_its_objects():
    assert said("VM.start", ref("web-01"), False, False) == "VM.start web-01, false, false"


def test_names_are_found_inside_of_records_sets_and_maps():
    migrate = said("VM.migrate_send", ref("web-01"), {}, True, {ref("root"): ref("basalt")}, [ref("basalt")])

    assert migrate == "VM.migrate_send web-01, {}, true, {root: basalt}, [basalt]"


def test_texts_are_quoted_and_nothing_is_called_nothing():
    assert said("VM.set_name_label", ref("web-01"), 'the "new" one') == 'VM.set_name_label web-01, "the \\"new\\" one"'
    assert said("VM.copy", ref("web-01"), "copy", "OpaqueRef:NULL") == 'VM.copy web-01, "copy", nothing'


def test_a_reference_to_something_gone_is_shortened():
    assert said("VM.start", "OpaqueRef:8c1f0000-0000-4000-8000-000000000000") == "VM.start OpaqueRef:8c1f0000…"


def test_the_result_of_an_earlier_call_is_told_by_its_number():
    assert said("VBD.create", {"VDI": Earlier(0)}, Earlier(1)) == "VBD.create {VDI: result of call 1}, result of call 2"


def test_long_arguments_end_in_dots():
    assert len(arguments(Call("VM.set_name_label", ("x" * 500,)), {})) == 200


def test_the_whole_call_has_references_and_names():
    call = Call("VM.pool_migrate", (ref("web-01"), ref("basalt"), {"live": "true"}))

    told = whole(call, known([call], POOL))

    assert told == f'VM.pool_migrate("{ref("web-01")}" web-01, "{ref("basalt")}" basalt, {{"live": "true"}})'


def test_every_reference_is_seen_but_the_null_one():
    value = ({"a": ["OpaqueRef:1", {"b": "OpaqueRef:2"}], "OpaqueRef:3": 1}, "OpaqueRef:NULL", "text", 4)

    assert sorted(references(value)) == ["OpaqueRef:1", "OpaqueRef:2", "OpaqueRef:3"]


def test_calls_are_linked_by_the_references_they_gave():
    made = [
        Call("VDI.create", ({"name_label": "data"},)),
        Call("VBD.create", ({"VDI": "OpaqueRef:new", "VM": "OpaqueRef:vm"},)),
        Call("VBD.plug", ("OpaqueRef:vbd",)),
    ]

    joined = linked(made, ["OpaqueRef:new", "OpaqueRef:vbd", ""])

    assert joined[1].params[0]["VDI"] == Earlier(0)
    assert joined[1].params[0]["VM"] == "OpaqueRef:vm"
    assert joined[2].params == (Earlier(1),)
