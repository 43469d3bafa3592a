"""Every fault over real sockets: what a client sees, and what was done all the same."""

from __future__ import annotations

import json
import socket
import ssl
import xmlrpc.client
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.sim.wire import call, connected, exchange, heard, parts, place
from xengui.sim.faults import Faults

WEB = "OpaqueRef:web"
MEMBER = "127.0.0.2"


def renamed(api: Any) -> bool:
    return bool(api("VM.get_name_label", WEB) == "new name")


def rename(api: Any) -> tuple[str, str, str, str]:
    return "VM.set_name_label", api.session, WEB, "new name"


def test_a_host_refuses_and_listens_at_the_same_port_again(troubled, trouble):
    host, port = place(troubled.url)

    trouble.fault("refuse")

    for address in (host, MEMBER):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((address, port))
    assert trouble.end() == 1
    assert troubled.login()("VM.get_name_label", WEB) == "web"
    assert troubled.stranger(f"http://{MEMBER}:{port}").raw("VM.get_all", "x")["error"]["message"] == "HOST_IS_SLAVE"


def test_a_refusing_host_cuts_whoever_is_connected(troubled, trouble):
    with connected(troubled.url) as connection:
        connection.sendall(call("event.from", troubled.login().session, ["pool"], "9" * 20 + ",0", 60.0))

        trouble.fault("refuse")

        assert heard(connection) == b""


def test_only_the_chosen_host_refuses(troubled, trouble):
    trouble.fault("refuse", host="basalt")

    assert troubled.login()("VM.get_name_label", WEB) == "web"
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((MEMBER, place(troubled.url)[1]))


def test_a_fault_ends_when_its_time_has_passed(troubled, trouble):
    trouble.fault("refuse", seconds=0.05)

    trouble.until("/pools", lambda pools: all(host["listening"] for host in pools[0]["hosts"]))

    assert trouble.get("/faults") == []
    assert troubled.login()("VM.get_name_label", WEB) == "web"


@pytest.mark.parametrize("after", [None, 0, 20])
def test_an_answer_is_cut_in_its_midst_though_the_call_was_carried_out(troubled, trouble, after):
    api = troubled.login()
    whole = exchange_kept_alive(troubled.url, *rename(api))
    api("VM.set_name_label", WEB, "web")

    trouble.fault("drop", method="VM.set_name_label", times=1, **({} if after is None else {"after": after}))

    assert exchange(troubled.url, *rename(api)) == whole[: len(whole) // 2 if after is None else after]
    assert renamed(api)
    assert trouble.get("/faults") == []


def exchange_kept_alive(url: str, method: str, *params: Any) -> bytes:
    with connected(url) as connection:
        connection.sendall(call(method, *params))
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)
        return answer


def test_a_request_is_dropped_before_it_is_carried_out(troubled, trouble):
    api = troubled.login()
    trouble.fault("drop_request", method="VM.set_name_label", times=1)

    assert exchange(troubled.url, *rename(api)) == b""

    assert not renamed(api)
    assert trouble.get("/faults") == []


@pytest.mark.parametrize("carried_out", [False, True])
def test_nobody_answers_while_the_connection_stays(troubled, trouble, carried_out):
    api = troubled.login()
    number = trouble.fault("silent", method="VM.set_name_label", carried_out=carried_out)

    with connected(troubled.url) as connection:
        connection.sendall(call(*rename(api)))
        trouble.until("/faults", lambda faults: faults[0]["struck"] == 1)

        assert renamed(api) == carried_out
        trouble.end(number)
        connection.sendall(call(*rename(api)))  # nobody listens any more
        connection.shutdown(socket.SHUT_WR)
        assert heard(connection) == b""
    assert renamed(api) == carried_out


def test_whoever_waits_already_is_not_answered_either(troubled, trouble):
    api = troubled.login()
    with connected(troubled.url) as connection:
        connection.sendall(call("event.from", api.session, ["vm"], "9" * 20 + ",0", 0.1))

        trouble.fault("silent", method="event.from")
        trouble.until("/faults", lambda faults: faults[0]["struck"] == 1)

        connection.shutdown(socket.SHUT_WR)
        assert heard(connection) == b""


def test_connections_are_taken_and_no_greeting_is_answered(start):
    server = start(control=0)
    trouble = server.trouble
    trouble.fault("silent_connect", host="127.0.0.1")
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE

    with connected(server.url, timeout=0.5) as connection, pytest.raises(TimeoutError):
        context.wrap_socket(connection)

    assert trouble.get("/faults")[0]["struck"] == 1
    trouble.end()
    assert server.login()("VM.get_name_label", WEB) == "web"


def test_an_answer_trickles_and_the_rest_comes_when_the_fault_is_over(troubled, trouble):
    trouble.fault("trickle", bytes_per_second=10)
    with connected(troubled.url) as connection:
        connection.sendall(call("system.isAlive", "x" * 1000))

        first = connection.recv(1)
        trouble.end()

        answer = first + connection.recv(65536)
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)
    assert json.loads(parts(answer)[2])["result"] == "x" * 1000


def test_a_trickle_has_its_pace(troubled, trouble):
    trouble.fault("trickle", bytes_per_second=400, times=1)
    with connected(troubled.url) as connection:
        connection.sendall(call("system.isAlive", "x" * 100))
        begun = datetime.now(UTC)

        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(65536)

    assert datetime.now(UTC) - begun >= timedelta(seconds=len(answer) / 400 - 0.2)


def test_the_server_has_an_error_of_its_own(troubled, trouble):
    api = troubled.login()
    trouble.fault("http", method="VM.set_name_label", times=1)
    trouble.fault("http", status=503, times=1, method="VM.get_all")

    status, headers, body = parts(exchange(troubled.url, *rename(api)))

    assert (status, headers["content-type"]) == ("HTTP/1.1 500 Internal Server Error", "text/html")
    assert body.startswith(b"<html>")
    assert parts(exchange(troubled.url, "VM.get_all", api.session))[0] == "HTTP/1.1 503 Service Unavailable"
    assert not renamed(api)


def test_half_of_a_body_comes_of_the_length_that_was_told(troubled, trouble):
    trouble.fault("truncated", times=1)

    _, headers, body = parts(exchange(troubled.url, "system.isAlive", "hello"))

    assert len(body) == int(headers["content-length"]) // 2
    assert body == b'{"jsonrpc":"2.0","result":"hello","id":1}'[: len(body)]


def test_a_length_may_lie(troubled, trouble):
    trouble.fault("short", times=1)

    _, headers, body = parts(exchange_kept_alive(troubled.url, "system.isAlive", "hello"))

    assert json.loads(body)["result"] == "hello"
    assert int(headers["content-length"]) == len(body) // 2


def test_bytes_of_a_body_are_changed_but_none_are_missing(troubled, trouble):
    right = parts(exchange_kept_alive(troubled.url, "system.isAlive", "x" * 5000))[2]
    trouble.fault("corrupt", seed=3, times=2)
    wrong = []
    for _ in range(2):
        with connected(troubled.url) as connection:
            connection.sendall(call("system.isAlive", "x" * 5000))
            answer = b""
            while len(parts(answer)[2]) < len(right):
                answer += connection.recv(65536)
            wrong.append(parts(answer)[2])

    assert [len(body) for body in wrong] == [len(right)] * 2
    assert wrong[0] != right
    assert wrong[0] != wrong[1]
    for body in wrong:
        with pytest.raises(UnicodeDecodeError):
            body.decode()


def test_somebody_else_answers_with_a_page(troubled, trouble):
    api = troubled.login()
    trouble.fault("not_rpc", method="VM.set_name_label", times=1)

    status, headers, body = parts(exchange(troubled.url, *rename(api)))

    assert (status, headers["content-type"]) == ("HTTP/1.1 200 OK", "text/html")
    assert body.startswith(b"<!DOCTYPE html>")
    assert not renamed(api)


def test_a_call_fails_with_the_error_that_was_asked_for(troubled, trouble):
    api = troubled.login()
    trouble.fault("fails", method="VM.start", code="NO_HOSTS_AVAILABLE", times=2)
    trouble.fault("fails", method="event.from", code="EVENTS_LOST", times=1)

    assert api.refusal("VM.start", "OpaqueRef:idle", False, False) == ["NO_HOSTS_AVAILABLE"]
    assert api.refusal("Async.VM.start", "OpaqueRef:idle", False, False) == ["NO_HOSTS_AVAILABLE"]
    assert api.refusal("event.from", ["vm"], "", 0.0) == ["EVENTS_LOST"]
    assert api("VM.get_power_state", "OpaqueRef:idle") == "Halted"


def test_a_fault_for_the_asynchronous_spelling_leaves_the_other_alone(troubled, trouble):
    api = troubled.login()
    trouble.fault("fails", method="Async.VM.start", code="NO_HOSTS_AVAILABLE")

    assert api("VM.start", "OpaqueRef:idle", False, False) == ""
    assert api.refusal("Async.VM.start", "OpaqueRef:idle", False, False) == ["NO_HOSTS_AVAILABLE"]


def test_parameters_of_an_error_go_along_in_both_spellings(troubled, trouble):
    trouble.fault("fails", code="HOST_IS_SLAVE", params=["10.0.0.1"])

    assert troubled.stranger().raw("VM.get_all", "x")["error"] == {
        "code": 1,
        "message": "HOST_IS_SLAVE",
        "data": ["10.0.0.1"],
    }
    with xmlrpc.client.ServerProxy(troubled.url) as proxy:
        assert proxy.VM.get_all("x") == {"Status": "Failure", "ErrorDescription": ["HOST_IS_SLAVE", "10.0.0.1"]}


def test_a_host_that_is_not_ready_says_so_in_a_shape_of_its_own(troubled, trouble):
    trouble.fault("fails", code="HOST_STILL_BOOTING")

    assert troubled.stranger().raw("VM.get_all", "x") == {"jsonrpc": "2.0", "error": ["HOST_STILL_BOOTING"], "id": 0}


def test_deletions_are_lost_but_the_counts_are_right(troubled, trouble):
    api = troubled.login()
    before = api.events(["*"])
    trouble.fault("lost_deletions")

    api("VM.destroy", "OpaqueRef:idle")
    api("VM.set_name_label", WEB, "new name")
    batch = api.events(["*"], before["token"])

    assert {event["operation"] for event in batch["events"]} <= {"add", "mod"}
    assert batch["valid_ref_counts"]["vm"] == before["valid_ref_counts"]["vm"] - 1
    trouble.end()
    api("VM.destroy", "OpaqueRef:custom")
    assert gone(api.events(["vm"], batch["token"])) == ["OpaqueRef:custom"]


def gone(batch: Any) -> list[str]:
    return [event["ref"] for event in batch["events"] if event["operation"] == "del"]


def test_changes_are_lost_though_the_token_goes_on(troubled, trouble):
    api = troubled.login()
    token = api.events(["*"])["token"]
    trouble.fault("lost_modifications", times=1)

    api("VM.set_name_label", WEB, "lost")
    batch = api.events(["*"], token, 0.0)
    api("VM.set_name_label", "OpaqueRef:idle", "told")
    later = api.events(["vm"], batch["token"])

    assert batch["events"] == []
    assert batch["token"] > token
    assert [event["ref"] for event in later["events"]] == ["OpaqueRef:idle"]


def test_an_old_token_makes_everything_come_again_until_the_fault_ends(troubled, trouble):
    api = troubled.login()
    token = api.events(["*"])["token"]
    trouble.fault("old_token")
    api("VM.set_name_label", WEB, "new name")

    told = [api.events(["*"], token)]
    for _ in range(2):
        told.append(api.events(["*"], told[-1]["token"]))
    trouble.end()
    told.append(api.events(["*"], told[-1]["token"]))

    assert all(batch["token"] < token for batch in told[:3])
    assert all(WEB in [event["ref"] for event in batch["events"]] for batch in told)
    assert told[3]["token"] > token
    assert api.events(["*"], told[3]["token"], 0.0)["events"] == []


def test_every_answer_is_late(troubled, trouble):
    api = troubled.login()
    trouble.fault("slow", seconds_each=0.3, method="VM.get_all", times=1)
    begun = datetime.now(UTC)

    api("VM.get_all")

    assert datetime.now(UTC) - begun >= timedelta(seconds=0.3)


def test_the_clock_of_a_pool_is_off(start, data):
    server = start(data, type(data)("Other", data.tables, idle_traffic=False), plain=True, control=0)
    server.trouble.fault("skew", by=-3600, pool="Tiny")

    def minutes_off(number: int) -> float:
        api = server.login(number)
        told = datetime.fromisoformat(api("host.get_servertime", "OpaqueRef:granite"))
        task = api("task.create", "label", "")
        created = datetime.fromisoformat(api("task.get_created", task))
        assert abs(told - created) < timedelta(seconds=30)
        return (told - datetime.now(UTC)).total_seconds() / 60

    assert minutes_off(0) == pytest.approx(-60, abs=1)
    assert minutes_off(1) == pytest.approx(0, abs=1)
    server.trouble.end()
    assert minutes_off(0) == pytest.approx(0, abs=1)


def test_a_page_is_struck_like_any_request_but_not_by_a_fault_of_one_method(troubled, trouble):
    trouble.fault("http", method="VM.start")
    connection = troubled.stranger().connection
    connection.request("GET", "/")
    assert connection.getresponse().read().startswith(b"<html>")

    trouble.fault("http", status=502, times=1)

    connection.request("GET", "/")
    assert connection.getresponse().status == 502


def test_the_oldest_fault_strikes_first_and_only_as_often_as_told():
    faults = Faults()
    first = faults.add({"fault": "drop", "times": 1})
    second = faults.add({"fault": "truncated", "times": 2, "pool": "Stone", "host": "granite"})

    struck = [faults.strike({"drop", "truncated"}, "Stone", {"granite", "127.0.0.1"}) for _ in range(4)]

    assert struck == [first, second, second, None]
    assert not faults


def test_a_fault_of_another_pool_or_host_does_not_strike():
    faults = Faults()
    faults.add({"fault": "drop", "pool": "Stone"})
    faults.add({"fault": "drop", "host": "basalt"})

    assert faults.strike({"drop"}, "Lab", {"granite"}) is None
    assert [fault["struck"] for fault in faults.listed()] == [0, 0]
