"""Stands between the program and a pretend pool, and refuses what a test wants refused, as a real pool would."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import XenAPI

from tests.net.servers import HERE, Request, Served, failure, http, result, serving


@dataclass
class Between:
    """A pool as seen through this relay. `at_once` refuses calls by method in the answer itself, `in_the_task` in the
    task that an asynchronous call begins, where xapi checks roles and licenses. With `coordinator` set this server is
    a member of the pool from then on."""

    url: str
    password: str
    at_once: dict[str, tuple[str, ...]] = field(default_factory=dict)
    in_the_task: dict[str, tuple[str, ...]] = field(default_factory=dict)
    coordinator: str = ""

    async def answer(self, client: httpx.AsyncClient, request: Request) -> bytes:
        if self.coordinator:
            return failure("HOST_IS_SLAVE", self.coordinator)
        if said := self.at_once.get(request.method):
            return failure(*said)
        if said := self.in_the_task.get(request.method):
            return result(await asyncio.to_thread(self._failed_task, request.method, said))
        told = await client.post("/jsonrpc", content=request.body)
        return http(told.content)

    def _failed_task(self, method: str, said: tuple[str, ...]) -> str:
        """A task that has ended with this error; the pool keeps it until it is destroyed."""
        session = XenAPI.Session(self.url)
        session.xenapi.login_with_password("root", self.password, "1.0", "a relay")
        task = session.xenapi.task.create(method, "")
        session.xenapi.task.set_error_info(task, list(said))
        session.xenapi.task.set_status(task, "failure")
        session.xenapi.session.logout()
        session("close")()
        return str(task)


@contextlib.asynccontextmanager
async def relaying(pool, *, host: str = HERE, port: int = 0) -> AsyncIterator[tuple[Between, Served]]:
    """Relay to a pretend pool that speaks plain HTTP, for as long as the block lasts."""
    between = Between(pool.url, pool.password)
    async with httpx.AsyncClient(base_url=pool.url, timeout=None, trust_env=False) as client:

        async def answer(request: Request) -> bytes:
            return await between.answer(client, request)

        async with serving(answer, host=host, port=port) as served:
            yield between, served
