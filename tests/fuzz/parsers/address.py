"""Addresses as people type them, and as a member of a pool names its coordinator."""

from urllib.parse import urlsplit

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.protocol.address import Address, parse
from xengui.protocol.failure import Failure

_SEEDS = (
    b"https://root@granite.example:8443/",
    b"[fe80::1%eth0]:443",
    b"10.0.0.5",
    b"http://127.0.0.1:80",
    b"localhost",
)


def _read(text: str) -> object:
    coordinator = Failure("HOST_IS_SLAVE", [text]).coordinator
    if coordinator:
        address = Address("granite").at(coordinator)
        assert urlsplit(address.url).port == 443
        assert urlsplit(address.url).username is None
        assert len(address.key) < 300
    _, found = parse(text)
    assert urlsplit(found.url).port == found.port
    assert len(found.key) < 300
    return found


def _bombs():
    yield from hostile.TEXTS
    for unit in ("a", "a.", "a:", "@", "[", "]", "%41", "/", "http://", "١", "::", "0:", "-", "\u0301"):
        yield unit * 300_000
        yield f"https://{unit * 300_000}@granite:1"


PARSER = Parser(
    name="address",
    read=_read,
    inputs=st.text() | hostile.texts | st.text("htps:/@[]%.:0123456789abcf?#", max_size=40),
    refuses=(ValueError,),
    seeds=lambda: _SEEDS,
    of_bytes=lambda body: body.decode(errors="surrogateescape"),
    bombs=_bombs,
)
