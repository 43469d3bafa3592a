"""What a command finds on its desk while it runs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from xengui.forms.about import About
from xengui.forms.options import Options
from xengui.forms.shortcuts import Shortcuts
from xengui.model.estate import Connection
from xengui.model.snapshot import Snapshot
from xengui.operations.jobs import Ledger
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate

F = TypeVar("F")

Attempt = Callable[[F], Awaitable[Mapping[str, str]]]


class Ask(Protocol):
    """Shows a form as a dialog and gives it back filled in, or None when the person thinks better of it.

    With `attempt` the dialog stays open while what was filled in is tried: the attempt gives back what was wrong, a
    sentence for each field, and nothing when all is well. `anew` is asked whenever something changed in a pool
    meanwhile: it gives the form as it is to be from then on, or None when there is nothing left to ask about, which
    closes the dialog without an answer. `pool` is the key of the server that the question is about, if it is about one:
    the dialog then says which.
    """

    async def __call__(
        self,
        form: F,
        attempt: Attempt[F] | None = None,
        anew: Callable[[], F | None] | None = None,
        *,
        pool: str = "",
    ) -> F | None: ...


class Tell(Protocol):
    """Says something in a toast, with a way to undo it where there is one."""

    def __call__(self, text: str, undo: Callable[[], object] | None = None) -> None: ...


class Servers(Protocol):
    """The servers on screen, as commands use them."""

    async def open(self, address: Address, user: str, password: str) -> None:
        """Connect, and put the server on the list; raises Failure and Problem."""

    async def close(self, key: str) -> None: ...

    def forget(self, key: str) -> None:
        """Take a server off the list at once, and end its connection."""

    def trust(self, address: Address, sha256: str, *, by: str = "") -> None:
        """Pin a certificate; `by` is the fingerprint of the authority that vouches for it, where that is the reason."""

    def trusts(self, address: Address, sha256: str) -> bool:
        """Whether this certificate is trusted there, by a decision of the user or on the word of a pool."""

    def trust_authority(self, certificate: Certificate, hosts: tuple[str, ...]) -> None:
        """Trust the servers that an authority vouches for, among `hosts` or everywhere."""

    def trust_issuer(self, address: Address, certificate: Certificate) -> None:
        """Trust what an authority vouches for at one server, besides where it is trusted already."""

    def distrust(self, place: str) -> None:
        """Forget the certificate that is trusted at a place (`host:port`)."""

    def distrust_authority(self, sha256: str) -> None:
        """Forget an authority, and the certificates that were accepted for its sake."""

    def trusted_since(self, address: Address) -> datetime | None: ...

    def connection(self, key: str) -> Connection | None:
        """A server of the list as it is this moment; None when it is no longer there."""

    def address_of(self, key: str) -> Address: ...

    def try_now(self, key: str) -> None: ...

    def lock(self, key: str, *, locked: bool) -> None:
        """Lock a pool against changes from here, or unlock it."""

    def mark(self, key: str, colour: str, label: str) -> None:
        """Give a pool another color, "" for an automatic one, and another label."""

    def colours(self, key: str) -> tuple[str, str]:
        """The color that the user chose for a pool, or "", and the one that it has where none is chosen."""

    async def open_pretend_pool(self) -> str:
        """Start a pretend world and connect; what went wrong in a sentence, or ""."""


class Passwords(Protocol):
    """The passwords that are remembered. What keeps them from us is told, and no error."""

    async def no_keyring(self) -> str:
        """Why passwords cannot be remembered, in a sentence, or ""."""

    def remembers(self, address: Address) -> bool:
        """Whether the password of this server is in the keyring, as far as we know without asking it."""

    async def recall(self, address: Address) -> str:
        """The password from the keyring, or ""."""

    async def remember(self, address: Address, user: str, password: str) -> None: ...

    async def forget(self, address: Address, user: str) -> None: ...


class Program(Protocol):
    """The program itself, as its own commands use it."""

    def choice(self, name: str) -> object: ...

    def choose(self, **changes: object) -> None: ...

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        """Set work going that nobody waits for."""

    def find(self) -> None: ...

    async def about(self) -> About: ...

    async def options(self) -> Options:
        """All that can be chosen, as it stands."""

    def shortcuts(self) -> Shortcuts: ...

    def open_log_folder(self) -> None: ...

    def quit(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a command works.

    For a command on objects of a pool: the pool's picture. Commands of the program have none.
    """

    ask: Ask
    tell: Tell
    servers: Servers
    passwords: Passwords
    program: Program
    ledger: Ledger
    connection: Connection | None = None

    @property
    def snapshot(self) -> Snapshot:
        return self.connection.snapshot if self.connection else Snapshot()
