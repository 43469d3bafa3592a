"""Passwords of saved servers are kept where the system keeps secrets, and what keeps them from it is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from tests.settings.keyrings import Memory
from xengui.app.passwords import Passwords
from xengui.protocol.address import Address
from xengui.settings.servers import SavedServer, ServerList
from xengui.settings.vault import NONE_HERE

GRANITE = Address("granite")


@pytest.fixture(autouse=True)
def _keyring_as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def saved(tmp_path: Path) -> ServerList:
    servers = ServerList(tmp_path / "servers.toml")
    servers.remember(SavedServer(host="granite", user="root", name="Stone"))
    return servers


def talk(saved: ServerList | None, visit: Callable[[Passwords], Awaitable[object]]) -> list[str]:
    """What is told while somebody has a word with the passwords."""
    told: list[str] = []

    def keep(write: Callable[[], object]) -> None:
        write()

    async def whole() -> None:
        await visit(Passwords(lambda: saved, keep, told.append))

    asyncio.run(whole())
    return told


def test_a_password_is_remembered_recalled_and_forgotten(saved: ServerList):
    keyring.set_keyring(Memory())
    seen: list[object] = []

    async def visit(passwords: Passwords) -> None:
        seen.append(await passwords.recall(GRANITE))
        await passwords.remember(GRANITE, "root", "opal-7")
        seen.extend((passwords.remembers(GRANITE), await passwords.recall(GRANITE)))
        await passwords.forget(GRANITE, "root")
        seen.extend((passwords.remembers(GRANITE), await passwords.recall(GRANITE)))

    assert talk(saved, visit) == []
    assert seen == ["", True, "opal-7", False, ""]


def test_a_server_that_left_the_list_meanwhile_has_its_password_nowhere(saved: ServerList):
    kept = Memory()
    keyring.set_keyring(kept)
    saved.forget(GRANITE)

    told = talk(saved, lambda passwords: passwords.remember(GRANITE, "root", "opal-7"))

    assert told == ["granite is not on the list of servers, so its password was not remembered."]
    assert kept.kept == {}


def test_a_keyring_that_refuses_is_told_each_time(saved: ServerList):
    keyring.set_keyring(fail.Keyring())  # type: ignore[no-untyped-call]
    saved.remember(SavedServer(host="granite", user="root", name="Stone", remembered=True))

    async def visit(passwords: Passwords) -> None:
        assert await passwords.no_keyring() == NONE_HERE
        assert await passwords.recall(GRANITE) == ""
        await passwords.remember(GRANITE, "root", "opal-7")
        await passwords.erase(GRANITE, "root")

    assert talk(saved, visit) == [
        f"Stone: its password is not at hand. {NONE_HERE}",
        f"The password of granite was not remembered. {NONE_HERE}",
        f"The password of granite may still be in the keyring. {NONE_HERE}",
    ]


def test_a_window_without_a_list_says_that_it_remembers_nothing():
    keyring.set_keyring(Memory())

    async def visit(passwords: Passwords) -> None:
        assert "not saved" in await passwords.no_keyring()
        assert await passwords.no_vault() == ""
        assert not passwords.remembers(GRANITE)

    assert talk(None, visit) == []


def test_a_server_that_leaves_the_list_while_the_keyring_is_unlocked_leaves_no_password(saved: ServerList):
    class Locked(Memory):
        """Its user takes the server off the list before unlocking it."""

        def set_password(self, service: str, username: str, password: str) -> None:
            super().set_password(service, username, password)
            saved.forget(GRANITE)

    keyring.set_keyring(kept := Locked())

    told = talk(saved, lambda passwords: passwords.remember(GRANITE, "root", "opal-7"))

    assert kept.kept == {}
    assert told == ["granite is not on the list of servers, so its password was not remembered."]
