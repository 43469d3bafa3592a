"""A person at the real window, and real pretend pools in processes of their own."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QApplication

from tests.journeys.person import Person
from tests.recorder.attached import Exchange, recorded, unheard
from xengui.app.arguments import parsed
from xengui.app.start import build, log_stray
from xengui.net.session import ORIGINATOR

JOURNEY_S = 60.0

__all__ = ["recorded"]


@dataclass
class Pretend:
    """One running pretend world: the first pool's address, and the calls that its pools were asked for."""

    process: subprocess.Popen[str]
    said: dict[str, object]
    log: Path

    @property
    def url(self) -> str:
        return str(self.said["url"])

    @property
    def fingerprint(self) -> str:
        return str(self.said["fingerprint"])

    @property
    def password(self) -> str:
        return str(self.said["password"])

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def connect_url(self) -> str:
        return self.url.replace("https://", "https://root@")

    def calls(self) -> list[dict[str, object]]:
        """The calls that were answered by now; a line that is being written is left for later."""
        whole = self.log.read_text().rpartition("\n")[0] if self.log.exists() else ""
        return [json.loads(line) for line in whole.splitlines()]

    def stop(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(timeout=10)
        self.process.stdout.close()


@pytest.fixture
def running() -> list[Pretend]:
    """The pretend pools of a test, in the order they were started."""
    return []


@pytest.fixture
def pretend(tmp_path: Path, running: list[Pretend]) -> Iterator[Callable[..., Pretend]]:
    """Starts pretend pools: `pretend("demo", "--speed", "20")`."""

    def start(world: str = "demo", *arguments: str) -> Pretend:
        log = tmp_path / f"calls-{len(running)}.jsonl"
        command = [sys.executable, "-m", "xengui.sim", "--world", world, "--until-stdin-closes", "--call-log", str(log)]
        if "--speed" not in arguments:
            command += ["--speed", "20"]
        process = subprocess.Popen([*command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert process.stdout
        pool = Pretend(process, json.loads(process.stdout.readline()), log)
        running.append(pool)
        return pool

    yield start
    for pool in running:
        if pool.process.poll() is None:
            pool.stop()


Journey = Callable[[Person], Awaitable[None]]


@pytest.fixture
def go(
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    running: list[Pretend],
    recorded: list[Exchange],
) -> Callable[..., None]:
    """Starts the program with arguments and lets a person act: `go(journey, "--connect", url)`. Settings are kept from
    one call to the next within a test. The recorder must have heard all that the pools were asked for on the way."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("XENGUI_PASSWORD", raising=False)

    def travel(journey: Journey, *argv: str, password: str = "") -> None:
        if password:
            monkeypatch.setenv("XENGUI_PASSWORD", password)
        else:
            monkeypatch.delenv("XENGUI_PASSWORD", raising=False)

        async def whole() -> None:
            person = Person(build(qapp, arguments := parsed(argv)))
            try:
                await person.begin(arguments)
                await asyncio.wait_for(journey(person), JOURNEY_S)
            finally:
                await person.leave()

        loop = qasync.QEventLoop(qapp, already_running=False)
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(log_stray)
        try:
            loop.run_until_complete(whole())
        finally:
            loop.close()
            asyncio.set_event_loop(None)
        asked = [str(call["method"]) for pool in running for call in pool.calls() if call["originator"] == ORIGINATOR]
        assert unheard(asked, recorded) == set()

    return travel
