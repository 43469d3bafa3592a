from __future__ import annotations

import asyncio

import pytest

from tests.net.servers import always, result, serving
from tests.recorder.attached import Exchange, judged, listening, unheard
from tests.recorder.datamodel import datamodel
from tests.recorder.recorder import Recorder
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address
from xengui.protocol.problems import Problem


def call(monkeypatch: pytest.MonkeyPatch, method: str, *params: object) -> Recorder:
    """Make a call over a real transport, and have it judged."""
    exchanges = listening(monkeypatch)
    recorder = Recorder(datamodel())

    async def asked() -> None:
        async with serving(always(result(["web"]))) as server:
            transport = HttpTransport(server.address, lambda _: [])
            await Session(transport, "OpaqueRef:session").call(method, *params)
            await transport.close()

    asyncio.run(asked())
    judged(exchanges, recorder)
    return recorder


def test_what_goes_over_a_transport_is_heard(monkeypatch):
    assert call(monkeypatch, "VM.get_tags", "OpaqueRef:vm").summary() == "recorder: 1 calls, 0 records, 0 violations"


def test_a_test_in_which_something_wrong_went_out_or_came_in_fails_and_says_what(monkeypatch):
    with pytest.raises(pytest.fail.Exception) as told:
        call(monkeypatch, "VM.get_VBDs", "web-01")

    assert "saw 2 violations" in str(told.value)
    assert "VM.get_VBDs: the parameter self is 'web-01', which is no VM ref." in str(told.value)
    assert "The answer to VM.get_VBDs: a member of it is 'web', which is no VBD ref." in str(told.value)


def test_a_call_without_an_answer_is_judged_too(monkeypatch):
    exchanges = listening(monkeypatch)
    recorder = Recorder(datamodel())

    async def asked() -> None:
        async with serving(always(b"")) as server:
            transport = HttpTransport(server.address, lambda _: [])
            with pytest.raises(Problem):
                await Session(transport, "OpaqueRef:session").call("VM.begin", "OpaqueRef:vm")
            await transport.close()

    asyncio.run(asked())

    with pytest.raises(pytest.fail.Exception, match=r"VM\.begin: there is no such call"):
        judged(exchanges, recorder)


def test_what_a_server_has_answered_and_nobody_has_heard_is_named():
    body = b'{"jsonrpc": "2.0", "method": "Async.VM.start", "params": ["OpaqueRef:session"], "id": 1}'
    exchanges: list[Exchange] = [(Address("granite"), body, None)]

    assert unheard(["VM.start", "Async.VM.start"], exchanges) == set()
    assert unheard(["VM.start", "VM.get_tags"], exchanges) == {"VM.get_tags"}
    assert unheard(["VM.start"], []) == {"VM.start"}
    assert unheard([], []) == set()
