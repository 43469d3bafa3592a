"""Two starts that meet: sockets within one process, and programs in processes of their own."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from xengui.app import instance as subject
from xengui.app.instance import Answer, Doorbell, Errand, meet, understood

PATIENCE_S = 60.0
ERRAND = Errand(connect=(("root", "https://granite:443"),), trust=("ab" * 32,), password="secret")
posix = pytest.mark.skipif(os.name != "posix", reason="signals and files of POSIX")


@pytest.fixture
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty place to meet."""
    place = Path(tempfile.mkdtemp(prefix="xengui-"))
    monkeypatch.setattr(subject, "runtime_folder", lambda: place)
    yield place
    shutil.rmtree(place)


@pytest.fixture
def doors() -> Iterator[list[Doorbell]]:
    open_ones: list[Doorbell] = []
    yield open_ones
    for door in open_ones:
        door.close()


def test_the_first_start_waits_for_others(qapp, meeting: Path, tmp_path: Path, doors: list[Doorbell]):
    answer, door = meet(tmp_path, ERRAND)

    assert answer is Answer.NOBODY
    assert door
    doors.append(door)
    assert door.listening


def knocking(name: str, said: bytes) -> QLocalSocket:
    socket = QLocalSocket()
    socket.connectToServer(name)
    assert socket.waitForConnected(5_000)
    socket.write(said)
    socket.flush()
    return socket


def test_an_errand_is_heard_as_it_was_given(qtbot: QtBot, meeting: Path, tmp_path: Path, doors: list[Doorbell]):
    _, door = meet(tmp_path, Errand())
    assert door
    doors.append(door)
    name = door._server.fullServerName()
    script = f"""
import sys
from PySide6.QtCore import QCoreApplication
from xengui.app.instance import Errand, hand_over
app = QCoreApplication([])
errand = Errand(connect=(("root", "https://granite:443"),), trust=("{"ab" * 32}",), password="secret")
print(hand_over({name!r}, errand).name)
"""

    with qtbot.waitSignal(door.rung, timeout=30_000) as heard:
        second = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    said, _ = second.communicate(timeout=PATIENCE_S)

    assert heard.args == [ERRAND]
    assert said.strip() == "TAKEN"


@pytest.mark.parametrize("said", [b"GET / HTTP/1.1\n", b"[]\n", b'{"connect": 5}\n', b"\xff\n", b"{" * 70_000])
def test_what_is_no_errand_is_sent_away(
    qtbot: QtBot, meeting: Path, tmp_path: Path, doors: list[Doorbell], said: bytes
):
    _, door = meet(tmp_path, Errand())
    assert door
    doors.append(door)
    rung: list[Errand] = []
    door.rung.connect(rung.append)

    socket = knocking(door._server.fullServerName(), said)

    qtbot.waitUntil(lambda: socket.state() is QLocalSocket.LocalSocketState.UnconnectedState, timeout=30_000)
    assert rung == []
    assert socket.readAll().data() == b""


def test_one_who_does_not_answer_is_not_waited_for(
    qapp, meeting: Path, tmp_path: Path, doors: list[Doorbell], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(subject, "ANSWER_MS", 50)
    _, hung = meet(tmp_path, Errand())  # it shares our thread, so it cannot answer while we wait
    assert hung
    doors.append(hung)

    assert meet(tmp_path, ERRAND) == (Answer.SILENT, None)


def test_programs_with_other_settings_do_not_meet(qapp, meeting: Path, tmp_path: Path, doors: list[Doorbell]):
    for settings in ("one", "other"):
        answer, door = meet(tmp_path / settings, ERRAND)
        assert answer is Answer.NOBODY
        assert door
        doors.append(door)
        assert door.listening


def test_one_that_has_closed_is_not_found(qapp, meeting: Path, tmp_path: Path, doors: list[Doorbell]):
    _, first = meet(tmp_path, Errand())
    assert first
    first.close()

    answer, second = meet(tmp_path, Errand())

    assert answer is Answer.NOBODY
    assert second
    doors.append(second)
    assert second.listening


def test_without_a_place_to_meet_a_start_goes_on_alone(qapp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def nowhere() -> Path:
        raise PermissionError(1, "no")

    monkeypatch.setattr(subject, "runtime_folder", nowhere)

    assert meet(tmp_path, ERRAND) == (Answer.NOBODY, None)


def test_an_errand_does_not_show_its_password():
    assert "secret" not in repr(ERRAND)


@dataclass
class Starts:
    """Programs that one person starts, on a computer of their own."""

    home: Path
    run: Path
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *arguments: str, password: str = "") -> subprocess.Popen[str]:
        environment = os.environ | {
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "XDG_RUNTIME_DIR": str(self.run),
            "QT_QPA_PLATFORM": "offscreen",
            "XENGUI_PASSWORD": password,
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "xengui", *arguments],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.running.append(process)
        return process

    def listening(self) -> None:
        """Wait until a first one waits for others."""
        until("a socket is there", lambda: list((self.run).glob("xengui/*.socket")))


def until(what: str, there: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not there():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Starts]:
    run = Path(tempfile.mkdtemp(prefix="xengui-"))  # the temporary folder of a test is too long for sockets
    starts = Starts(tmp_path, run)
    yield starts
    for process in starts.running:
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(getattr(signal, "SIGCONT", signal.SIGTERM))
            process.terminate()
    for process in starts.running:
        process.communicate(timeout=PATIENCE_S)
    shutil.rmtree(run)


def logins(pool) -> list[str]:
    return [str(c["originator"]) for c in pool.calls() if c["method"] == "session.login_with_password"]


@posix
def test_a_second_start_opens_its_servers_in_the_first_window_and_ends(person: Starts, pretend):
    pool = pretend()
    first = person.start()
    person.listening()

    second = person.start("--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    assert second.wait(timeout=PATIENCE_S) == 0
    until("the first one logs in", lambda: logins(pool) == ["xengui"])
    assert first.poll() is None
    assert pool.password not in "".join(p.read_text() for p in person.home.rglob("*.toml"))
    (meeting,) = (person.run).iterdir()
    assert {stat.S_IMODE(meeting.stat().st_mode)} == {0o700}


@posix
def test_a_start_for_a_window_of_its_own_leaves_the_first_alone(person: Starts, pretend):
    pool = pretend()
    person.start()
    person.listening()

    own = person.start(
        "--new-window", "--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password
    )

    until("it logs in itself", lambda: logins(pool))
    assert own.poll() is None


@posix
def test_a_first_one_that_crashed_is_followed_by_the_next(person: Starts, pretend):
    pool = pretend()
    first = person.start()
    person.listening()
    first.kill()
    first.wait()
    before = next((person.run).glob("xengui/*.socket")).stat().st_ctime_ns

    second = person.start()
    until(
        "a new socket is there",
        lambda: [p for p in (person.run).glob("xengui/*.socket") if p.stat().st_ctime_ns != before],
    )
    third = person.start("--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    assert third.wait(timeout=PATIENCE_S) == 0
    until("the second one logs in", lambda: logins(pool))
    assert second.poll() is None


@posix
def test_a_first_one_that_hangs_does_not_hold_up_the_next(person: Starts, pretend):
    pool = pretend()
    first = person.start()
    person.listening()
    first.send_signal(signal.SIGSTOP)

    second = person.start("--connect", pool.connect_url(), "--trust", pool.fingerprint, password=pool.password)

    until("it logs in itself", lambda: logins(pool))
    assert second.poll() is None
    first.send_signal(signal.SIGCONT)


@pytest.mark.parametrize("said", [b"[" * 60_000, b'{"connect": ' + b"[" * 60_000, b"9" * 60_000, b"\xff", b"null"])
def test_what_is_no_errand_is_none(said: bytes):
    assert understood(said) is None
