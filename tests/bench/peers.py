"""Other clients of the XenAPI beside ours, each in a process of its own and asked the same.

A client gets the server as JSON in its first argument. It logs in, loads everything and prints how long that took
(`wall_s`), what it cost (`cpu_s`) and how many `objects` it holds. For each line `{"follow_s": n}` on its input it
follows the pool for n seconds and prints what that cost.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench.served import Served

CLIENTS = Path(__file__).with_name("clients")
NODE_MODULES = Path(".bench")
XEN_API = "xen-api@4.7.6"


def peers() -> Mapping[str, Sequence[str]]:
    """The command of every client that can run here, ours first."""
    found = {
        "xengui": [sys.executable, "-m", "tests.bench.clients.ours"],
        "SDK (XML-RPC)": [sys.executable, "-m", "tests.bench.clients.sdk"],
    }
    if folder := _xen_api():
        found["xen-api (JSON)"] = [str(shutil.which("node")), str(CLIENTS / "xen_api.mjs"), "{}", str(folder)]
    return found


def _xen_api() -> Path | None:
    """Where npm's xen-api is installed, installing it once where node is present."""
    if not shutil.which("node") or not (npm := shutil.which("npm")):
        return None
    folder = NODE_MODULES.absolute()
    if not (folder / "node_modules" / "xen-api").exists():
        folder.mkdir(exist_ok=True)
        done = subprocess.run(
            [npm, "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), XEN_API], check=False
        )
        if done.returncode:
            return None
    return folder


@dataclass
class Client:
    """A running client. `loaded` is what it said of loading."""

    process: subprocess.Popen[str]
    loaded: dict[str, float]

    def begin(self, seconds: float) -> None:
        """Have it follow for so long."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"follow_s": seconds}) + "\n")
        self.process.stdin.flush()

    def followed(self) -> dict[str, float]:
        """What it said when that was over."""
        return self._said()

    def _said(self) -> dict[str, float]:
        assert self.process.stdout
        said: dict[str, float] = json.loads(self.process.stdout.readline())
        return said


@contextlib.contextmanager
def client(command: Sequence[str], server: Served) -> Iterator[Client]:
    """A client that has loaded everything, for as long as the block lasts."""
    whole = [server.line() if part == "{}" else part for part in command]
    if "{}" not in command:
        whole.append(server.line())
    process = subprocess.Popen(
        whole, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    running = Client(process, {})
    try:
        running.loaded = running._said()
        yield running
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait()
