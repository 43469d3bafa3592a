from __future__ import annotations

import asyncio

from xengui.net.login import Logins
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address


def test_a_login_that_is_given_up_and_never_answered_leaves_nothing_open(monkeypatch):
    monkeypatch.setattr("xengui.net.login.LATE_LOGIN_S", 0.01)

    async def visit() -> tuple[bool, int]:
        transport = HttpTransport(Address("127.0.0.1", 1), lambda _: [])
        logins = Logins()

        async def never() -> Session:
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

        waiting = asyncio.create_task(logins.made(never(), transport))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.wait({waiting})
        await logins.over()
        await asyncio.sleep(0)
        return transport._client.is_closed, len(asyncio.all_tasks())

    assert asyncio.run(visit()) == (True, 1)
