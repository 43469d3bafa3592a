"""What a command finds on its desk while it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from xengui.model.estate import Connection
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Ledger
from xengui.operations.tasks import Pool, Progress
from xengui.protocol.address import Address

F = TypeVar("F")

Attempt = Callable[[F], Awaitable[Mapping[str, str]]]


class Ask(Protocol):
    """Shows a form as a dialog and gives it back filled in, or None when the person thinks better of it.

    With `attempt` the dialog stays open while what was filled in is tried: the attempt gives back what was wrong, a
    sentence for each field, and nothing when all is well.
    """

    async def __call__(self, form: F, attempt: Attempt[F] | None = None) -> F | None: ...


class Program(Protocol):
    """The program itself, as its own commands use it."""

    async def open_server(self, address: Address, user: str, password: str) -> None:
        """Connect, and put the server on the list; raises Failure and Problem."""

    async def close_server(self, key: str) -> None: ...

    def forget_server(self, key: str) -> None: ...

    def trust(self, address: Address, sha256: str) -> None: ...

    def trusted_since(self, address: Address) -> datetime | None: ...

    def address_of(self, key: str) -> Address: ...

    def try_now(self, key: str) -> None: ...

    async def open_pretend_pool(self) -> str:
        """Start a pretend world and connect; what went wrong in a sentence, or ""."""

    def choice(self, name: str) -> object: ...

    def choose(self, **changes: object) -> None: ...

    def find(self) -> None: ...

    def quit(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a command works.

    For a command on objects of a pool: the pool's picture, the way to it (`session`), the entry of this run among the
    jobs. Commands of the program and of servers have no session.
    """

    ask: Ask
    tell: Callable[[str], None]
    program: Program
    ledger: Ledger
    connection: Connection | None = None
    session: Pool | None = None
    progress: Progress | None = None

    @property
    def snapshot(self) -> Snapshot:
        return self.connection.snapshot if self.connection else Snapshot()
