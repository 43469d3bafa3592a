"""Passwords in the keyring of the system, and nowhere else.

A keyring may be locked and ask its user, or hang. So each word with it is had in a thread of its own that nobody waits
for at the end of the program, and is given up after a while.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from xengui.protocol.address import Address
from xengui.protocol.later import Later
from xengui.protocol.secrecy import hide

if TYPE_CHECKING:
    import keyring
    import keyring.backend
    from keyring.backends import chainer
else:
    keyring = Later("keyring")
    chainer = Later("keyring.backends.chainer")

SERVICE = "xengui"
PATIENCE_S = 30.0
"""So long a person may take to unlock the keyring."""
FIRST_LOOK_S = 5.0

NONE_HERE = "There is no system keyring here, so passwords cannot be remembered. They are asked for each time."
SILENT = "The system keyring does not answer, so passwords cannot be remembered for now."

T = TypeVar("T")

_log = logging.getLogger(__name__)


class NoKeyring(Exception):
    """There is no keyring, it did not answer, or it refused; the message is a sentence."""


class Vault:
    """The system's keyring, as far as this program's own passwords go."""

    def __init__(self) -> None:
        self._found: keyring.backend.KeyringBackend | None = None
        self._looked = False

    async def missing(self) -> str:
        """Why passwords cannot be remembered, in a sentence, or ""."""
        try:
            await self._backend()
        except NoKeyring as fault:
            return str(fault)
        return ""

    async def password(self, address: Address, user: str) -> str:
        """The password kept for a user of a server, or "".

        Raises:
            NoKeyring: it cannot be asked.
        """
        backend = await self._backend()
        kept = await _aside(lambda: backend.get_password(SERVICE, _entry(address, user)), PATIENCE_S) or ""
        hide(kept)
        return kept

    async def keep(self, address: Address, user: str, password: str) -> None:
        """Keep a password, in place of the one before.

        Raises:
            NoKeyring: it could not be kept.
        """
        hide(password)
        backend = await self._backend()
        await _aside(lambda: backend.set_password(SERVICE, _entry(address, user), password), PATIENCE_S)

    async def forget(self, address: Address, user: str) -> None:
        """Take a password out of the keyring; one that is not there is gone already.

        Raises:
            NoKeyring: it may still be there.
        """
        backend = await self._backend()

        def delete() -> None:
            if backend.get_password(SERVICE, _entry(address, user)) is not None:
                backend.delete_password(SERVICE, _entry(address, user))

        await _aside(delete, PATIENCE_S)

    async def _backend(self) -> keyring.backend.KeyringBackend:
        if not self._looked:
            self._found = await _aside(_usable, FIRST_LOOK_S)
            self._looked = True
        if self._found is None:
            raise NoKeyring(NONE_HERE)
        return self._found


def _usable() -> keyring.backend.KeyringBackend | None:
    """The backend to use. Those that fail, swallow or keep passwords in files of their own are as good as none."""
    backend = keyring.get_keyring()
    if isinstance(backend, chainer.ChainerBackend):
        # It would fall back to a file where the system's own keyring refuses.
        return next(filter(_trusted, backend.backends), None)
    return backend if _trusted(backend) else None


def _trusted(backend: keyring.backend.KeyringBackend) -> bool:
    return not type(backend).__module__.startswith(_AS_GOOD_AS_NONE)


_AS_GOOD_AS_NONE = (
    "keyring.backends.fail",
    "keyring.backends.null",
    "keyrings.alt",  # files, some of them readable, some that ask on a terminal
    "keyrings.cryptfile",  # asks on a terminal
)


def _entry(address: Address, user: str) -> str:
    return f"{user}@{address.key}"


async def _aside(work: Callable[[], T], patience_s: float) -> T:
    """Do something in a thread of its own, and give it up when it takes too long.

    Raises:
        NoKeyring: it took too long, or went wrong.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, fault: Exception | None) -> None:
        if answer.done():
            return
        if fault:
            answer.set_exception(fault)
        else:
            answer.set_result(result)  # type: ignore[arg-type]

    def thread() -> None:
        result, fault = None, None
        try:
            result = work()
        except Exception as met:  # noqa: BLE001 (backends raise what they like; some of it has the password in it)
            _log.warning("the keyring refused: %s", type(met).__name__)
            fault = NoKeyring("The system keyring refused.")
        with contextlib.suppress(RuntimeError):  # the loop has gone, and whoever asked with it
            # Arguments of a call may be told in a debug log; what a function has in it is not.
            loop.call_soon_threadsafe(lambda: settle(result, fault))

    threading.Thread(target=thread, name="keyring", daemon=True).start()
    try:
        async with asyncio.timeout(patience_s):
            return await answer
    except TimeoutError:
        raise NoKeyring(SILENT) from None
