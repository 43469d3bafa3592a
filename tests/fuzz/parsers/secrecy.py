"""What is cut out of texts before they are written down: every log entry goes through it."""

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.protocol import secrecy

_SEEDS = (
    b'{"password": "hunter \\" 2", "user": "root"} Authorization: Basic cm9vdA== Cookie: session_id=OpaqueRef:1',
    b"proxy http://me:hunter2@proxy:3128 refused --password hunter2 --all device-config:cifspassword=hunter2",
    b"SESSION_INVALID: OpaqueRef:5e55-1 chappassword_secret='hunter2'&x=1 ('password', 'hunter2') apikey: x",
)


def _read(given: tuple[str, str]) -> object:
    secret, text = given
    secrecy.hide(secret)
    try:
        left = secrecy.redacted(f"[{text}][{secret}]")
        assert len(secret) < 4 or secret not in left or secret in secrecy.MASK
    finally:
        secrecy._known.clear()
        secrecy._cut = None
    return left


def _bombs():
    for text in hostile.TEXTS:
        yield text, text
    for unit in (
        "a",
        "password=",
        "cookie ",
        "://",
        "://a:",
        'pwd="',
        "pwd='\\",
        "--pass ",
        "a-",
        "ß",
        "İ",
        "secret\n",
        ":@",
    ):
        yield "hunter2", unit * (400_000 // len(unit))
        yield unit * (10_000 // len(unit)), unit * (100_000 // len(unit))


PARSER = Parser(
    name="secrecy",
    few=40,
    read=_read,
    inputs=st.tuples(st.text() | hostile.texts, st.text() | hostile.texts),
    seeds=lambda: _SEEDS,
    of_bytes=lambda body: ("OpaqueRef:5e55-1", body.decode(errors="surrogateescape")),
    bombs=_bombs,
)
