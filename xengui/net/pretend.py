"""Starts a pretend pool in a process of its own and tells where it listens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from xengui.protocol.address import Address, parse


class NoPretendPool(Exception):
    """The process did not come up; the message is what it said."""


@dataclass(frozen=True, slots=True)
class PretendServer:
    """Where one pretend pool listens, and how to get in."""

    address: Address
    user: str
    password: str = field(repr=False)
    fingerprint: str = ""


class PretendPools:
    """A running pretend world. It ends with this program at the latest, since it watches its standard input."""

    def __init__(self, process: subprocess.Popen[str], servers: Sequence[PretendServer]) -> None:
        self._process = process
        self.servers = tuple(servers)

    @classmethod
    async def start(cls, world: str, *arguments: str) -> PretendPools:
        """Start the process and wait until it listens.

        Raises:
            NoPretendPool: it ended instead, with its own words.
        """
        beginning = _Beginning(world, arguments)
        starting = asyncio.create_task(asyncio.to_thread(beginning.run))
        try:
            return cls(*await asyncio.shield(starting))
        except asyncio.CancelledError:  # the thread goes on, and nobody else would end what it starts
            ending = asyncio.create_task(asyncio.to_thread(beginning.give_up))
            while not ending.done():  # who is in a hurry cancels twice
                with contextlib.suppress(asyncio.CancelledError):
                    await asyncio.shield(ending)
            starting.cancel()
            raise

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def stop(self) -> None:
        """End the process and wait for its end."""
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()


class _Beginning:
    """The start of a process, which can be given up at any moment from another thread."""

    def __init__(self, world: str, arguments: Sequence[str]) -> None:
        self._world = world
        self._arguments = arguments
        self._process: subprocess.Popen[str] | None = None
        self._given_up = False
        self._alone = threading.Lock()
        self._over = threading.Event()

    def run(self) -> tuple[subprocess.Popen[str], list[PretendServer]]:
        """The process that listens, and where.

        Raises:
            NoPretendPool: it ended instead, or the start was given up.
        """
        try:
            with tempfile.TemporaryFile(
                "w+", encoding="utf-8"
            ) as complaints:  # a pipe that nobody reads would block it
                process = self._begin(complaints)
                assert process.stdout
                line = process.stdout.readline()
                if not line:
                    with process:
                        process.wait()
                    complaints.seek(0)
                    said = complaints.read().strip()
                    raise NoPretendPool(said or f"the pretend pool ended with status {process.returncode}")
            told = json.loads(line)
            return process, [_server(pool) for pool in told.get("pools") or [told]]
        finally:
            self._over.set()

    def _begin(self, complaints: IO[str]) -> subprocess.Popen[str]:
        with self._alone:
            if self._given_up:
                raise NoPretendPool("the start was given up")
            self._process = subprocess.Popen(  # noqa: S603 (our own module)
                [sys.executable, "-m", "xengui.sim", "--world", self._world, "--until-stdin-closes", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
            return self._process

    def give_up(self) -> None:
        """End the process, or see that it never begins, and wait until nothing is left of it."""
        with self._alone:
            self._given_up = True
            process = self._process
        if process is None:
            return
        process.kill()
        self._over.wait()
        with process:
            process.wait()


def _server(pool: dict[str, str]) -> PretendServer:
    _, address = parse(pool["url"])
    return PretendServer(address, pool["user"], pool["password"], pool.get("fingerprint") or "")
