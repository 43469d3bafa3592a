"""A shell script quotes what a shell would read, and keeps secrets off command lines. Journeys run such scripts."""

from __future__ import annotations

import json
import subprocess

from xengui.model.call import Call, Earlier
from xengui.model.secrets import MASK
from xengui.queries.call_words import Known
from xengui.queries.script import Server
from xengui.queries.script_curl import curl_script

WEB = Known("OpaqueRef:web", "VM", "uuid-web", "web-01\nrm -rf /")
PINNED = Server("https://granite:8443", "root", ("ab" * 32,))


def bodies(*calls: Call) -> list[dict[str, object]]:
    """What the script would send, told by a shell in which sending is writing down."""
    script = curl_script(calls, {WEB.ref: WEB}, Server("http://granite"))
    harmless = script.replace(
        "\n# Sends a call", '\nsend() { cat >&3; echo >&3; echo \'{"result": "OpaqueRef:r"}\'; }\n#', 1
    )
    command = f"exec 3>&1 >/dev/null\nXENAPI_PASSWORD='a \"b\" \\c'\n{harmless}"
    done = subprocess.run(["/bin/sh", "-c", command], capture_output=True, text=True, check=True, input="typed\n")
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_the_script_logs_in_looks_up_calls_and_logs_out():
    sent = bodies(Call("Async.VM.start", (WEB.ref, False, True)))

    assert [(body["method"], body["params"]) for body in sent] == [
        ("session.login_with_password", ["root", 'a "b" \\c', "1.0", "script copied from xengui"]),
        ("VM.get_by_uuid", ["OpaqueRef:r", "uuid-web"]),
        ("VM.start", ["OpaqueRef:r", "OpaqueRef:r", False, True]),
        ("session.logout", ["OpaqueRef:r"]),
    ]


def test_nothing_in_a_parameter_is_read_by_the_shell():
    name = 'it\'s $HOME `id` "x" \\ ü\n$(id)'

    sent = bodies(Call("VM.set_name_label", (WEB.ref, name)))

    assert sent[2]["params"] == ["OpaqueRef:r", "OpaqueRef:r", name]


def test_results_and_secrets_are_put_in():
    calls = (Call("VDI.create", ({"size": 2**40},)), Call("SR.create", (Earlier(0), {"password": MASK, "n": None})))

    sent = bodies(*calls)

    assert sent[1]["params"] == ["OpaqueRef:r", {"size": 2**40}]
    assert sent[2]["params"] == ["OpaqueRef:r", "OpaqueRef:r", {"password": "typed"}]


def test_a_pinned_server_is_checked_before_anything_is_sent():
    script = curl_script([Call("pool.get_all")], {}, PINNED)

    assert script.index("ab" * 32) < script.index("session.login_with_password")
    assert '--insecure --pinnedpubkey "sha256//$key"' in script
    assert "-connect granite:8443" in script


def test_without_a_fingerprint_the_issuer_is_checked():
    script = curl_script([Call("pool.get_all")], {}, Server("https://granite"))

    assert "--insecure" not in script
    assert "issuer is checked" in script
