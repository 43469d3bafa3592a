"""The passwords of the saved servers: kept in the system's keyring for who wants that, and told where it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from xengui.protocol.address import Address
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.vault import NoKeyring, Vault

Keep = Callable[[Callable[[], object]], None]
"""Writes a setting, and tells the person where that fails."""


class Passwords:
    """Remembers the passwords of servers that are on a list. `saved` gives the list, or None where there is none."""

    def __init__(self, saved: Callable[[], ServerList | None], keep: Keep, tell: Callable[[str], object]) -> None:
        self._saved = saved
        self._keep = keep
        self._tell = tell
        self._vault = Vault()
        self._at_the_vault = asyncio.Lock()
        """A locked keyring asks its user once."""

    async def no_keyring(self) -> str:
        """Why passwords cannot be remembered, in a sentence, or ""."""
        if self._saved() is None:
            return "Servers of this window are not saved, and neither are their passwords."
        return await self._vault.missing()

    async def no_vault(self) -> str:
        """Why the system has no place for passwords, in a sentence, or ""."""
        return await self._vault.missing()

    def remembers(self, address: Address) -> bool:
        """Whether the password of this server is in the keyring, as far as we know without asking it."""
        known = self._find(address)
        return known is not None and known.remembered

    async def recall(self, address: Address) -> str:
        """The password from the keyring, or ""; what keeps it from us is told."""
        known = self._find(address)
        if known is None or not known.remembered:
            return ""
        try:
            async with self._at_the_vault:
                return await self._vault.password(address, known.user)
        except NoKeyring as fault:
            self._tell(f"{known.name or address.key}: its password is not at hand. {fault}")
            return ""

    async def remember(self, address: Address, user: str, password: str) -> None:
        """Keep a password in the keyring; what keeps us from it is told."""
        if self._find(address) is not None:
            try:
                async with self._at_the_vault:
                    await self._vault.keep(address, user, password)
            except NoKeyring as fault:
                self._tell(f"The password of {address.key} was not remembered. {fault}")
                return
            if self._find(address) is not None:
                self._note(address, remembered=True)
                return
            await self.erase(address, user)  # who took the server off the list while the keyring was asked knew of none
        self._tell(f"{address.key} is not on the list of servers, so its password was not remembered.")

    async def forget(self, address: Address, user: str) -> None:
        """Take a password out of the keyring; what keeps us from it is told."""
        await self.erase(address, user)
        self._note(address, remembered=False)

    async def erase(self, address: Address, user: str) -> None:
        """As `forget`, for a server that is about to leave the list, or whose entry is written anew anyway."""
        try:
            async with self._at_the_vault:
                await self._vault.forget(address, user)
        except NoKeyring as fault:
            self._tell(f"The password of {address.key} may still be in the keyring. {fault}")

    def _find(self, address: Address) -> SavedServer | None:
        servers = self._saved()
        return servers.find(address) if servers is not None else None

    def _note(self, address: Address, *, remembered: bool) -> None:
        servers = self._saved()
        if servers is not None and (known := servers.find(address)):
            self._keep(lambda: servers.remember(replace(known, remembered=remembered)))
