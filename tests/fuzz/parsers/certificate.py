"""Certificates as servers show them and as pools tell them."""

import ssl

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.protocol.certificate import certificate, fingerprint, of_pem, spelled

_PEM = """\
-----BEGIN CERTIFICATE-----
MIIBQjCB6KADAgECAhQbuETR2c/effzTh/+IFExri8MH+DAKBggqhkjOPQQDAjAS
MRAwDgYDVQQDDAdncmFuaXRlMB4XDTI2MTEyMzIyMzAxM1oXDTM2MTEyMTIyMzAx
M1owEjEQMA4GA1UEAwwHZ3Jhbml0ZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IA
BKb97+DCUrUYdEKqQoXvy2c3GnOgRvfHeJnfoJ2v9stXxXAxbipTkhoubKydeH1t
L4iHurC2wY7vM/0Mpe5LJNajHDAaMBgGA1UdEQQRMA+CB2dyYW5pdGWHBH8AAAEw
CgYIKoZIzj0EAwIDSQAwRgIhAMnS2ekABhiM9bZsnb32S6zXjC6Pqtb05s/M9WZx
/0GJAiEAy/fAIoRgHcm2XK46HmDUzAhpHNqu/ek+TMmEsk4RYYY=
-----END CERTIFICATE-----
"""
"""Of a host called granite. It is a fixed one, so that a short hunt meets the same inputs each time."""


def _seeds() -> tuple[bytes, ...]:
    der = ssl.PEM_cert_to_DER_cert(_PEM)
    return der, der, der, _PEM.encode()


def _read(body: bytes) -> object:
    read = certificate(body)
    assert len(spelled(read.sha256)) == 95
    text = body.decode(errors="surrogateescape")
    assert read.self_signed in {True, False}
    of_pem(text)
    return fingerprint(text)


def _bombs():
    yield from hostile.plain_bombs()
    yield b"-----BEGIN CERTIFICATE-----\n" * 100_000
    yield b"-----BEGIN CERTIFICATE-----\n" + b"A" * 2_000_000 + b"\n-----END CERTIFICATE-----\n"
    yield b"\x30\x80" * 500_000
    yield b"\x30\x84\xff\xff\xff\xff" + b"\x30" * 100
    yield b"aa:" * 300_000


PARSER = Parser(
    name="certificate",
    read=_read,
    inputs=st.binary(max_size=200) | st.text("0123456789abcdefAB: ", min_size=60, max_size=100).map(str.encode),
    refuses=(ValueError,),
    seeds=_seeds,
    bombs=_bombs,
)
