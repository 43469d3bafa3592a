"""The program: its first line, its end, and what it says about wrong arguments."""

from __future__ import annotations

import gzip
import http.client
import json
import signal
import socket
import subprocess
import sys
from typing import Any

import pytest
import XenAPI

from tests.sim.moving import DISK_IDLE, FAR, FAR_NET, FAR_SR, IDLE, far_pool, movable
from xengui.sim.__main__ import main

RECORDED = {
    "pool": {"OpaqueRef:p": {"name_label": "Recorded", "master": "OpaqueRef:h"}},
    "host": {"OpaqueRef:h": {"name_label": "only", "hostname": "only", "enabled": True, "metrics": "OpaqueRef:m"}},
    "host_metrics": {"OpaqueRef:m": {"live": True, "memory_total": 8 << 30, "memory_free": 4 << 30}},
    "VM": {"OpaqueRef:v": {"name_label": "web", "domid": -1}},
}


@pytest.fixture
def recorded(tmp_path):
    path = tmp_path / "pool.json.gz"
    path.write_bytes(gzip.compress(json.dumps(RECORDED).encode()))
    return str(path)


@pytest.fixture
def launch():
    """Start the program; returns it and its first line."""
    launched = []

    def launch(*arguments):
        program = subprocess.Popen(
            [sys.executable, "-m", "xengui.sim", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        launched.append(program)
        assert program.stdout is not None
        return program, json.loads(program.stdout.readline())

    yield launch
    for program in launched:
        program.kill()
        program.communicate(timeout=10)


@pytest.fixture
def complaint(capsys):
    """Run with wrong arguments; returns what is said about them, after a look at the exit status."""

    def complaint(*arguments):
        try:
            status = main(list(arguments))
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        assert (status, said.out) == (2, "")
        assert said.err.count("\n") == 1
        return said.err.removeprefix("xengui-sim: ").strip()

    return complaint


def test_the_first_line_says_how_to_connect(launch, recorded):
    _, line = launch("--world", recorded, "--password", "open sesame", "--user", "admin")

    assert line.keys() == {"url", "user", "password", "fingerprint"}
    assert (line["user"], line["password"]) == ("admin", "open sesame")
    assert line["url"].startswith("https://127.0.0.1:")
    assert int(line["fingerprint"], 16)
    assert (len(line["fingerprint"]), line["fingerprint"].islower()) == (64, True)


def test_several_pools_are_listed_the_first_on_top(launch):
    _, line = launch("--plain")

    assert [pool["name"] for pool in line["pools"]] == ["Stone", "Lab"]
    assert line["url"] == line["pools"][0]["url"]
    assert line["fingerprint"] is None


def test_a_client_of_somebody_elses_making_gets_along(launch, recorded):
    _, line = launch("--world", recorded, "--speed", "50")
    session = XenAPI.Session(line["url"], ignore_ssl=True)
    session.xenapi.login_with_password(line["user"], line["password"], "1.0", "somebody else")
    api = session.xenapi
    try:
        batch = getattr(api.event, "from")(["*"], "", 5.0)
        assert {event["class"] for event in batch["events"]} >= {"vm", "host", "pool"}

        task = api.Async.VM.start("OpaqueRef:v", False, False)
        while api.task.get_status(task) == "pending":
            batch = getattr(api.event, "from")([f"task/{task}"], batch["token"], 5.0)

        assert (api.task.get_status(task), api.task.get_result(task)) == ("success", "")
        assert (api.VM.get_power_state("OpaqueRef:v"), api.VM.get_record("OpaqueRef:v")["domid"]) == ("Running", "1")
        with pytest.raises(XenAPI.Failure) as refused:
            api.VM.start("OpaqueRef:v", False, False)
        assert refused.value.details == ["VM_BAD_POWER_STATE", "OpaqueRef:v", "halted", "running"]
    finally:
        session.xenapi.session.logout()
        session("close")()


def test_a_client_of_somebody_elses_making_sends_a_machine_from_one_program_to_another(launch, data, tmp_path):
    sessions = []
    for name, tables in (("near", movable(data).tables), ("far", far_pool().tables)):
        world = tmp_path / f"{name}.json"
        world.write_text(json.dumps(tables))
        _, line = launch("--world", str(world), "--speed", "50")
        session = XenAPI.Session(line["url"], ignore_ssl=True)
        session.xenapi.login_with_password(line["user"], line["password"], "1.0", "somebody else")
        sessions.append(session)
    near, far = (session.xenapi for session in sessions)
    try:
        uuid = near.VM.get_uuid(IDLE)
        dest = far.host.migrate_receive(FAR, FAR_NET, {})
        moves: tuple[Any, ...] = IDLE, dest, True, {DISK_IDLE: FAR_SR}, {"OpaqueRef:vif-idle": FAR_NET}, {}
        near.VM.assert_can_migrate(*moves)

        arrived = near.VM.migrate_send(*moves)

        assert far.VM.get_uuid(arrived) == uuid
        far.VM.start(arrived, False, False)
        with pytest.raises(XenAPI.Failure) as gone:
            near.VM.get_record(IDLE)
        assert gone.value.details == ["HANDLE_INVALID", "VM", IDLE]
    finally:
        for session in sessions:
            session.xenapi.session.logout()
            session("close")()


def _asked(control: str, path: str) -> Any:
    connection = http.client.HTTPConnection(control.removeprefix("http://"))
    connection.request("GET", path)
    answer = json.loads(connection.getresponse().read())
    connection.close()
    return answer


def test_a_control_port_is_told_in_the_first_line(launch, recorded):
    _, line = launch("--world", recorded, "--control")

    assert line["control"].startswith("http://127.0.0.1:")
    assert [pool["name"] for pool in _asked(line["control"], "/pools")] == ["Recorded"]


def test_faults_may_be_there_from_the_beginning(launch, recorded):
    _, line = launch(
        *("--world", recorded, "--control", "0"),
        *("--fault", "slow,seconds_each=0.5,method=VM.start"),
        *("--fault", "fails,code=SR_BACKEND_FAILURE_47,params=;No.;,times=2,host=only"),
        *("--fault", "silent,carried_out=true"),
    )

    slow, fails, silent = _asked(line["control"], "/faults")
    assert (slow["fault"], slow["seconds_each"], slow["method"]) == ("slow", 0.5, "VM.start")
    assert (fails["params"], fails["times"], fails["host"]) == (["", "No.", ""], 2, "only")
    assert silent["carried_out"] is True


def test_rows_may_change_from_the_beginning(launch, recorded):
    _, line = launch("--world", recorded, "--plain", "--churn", "100", "--control")

    while not _asked(line["control"], "/pools/Recorded/records?class=VM")["OpaqueRef:v"]["name_description"]:
        pass


def test_many_pools_can_be_had_in_one_process_and_laden(launch):
    _, line = launch("--pools", "3", "--hosts", "1", "--vms", "4", "--messages", "30", "--folders", "9", "--control")

    assert [pool["name"] for pool in line["pools"]] == ["Pool 1", "Pool 2", "Pool 3"]
    assert len({pool["url"] for pool in line["pools"]}) == 3
    for name in ("Pool%201", "Pool%203"):
        assert len(_asked(line["control"], f"/pools/{name}/records?class=message")) == 30
        (pool,) = _asked(line["control"], f"/pools/{name}/records?class=pool").values()
        assert (
            "/Folder 9" in pool["other_config"]["EMPTY_FOLDERS"] or "/Folder 8" in pool["other_config"]["EMPTY_FOLDERS"]
        )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(launch, recorded, number):
    program, _ = launch("--world", recorded)

    program.send_signal(number)

    assert program.wait(10) == 0
    assert program.stderr.read() == b""


def test_it_ends_with_its_parent_when_told_to(launch, recorded):
    program, _ = launch("--world", recorded, "--until-stdin-closes")

    program.stdin.close()
    program.stdin = None

    assert program.wait(10) == 0


def test_a_port_of_ones_own_choice_and_a_call_log(launch, recorded, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]

    _, line = launch("--world", recorded, "--port", str(port), "--call-log", str(tmp_path / "calls"))
    session = XenAPI.Session(line["url"], ignore_ssl=True)
    session.xenapi.login_with_password("root", "pretend")
    session("close")()

    assert line["url"] == f"https://127.0.0.1:{port}"
    assert json.loads((tmp_path / "calls").read_text())["method"] == "session.login_with_password"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--speed", "0"], "argument --speed: 0 is not a number above zero."),
        (["--speed", "fast"], "argument --speed: fast is not a number above zero."),
        (["--port", "70000"], "argument --port: 70000 is not a whole number from 0 to 65535."),
        (["--vms", "none"], "argument --vms: none is not a whole number from 1 to 1000000."),
        (["--host", "localhost"], "argument --host: localhost is no IPv4 address."),
        (["--host", "192.0.2.1"], "192.0.2.1 is no address of this computer."),
        (["--colour"], "unrecognized arguments: --colour."),
        (["--control", "x"], "argument --control: x is not a whole number from 0 to 65535."),
        (["--fault", "drop,times"], "argument --fault: times is not KEY=VALUE."),
        (["--fault", "drop,times=0"], "times is a whole number from 1 on, not 0."),
        (["--fault", "drop,host=atlantis"], "There is no host called atlantis."),
        (["--churn", "0"], "argument --churn: 0 is not a number above zero."),
        (["--call-log", "/nowhere/calls"], "/nowhere/calls: No such file or directory."),
    ],
)
def test_wrong_arguments_are_told_in_a_sentence(complaint, recorded, arguments, sentence):
    assert complaint("--world", recorded, *arguments) == sentence


def test_a_port_in_use_is_told_in_a_sentence(complaint, recorded):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = complaint("--world", recorded, "--port", str(port))

    assert said == f"Port {port} at 127.0.0.1 is in use by another program."


def test_a_control_port_in_use_is_told_in_a_sentence(complaint, recorded):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        said = complaint("--world", recorded, "--control", str(port))

    assert said == f"Port {port} for the control port is in use by another program."


def test_a_world_that_is_none_is_told_in_a_sentence(complaint, tmp_path):
    path = tmp_path / "world.json"
    path.write_text(json.dumps({"pool": {}, "host": {}}))

    assert complaint("--world", "atlantis").startswith("There is no world called atlantis. Known worlds: demo")
    assert complaint("--world", str(path)) == "world needs exactly one record of the class pool, and has 0."


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version(argument, capsys):
    with pytest.raises(SystemExit) as ended:
        main([argument])

    assert ended.value.code == 0
    assert "xengui-sim" in capsys.readouterr().out


def _login_by_json(url: str) -> tuple[int, bytes]:
    call = {"jsonrpc": "2.0", "method": "session.login_with_password", "params": ["root", "wrong"], "id": 1}
    connection = http.client.HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", "/jsonrpc", json.dumps(call))
    response = connection.getresponse()
    said = response.status, response.read()
    connection.close()
    return said


def test_a_host_that_knows_only_the_older_json_answers_in_that(launch, recorded):
    _, line = launch("--world", recorded, "--plain", "--speaks", "json1")

    status, body = _login_by_json(line["url"])

    answer = json.loads(body)
    assert (status, answer["result"], "jsonrpc" in answer) == (200, None, False)
    assert answer["error"][:2] == ["SESSION_AUTHENTICATION_FAILED", "root"]


def test_a_host_that_knows_only_xml_cannot_read_json(launch, recorded):
    _, line = launch("--world", recorded, "--plain", "--speaks", "xml")

    status, body = _login_by_json(line["url"])

    assert status == 500
    assert body.startswith(b"<html>")
    session = XenAPI.Session(line["url"])
    session.xenapi.login_with_password("root", line["password"])
    assert session.xenapi.pool.get_all()
    session("close")()
