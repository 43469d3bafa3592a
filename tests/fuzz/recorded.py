"""Answers of the pretend pool, recorded in each of its languages: what is true before it is damaged."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xmlrpc import client as xmlrpc

from tests.model import corpus

KEPT_IN = "XENGUI_FUZZ_RECORDED"
"""Names a file with recorded answers, so that each process of a long hunt need not record its own."""

_REF = "OpaqueRef:00000000-0000-0000-0000-000000000000"


@cache
def answers() -> dict[str, list[bytes]]:
    """Bodies by language: "json2", "json1", "xml"."""
    if kept := os.environ.get(KEPT_IN):
        found: dict[str, list[bytes]] = pickle.loads(Path(kept).read_bytes())
        return found
    return {language: list(_conversation(language)) for language in ("json2", "json1", "xml")}


def json_answers() -> Sequence[bytes]:
    return (*answers()["json2"], *answers()["json1"])


def xml_answers() -> Sequence[bytes]:
    return answers()["xml"]


def event_answers() -> Sequence[bytes]:
    """Only those of the event watch, in JSON; small ones, and the recorded pools where they are at hand."""
    found = [body for body in answers()["json2"] if b'"valid_ref_counts"' in body[:300_000]]
    with contextlib.suppress(BaseException):  # pytest's way of skipping is none of an ordinary kind
        found += [corpus.answer(name) for name in corpus.NAMES]
    return found


def _conversation(language: str) -> Iterator[bytes]:
    command = [sys.executable, "-m", "xengui.sim", "--world", "small", "--plain", "--until-stdin-closes"]
    command += ["--speed", "100", "--speaks", language]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdin
        said = json.loads(process.stdout.readline())
        place = urlsplit(said["url"])
        connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
        ask = _xml if language == "xml" else _json2 if language == "json2" else _json1
        try:
            yield from _asked(lambda method, *params: ask(connection, method, params), said["password"])
        finally:
            connection.close()
            process.stdin.close()


def _asked(call: Any, password: str) -> Iterator[bytes]:
    """Every kind of answer: a reference, records, maps, numbers, dates, events, refusals."""
    body, session = call("session.login_with_password", "root", password, "1.0", "fuzz")
    yield body
    for classes in (["pool"], ["task"], ["vm_metrics"], ["host"], ["vm"], ["vbd", "vdi"], ["*"]):
        body, changes = call("event.from", session, classes, "", 5.0)
        yield body
    yield call("event.from", session, ["*"], changes["token"], 0.01)[0]
    for cls in ("pool", "host", "VM", "SR", "PBD", "task", "host_cpu"):
        yield call(f"{cls}.get_all_records", session)[0]
    body, machines = call("VM.get_all_records", session)
    ref = next(ref for ref, vm in machines.items() if vm["power_state"] == "Running" and not vm["is_control_domain"])
    for method in (
        "get_record",
        "get_memory_dynamic_max",
        "get_other_config",
        "get_snapshot_time",
        "start",
        "get_tags",
    ):
        yield call(f"VM.{method}", session, ref, *((False, False) if method == "start" else ()))[0]
    body, task = call("Async.VM.snapshot", session, ref, "before")
    yield body
    yield call("task.get_record", session, task)[0]
    yield call("VM.get_record", session, _REF)[0]
    yield call("VM.no_such_call", session)[0]
    yield call("VM.get_record", session)[0]
    yield call("host.get_servertime", session, next(iter(call("host.get_all_records", session)[1])))[0]
    yield call("session.logout", session)[0]
    yield call("VM.get_all", session)[0]


def _posted(connection: http.client.HTTPConnection, path: str, kind: str, body: bytes) -> bytes:
    connection.request("POST", path, body, {"Content-Type": kind})
    return connection.getresponse().read()


def _json2(connection: http.client.HTTPConnection, method: str, params: Sequence[Any]) -> tuple[bytes, Any]:
    call = {"jsonrpc": "2.0", "method": method, "params": params, "id": 1}
    body = _posted(connection, "/jsonrpc", "application/json", json.dumps(call).encode())
    return body, json.loads(body).get("result")


def _json1(connection: http.client.HTTPConnection, method: str, params: Sequence[Any]) -> tuple[bytes, Any]:
    call = {"method": method, "params": params, "id": 1}
    body = _posted(connection, "/jsonrpc", "application/json", json.dumps(call).encode())
    return body, json.loads(body).get("result")


def _xml(connection: http.client.HTTPConnection, method: str, params: Sequence[Any]) -> tuple[bytes, Any]:
    body = _posted(connection, "/", "text/xml", xmlrpc.dumps(tuple(params), method).encode())
    try:
        ((read,), _) = xmlrpc.loads(body)
    except xmlrpc.Fault:
        return body, None
    return body, read.get("Value") if isinstance(read, dict) else None
