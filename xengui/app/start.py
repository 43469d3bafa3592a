"""Starts the program: reads the arguments, makes the loop, opens what was asked for."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import qasync
from PySide6.QtCore import QEvent, QLockFile, QMessageLogContext, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication

from xengui.app.arguments import PASSWORD_VARIABLE, Arguments, parsed
from xengui.app.instance import Answer, Doorbell, Errand, meet
from xengui.app.program import Program
from xengui.app.tour import play
from xengui.protocol.address import parse
from xengui.protocol.secrecy import hide
from xengui.settings import log
from xengui.settings.folder import config_folder
from xengui.settings.history import History
from xengui.settings.last_state import StateFiles
from xengui.settings.log import log_folder
from xengui.settings.preferences import Preferences
from xengui.settings.servers import ServerList
from xengui.settings.trust import TrustStore
from xengui.ui import resources

TOUR_SIZE = (1320, 820)
LOG_FILES = 9

_log = logging.getLogger(__name__)


def main(argv: list[str] | None = None) -> int:
    """Run xengui until its window is closed; the exit status."""
    arguments = parsed(argv)
    if not _screen():
        if not arguments.tour:
            print(
                "xengui: there is no display here; start it on a desktop, or play the tour with --tour.",
                file=sys.stderr,
            )
            return 2
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    password = taken_password()
    app = application()
    errand = _errand(arguments, password)
    answer, door = meet(config_folder(), errand) if _shares(arguments) else (Answer.NOBODY, None)
    if answer is Answer.TAKEN:
        return 0
    lock = _start_log(arguments)
    if answer is Answer.SILENT:
        _log.warning("xengui runs already and does not answer; this is a window of its own")
    qInstallMessageHandler(_log_qt)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    loop.set_exception_handler(log_stray)
    with loop:
        status = _completed(loop, loop.create_task(run(app, arguments, door, password)))
    del lock
    return status


def _shares(arguments: Arguments) -> bool:
    """Whether this start may be one with another that runs already."""
    return not (arguments.new_window or arguments.demo or arguments.tour)


def taken_password() -> str:
    """The password of the environment. It is taken out of there: what this program starts is not to inherit it."""
    password = os.environ.pop(PASSWORD_VARIABLE, "")
    hide(password)
    return password


def _errand(arguments: Arguments, password: str) -> Errand:
    return Errand(
        connect=tuple((user, address.url) for user, address in arguments.connect),
        trust=arguments.trust,
        # A pipe of Windows may be somebody else's.
        password=password if os.name == "posix" else "",
        activation=os.environ.get("XDG_ACTIVATION_TOKEN", ""),
    )


def _start_log(arguments: Arguments) -> QLockFile | None:
    """Start logging. Each of several programs at the same time has a file of its own, as long as its lock lives."""
    logging.getLogger("qasync").setLevel(logging.INFO)  # it would write out all that servers send, secrets included
    path, lock = (None, None) if arguments.tour else _own_file(log_folder())
    if told := log.start(arguments.log_level, path, sys.stderr):
        _log.warning("%s", told)
    return lock


def _own_file(folder: Path) -> tuple[Path | None, QLockFile | None]:
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for number in range(1, LOG_FILES + 1):
        name = log.FILE_NAME if number == 1 else f"xengui-{number}.log"
        lock = QLockFile(str(folder / f".{name}.lock"))
        lock.setStaleLockTime(0)  # held as long as the program lives
        if lock.tryLock(0):
            return folder / name, lock
        if lock.error() is not QLockFile.LockError.LockFailedError:
            return folder / name, None  # opening the file tells why
    return None, None


def _completed(loop: qasync.QEventLoop, work: asyncio.Task[int]) -> int:
    """The exit status of the work. The desktop may tell Qt to quit (the end of its session, the dock of macOS): then
    the window has closed, and the loop goes on until everything is logged out."""
    while True:
        try:
            return int(loop.run_until_complete(work))
        except RuntimeError:
            if work.done():
                raise


def _screen() -> bool:
    """Whether Qt will find something to draw on; only X11 and Wayland can be missing."""
    named = ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in named)


def application() -> QApplication:
    """The one QApplication, with our name and icon."""
    known = QApplication.instance()
    app = known if isinstance(known, QApplication) else _Application(sys.argv[:1])
    app.setApplicationName("xengui")
    app.setApplicationDisplayName("xengui")
    app.setDesktopFileName("xengui")
    picture = QPixmap()
    picture.loadFromData(resources.read("app-icon.svg"))
    app.setWindowIcon(QIcon(picture))
    return app


async def run(app: QApplication, arguments: Arguments, door: Doorbell | None = None, password: str = "") -> int:
    """Open what the arguments ask for and stay until the window is closed."""
    if arguments.tour:
        with tempfile.TemporaryDirectory(prefix="xengui-tour-", ignore_cleanup_errors=True) as nowhere:
            program = build(app, arguments, Path(nowhere))
            program.open()
            program.window.resize(*TOUR_SIZE)
            return await play(program, arguments.tour, arguments.world)
    program = build(app, arguments)
    program.open()
    _close_when_told(program)
    if door:
        door.rung.connect(lambda errand: answer(program, errand))
        program.window.closed.connect(door.close)
    if arguments.demo and (problem := await program.servers.open_pretend_pool(arguments.world)):
        print(f"xengui: {problem}", file=sys.stderr)
        program.leave()
        await program.until_closed()
        return 2
    for user, address in arguments.connect:
        program.start(program.connect(address, user, password))
    await program.until_closed()
    return 0


def answer(program: Program, errand: Errand) -> None:
    """Do what a later start was asked for, in the window that is there."""
    if errand.activation:
        os.environ["XDG_ACTIVATION_TOKEN"] = errand.activation  # Qt on Wayland takes it from there
    hide(errand.password)
    program.come_forward()
    servers = [(user, parse(url)[1]) for user, url in errand.connect]
    program.servers.certificates.trust_also(errand.trust, [address for _, address in servers])
    if not servers:
        program.open_list(ServerList(config_folder() / "servers.toml"))
    for user, address in servers:
        program.open_beside_list(address, user, errand.password)


class _Application(QApplication):
    """Turns the wish that Qt quits (the end of a session, the dock of macOS) into leaving, which logs out first. If Qt
    had its way its loop would end at once, and what qasync has still to run would run in no loop of asyncio.

    It is no event filter: that would be called for every event of every widget.
    """

    leave: Callable[[], object] | None = None

    def event(self, event: QEvent) -> bool:
        if self.leave and event.type() is QEvent.Type.Quit:
            event.ignore()
            self.leave()
            return True
        return super().event(event)


def _close_when_told(program: Program) -> None:
    """Ctrl+C, a polite kill and the end of the desktop's session close the window as a person would, so that sessions
    are logged out."""

    def close(_signal: int, _frame: FrameType | None) -> None:
        # Python calls this between any two lines of ours, also while it paints: no time to take a window away.
        QTimer.singleShot(0, program.leave)

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, close)
    if isinstance(program.app, _Application):
        program.app.leave = program.leave
    program.app.aboutToQuit.connect(program.leave)
    program.app.commitDataRequest.connect(lambda _: program.stay_ready_to_leave())


def build(app: QApplication, arguments: Arguments, folder: Path | None = None) -> Program:
    """The program as these arguments want it, with its settings in a folder (the user's own when none is given).

    With servers from the command line, or a demo, the saved list is left alone. A tour gets an empty folder, so that
    its pictures are always the same and nothing of the user's is touched.
    """
    states = StateFiles(folder / "pools" if folder else None)
    folder = folder or config_folder()
    aside = arguments.demo or bool(arguments.connect)
    servers = ServerList(folder / "servers.toml")
    return Program(
        app,
        Preferences(folder / "preferences.toml"),
        TrustStore(folder / "trust.toml", also=arguments.trust, at=[address for _, address in arguments.connect]),
        None if aside else servers,
        None if aside else History(folder / "history.json"),
        servers,
        states,
    )


def log_stray(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what reached the loop because nobody caught it. asyncio would print the repr of all that was involved, which
    may quote what a server sent; a task is known by its name here, and anything else by its kind."""
    involved = next((context[part] for part in ("task", "future", "handle", "transport") if context.get(part)), None)
    name = involved.get_name() if isinstance(involved, asyncio.Task) else type(involved).__name__
    fault = context.get("exception")
    told = context.get("message") or "nobody caught this"
    _log.error("%s: %s", told, name, exc_info=fault if isinstance(fault, BaseException) else None)


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Qt's own messages go to the log; the offscreen platform's remark at every window is not worth a line."""
    levels = {QtMsgType.QtDebugMsg: logging.DEBUG, QtMsgType.QtInfoMsg: logging.INFO}
    harmless = message.startswith("This plugin does not support")
    _log.log(logging.DEBUG if harmless else levels.get(kind, logging.WARNING), "%s", message)


__all__: Sequence[str] = ["application", "build", "log_stray", "main", "run"]
