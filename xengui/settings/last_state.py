"""The last known picture of each pool, kept for its owner alone, so that it can be shown before there is a connection.

A file per server. Each line but the last is a JSON list of records of one class; the last line tells what the lines are
and how long, so that a file which is not whole is noticed. A file that cannot be read says nothing: it is written anew
at the next connection.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import stat
import tempfile
import time
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import BinaryIO

import msgspec

from xengui.model.classes import CLASSES, Pool
from xengui.model.record import Record
from xengui.model.remembered import KEPT, at_rest, harmless
from xengui.model.snapshot import Snapshot, Table, class_name
from xengui.protocol.secrecy import redacted, tells
from xengui.settings.folder import cache_folder

FORMAT = 1
LARGEST_BYTES = 256 << 20
"""Several times what the largest pools need."""

_SLICE = 100
"""So many records are encoded or decoded at once: others have to wait meanwhile."""
_FORGOTTEN_S = 3_600.0
"""A file that is being written is not that old."""
_SUFFIX = ".state"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastState:
    """A pool's picture as it was when the server of that key was `heard` last."""

    key: str
    heard: datetime
    snapshot: Snapshot


class Hurried(Exception):
    """The writing was given up because the program is to end."""


class _Contents(msgspec.Struct, kw_only=True):
    """The last line of a file."""

    format: int
    key: str = ""
    heard: datetime = datetime.min
    checksum: int = 0
    slices: list[tuple[str, int]] = []


class StateFiles:
    """The files of all servers. What is written has no secrets; see `model.remembered`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or cache_folder() / "pools"

    def read(self, key: str) -> LastState | None:
        """What is kept of a server, if anything; made for a worker thread."""
        try:
            with _opened(self._path(key)) as file:
                return _understood(file, key)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, MemoryError) as fault:
            _log.info("the last state of %s cannot be read: %s", key, type(fault).__name__)
            return None

    def keep(self, state: LastState, go_on: Callable[[], bool] = lambda: True) -> None:
        """Write a picture in place of the one before; made for a worker thread, where it lets others run often.

        Raises:
            OSError: it could not be written; the one before is still there.
            Hurried: `go_on` said no.
        """
        self._make_folder()
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=".", suffix=_SUFFIX)  # nobody else can read it
        try:
            with os.fdopen(handle, "wb") as file:
                for part in _parts(state):
                    file.write(part)
                    _give_way(go_on)
            # It is not waited for until the disk has it: what is lost with the power comes with the next connection.
            Path(name).replace(self._path(state.key))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise

    def forget(self, key: str) -> None:
        """Have nothing of a server any more.

        Raises:
            OSError: it is still there.
        """
        self._path(key).unlink(missing_ok=True)

    def tidy(self, keys: Collection[str]) -> None:
        """Remove what is of no server with one of these keys, and what was never finished.

        Raises:
            OSError: some of it is still there.
        """
        wanted = {self._path(key).name for key in keys}
        with contextlib.suppress(FileNotFoundError):
            for path in [*self._folder.iterdir()]:
                unfinished = path.name.startswith(".")
                if path.suffix == _SUFFIX and path.name not in wanted and not (unfinished and _young(path)):
                    path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / f"{hashlib.sha256(key.encode(errors='replace')).hexdigest()[:32]}{_SUFFIX}"

    def _make_folder(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if os.name == "posix":
            found = self._folder.lstat()
            if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode):
                raise PermissionError(f"{self._folder} is somebody else's")
            self._folder.chmod(0o700)


def _parts(state: LastState) -> Iterator[bytes]:
    """The file, piece by piece."""
    slices: list[tuple[str, int]] = []
    size = checksum = 0
    snapshot = at_rest(state.snapshot)
    for kind in KEPT:
        records = list(snapshot.of(kind).values())
        for at in range(0, len(records), _SLICE):
            line = _line([harmless(record) for record in records[at : at + _SLICE]])
            size += len(line)
            if size > LARGEST_BYTES // 2:
                raise OSError(f"the picture of {state.key} is too large to be kept")
            checksum = zlib.crc32(line, checksum)
            slices.append((class_name(kind), len(line)))
            yield line
    contents = _Contents(format=FORMAT, key=state.key, heard=state.heard, checksum=checksum, slices=slices)
    yield msgspec.json.encode(contents)


def _line(records: list[Record]) -> bytes:
    try:
        line = msgspec.json.encode(records) + b"\n"
    except (ValueError, OverflowError):  # a name that is no text, a number that is none
        line = b""
    if line and not tells(line.decode()):
        return line
    return b"[" + b",".join(told for record in records if (told := _alone(record))) + b"]\n"


def _alone(record: Record) -> bytes:
    """One record, where the slice as a whole cannot be written; nothing where it cannot be either."""
    try:
        told = msgspec.json.encode(record)
        if tells(told.decode()):
            told = redacted(told.decode()).encode()
            msgspec.json.decode(told, type=type(record))
    except (ValueError, OverflowError):
        return b""
    return told


def _opened(path: Path) -> BinaryIO:
    """A file that only we can have written.

    Raises:
        OSError, ValueError: it is not there, or it is something else.
    """
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags)
    found = os.fstat(handle)
    ours = os.name != "posix" or found.st_uid == os.getuid()
    if not ours or not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST_BYTES:
        os.close(handle)
        raise ValueError("it is not one of ours")
    return os.fdopen(handle, "rb")


def _understood(file: BinaryIO, key: str) -> LastState | None:
    """Raises ValueError where the file makes no sense. It is read slice by slice, and never as a whole."""
    contents, size = _contents(file)
    if contents.format != FORMAT or contents.key != key or contents.heard.tzinfo is None:
        return None
    if sum(length for _, length in contents.slices) != size or any(length < 1 for _, length in contents.slices):
        raise ValueError("it is not whole")
    tables: dict[type[Record], dict[str, Record]] = {}
    checksum = 0
    file.seek(0)
    for name, length in contents.slices:
        kind = CLASSES.get(name)
        if kind not in KEPT:
            raise ValueError("it tells of something else")
        line = file.read(length)
        checksum = zlib.crc32(line, checksum)
        table = tables.setdefault(kind, {})
        for record in _decoder(kind).decode(line):
            table[record.ref] = record
        time.sleep(0)
    if checksum != contents.checksum:
        raise ValueError("it is not what was written")
    if len(tables.get(Pool, ())) != 1:
        return None
    shown: dict[type[Record], Table] = dict(tables)
    heard = min(contents.heard, datetime.now(UTC))  # a clock that was put back must not make a picture of tomorrow
    return LastState(key=key, heard=heard, snapshot=Snapshot(shown))


def _contents(file: BinaryIO) -> tuple[_Contents, int]:
    """The last line, and how much stands before it."""
    whole = file.seek(0, os.SEEK_END)
    reach = 1 << 16
    while True:
        begin = max(0, whole - reach)
        file.seek(begin)
        tail = file.read(reach)
        at = tail.rfind(b"\n") + 1
        if at or not begin:
            return msgspec.json.decode(tail[at:], type=_Contents), begin + at
        reach *= 8


@cache
def _decoder(kind: type[Record]) -> msgspec.json.Decoder[list[Record]]:
    return msgspec.json.Decoder(list[kind])  # type: ignore[valid-type]


def _give_way(go_on: Callable[[], bool]) -> None:
    """Let others run, and give up when it is time to."""
    time.sleep(0)
    if not go_on():
        raise Hurried


def _young(path: Path) -> bool:
    try:
        return time.time() - path.stat().st_mtime < _FORGOTTEN_S
    except OSError:
        return False
