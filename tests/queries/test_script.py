"""What a script leaves out, what it looks up first, and what of a server's text it lets through."""

from __future__ import annotations

from xengui.model.call import Call, Earlier
from xengui.queries.call_words import Known
from xengui.queries.script import Server, earlier, lines, looked_up, needed, one_line, type_of

WEB = Known("OpaqueRef:web", "VM", "uuid-web", "web-01")
TWIN = Known("OpaqueRef:twin", "VM", "uuid-twin", "web 01")
OBJECTS = {one.ref: one for one in (WEB, TWIN)}


def test_a_task_is_waited_for_and_its_own_calls_are_left_out():
    made = lines([Call("session.logout"), Call("Async.VM.start", (WEB.ref,)), Call("task.destroy", (Earlier(1),))])

    assert [(line.call.method, bool(line.left_out)) for line in made] == [
        ("session.logout", True),
        ("VM.start", False),
        ("task.destroy", True),
    ]


def test_a_call_about_a_task_of_somebody_else_stays():
    assert not lines([Call("task.cancel", ("OpaqueRef:task",))])[0].left_out


def test_each_object_has_a_variable_of_its_own():
    made = lines([Call("VM.assert_agile", (WEB.ref,)), Call("VM.assert_agile", ([TWIN.ref, WEB.ref],))])

    assert [name for name, _ in looked_up(made, OBJECTS).values()] == ["vm_web_01", "vm_web_01_2"]


def test_an_object_without_a_uuid_is_not_looked_up():
    gone = Known("OpaqueRef:gone", "VM", "", "gone")

    assert looked_up(lines([Call("VM.start", (gone.ref, "OpaqueRef:else"))]), {gone.ref: gone}) == {}


def test_results_that_later_calls_need_are_known_also_inside_of_records():
    made = lines([Call("VDI.create"), Call("VBD.create", ({"VDI": Earlier(0), "x": [Earlier(1)]},))])

    assert needed(made) == {0, 1}
    assert earlier("text") == set()


def test_a_name_cannot_leave_its_comment():
    assert one_line("web\n\x1b[2Jrm -rf /\u202e x") == "web [2Jrm -rf / x"


def test_types_are_those_of_the_call_table():
    assert type_of("VM.start", 1) == "bool"
    assert type_of("VM.start", 9) == ""
    assert Server("https://granite").user == "root"
