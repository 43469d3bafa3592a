"""What a long run may leak."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Census:
    """What there is of things that pile up when they are forgotten. Memory in megabytes, 0 where nobody tells."""

    tasks: int
    threads: int
    sockets: int
    memory_mb: float

    @classmethod
    def now(cls) -> Census:
        gc.collect()
        return cls(len(asyncio.all_tasks()), threading.active_count(), _sockets(), _memory_mb())


def _sockets() -> int:
    folder = Path("/proc/self/fd")
    if not folder.exists():
        return 0
    found = 0
    for entry in folder.iterdir():
        try:
            found += str(os.readlink(entry)).startswith("socket:")
        except OSError:  # it was the one that lists them
            continue
    return found


def _memory_mb() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024
