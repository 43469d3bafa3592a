"""The pretend pool under the soak, steered through its control port, and what it truly holds."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from xengui.model.classes import Message, Secret, Session, User
from xengui.model.record import Record
from xengui.model.records import class_named, record
from xengui.model.snapshot import Snapshot

UNSEEN = (Session, User, Secret, Message)
"""Rows for which a server sends no events, and messages, whose old ones it does not tell."""


@dataclass
class PretendPool:
    """One pretend world with a control port. `log` holds a line for every call that was answered."""

    said: dict[str, Any]
    name: str
    log: Path
    control: httpx.AsyncClient

    async def fault(self, fault: str, **params: Any) -> int:
        """Switch a fault on; its number."""
        return int((await self._post("/faults", {"fault": fault, "pool": self.name, **params}))["id"])

    async def heal(self) -> None:
        """Switch every fault off."""
        (await self.control.delete("/faults")).raise_for_status()

    async def act(self, act: str, **params: Any) -> dict[str, Any]:
        return await self._post("/acts", {"act": act, "pool": self.name, **params})

    async def hosts(self) -> list[dict[str, Any]]:
        """The servers, each with whether it is the `coordinator`."""
        pools = (await self.control.get("/pools")).raise_for_status().json()
        here = next(pool for pool in pools if pool["name"] == self.name)
        return [host | {"coordinator": here["coordinator"] in (host["ref"], host["name"])} for host in here["hosts"]]

    async def counts(self) -> tuple[int, int]:
        """Sessions and open connections of clients."""
        sessions = (await self.control.get(f"/pools/{self.name}/sessions")).raise_for_status().json()
        connections = (await self.control.get(f"/pools/{self.name}/connections")).raise_for_status().json()
        return int(sessions["count"]), int(connections["open"])

    async def truth(self) -> Snapshot:
        """The pool as it is at this moment, typed like what the client holds."""
        answer = (await self.control.get(f"/pools/{self.name}/records")).raise_for_status()
        return await asyncio.to_thread(_typed, answer.json())

    def calls(self) -> list[dict[str, Any]]:
        whole = self.log.read_text().rpartition("\n")[0] if self.log.exists() else ""
        return [json.loads(line) for line in whole.splitlines()]

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = await self.control.post(path, json=body)
        if answer.is_error:
            raise RuntimeError(f"{path} {body}: {answer.text}")
        told: dict[str, Any] = answer.json()
        return told


def _typed(tables: dict[str, dict[str, dict[str, Any]]]) -> Snapshot:
    found: dict[type[Record], dict[str, Record]] = {}
    for name, rows in tables.items():
        known = class_named(name)
        if known and known[1] not in UNSEEN and rows:
            found[known[1]] = {ref: record(known[1], ref, row) for ref, row in rows.items()}
    return Snapshot(found)


def differences(truth: Snapshot, shown: Snapshot) -> list[str]:
    """In which classes a picture is not the pool, and by how many records."""
    found = []
    for kind in truth.tables.keys() | {kind for kind in shown.tables if kind not in UNSEEN}:
        theirs, ours = truth.of(kind), shown.of(kind)
        wrong = [ref for ref in theirs.keys() | ours.keys() if theirs.get(ref) != ours.get(ref)]
        if wrong:
            found.append(f"{kind.__name__}: {len(wrong)} of {len(theirs)}")
    return found


@contextlib.asynccontextmanager
async def pretend_pool(folder: Path, *arguments: str) -> AsyncIterator[PretendPool]:
    """A pretend pool with a control port, for as long as the block lasts."""
    log = folder / "calls.jsonl"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "xengui.sim", "--control", "--until-stdin-closes", "--call-log", str(log), *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin
    assert process.stdout
    said = json.loads(await process.stdout.readline())
    async with httpx.AsyncClient(base_url=said["control"], timeout=60, trust_env=False) as control:
        pools = (await control.get("/pools")).raise_for_status().json()
        try:
            yield PretendPool(said, pools[0]["name"], log, control)
        finally:
            process.stdin.close()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 10)
