"""Keyrings for tests, in the place of the system's."""

from __future__ import annotations

import threading
from typing import Any

import keyring.backend
import keyring.errors


class Memory(keyring.backend.KeyringBackend):
    """Keeps passwords as long as it lives itself."""

    priority: Any = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[str, str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get(f"{service}: {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[f"{service}: {username}"] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop(f"{service}: {username}", None) is None:
            raise keyring.errors.PasswordDeleteError("not found")


class Locked(Memory):
    """Refuses, with the password in its words."""

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.PasswordSetError(f"cannot keep {password}")


class Hanging(Memory):
    """Does not answer until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self.let_go.wait()
        return None
