"""Files of certificates that a person imports."""

from collections.abc import Iterator

from hypothesis import strategies as st

from tests.fuzz.parser import Parser
from tests.fuzz.parsers import certificate
from xengui.protocol.certificate_file import MOST, certificates


def _read(content: bytes) -> object:
    found = certificates(content)
    assert 0 < len(found) <= MOST
    return found


def _seeds() -> tuple[bytes, ...]:
    der, *_, pem = certificate.PARSER.seeds()
    return der, pem, pem + pem, b"# a comment\n" + pem


def _bombs() -> Iterator[bytes]:
    yield from certificate.PARSER.bombs()
    pem = _seeds()[1]
    yield pem * 2_000
    yield pem.replace(b"CERTIFICATE", b"PRIVATE KEY")
    yield b"-----BEGIN " * 100_000
    yield b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n" * 20_000


PARSER = Parser(
    name="certificate_file",
    read=_read,
    inputs=st.binary(max_size=200) | st.binary(max_size=60).map(lambda junk: junk + _seeds()[1] + junk),
    refuses=(ValueError,),
    seeds=_seeds,
    bombs=_bombs,
)
