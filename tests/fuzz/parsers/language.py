"""Whether an answer is in a language at all."""

import itertools

from hypothesis import strategies as st

from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from xengui.protocol.language import LANGUAGES, not_spoken


def _read(body: bytes) -> object:
    return [not_spoken(language, status, body) for language in LANGUAGES for status in (200, 404, 500)]


PARSER = Parser(
    name="language",
    read=_read,
    inputs=st.binary(),
    seeds=lambda: (
        *recorded.json_answers(),
        *recorded.xml_answers(),
        b"<!DOCTYPE html><html><body>hello</body></html>",
    ),
    bombs=lambda: itertools.chain(hostile.plain_bombs(), hostile.xml_bombs(b"", b"")),
)
