"""Pretend pools in processes of their own, and another client that has nothing in common with ours."""

from __future__ import annotations

import asyncio
import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import XenAPI

from tests.recorder.attached import judged, listening, recorder
from xengui.protocol.address import Address, parse

SPEED = "200"


@dataclass
class Pool:
    """One running pretend world; `address` is that of its first pool's coordinator."""

    process: subprocess.Popen[str]
    address: Address
    fingerprint: str
    password: str
    log: Path

    def pins(self, _: Address) -> list[str]:
        return [self.fingerprint]

    def calls(self, method: str = "") -> list[dict[str, Any]]:
        """What clients asked for, oldest first."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()]
        return [line for line in lines if method in ("", line["method"])]

    async def other(self, method: str, *params: Any) -> Any:
        """Make one call as the vendor's own Python client does."""

        def call() -> Any:
            session = XenAPI.Session(self.address.url, ignore_ssl=True)
            session.xenapi.login_with_password("root", self.password, "1.0", "another client")
            try:
                return session.xenapi_request(method, params)
            finally:
                session.xenapi.session.logout()
                session("close")()

        return await asyncio.to_thread(call)

    def stop(self) -> None:
        if self.process.poll() is None:
            assert self.process.stdin
            assert self.process.stdout
            self.process.stdin.close()
            self.process.wait(timeout=10)
            self.process.stdout.close()


_pretend_ports: set[int] = set()


@pytest.fixture(autouse=True)
def recorded(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What goes to pretend pools is judged, and what comes from them; servers of a test's own may say anything. Every
    host of a pretend world has the port of the first."""
    exchanges = listening(monkeypatch)
    yield
    judged([exchange for exchange in exchanges if exchange[0].port in _pretend_ports], recorder)


StartPool = Callable[..., Pool]


@pytest.fixture(scope="module", autouse=True)
def _no_widgets_left() -> None:
    """Tests of windows leave cycles with widgets in them, and here threads run that could collect them: Qt would not
    survive that."""
    gc.collect()


@pytest.fixture(scope="module")
def start_pool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartPool]:
    """Starts pretend pools that end with the module at the latest: `start_pool("--port", "4711")`."""
    running: list[Pool] = []
    folder = tmp_path_factory.mktemp("pools")

    def start(*arguments: str) -> Pool:
        log = folder / f"calls-{len(running)}.jsonl"
        command = [sys.executable, "-m", "xengui.sim", "--until-stdin-closes", "--call-log", str(log)]
        process = subprocess.Popen(
            [*command, "--speed", SPEED, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout
        said = json.loads(process.stdout.readline())
        pool = Pool(process, parse(said["url"])[1], said["fingerprint"] or "", said["password"], log)
        running.append(pool)
        _pretend_ports.update(parse(server["url"])[1].port for server in said.get("pools") or [said])
        return pool

    yield start
    for pool in running:
        pool.stop()
    _pretend_ports.clear()


@pytest.fixture(scope="module")
def pool(start_pool: StartPool) -> Pool:
    """The demo world, shared by the tests of a module."""
    return start_pool()
