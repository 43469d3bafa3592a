from tests.model.datamodel import published
from xengui.model.calls import CALLS

YOUNGER = {
    "VM.set_groups",
    "VM.sysprep",
    "VDI.revert",
    "message.destroy_all",
    "VM_group.get_all",
    "VM_group.get_all_records",
    "VM_group.get_record",
}


def test_every_published_call_is_there_with_its_types():
    for cls in published():
        for message in cls["messages"]:
            params = tuple(param["type"] for param in message["params"] if param["name"] != "session_id")

            assert CALLS[f"{cls['name']}.{message['name']}"] == (params, message["result"][0])


def test_no_call_is_there_that_nobody_published_but_the_named_younger_ones():
    names = {f"{cls['name']}.{message['name']}" for cls in published() for message in cls["messages"]}

    assert CALLS.keys() - names == YOUNGER


def test_the_calls_that_the_program_makes_are_known():
    assert CALLS["VM.start"] == (("VM ref", "bool", "bool"), "void")
    assert CALLS["VM.clean_shutdown"] == (("VM ref",), "void")
    assert CALLS["session.login_with_password"] == (("string",) * 4, "session ref")
    assert CALLS["event.from"] == (("string set", "string", "float"), "an event batch")
    assert CALLS["task.add_to_other_config"] == (("task ref", "string", "string"), "void")
