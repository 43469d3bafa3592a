from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QtMsgType

from xengui.app import main
from xengui.app import start as subject
from xengui.app.arguments import parsed
from xengui.app.start import application, build
from xengui.protocol.address import Address

PRINT = "ab" * 32


def test_the_version_needs_no_window(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])

    assert not ended.value.code
    assert capsys.readouterr().out.startswith("xengui ")


def test_a_mistake_ends_the_program_before_there_is_a_window(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--world", "crowd"])

    assert ended.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_module_starts_the_program():
    said = subprocess.run(
        [sys.executable, "-m", "xengui", "--version"], capture_output=True, text=True, check=True, timeout=30
    )

    assert said.stdout.startswith("xengui ")
    assert said.stderr == ""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="a display can be missing only here")
def test_without_a_display_the_program_says_so():
    bare = {key: value for key, value in os.environ.items() if "DISPLAY" not in key and key != "QT_QPA_PLATFORM"}

    said = subprocess.run(
        [sys.executable, "-m", "xengui"], env=bare, capture_output=True, text=True, check=False, timeout=30
    )

    assert said.returncode == 2
    assert said.stderr.startswith("xengui: there is no display")
    assert said.stderr.count("\n") == 1


def test_the_application_has_our_name_and_picture(qapp):
    app = application()

    assert app is qapp
    assert (app.applicationName(), app.applicationDisplayName()) == ("xengui", "xengui")
    assert not app.windowIcon().isNull()


@pytest.mark.parametrize(
    ("argv", "listed"),
    [([], True), (["--demo"], False), (["--connect", "https://root@granite"], False), (["--trust", PRINT], True)],
)
def test_the_saved_servers_are_shown_unless_others_are_asked_for(qapp, tmp_path: Path, monkeypatch, argv, listed):
    (tmp_path / "servers.toml").write_text('[[server]]\nhost = "granite"\nname = "Stone"\n')

    program = build(qapp, parsed(argv), tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(program, "start", lambda work: work.close())  # there is no loop here
        program.open()
    shown = [connection.key for connection in program.bridge.estate]
    program.window.close()
    program._collector.stop()
    shiboken6.delete(program.window)

    assert shown == (["granite"] if listed else [])


def test_certificates_named_in_the_arguments_are_trusted_and_not_kept(qapp, tmp_path: Path):
    program = build(qapp, parsed(["--trust", PRINT]), tmp_path)
    trusted = program.servers.certificates.pins(Address("granite"))
    program._collector.stop()
    shiboken6.delete(program.window)

    assert PRINT in trusted
    assert not (tmp_path / "trust.toml").exists()


@pytest.mark.parametrize(
    ("kind", "message", "level"),
    [
        (QtMsgType.QtWarningMsg, "something is odd", logging.WARNING),
        (QtMsgType.QtInfoMsg, "something is new", logging.INFO),
        (QtMsgType.QtDebugMsg, "something is", logging.DEBUG),
        (QtMsgType.QtWarningMsg, "This plugin does not support propagateSizeHints()", logging.DEBUG),
    ],
)
def test_what_qt_says_goes_to_the_log(caplog, kind, message, level):
    caplog.set_level(logging.DEBUG)

    subject._log_qt(kind, None, message)  # type: ignore[arg-type]

    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [(level, message)]


def test_what_nobody_caught_on_the_loop_is_logged_without_what_it_was_about(caplog):
    class Telling:
        def __repr__(self) -> str:
            return "OpaqueRef:secret"

    async def journey() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(subject.log_stray)
        loop.call_exception_handler({"message": "nobody asked", "future": Telling(), "exception": ValueError("no")})
        task = asyncio.create_task(asyncio.sleep(0), name="follow a pool")
        loop.call_exception_handler({"message": "never retrieved", "task": task})
        await task

    asyncio.run(journey())

    assert [record.getMessage() for record in caplog.records] == [
        "nobody asked: Telling",
        "never retrieved: follow a pool",
    ]
    assert "no" in str(caplog.records[0].exc_info)
    assert "OpaqueRef" not in caplog.text


def test_a_desktop_that_ends_the_program_has_it_log_out_first(pretend, tmp_path: Path):
    pool = pretend()
    script = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from xengui.app import main, start

app = start.application()
def quit_when_connected():
    tree = next((w for w in app.allWidgets() if w.objectName() == "navigationTree"), None)
    if tree is not None and tree.model().rowCount() and tree.model().index(0, 0).data() == "Stone":
        QApplication.quit()
timer = QTimer(interval=50)
timer.timeout.connect(quit_when_connected)
timer.start()
sys.exit(main(["--connect", "{pool.connect_url()}", "--trust", "{pool.fingerprint}"]))
"""
    surroundings = os.environ | {"XENGUI_PASSWORD": pool.password, "XDG_CONFIG_HOME": str(tmp_path)}

    said = subprocess.run(
        [sys.executable, "-c", script], env=surroundings, capture_output=True, text=True, check=False, timeout=60
    )

    assert (said.returncode, said.stderr) == (0, "")
    assert "session.logout" in [call["method"] for call in pool.calls()]


def test_a_wish_that_qt_quits_is_heard_and_the_loop_goes_on():
    """The end of a session and the dock of macOS ask Qt; leaving then logs out first. A process of its own, for there
    is one application in each."""
    code = (
        "from PySide6.QtCore import QTimer\n"
        "from xengui.app.start import application\n"
        "app = application()\n"
        "app.leave = lambda: print('leaving')\n"
        "QTimer.singleShot(0, app.quit)\n"
        "QTimer.singleShot(100, lambda: (print('still here'), setattr(app, 'leave', None), app.quit()))\n"
        "app.exec()\n"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)

    assert told.stdout.split("\n")[:2] == ["leaving", "still here"]
