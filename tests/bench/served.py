"""Processes that serve while something is measured: pretend pools, and the relay before one."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Served:
    """How to connect to the first pool, and the port by which the pretend world is steered ("" where there is none)."""

    url: str
    user: str
    password: str
    fingerprint: str
    control: str = ""
    pools: tuple[dict[str, Any], ...] = ()

    def line(self) -> str:
        """What a client under measurement gets as its argument."""
        return json.dumps(
            {"url": self.url, "user": self.user, "password": self.password, "fingerprint": self.fingerprint}
        )


@contextlib.contextmanager
def pretending(*arguments: str) -> Iterator[Served]:
    """A pretend world of its own, for as long as the block lasts."""
    with _running("xengui.sim", *arguments, "--until-stdin-closes") as said:
        yield Served(
            said["url"],
            said["user"],
            said["password"],
            said["fingerprint"] or "",
            said.get("control", ""),
            tuple(said.get("pools", ())),
        )


@contextlib.contextmanager
def relayed(pool: Served) -> Iterator[Served]:
    """The same pool behind a relay that answers at once what was answered before."""
    with _running("tests.bench.relay", pool.url) as said:
        yield Served(said["url"], pool.user, pool.password, said["fingerprint"])


@contextlib.contextmanager
def _running(module: str, *arguments: str) -> Iterator[dict[str, Any]]:
    process = subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    try:
        yield json.loads(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait()
