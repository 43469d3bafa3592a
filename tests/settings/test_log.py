from __future__ import annotations

import io
import logging
import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from xengui.protocol.secrecy import MASK, hide
from xengui.settings import log as subject
from xengui.settings.log import LogFile, log_folder

PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def _root_as_it_was() -> Iterator[None]:
    """Each test may start logging; what it adds goes with it."""
    root = logging.getLogger()
    before, level, hooks = list(root.handlers), root.level, (sys.excepthook, threading.excepthook)
    yield
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)
    sys.excepthook, threading.excepthook = hooks


def written(folder: Path) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in sorted(folder.iterdir()))


def test_the_log_is_where_the_system_keeps_logs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert log_folder().name in {"log", "xengui", "Logs"}
    assert sys.platform != "linux" or log_folder() == tmp_path / "xengui" / "log"


def test_what_is_said_at_the_level_is_in_the_file_and_on_the_screen(tmp_path: Path):
    screen = io.StringIO()
    assert subject.start("info", tmp_path / "logs" / "xengui.log", screen) == ""

    logging.getLogger("xengui.net").info("connected to %s", "granite")
    logging.getLogger("xengui.net").debug("too quiet")

    for text in (written(tmp_path / "logs"), screen.getvalue()):
        assert "xengui.net: connected to granite" in text
        assert "too quiet" not in text


def test_secrets_are_cut_from_messages_exceptions_and_tracebacks(tmp_path: Path):
    screen = io.StringIO()
    subject.start("warning", tmp_path / "xengui.log", screen)
    hide(PASSWORD)

    def fail(**given: str) -> None:
        raise ValueError(f"it was {given}")

    try:
        fail(value=PASSWORD)
    except ValueError:
        logging.getLogger("xengui").exception("no login with %s, password=other-one", PASSWORD, stack_info=True)

    for text in (written(tmp_path), screen.getvalue()):
        assert PASSWORD not in text
        assert "other-one" not in text
        assert f"ValueError: it was {{'value': '{MASK}'}}" in text


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing there")
def test_nobody_else_can_read_the_files(tmp_path: Path):
    path = tmp_path / "logs" / "xengui.log"
    path.parent.mkdir()
    path.write_text("")
    path.chmod(0o644)
    handler = LogFile(path, largest=200, older=2)

    for number in range(20):
        handler.emit(logging.makeLogRecord({"msg": f"entry {number}", "levelname": "INFO"}))
    handler.close()

    assert {stat.S_IMODE(found.stat().st_mode) for found in path.parent.iterdir()} == {0o600}


@pytest.mark.skipif(os.name != "posix", reason="rights of files are another thing there")
def test_nobody_else_can_read_the_folder(tmp_path: Path):
    LogFile(tmp_path / "logs" / "xengui.log").close()

    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700


def test_the_files_together_stay_within_their_bound(tmp_path: Path):
    handler = LogFile(tmp_path / "xengui.log", largest=1_000, older=2)

    for number in range(200):
        handler.emit(logging.makeLogRecord({"msg": f"entry {number} {'x' * 50}", "levelname": "INFO"}))
    handler.close()

    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["xengui.log", "xengui.log.1", "xengui.log.2"]
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 3_000
    assert "entry 199 " in written(tmp_path)


def test_what_nobody_caught_is_logged(tmp_path: Path):
    subject.start("warning", tmp_path / "xengui.log")

    def fail() -> None:
        raise ZeroDivisionError("in a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    open_fault = ZeroDivisionError("in the open")
    sys.excepthook(type(open_fault), open_fault, None)

    text = written(tmp_path)
    assert "ZeroDivisionError: in a thread" in text
    assert "ZeroDivisionError: in the open" in text


def test_a_folder_that_cannot_be_written_is_told_and_costs_only_the_file(tmp_path: Path):
    (tmp_path / "logs").write_text("a file where the folder would be")
    screen = io.StringIO()

    told = subject.start("warning", tmp_path / "logs" / "xengui.log", screen)
    logging.getLogger("xengui").warning("still heard")

    assert told.startswith("There is no log file: ")
    assert "still heard" in screen.getvalue()


def test_a_run_without_a_file_writes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))

    assert subject.start("warning", None) == ""
    logging.getLogger("xengui").warning("for nobody")

    assert list(tmp_path.iterdir()) == []
