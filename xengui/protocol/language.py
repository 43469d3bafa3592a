"""The languages that servers speak, the best one first, and how it shows that one is not spoken."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from xengui.protocol import jsonrpc, xmlrpc


class Language(Protocol):
    """How calls and their answers are written."""

    PATH: str
    CONTENT_TYPE: str

    def request(self, method: str, params: Sequence[Any], request_id: int) -> bytes:
        """The body of one call; ValueError where a value cannot be written."""

    def reply(self, body: bytes) -> Any:
        """The result in an answer, raw or as plain values; Failure where the server refused, ValueError where it is
        no answer in this language."""


LANGUAGES: tuple[Language, ...] = (jsonrpc, xmlrpc)

_NO_SUCH_PATH = {403, 404, 405, 500, 501}
"""What a server says to a path it does not know. Old ones hand it to XML-RPC, which cannot read JSON: that is a 500."""


def not_spoken(language: Language, status: int, body: bytes) -> bool:
    """Whether an answer shows that a server has not even tried to understand a call, so that nothing was done."""
    return status in _NO_SUCH_PATH or (language is not xmlrpc and status == 200 and xmlrpc.spoken(body))
