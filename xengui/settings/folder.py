"""The folder where this program keeps its files, and how they are read and written."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import re
import stat
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import platformdirs
import tomli_w

T = TypeVar("T")

_LONGEST_PLACE = 60
"""Names of sockets have 104 bytes on some systems; the place must leave room for ours."""

LARGEST = 32 << 20
"""So many bytes a file may have that is read at all."""
_LARGEST_TOML = 4 << 20
_UNENDING_KEY = re.compile(rb"(?<![\w\"'-])(?:[\w\"'-]++[ \t]*+\.[ \t]*+){200}")
"""Parts of a key that go on and on would be read again and again."""
_SET_ASIDE = 9
"""So many unreadable files of one name are kept."""

_log = logging.getLogger(__name__)


def config_folder() -> Path:
    """Where settings live; follows XDG_CONFIG_HOME, AppData or Library as the system has it."""
    return Path(platformdirs.user_config_dir("xengui", appauthor=False, roaming=True))


def cache_folder() -> Path:
    """Where files are that may be deleted at any time; on this computer alone, where the system makes a difference."""
    return Path(platformdirs.user_cache_dir("xengui", appauthor=False))


def runtime_folder() -> Path:
    """Where this user's running programs meet; nobody else can enter it. It is there when this returns.

    Raises:
        OSError: there is no such place.
    """
    wanted = _runtime()
    wanted.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix":
        found = wanted.lstat()
        if found.st_uid != os.getuid() or not stat.S_ISDIR(found.st_mode):
            raise PermissionError(errno.EPERM, "somebody else has its place", str(wanted))
        wanted.chmod(0o700)
    return wanted


def _runtime() -> Path:
    if sys.platform in {"win32", "darwin"}:
        return Path(platformdirs.user_runtime_dir("xengui", appauthor=False))
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), f"/run/user/{os.getuid()}"):
        if place and os.access(place, os.W_OK) and len(os.fsencode(place)) <= _LONGEST_PLACE:
            return Path(place) / "xengui"
    return Path(tempfile.gettempdir()) / f"xengui-{os.getuid()}"


def read(path: Path) -> dict[str, Any]:
    """What a settings file says. One that is missing says nothing; one that cannot be read, or is larger than any of
    ours, is set aside under the name `*.unreadable` rather than overwritten, and says nothing either."""
    return load(path, _toml, _LARGEST_TOML) or {}


def _toml(content: bytes) -> dict[str, Any]:
    if _UNENDING_KEY.search(content):
        raise ValueError("a key without an end")
    return tomllib.loads(content.decode())


def load(path: Path, understand: Callable[[bytes], T], largest: int = LARGEST) -> T | None:
    """The same for a file of another form; None where it says nothing. `understand` raises ValueError."""
    try:
        return understand(_content(path, largest))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, RecursionError) as fault:
        aside = _aside(path)
        _log.warning("%s cannot be read (%s); it is kept as %s", path, fault, aside.name)
        with contextlib.suppress(OSError):
            path.replace(aside)
        return None


def _content(path: Path, largest: int) -> bytes:
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(errno.EINVAL, "it is no file")  # a pipe, say, which would be waited for
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise ValueError(f"it is larger than {largest >> 20} MB")
    return content


def _aside(path: Path) -> Path:
    """Where an unreadable file goes: beside those that were set aside before it."""
    places = [f"{path.name}.unreadable", *(f"{path.name}.unreadable-{number}" for number in range(2, _SET_ASIDE + 1))]
    free = (place for name in places if not os.path.lexists(place := path.with_name(name)))
    return next(free, path.with_name(places[-1]))


def write(path: Path, values: Mapping[str, Any]) -> None:
    """Replace a settings file.

    Raises:
        OSError: the folder cannot be written.
    """
    save(path, tomli_w.dumps(dict(values)).encode(errors="replace"))


def save(path: Path, content: bytes) -> None:
    """Replace a file at once, so that a crash leaves the old one; only its owner can read it.

    Raises:
        OSError: the folder cannot be written.
    """
    path = path.resolve()  # a link stays a link
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
