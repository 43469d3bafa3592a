"""A line for every call that was answered, without what must stay secret."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TextIO

from xengui.sim.clock import Clock
from xengui.sim.dispatch import Asked

MASK = "***"
SECRETS = ("password", "pwd", "secret", "private_key", "token")


class CallLog:
    """Appends to a file, one JSON object a line, each as soon as its call is over."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self._clock = clock
        self._file: TextIO = path.open("a", encoding="utf-8")

    def write(self, pool: str, asked: Asked, error: str | None, started: float) -> None:
        line = {
            "time": self._clock.now().isoformat(timespec="milliseconds"),
            "pool": pool,
            "method": asked.method,
            "params": _params(asked),
            "error": error,
            "duration_ms": round((self._clock.monotonic() - started) * 1000, 3),
            "originator": asked.session.originator if asked.session else _originator(asked),
        }
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._file.flush()

    def close(self) -> None:
        self._file.close()


def _params(asked: Asked) -> list[Any]:
    """The parameters after the session; of a call nobody understood none are told."""
    if asked.signature is None:
        return []
    named = zip(asked.signature.params, asked.params, strict=False)
    return [_masked(param.name, value) for param, value in named]


def _masked(name: str, value: Any) -> Any:
    # The place in the queue of `event.from` is a token too, but none to hide.
    if name != "token" and any(secret in name.lower() for secret in SECRETS) and isinstance(value, str):
        return MASK
    if isinstance(value, dict):
        return {key: _masked(f"{key}_", held) for key, held in value.items()}
    return value


def _originator(asked: Asked) -> str:
    named = zip(asked.signature.params, asked.params, strict=False) if asked.signature else ()
    return next((str(value) for param, value in named if param.name == "originator"), "")
