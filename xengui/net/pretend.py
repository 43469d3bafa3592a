"""Starts a pretend pool in a process of its own and tells where it listens."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field

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
        starting = asyncio.create_task(asyncio.to_thread(cls._started, world, arguments))
        try:
            return await asyncio.shield(starting)
        except asyncio.CancelledError:  # the thread goes on, and nobody else would end what it starts
            with contextlib.suppress(NoPretendPool):
                await asyncio.to_thread((await starting).stop)
            raise

    @classmethod
    def _started(cls, world: str, arguments: Sequence[str]) -> PretendPools:
        with tempfile.TemporaryFile("w+", encoding="utf-8") as complaints:  # a pipe that nobody reads would block it
            process = subprocess.Popen(  # noqa: S603 (our own module)
                [sys.executable, "-m", "xengui.sim", "--world", world, "--until-stdin-closes", *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
            assert process.stdout
            line = process.stdout.readline()
            if not line:
                with process:
                    process.wait()
                complaints.seek(0)
                said = complaints.read().strip()
                raise NoPretendPool(said or f"the pretend pool ended with status {process.returncode}")
        said = json.loads(line)
        return cls(process, [_server(pool) for pool in said.get("pools") or [said]])

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


def _server(pool: dict[str, str]) -> PretendServer:
    _, address = parse(pool["url"])
    return PretendServer(address, pool["user"], pool["password"], pool.get("fingerprint") or "")
