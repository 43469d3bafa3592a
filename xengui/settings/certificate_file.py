"""Reads a file of certificates that a person has chosen."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from xengui.protocol.certificate import Certificate
from xengui.protocol.certificate_file import LARGEST_BYTES, certificates


def read(path: Path) -> tuple[Certificate, ...]:
    """The certificates of a file. It may take a while, as any disk may: it is for a worker thread.

    Raises:
        ValueError: there are none to be had; a sentence says why.
    """
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):  # a pipe would keep us waiting for ever
                raise ValueError("It is no file.")
            content = file.read(LARGEST_BYTES + 1)
    except OSError as fault:
        raise ValueError(f"The file cannot be read: {fault.strerror or fault}.") from None
    return certificates(content)
