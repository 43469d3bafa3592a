"""A Python script is complete, keeps what 32 bits cannot hold, and holds no secret. Journeys run such scripts."""

from __future__ import annotations

import ast

from xengui.model.call import Call, Earlier
from xengui.model.secrets import MASK
from xengui.queries.call_words import Known
from xengui.queries.script import Server
from xengui.queries.script_python import python_script

WEB = Known("OpaqueRef:web", "VM", "uuid-web", "web-01\nimport os")
PINNED = Server("https://granite", "root", ("ab" * 32,))


def script(*calls: Call, server: Server = PINNED) -> str:
    text = python_script(calls, {WEB.ref: WEB}, server)
    ast.parse(text)
    return text


def made(*calls: Call) -> list[str]:
    """The lines between logging in and logging out."""
    text = script(*calls)
    return [line.strip() for line in text.partition("\ntry:\n")[2].partition("finally:")[0].splitlines()]


def test_objects_are_looked_up_by_uuid_and_the_call_is_made():
    assert made(Call("Async.VM.start", (WEB.ref, False, True))) == [
        "vm_web_01_import_os = api.VM.get_by_uuid('uuid-web')  # web-01 import os",
        "api.VM.start(vm_web_01_import_os, False, True)",
    ]


def test_integers_go_as_text_and_floats_as_numbers():
    assert made(Call("VDI.resize", ("OpaqueRef:disk", 2**40)))[-1].endswith(f"'{2**40}')")
    assert made(Call("VM.set_HVM_shadow_multiplier", (WEB.ref, 2)))[-1].endswith(", 2.0)")


def test_results_of_earlier_calls_are_handed_on():
    lines = made(Call("VDI.create", ({"virtual_size": 1},)), Call("VBD.create", ({"VDI": Earlier(0), "no": None},)))

    assert lines == [
        "result_1 = api.VDI.create({'virtual_size': '1'})",
        "api.VBD.create({'VDI': result_1})",
    ]


def test_a_secret_is_asked_for():
    assert made(Call("secret.create", ({"value": MASK},))) == ["api.secret.create({'value': secret('value')})"]
    (line,) = made(Call("VM.import", (f"http://{MASK}@nas/x",)))
    assert line.count("secret(") == 1
    assert MASK not in line


def test_a_method_that_is_a_word_of_the_language_can_be_called():
    assert made(Call("event.from", (["*"], "", 30.0))) == ["session.xenapi_request('event.from', (['*'], '', 30.0,))"]


def test_only_calls_that_are_left_out_are_a_script_too():
    assert made(Call("session.logout")) == ["# session.logout: this script logs in and out by itself", "pass"]


def test_without_a_fingerprint_the_usual_check_of_certificates_stands():
    text = script(Call("pool.get_all"), server=Server("https://granite"))

    assert "Pinned" not in text
    assert "CERT_NONE" not in text
    assert "ab" * 32 in script(Call("pool.get_all"))
