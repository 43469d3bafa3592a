"""One window for each person: a second start hands over what it was asked for to the first, and ends.

They meet at a socket in a folder that only this user can enter, so what is handed over stays between the two. It is
named after the folder of the settings: programs with other settings are other programs.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from dataclasses import asdict, dataclass, field
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from xengui.settings.folder import runtime_folder

CONNECT_MS = 1_000
ANSWER_MS = 3_000
"""So long a second start waits for the first one, which may hang."""
_LONGEST = 65_536
_TAKEN = b"taken\n"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What a start was asked for: servers as (user, URL), fingerprints to trust, and what lets the window come to the
    front on this desktop. The password is in no repr."""

    connect: tuple[tuple[str, str], ...] = ()
    trust: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    activation: str = ""


class Answer(Enum):
    """What a start found."""

    TAKEN = "another one does it"
    NOBODY = "nobody is there"
    SILENT = "another one is there and does not answer"


class Doorbell(QObject):
    """Hears of later starts. Each is answered as soon as its errand is understood."""

    rung = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        self._heard: dict[QLocalSocket, bytes] = {}
        if not self._server.listen(name):
            _log.warning("a second start will not find this one: %s", self._server.errorString())

    @property
    def listening(self) -> bool:
        return self._server.isListening()

    def close(self) -> None:
        """Answer no more: the next start opens a window of its own."""
        self._server.close()

    def _meet(self) -> None:
        while socket := self._server.nextPendingConnection():
            self._heard[socket] = b""
            socket.setReadBufferSize(_LONGEST + 1)
            socket.readyRead.connect(lambda socket=socket: self._listen(socket))
            socket.disconnected.connect(lambda socket=socket: self._part(socket))
            self._listen(socket)

    def _listen(self, socket: QLocalSocket) -> None:
        if socket not in self._heard:
            return
        self._heard[socket] += bytes(socket.readAll().data())
        line, end, _ = self._heard[socket].partition(b"\n")
        if end:
            del self._heard[socket]  # before the answer, which may find that the other one has gone
            errand = understood(line)
            if errand:
                socket.write(_TAKEN)
                socket.flush()
            socket.disconnectFromServer()
            if errand:
                self.rung.emit(errand)
        elif len(self._heard[socket]) > _LONGEST:
            socket.abort()

    def _part(self, socket: QLocalSocket) -> None:
        self._heard.pop(socket, None)
        socket.deleteLater()


def meet(settings: Path, errand: Errand) -> tuple[Answer, Doorbell | None]:
    """Hand an errand over to the program that runs with these settings, or be the one that later starts find.

    A socket that a crash left behind is taken over. Where another one hangs, or there is no place to meet, this start
    goes on alone.
    """
    try:
        folder = runtime_folder()
    except OSError as fault:
        _log.warning("there is no place to meet other starts: %s", fault)
        return Answer.NOBODY, None
    name = _name(folder, settings)
    answer = hand_over(name, errand)
    if answer is not Answer.NOBODY:
        return answer, None
    # Of two that start at the same moment one is the first.
    lock = QLockFile(str(folder / f"{Path(name).name}.lock"))
    if not lock.tryLock(ANSWER_MS):
        return Answer.SILENT, None
    try:
        answer = hand_over(name, errand)
        if answer is not Answer.NOBODY:
            return answer, None
        QLocalServer.removeServer(name)
        return answer, Doorbell(name)
    finally:
        lock.unlock()


def hand_over(name: str, errand: Errand) -> Answer:
    """Tell whoever listens there, and wait a moment for the answer."""
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(CONNECT_MS):
        error = QLocalSocket.LocalSocketError
        nobody = socket.error() in {error.ServerNotFoundError, error.ConnectionRefusedError}
        return Answer.NOBODY if nobody else Answer.SILENT
    socket.write(json.dumps(asdict(errand)).encode() + b"\n")
    socket.flush()
    heard = b""
    while not heard.endswith(b"\n") and len(heard) < len(_TAKEN):
        if not socket.waitForReadyRead(ANSWER_MS):
            return Answer.SILENT
        heard += bytes(socket.readAll().data())
    return Answer.TAKEN if heard == _TAKEN else Answer.SILENT


def _name(folder: Path, settings: Path) -> str:
    digest = hashlib.sha256(os.fsencode(settings)).hexdigest()[:16]
    return str(folder / f"{digest}.socket") if os.name == "posix" else f"xengui-{os.getlogin()}-{digest}"


def understood(line: bytes) -> Errand | None:
    """What a start said; None for anything else that came."""
    try:
        match json.loads(line):
            case {
                "connect": list(connect),
                "trust": list(trust),
                "password": str(password),
                "activation": str(activation),
            }:
                servers = tuple((str(user), str(url)) for user, url in connect)
                return Errand(connect=servers, trust=tuple(map(str, trust)), password=password, activation=activation)
    except (ValueError, TypeError, RecursionError):
        pass
    _log.warning("something knocked that is no start of xengui")
    return None
