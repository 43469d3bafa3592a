"""A desk whose person and program write down what they are asked, for tests of commands."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import datetime
from typing import Any

from xengui.commands.desk import Desk
from xengui.forms.about import About
from xengui.forms.options import Options
from xengui.forms.shortcuts import Shortcuts
from xengui.model.estate import Connection
from xengui.operations.jobs import Ledger
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate

Answer = Callable[[Any], Any]
"""What a person makes of a form: the form filled in, or None."""


def agreed(form: Any) -> Any:
    return form


def cancelled(form: Any) -> None:
    return None


class RecordingPasswords:
    """The passwords of a program that are in `keyring`, by the keys of their servers."""

    def __init__(self, did: list[tuple[Any, ...]]) -> None:
        self.keyring: dict[str, str] = {}
        self.missing = ""
        self._did = did

    async def no_keyring(self) -> str:
        return self.missing

    def remembers(self, address: Address) -> bool:
        return address.key in self.keyring

    async def recall(self, address: Address) -> str:
        return self.keyring.get(address.key, "")

    async def remember(self, address: Address, user: str, password: str) -> None:
        self._did.append(("remember", address, user, password))

    async def forget(self, address: Address, user: str) -> None:
        self._did.append(("forget_password", address, user))


class RecordingProgram:
    """The program and its servers as commands see them. `faults` are raised by one try to connect after the other, then
    it works."""

    def __init__(
        self,
        *connections: Connection,
        faults: Iterable[Exception] = (),
        since: datetime | None = None,
        **choices: object,
    ) -> None:
        self.did: list[tuple[Any, ...]] = []
        self.started: list[Coroutine[Any, Any, object]] = []
        self.choices: dict[str, object] = {"quiet": (), "remember_passwords": False} | choices
        self.passwords = RecordingPasswords(self.did)
        self.pretend_problem = ""
        self.chosen: dict[str, str] = {}
        """The colors of the user's choice, by the keys of the pools."""
        self.estate: dict[str, Connection | None] = {connection.key: connection for connection in connections}
        """The list as it is by the time of an answer; None for a server that was taken off. A command that asks about
        objects wants to find them here."""
        self._faults = list(faults)
        self._since = since

    async def open(self, address: Address, user: str, password: str) -> None:
        self.did.append(("open", address, user, password))
        if self._faults:
            raise self._faults.pop(0)

    async def close(self, key: str) -> None:
        self.did.append(("close", key))

    def forget(self, key: str) -> None:
        self.did.append(("forget", key))

    def trust(self, address: Address, sha256: str, *, by: str = "") -> None:
        self.did.append(("trust", address, sha256, *([by] if by else [])))

    def trusts(self, address: Address, sha256: str) -> bool:
        return ("trust", address, sha256) in self.did

    def trust_authority(self, certificate: Certificate, hosts: tuple[str, ...]) -> None:
        self.did.append(("trust_authority", certificate, hosts))

    def trust_issuer(self, address: Address, certificate: Certificate) -> None:
        self.did.append(("trust_issuer", address, certificate))

    def distrust(self, place: str) -> None:
        self.did.append(("distrust", place))

    def distrust_authority(self, sha256: str) -> None:
        self.did.append(("distrust_authority", sha256))

    def trusted_since(self, address: Address) -> datetime | None:
        return self._since

    def connection(self, key: str) -> Connection | None:
        return self.estate.get(key, Connection(key=key))

    def address_of(self, key: str) -> Address:
        host, _, port = key.partition(":")
        return Address(host, int(port or 443))

    def lock(self, key: str, *, locked: bool) -> None:
        self.did.append(("lock", key, locked))

    def mark(self, key: str, colour: str, label: str) -> None:
        self.did.append(("mark", key, colour, label))

    def colours(self, key: str) -> tuple[str, str]:
        return self.chosen.get(key, ""), "teal"

    def try_now(self, key: str) -> None:
        self.did.append(("try_now", key))

    async def open_pretend_pool(self) -> str:
        self.did.append(("open_pretend_pool",))
        return self.pretend_problem

    def choice(self, name: str) -> object:
        return self.choices[name]

    def choose(self, **changes: object) -> None:
        self.choices |= changes

    def start(self, work: Coroutine[Any, Any, object]) -> None:
        self.started.append(work)

    async def about(self) -> About:
        return About(version="1", runs_on=(), parts=())

    async def options(self) -> Options:
        return Options()

    def shortcuts(self) -> Shortcuts:
        return Shortcuts(())

    def open_log_folder(self) -> None:
        self.did.append(("open_log_folder",))

    def find(self) -> None:
        self.did.append(("find",))

    def quit(self) -> None:
        self.did.append(("quit",))


class Person:
    """Answers questions in turn, the last answer again and again; a dialog with an attempt stays open until the
    attempt works or the person gives up."""

    def __init__(self, *answers: Answer) -> None:
        self.asked: list[Any] = []
        self.about: list[str] = []
        """The keys of the pools that the questions were about, "" for one that is about none or several."""
        self.problems: list[Any] = []
        self.told: list[str] = []
        self.undo: Callable[[], object] | None = None
        self._answers = list(answers)
        self.anew: Callable[[], Any] | None = None
        """How the last question is asked again when something changed."""

    def tell(self, text: str, undo: Callable[[], object] | None = None) -> None:
        self.told.append(text)
        self.undo = undo

    async def ask(
        self,
        form: Any,
        attempt: Callable[[Any], Awaitable[Any]] | None = None,
        anew: Callable[[], Any] | None = None,
        *,
        pool: str = "",
    ) -> Any:
        self.asked.append(form)
        self.about.append(pool)
        self.anew = anew
        while True:
            filled = self._answer(form)
            if filled is None or attempt is None:
                return filled
            problem = await attempt(filled)
            if not problem:
                return filled
            self.problems.append(problem)

    def _answer(self, form: Any) -> Any:
        assert self._answers, f"nobody expected to be asked {form}"
        return (self._answers.pop(0) if len(self._answers) > 1 else self._answers[0])(form)


def a_desk(person: Person, program: RecordingProgram | None = None) -> Desk:
    program = program or RecordingProgram()
    return Desk(
        ask=person.ask,
        tell=person.tell,
        servers=program,
        passwords=program.passwords,
        program=program,
        ledger=Ledger(),
    )
