"""Every call leaves a line, and no secrets."""

from __future__ import annotations

import json

import pytest

from xengui.sim.calllog import CallLog
from xengui.sim.clock import Clock


@pytest.fixture
def lines(tmp_path):
    return lambda: [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]


@pytest.fixture
def logged(start, tmp_path):
    log = CallLog(tmp_path / "calls", Clock())
    yield start(plain=True, log=log)
    log.close()


def test_a_call_is_a_line(logged, lines):
    api = logged.login(originator="me")

    api("VM.set_name_label", "OpaqueRef:web", "renamed")

    line = lines()[-1]
    assert line.keys() == {"time", "pool", "method", "params", "error", "duration_ms", "originator"}
    assert (line["pool"], line["method"], line["params"]) == ("Tiny", "VM.set_name_label", ["OpaqueRef:web", "renamed"])
    assert (line["error"], line["originator"]) == (None, "me")
    assert line["duration_ms"] >= 0


def test_passwords_do_not_appear(logged, lines, tmp_path):
    api = logged.login(originator="me")
    api("session.change_password", "pretend", "hush hush")
    api.refusal("SR.probe", "OpaqueRef:granite", {"chappassword": "hush hush", "target": "x"}, "lvmoiscsi", {})
    api.refusal("pool.join", "address", "root", "hush hush")

    assert lines()[0]["params"] == ["root", "***", "1.0", "me"]
    assert lines()[2]["params"][1] == {"chappassword": "***", "target": "x"}
    text = (tmp_path / "calls").read_text()
    assert "hush hush" not in text
    assert "pretend" not in text
    assert api.session not in text


def test_a_failure_is_told_by_its_code(logged, lines):
    api = logged.login()

    api.refusal("VM.get_record", "OpaqueRef:x")
    api.refusal("VM.dance", "secret?")

    assert [(line["error"], line["params"]) for line in lines()[-2:]] == [
        ("HANDLE_INVALID", ["OpaqueRef:x"]),
        ("MESSAGE_METHOD_UNKNOWN", []),
    ]


def test_the_place_in_the_queue_of_events_is_no_secret(logged, lines):
    api = logged.login()

    api.events(["pool"], "", 0.0)

    assert lines()[-1]["params"] == [["pool"], "", 0.0]


def test_lines_are_added_to_what_is_there(tmp_path, lines):
    (tmp_path / "calls").write_text("{}\n")

    CallLog(tmp_path / "calls", Clock()).close()

    assert lines() == [{}]
