"""What happens to a whole pool, seen from outside."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import pytest

from tests.sim.wire import call, connected, heard, place

WEB, IDLE = "OpaqueRef:web", "OpaqueRef:idle"
MEMBER = "127.0.0.2"
FOREVER_S = 600


def up(pools: Any) -> bool:
    return all(host["listening"] for host in pools[0]["hosts"])


def certificate_at(url: str) -> str:
    return ssl.get_server_certificate(place(url))


def test_a_restart_cuts_refuses_and_leaves_neither_sessions_nor_tasks(troubled, trouble):
    api = troubled.login()
    task = api("task.create", "mine", "")
    with connected(troubled.url) as watching:
        watching.sendall(call("event.from", api.session, ["pool"], "9" * 20 + ",0", 60.0))

        trouble.act("restart", away_s=FOREVER_S)

        assert heard(watching) == b""
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place(troubled.url))
    trouble.act("return", host="granite")
    assert trouble.get("/pools/Tiny/sessions") == {"count": 0, "by_originator": {}}
    assert troubled.stranger().raw("VM.get_all", api.session)["error"]["message"] == "SESSION_INVALID"
    again = troubled.login()
    assert again.refusal("task.get_status", task)[0] == "HANDLE_INVALID"
    assert again("VM.get_name_label", WEB) == "web"


def test_after_a_restart_generations_go_on_and_deletions_are_forgotten(troubled, trouble):
    api = troubled.login()
    token = api.events(["*"])["token"]
    api("VM.destroy", IDLE)

    trouble.act("restart", away_s=0)
    trouble.until("/pools", up)
    again = troubled.login()
    again("VM.set_name_label", WEB, "new name")
    batch = again.events(["*"], token)

    assert WEB in [event["ref"] for event in batch["events"]]
    assert IDLE not in [event["ref"] for event in batch["events"]]
    assert batch["token"] > token


def test_a_server_comes_back_with_fewer_machines(troubled, trouble):
    api = troubled.login()
    token, count = api.events(["*"])["token"], len(api("VM.get_all"))

    vanished = trouble.act("restart", away_s=0, fewer=2)["vanished"]
    trouble.until("/pools", up)

    again = troubled.login()
    left = again("VM.get_all")
    assert (len(vanished), len(left)) == (2, count - 2)
    assert not set(vanished) & set(left)
    assert [event for event in again.events(["*"], token)["events"] if event["operation"] == "del"] == []


@pytest.mark.parametrize("which", ["same", "other"])
def test_a_server_comes_back_with_a_certificate(start, which):
    server = start(control=0)
    before = certificate_at(server.url)

    server.trouble.act("restart", away_s=0, certificate=which)
    pools = server.trouble.until("/pools", up)

    after = certificate_at(server.url)
    assert (after == before) == (which == "same")
    api = server.login()
    assert api("host.get_server_certificate", "OpaqueRef:granite") == after
    assert (pools[0]["hosts"][0]["fingerprint"] == server.opened[0].fingerprint) == (which == "same")


def test_a_member_restarts_alone(troubled, trouble):
    api = troubled.login()

    trouble.act("restart", host="basalt", away_s=FOREVER_S)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((MEMBER, place(troubled.url)[1]))
    assert api("VM.get_name_label", WEB) == "web"
    trouble.act("return", host="basalt")
    assert up(trouble.get("/pools"))


def test_a_host_comes_back_by_itself_after_its_time(troubled, trouble):
    trouble.act("restart", away_s=0.1)

    trouble.until("/pools", up)


def test_work_is_given_up_when_the_server_restarts(start):
    server = start(plain=True, control=0, speed=0.01)
    api = server.login()
    task = api("Async.VM.start", IDLE, False, False)
    api.until("vm", IDLE, lambda record: task in record["current_operations"])

    server.trouble.act("restart", away_s=0)
    server.trouble.until("/pools", up)

    record = server.login().until("vm", IDLE, lambda record: not record["current_operations"])
    assert record["power_state"] == "Halted"
    assert server.trouble.get("/pools/Tiny/records?class=task") == {}


def test_the_toolstack_restarts_while_machines_run_on(start):
    server = start(plain=True, control=0, speed=0.01)
    trouble, api = server.trouble, server.login()
    api("VM.set_name_label", WEB, "new name")
    token = api.events(["*"])["token"]
    task = api("Async.VM.start", IDLE, False, False)

    trouble.act("toolstack_restart", away_s=0, booting_s=FOREVER_S)

    trouble.until("/pools", up)
    assert server.stranger().raw("session.login_with_password", "root", "pretend")["error"] == ["HOST_STILL_BOOTING"]
    trouble.act("return", host="granite")
    again = server.login()
    assert again("task.get_status", task) == "failure"
    assert again("VM.get_power_state", WEB) == "Running"
    assert server.stranger().raw("VM.get_all", api.session)["error"]["message"] == "SESSION_INVALID"
    assert again.events(["*"])["token"] < token
    again("VM.set_name_label", WEB, "newer name")
    assert again.events(["*"], token, 0.0)["events"] == []


def login_when_ready(server: Any) -> Any:
    stranger = server.stranger()
    while stranger.raw("session.login_with_password", "root", "pretend").get("error"):
        pass
    return server.login()


def test_a_toolstack_may_come_back_with_its_sessions_and_its_count(troubled, trouble):
    api = troubled.login()
    token = api.events(["*"])["token"]

    trouble.act("toolstack_restart", away_s=0, booting_s=0, sessions="kept", generation="kept")
    trouble.until("/pools", up)
    login_when_ready(troubled)

    stranger = troubled.stranger()
    assert stranger.raw("VM.set_name_label", api.session, WEB, "new name")["result"] == ""
    batch = stranger.raw("event.from", api.session, ["vm"], token, 5.0)["result"]
    assert WEB in [event["ref"] for event in batch["events"]]


def test_a_toolstack_refuses_before_it_answers(troubled, trouble):
    trouble.act("toolstack_restart", away_s=FOREVER_S)

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place(troubled.url))
    assert troubled.stranger(members_url(troubled)).raw("VM.get_all", "x")["error"]["message"] == "HOST_IS_SLAVE"


def members_url(server: Any) -> str:
    return f"http://{MEMBER}:{place(server.url)[1]}"


def test_another_host_takes_over_when_the_coordinator_dies(troubled, trouble):
    session = troubled.login().session

    trouble.act("failover", to="basalt", after_s=0, dead_after_s=0)

    pools = trouble.until("/pools", lambda pools: not pools[0]["hosts"][0]["live"])
    assert pools[0]["coordinator"] == "OpaqueRef:basalt"
    assert [host["listening"] for host in pools[0]["hosts"]] == [False, True]
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(place(troubled.url))
    opened = troubled.opened[0]
    troubled.opened[0] = type(opened)(opened.name, members_url(troubled), opened.user, opened.password, None)
    again = troubled.login()
    assert troubled.stranger(members_url(troubled)).raw("VM.get_all", session)["error"]["message"] == "SESSION_INVALID"
    assert again("VM.get_power_state", WEB) == "Halted"
    messages = again("message.get_all_records").values()
    assert "POOL_MASTER_TRANSITION" in [message["name"] for message in messages]


def test_until_then_members_name_the_one_that_is_gone(troubled, trouble):
    trouble.act("failover", to="basalt", after_s=FOREVER_S)

    refused = troubled.stranger(members_url(troubled)).raw("session.login_with_password", "root", "pretend")["error"]
    assert (refused["message"], refused["data"]) == ("HOST_IS_SLAVE", ["127.0.0.1"])


def test_or_members_refuse_until_one_has_taken_over(troubled, trouble):
    trouble.act("failover", to=MEMBER, after_s=FOREVER_S, meanwhile="refuse")

    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((MEMBER, place(troubled.url)[1]))


def test_members_that_refused_answer_again(troubled, trouble):
    trouble.act("failover", to=MEMBER, after_s=0, meanwhile="refuse")

    pools = trouble.until("/pools", lambda pools: pools[0]["hosts"][1]["listening"])

    assert pools[0]["coordinator"] == "OpaqueRef:basalt"


def test_a_dead_host_comes_back_as_a_member(troubled, trouble):
    trouble.act("failover", to="basalt", after_s=0, dead_after_s=0)
    trouble.until("/pools", lambda pools: not pools[0]["hosts"][0]["live"])

    trouble.act("return", host="granite")

    pools = trouble.until("/pools", up)
    assert [host["live"] for host in pools[0]["hosts"]] == [True, True]
    refused = troubled.stranger().raw("session.login_with_password", "root", "pretend")["error"]
    assert (refused["message"], refused["data"]) == ("HOST_IS_SLAVE", [MEMBER])


def test_a_host_that_never_listened_can_come(start, data):
    data.tables["host_metrics"]["OpaqueRef:basalt-metrics"]["live"] = False
    server = start(data, plain=True, control=0)

    server.trouble.act("return", host="basalt")

    assert up(server.trouble.get("/pools"))
    refused = server.stranger(f"http://{MEMBER}:{place(server.url)[1]}").raw("VM.get_all", "x")
    assert refused["error"]["message"] == "HOST_IS_SLAVE"


def test_everybody_is_logged_out_and_whoever_waits_is_told(troubled, trouble):
    api = troubled.login()
    with connected(troubled.url) as connection:
        connection.sendall(call("event.from", api.session, ["pool"], "9" * 20 + ",0", 60.0))
        trouble.until("/pools/Tiny/connections", lambda open_: open_["open"] == 2)

        assert trouble.act("logout_all")["ended"] >= 1

        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)
    assert b"SESSION_INVALID" in answer
    assert api.refusal("VM.get_all")[0] == "SESSION_INVALID"


def test_a_pool_is_renamed_and_the_control_port_knows_it_still(troubled, trouble):
    trouble.act("rename_pool", name="Renamed", pool="Tiny")

    assert troubled.login()("pool.get_name_label", "OpaqueRef:pool") == "Renamed"
    assert trouble.get("/pools")[0]["name"] == "Tiny"


def test_a_field_changes_as_if_somebody_had_set_it(troubled, trouble):
    api = troubled.login()

    trouble.act("set", **{"class": "VM", "name": "idle", "field": "power_state", "value": "Suspended"})
    trouble.act("set", **{"class": "host", "ref": "OpaqueRef:basalt", "field": "tags", "value": ["a", "b"]})

    assert api("VM.get_power_state", IDLE) == "Suspended"
    assert "resume" in api("VM.get_allowed_operations", IDLE)
    assert api("host.get_tags", "OpaqueRef:basalt") == ["a", "b"]


def test_objects_vanish_as_if_somebody_had_destroyed_them(troubled, trouble):
    api = troubled.login()

    trouble.act("vanish", **{"class": "VM", "name": "idle"})
    trouble.act("vanish", **{"class": "network", "ref": "OpaqueRef:net"})

    assert IDLE not in api("VM.get_all")
    assert "OpaqueRef:vbd-idle" not in api("VBD.get_all")
    assert api("network.get_all") == []


@pytest.mark.parametrize(
    ("order", "sentence"),
    [
        ({}, "There is no act called None. Known acts: restart, "),
        ({"act": "explode"}, "There is no act called explode."),
        ({"act": "restart", "pool": "Atlantis"}, "There is no pool called Atlantis."),
        ({"act": "restart", "host": "atlantis"}, "There is no host called atlantis."),
        ({"act": "return", "host": "atlantis"}, "There is no host called atlantis."),
        ({"act": "restart", "away_s": -1}, "away_s is a number of seconds, not -1."),
        ({"act": "failover", "to": "granite"}, "granite cannot take over"),
        ({"act": "failover", "to": "atlantis"}, "atlantis cannot take over"),
        ({"act": "churn", "per_second": 1, "kinds": ["x"]}, "kinds is a list out of metrics, "),
        ({"act": "set", "class": "VM", "name": "web", "field": "colour", "value": 1}, "The class VM has no field"),
        ({"act": "set", "class": "VM", "name": "web", "field": "domid", "value": "x"}, "domid of the class VM cannot"),
        ({"act": "set", "class": "VM", "name": "web", "field": "domid"}, "value is missing"),
        ({"act": "vanish", "class": "VM"}, "Tell either the ref or the name"),
        ({"act": "vanish", "class": "VM", "name": "nobody"}, "There is no VM nobody."),
        ({"act": "vanish", "class": "session", "ref": "x"}, "There is no class session to choose from."),
        ({"act": "logout_all", "softly": True}, "softly cannot be told here. Known: act, pool."),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(trouble, order, sentence):
    status, answer = trouble.ask("POST", "/acts", order)

    assert status == 400
    assert answer["error"].startswith(sentence)
