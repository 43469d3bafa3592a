"""The recorder beside the program while tests run: what went through `HttpTransport` is judged after each test."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest

from tests.net.servers import ports
from tests.recorder.datamodel import datamodel
from tests.recorder.recorder import Recorder
from tests.recorder.wire import sent
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address

SHOWN = 20

recorder = Recorder(datamodel())
"""The one of this run."""

beside: set[str] = set()
"""Those that it stood beside in this run."""

Exchange = tuple[Address, bytes, bytes | None]


def listening(monkeypatch: pytest.MonkeyPatch) -> list[Exchange]:
    """Where every exchange of every transport is kept from now on: where to, the request, and the answer if one came.
    Nothing is judged while the program runs, so that its timing stays its own."""
    exchanges: list[Exchange] = []
    post = HttpTransport.post

    async def kept(self: HttpTransport, path: str, body: bytes, **rest: Any) -> bytes:
        place = len(exchanges)
        exchanges.append((self.address, body, None))
        answer = await post(self, path, body, **rest)
        exchanges[place] = (self.address, body, answer)
        return answer

    monkeypatch.setattr(HttpTransport, "post", kept)
    return exchanges


def judged(exchanges: list[Exchange], by: Recorder) -> None:
    """Let the recorder hear them; fails the test when something is not as the datamodel has it."""
    before = len(by.violations)
    for _, request, answer in exchanges:
        by.heard(request, answer)
    found = by.violations[before:]
    if found:
        told = "\n".join([*found[:SHOWN], *(["…"] if len(found) > SHOWN else [])])
        pytest.fail(f"The recorder saw {len(found)} violations of the datamodel:\n{told}", pytrace=False)


def unheard(answered: Iterable[str], exchanges: Iterable[Exchange]) -> set[str]:
    """The calls among those that servers say they have answered which were not recorded. Where there are any, the
    recorder has lost its place on the wire, and that it finds nothing wrong means nothing."""
    return {_plain(method) for method in answered} - {_plain(sent(request).method) for _, request, _ in exchanges}


def _plain(method: str) -> str:
    return method.removeprefix("Async.")


@pytest.fixture(autouse=True)
def recorded(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Exchange]]:
    """For folders in which servers are pretend pools, but for those that a test makes by hand."""
    beside.add(request.node.nodeid)
    exchanges = listening(monkeypatch)
    yield exchanges
    judged([exchange for exchange in exchanges if exchange[0].port not in ports], recorder)
