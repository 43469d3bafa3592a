"""The control port: the truth, who is there, and what may be asked."""

from __future__ import annotations

import json

import pytest

from tests.sim.wire import connected, heard, parts

WEB = "OpaqueRef:web"


def test_the_pools_and_their_hosts_are_told(start):
    server = start(control=0)
    api = server.login()

    (pool,) = server.trouble.get("/pools")

    assert (pool["name"], pool["coordinator"]) == ("Tiny", "OpaqueRef:granite")
    granite, basalt = pool["hosts"]
    port = int(server.url.rpartition(":")[2])
    assert granite == {
        "ref": "OpaqueRef:granite",
        "name": "granite",
        "address": "127.0.0.1",
        "port": port,
        "live": True,
        "listening": True,
        "fingerprint": server.opened[0].fingerprint,
    }
    assert (basalt["address"], basalt["listening"]) == ("127.0.0.2", True)
    counts = api.events(["vm"])["valid_ref_counts"]
    assert pool["objects"] == sum(counts.values()) - counts["session"]


def test_records_are_the_truth_without_a_session(troubled, trouble):
    api = troubled.login()

    assert trouble.get("/pools/Tiny/records?class=VM") == api("VM.get_all_records")

    api("VM.set_name_label", WEB, "new näme")
    everything = trouble.get("/pools/Tiny/records")
    assert everything["VM"][WEB]["name_label"] == "new näme"
    assert everything["VM"] == api("VM.get_all_records")
    assert set(everything) >= {"pool", "host", "VBD", "task", "message"}


def test_messages_are_among_the_records(troubled, trouble):
    api = troubled.login()
    api("VM.start", "OpaqueRef:idle", False, False)

    assert trouble.get("/pools/Tiny/records?class=message") == api("message.get_all_records")


def test_references_of_sessions_stay_secret(troubled, trouble):
    session = troubled.login().session

    assert "session" not in trouble.get("/pools/Tiny/records")
    assert session not in json.dumps(trouble.get("/pools/Tiny/records"))
    assert trouble.ask("GET", "/pools/Tiny/records?class=session")[0] == 400


def test_sessions_are_counted_by_program(troubled, trouble):
    troubled.login(originator="one")
    troubled.login(originator="one")
    troubled.login(originator="two")

    assert trouble.get("/pools/Tiny/sessions") == {"count": 3, "by_originator": {"one": 2, "two": 1}}


def test_open_connections_are_counted(troubled, trouble):
    assert trouble.get("/pools/Tiny/connections") == {"open": 0}

    with connected(troubled.url), connected(troubled.url):
        trouble.until("/pools/Tiny/connections", lambda told: told == {"open": 2})

    trouble.until("/pools/Tiny/connections", lambda told: told == {"open": 0})


def test_faults_are_listed_with_what_they_were_told_and_how_often_they_struck(troubled, trouble):
    first = trouble.fault("drop", method="VM.start", times=3)
    second = trouble.fault("fails", code="SESSION_INVALID", host="basalt", pool="Tiny")
    troubled.stranger(troubled.url.replace("127.0.0.1", "127.0.0.2")).raw("VM.get_all", "x")

    assert trouble.get("/faults") == [
        {"id": first, "fault": "drop", "struck": 0, "method": "VM.start", "times": 3, "after": None},
        {
            "id": second,
            "fault": "fails",
            "struck": 1,
            "pool": "Tiny",
            "host": "basalt",
            "code": "SESSION_INVALID",
            "params": [],
        },
    ]


def test_faults_end_one_by_one_or_all_together(trouble):
    first, _, _ = (trouble.fault("drop") for _ in range(3))

    assert trouble.end(first) == 1
    assert trouble.end(first) == 0
    assert trouble.end() == 2
    assert trouble.get("/faults") == []


def test_no_fault_strikes_the_control_port(trouble):
    for name in ("refuse", "silent_connect", "drop_request", "not_rpc"):
        trouble.fault(name)

    assert len(trouble.get("/faults")) == 4


def test_it_listens_on_this_computer_only_and_not_at_all_unless_told(start, troubled):
    assert start(plain=True).server.control_url is None
    assert troubled.server.control_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({}, "There is no fault called None."),
        ({"fault": "gremlins"}, "There is no fault called gremlins."),
        ({"fault": "drop", "pool": "Atlantis"}, "There is no pool called Atlantis."),
        ({"fault": "drop", "host": "atlantis"}, "There is no host called atlantis."),
        ({"fault": "drop", "times": 0}, "times is a whole number from 1 on, not 0."),
        ({"fault": "fails"}, "code is missing: it is a text."),
        (["drop"], "The body should be a JSON object."),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(trouble, order, sentence):
    status, answer = trouble.ask("POST", "/faults", order)

    assert status == 400
    assert answer["error"].startswith(sentence)
    assert trouble.get("/faults") == []


@pytest.mark.parametrize("path", ["/", "/pools/Atlantis/records", "/pools/Tiny/secrets", "/faults/x"])
def test_what_is_not_there_is_told_in_a_sentence(trouble, path):
    status, answer = trouble.ask("GET", path)

    assert status == 404
    assert answer["error"].startswith("There is no")


def test_a_body_that_is_no_json_is_refused(troubled):
    with connected(troubled.server.control_url) as connection:
        connection.sendall(b"POST /acts HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nwhat")

        status, _, body = parts(heard(connection))

    assert status == "HTTP/1.1 400 Bad Request"
    assert json.loads(body) == {"error": "The body should be a JSON object."}
