"""What is copied out of the call log runs elsewhere: in Python with the vendor's client, in a shell with curl."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import XenAPI
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from xengui.model.call import Call, Earlier
from xengui.operations.jobs import Outcome
from xengui.queries.call_words import Known
from xengui.queries.script import PASSWORD, Server
from xengui.queries.script_curl import curl_script
from xengui.queries.script_python import python_script
from xengui.ui.call_rows import ARGUMENTS, CALL, RESULT

if TYPE_CHECKING:
    from tests.journeys.conftest import Pretend
    from tests.journeys.person import Person

PATIENCE_S = 60


def run(command: list[str], password: str) -> subprocess.CompletedProcess[str]:
    """Run a script as a person would who has the password in the environment."""
    env = {**os.environ, PASSWORD: password}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE_S, env=env, stdin=subprocess.DEVNULL
    )


@dataclass
class Pool:
    """A pretend pool as another client sees it, and where scripts log in."""

    pretend: Pretend
    api: Any

    @property
    def server(self) -> Server:
        return Server(self.pretend.url, "root", (self.pretend.fingerprint.lower(),))

    def known(self, cls: str, name: str) -> Known:
        (ref,) = self.api.xenapi_request(f"{cls}.get_by_name_label", (name,))
        return Known(ref, cls, self.api.xenapi_request(f"{cls}.get_uuid", (ref,)), name)


@pytest.fixture
def pool(pretend: Any) -> Iterator[Pool]:
    started = pretend()
    session = XenAPI.Session(started.url, ignore_ssl=True)
    session.xenapi.login_with_password("root", started.password, "1.0", "a test")
    yield Pool(started, session)
    session.xenapi.session.logout()
    session("close")()


def python(script: str, pool: Pool, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "copied.py"
    file.write_text(script, encoding="utf-8")
    return run([sys.executable, "-W", "error", str(file)], pool.pretend.password)


def shell(script: str, pool: Pool, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    for needed in ("curl", "openssl"):
        if not shutil.which(needed):
            pytest.skip(f"{needed} is not installed here")
    file = tmp_path / "copied.sh"
    file.write_text(script, encoding="utf-8")
    return run(["/bin/sh", str(file)], pool.pretend.password)


LABEL = "a task of 'web' \"01\" $HOME `x` \\ ü"


def calls_of_all_kinds(pool: Pool) -> tuple[list[Call], dict[str, Known]]:
    """Calls with everything in them that is hard to hand over: large numbers, quotes, results of earlier calls."""
    web, gold = pool.known("VM", "web-01"), pool.known("VM", "desktop-gold")
    limit = 8 * 2**30
    calls = [
        Call("task.create", (LABEL, "made by a script")),
        Call("task.set_progress", (Earlier(0), 0.25)),
        Call("task.set_other_config", (Earlier(0), {"a key": "a 'value'"})),
        Call("VM.set_memory_limits", (gold.ref, 2**30, limit, limit, limit)),
        Call("VM.set_HVM_shadow_multiplier", (gold.ref, 2)),
        Call("VM.add_tags", (web.ref, "copied")),
        Call("Async.VM.clean_reboot", (web.ref,)),
        Call("task.destroy", (Earlier(6),)),
    ]
    return calls, {web.ref: web, gold.ref: gold}


def all_is_done(pool: Pool) -> None:
    ask = pool.api.xenapi_request
    (task,) = [one for one in ask("task.get_all_records", ()).values() if one["name_label"] == LABEL]
    assert task["progress"] == 0.25
    assert task["other_config"] == {"a key": "a 'value'"}
    gold = ask("VM.get_record", (pool.known("VM", "desktop-gold").ref,))
    assert int(gold["memory_static_max"]) == 8 * 2**30
    assert gold["HVM_shadow_multiplier"] == 2
    assert "copied" in ask("VM.get_tags", (pool.known("VM", "web-01").ref,))
    made = [call for call in pool.pretend.calls() if call["method"] == "VM.clean_reboot"]
    assert [call["error"] for call in made] == [None]


def test_a_list_of_calls_runs_as_python(pool: Pool, tmp_path: Path) -> None:
    calls, objects = calls_of_all_kinds(pool)

    done = python(python_script(calls, objects, pool.server), pool, tmp_path)

    assert done.stderr == ""
    assert done.returncode == 0
    all_is_done(pool)


def test_a_list_of_calls_runs_with_curl(pool: Pool, tmp_path: Path) -> None:
    calls, objects = calls_of_all_kinds(pool)

    done = shell(curl_script(calls, objects, pool.server), pool, tmp_path)

    assert done.stderr == ""
    assert done.returncode == 0
    assert "OpaqueRef:" in done.stdout
    all_is_done(pool)
    assert [call["error"] for call in pool.pretend.calls() if call["method"] == "session.logout"] == [None]


@pytest.mark.parametrize("language", ["python", "curl"])
def test_a_script_says_nothing_to_a_server_with_another_certificate(language: str, pool: Pool, tmp_path: Path) -> None:
    calls, objects = calls_of_all_kinds(pool)
    other = Server(pool.pretend.url, "root", ("0" * 64,))
    logins = [call for call in pool.pretend.calls() if call["method"] == "session.login_with_password"]

    if language == "python":
        done = python(python_script(calls, objects, other), pool, tmp_path)
    else:
        done = shell(curl_script(calls, objects, other), pool, tmp_path)

    assert done.returncode == 1
    assert f"another certificate: {pool.pretend.fingerprint}" in done.stderr.lower()
    assert [call for call in pool.pretend.calls() if call["method"] == "session.login_with_password"] == logins


@pytest.mark.parametrize("language", ["python", "curl"])
def test_a_script_stops_at_a_call_that_is_refused_and_logs_out(language: str, pool: Pool, tmp_path: Path) -> None:
    vm = pool.known("VM", "web-01")
    calls = [Call("VM.start", (vm.ref, False, False)), Call("VM.add_tags", (vm.ref, "never"))]

    if language == "python":
        done = python(python_script(calls, {vm.ref: vm}, pool.server), pool, tmp_path)
    else:
        done = shell(curl_script(calls, {vm.ref: vm}, pool.server), pool, tmp_path)

    assert done.returncode == 1
    assert "VM_BAD_POWER_STATE" in done.stderr
    assert "never" not in pool.api.xenapi_request("VM.get_tags", (vm.ref,))
    assert [call["error"] for call in pool.pretend.calls() if call["method"] == "session.logout"] == [None]


def test_a_start_is_seen_in_the_log_copied_as_python_and_run_again(go, pretend, tmp_path) -> None:
    pool = pretend()

    async def journey(person: Person) -> None:
        await person.until("the pool appears", lambda: person.node("web-03"))
        person.click("desktop-gold")
        await person.trigger("vm.start")
        await person.until("it runs", lambda: person.state("desktop-gold") == "vm-running")
        await person.until("the task ends", lambda: [job.outcome for job in person.jobs()] == [Outcome.DONE])
        log = person.window.call_log
        person.window.task_pane.open_page(1)
        await person.until("the log is shown", log.view.isVisible)
        QTest.keyClicks(log.filter, "async.vm.start desktop-gold, false")
        await person.until("the call is found", lambda: log.rows.rowCount() == 1)
        assert [log.rows.index(0, at).data() for at in (CALL, ARGUMENTS, RESULT)] == [
            "Async.VM.start",
            "desktop-gold, false, false",
            "ok",
        ]
        assert log.rows.index(0, CALL).siblingAtColumn(1).data() == "Stone"
        place = log.view.visualRect(log.rows.index(0, CALL))
        QTest.mouseClick(log.view.viewport(), Qt.MouseButton.LeftButton, pos=place.center())
        copy = log.findChild(QAction, "callCopyPython")
        assert isinstance(copy, QAction)
        assert copy.isEnabled()
        copy.trigger()
        assert person.toast() == "1 call copied as Python."
        copied.append(QApplication.clipboard().text())

    copied: list[str] = []
    go(journey, "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)
    (script,) = copied
    assert pool.password not in script
    file = tmp_path / "copied.py"
    file.write_text(script, encoding="utf-8")

    done = run([sys.executable, str(file)], pool.password)

    assert "VM_BAD_POWER_STATE" in done.stderr  # it runs already: the script found it and asked to start it
    assert [call["error"] for call in pool.calls() if call["method"] == "VM.start"] != [None]
