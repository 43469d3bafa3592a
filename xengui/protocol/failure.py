"""A refusal by the server: a code of the XenAPI and its parameters."""

from __future__ import annotations

from collections.abc import Sequence


class Failure(Exception):
    """The server understood a call and refused it.

    `code` is the API's (`VM_BAD_POWER_STATE`), `params` are its texts in order: references, numbers, sentences.
    """

    def __init__(self, code: str, params: Sequence[str] = ()) -> None:
        super().__init__(code, *params)
        self.code = code
        self.params = tuple(params)

    def __str__(self) -> str:
        return f"{self.code}: {', '.join(self.params)}" if self.params else self.code
