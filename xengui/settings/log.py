"""The log file: bounded, readable for its owner alone, and without secrets."""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
from io import TextIOWrapper
from pathlib import Path
from types import TracebackType
from typing import IO

import platformdirs

from xengui.protocol.secrecy import redacted

FILE_NAME = "xengui.log"
LARGEST_BYTES = 1_000_000
OLDER_ONES = 4

_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_log = logging.getLogger(__name__)


def log_folder() -> Path:
    """Where the log files are, as the system has it."""
    return Path(platformdirs.user_log_dir("xengui", appauthor=False))


class Redacting(logging.Formatter):
    """Cuts secrets from whole entries: the message, the exception and its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return redacted(super().format(record))


class LogFile(logging.handlers.RotatingFileHandler):
    """Starts a new file before one grows past its bound, keeps a few old ones, and lets nobody else read them."""

    def __init__(self, path: Path, *, largest: int = LARGEST_BYTES, older: int = OLDER_ONES) -> None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        super().__init__(path, maxBytes=largest, backupCount=older, encoding="utf-8", errors="backslashreplace")
        self.setFormatter(Redacting(_FORMAT))

    def _open(self) -> TextIOWrapper:
        stream = open(  # noqa: SIM115 (the handler closes it)
            self.baseFilename, self.mode, encoding=self.encoding, errors=self.errors, opener=_for_the_owner
        )
        assert isinstance(stream, TextIOWrapper)
        return stream


def start(level: str, path: Path | None, screen: IO[str] | None = None) -> str:
    """Log to a file and, where there is one, to the screen, from this level on; a sentence when there can be no file.

    What ends a thread, or Python itself, is logged as well, and so are warnings and what cannot be raised anywhere:
    Python would write them out with all secrets in them.
    """
    root = logging.getLogger()
    root.setLevel(level.upper())
    if screen is not None:
        handler = logging.StreamHandler(screen)
        handler.setFormatter(Redacting("%(asctime)s %(name)s: %(message)s"))
        root.addHandler(handler)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread
    sys.unraisablehook = _unraisable
    logging.captureWarnings(True)
    if path is None:
        return ""
    try:
        root.addHandler(LogFile(path))
    except OSError as fault:
        return f"There is no log file: {fault.strerror or fault}."
    return ""


def _uncaught(kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, fault, trace)
        return
    _log.error("nobody caught this", exc_info=(kind, fault, trace))


def _uncaught_in_thread(met: threading.ExceptHookArgs) -> None:
    if met.exc_type is not SystemExit:
        _uncaught(met.exc_type, met.exc_value or met.exc_type(), met.exc_traceback)


def _unraisable(met: sys.UnraisableHookArgs) -> None:
    """The object it is about is named by its kind alone: its repr may be what fails, or tell too much."""
    fault = met.exc_value or met.exc_type()
    told = met.err_msg or "Exception ignored in"
    _log.error("%s: %s", told, type(met.object).__name__, exc_info=(met.exc_type, fault, met.exc_traceback))


def _for_the_owner(path: str, flags: int) -> int:
    handle = os.open(path, flags, 0o600)
    if os.name == "posix":
        os.fchmod(handle, 0o600)  # a file that was there before keeps the rights it had
    return handle
