"""What a later start says to the first one at the local socket."""

import json
from typing import Any

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.app.instance import Errand, understood
from xengui.protocol.address import parse

_SEEDS = (b'{"connect": [["root", "https://granite"]], "trust": ["aa"], "password": "x", "activation": "t"}',)


def _read(line: bytes) -> object:
    errand = understood(line)
    assert errand is None or isinstance(errand, Errand)
    for user, url in errand.connect if errand else ():
        assert isinstance(user, str)
        try:
            parse(url)
        except ValueError:
            continue
    return errand


def _written(errand: dict[str, Any]) -> bytes:
    return json.dumps(errand).encode()


def _bombs():
    yield from hostile.plain_bombs()
    for key in ("connect", "trust", "password", "activation"):
        errand: dict[str, Any] = {"connect": [], "trust": [], "password": "", "activation": ""}
        begin, end = _written(errand | {key: "PLACE"}).split(b'"PLACE"')
        yield from hostile.json_bombs(begin, end)
        yield from hostile.json_bombs(begin + b"[[", b", 1]]" + end)
    yield from hostile.json_bombs(b"", b"")


PARSER = Parser(
    name="instance",
    read=_read,
    inputs=st.fixed_dictionaries(
        {
            "connect": st.lists(st.lists(hostile.texts, max_size=3), max_size=3) | hostile.values,
            "trust": st.lists(hostile.texts, max_size=3) | hostile.values,
            "password": hostile.texts | hostile.values,
            "activation": hostile.texts | hostile.values,
        }
    ).map(_written),
    seeds=lambda: _SEEDS,
    bombs=_bombs,
)
