from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Awaitable, Callable, Iterator

import keyring
import pytest
from keyring.backends import chainer, fail, null

from tests.settings.keyrings import Hanging, Locked, Memory
from xengui.protocol.address import Address
from xengui.protocol.secrecy import redacted
from xengui.settings import vault as subject
from xengui.settings.vault import NONE_HERE, SILENT, NoKeyring, Vault

GRANITE = Address("granite")
ELSEWHERE = Address("granite", 8443)


@pytest.fixture(autouse=True)
def _keyring_as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def talk(visit: Callable[[Vault], Awaitable[object]]) -> object:
    async def whole() -> object:
        return await visit(Vault())

    return asyncio.run(whole())


def refusal(visit: Callable[[Vault], Awaitable[object]]) -> str:
    with pytest.raises(NoKeyring) as refused:
        talk(visit)
    return str(refused.value)


def test_a_password_is_kept_for_a_user_of_a_server_until_it_is_forgotten():
    kept = Memory()
    keyring.set_keyring(kept)

    async def visit(vault: Vault) -> list[str]:
        await vault.keep(GRANITE, "root", "one")
        await vault.keep(ELSEWHERE, "root", "two")
        await vault.keep(GRANITE, "root", "three")
        found = [await vault.password(where, "root") for where in (GRANITE, ELSEWHERE)]
        found.append(await vault.password(GRANITE, "admin"))
        await vault.forget(GRANITE, "root")
        await vault.forget(GRANITE, "root")
        return [*found, await vault.password(GRANITE, "root")]

    assert talk(visit) == ["three", "two", "", ""]
    assert kept.kept == {"xengui: root@granite:8443": "two"}


def test_what_comes_out_of_the_keyring_is_known_as_a_secret():
    keyring.set_keyring(memory := Memory())
    memory.kept["xengui: root@granite"] = "from-long-ago"

    assert talk(lambda vault: vault.password(GRANITE, "root")) == "from-long-ago"
    assert redacted("it is from-long-ago") == "it is ***"


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_a_keyring_that_fails_or_swallows_is_none(backend: Callable[[], keyring.backend.KeyringBackend]):
    keyring.set_keyring(backend())

    assert talk(lambda vault: vault.missing()) == NONE_HERE
    assert refusal(lambda vault: vault.keep(GRANITE, "root", "secret")) == NONE_HERE


@pytest.mark.parametrize("module", ["keyrings.alt.file", "keyrings.cryptfile.cryptfile"])
def test_a_keyring_that_is_a_file_is_none(module: str):
    class PlaintextKeyring(Memory):
        pass

    PlaintextKeyring.__module__ = module
    keyring.set_keyring(plain := PlaintextKeyring())

    assert talk(lambda vault: vault.missing()) == NONE_HERE
    assert refusal(lambda vault: vault.keep(GRANITE, "root", "secret")) == NONE_HERE
    assert plain.kept == {}


def test_of_several_keyrings_the_first_that_is_one_is_taken(monkeypatch: pytest.MonkeyPatch):
    class PlaintextKeyring(Memory):
        pass

    PlaintextKeyring.__module__ = "keyrings.alt.file"
    memory = Memory()
    chain = chainer.ChainerBackend()  # type: ignore[no-untyped-call]
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [PlaintextKeyring(), memory])
    keyring.set_keyring(chain)

    talk(lambda vault: vault.keep(GRANITE, "root", "secret"))

    assert memory.kept == {"xengui: root@granite": "secret"}


def test_a_keyring_that_works_is_not_missed():
    keyring.set_keyring(Memory())

    assert talk(lambda vault: vault.missing()) == ""


def test_a_keyring_that_refuses_says_so_without_the_password(caplog: pytest.LogCaptureFixture):
    keyring.set_keyring(Locked())

    assert refusal(lambda vault: vault.keep(GRANITE, "root", "hunter2")) == "The system keyring refused."
    assert refusal(lambda vault: vault.password(GRANITE, "root")) == "The system keyring refused."
    assert "hunter2" not in caplog.text


def test_a_keyring_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch):
    keyring.set_keyring(hanging := Hanging())
    monkeypatch.setattr(subject, "PATIENCE_S", 0.05)

    try:
        assert refusal(lambda vault: vault.password(GRANITE, "root")) == SILENT
    finally:
        hanging.let_go.set()


def test_a_keyring_that_hangs_does_not_keep_the_program_from_ending():
    script = """
import asyncio, keyring
from tests.settings.keyrings import Hanging
from xengui.protocol.address import Address
from xengui.settings import vault
keyring.set_keyring(Hanging())
vault.PATIENCE_S = 0.05
try:
    asyncio.run(vault.Vault().password(Address("granite"), "root"))
except vault.NoKeyring as fault:
    print(fault)
"""

    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)

    assert (ended.returncode, ended.stdout.strip(), ended.stderr) == (0, SILENT, "")
