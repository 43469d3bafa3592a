"""What may be written nowhere: the passwords and session references of this run, and whatever calls itself a secret."""

from __future__ import annotations

import html
import json
import re
import threading
from urllib.parse import quote

MASK = "***"

KEPT = 500
"""So many secrets are known at most; each login makes its own the newest."""

_SHORT = 4
"""Shorter ones are cut only where they stand as a word, or they would shred every sentence."""

_TELLING = 8
"""Shorter ones may well be a part of an innocent name."""

_known: dict[str, None] = {}
_cut: re.Pattern[str] | None = None
_lock = threading.Lock()

# A word and what parts it from its value. Each word is looked at once: a long text without spaces is no trap.
_NAME = re.compile(r"""(?<![\w-])(?:[\w-]++(?:["']?\s*+(?::|=(?!=))|["']\s*+,)|--[\w-]++(?=\s))\s*+""")
_SIGNS = (
    *("password", "passwd", "passphrase", "pwd", "secret", "session_id"),
    *("chappw", "apikey", "api-key", "api_key", "--pass", "session_invalid"),
)
"""What a word that names a secret has in it, in small letters."""
_VALUE = re.compile(r"""["](?:[^"\\]|\\.)*+["]|['](?:[^'\\]|\\.)*+[']|[^\s"',;&)}\]]+""", re.DOTALL)
_HEADER = re.compile(r"((?:proxy-)?authorization|(?:set-)?cookie)([\"']?\s*[:=,]\s*)[^\r\n]*", re.IGNORECASE)
_IN_ADDRESS = re.compile(r"(?<=://)([^\s/@:]*):[^\s/@]+(?=@)")


def hide(secret: str) -> None:
    """Have this cut from all that `redacted` is given from now on, however it is spelled there."""
    global _cut  # noqa: PLW0603 (one process, one log)
    if not secret:
        return
    with _lock:
        _known.pop(secret, None)
        _known[secret] = None
        while len(_known) > KEPT:
            del _known[next(iter(_known))]
        spelled = sorted({spelling for known in _known for spelling in _spellings(known)}, key=len, reverse=True)
        _cut = re.compile("|".join(map(_pattern, spelled)))


def redacted(text: str, mask: str = MASK) -> str:
    """The text without the known secrets, and without what stands behind words such as `password=`."""
    if _cut:
        text = _cut.sub(mask, text)
    small = text.casefold()  # most texts have none of the signs, and are looked through much faster for them alone
    if "authorization" in small or "cookie" in small:
        text = _HEADER.sub(rf"\1\2{mask}", text)
    if "://" in small:
        text = _IN_ADDRESS.sub(rf"\1:{mask}", text)
    return _unnamed(text, mask) if _secretive(small) else text


def known(text: str) -> bool:
    """Whether a text is one of the known secrets and nothing else."""
    return text in _known


def tells(text: str) -> bool:
    """Whether a JSON text has a known secret in it that is too long to stand there by chance."""
    return any(len(secret) >= _TELLING and json.dumps(secret, ensure_ascii=False)[1:-1] in text for secret in [*_known])


def _secretive(small: str) -> bool:
    return any(sign in small for sign in _SIGNS)


def _unnamed(text: str, mask: str) -> str:
    """The text without the values of words that name a secret."""
    parts: list[str] = []
    at = 0
    for name in _NAME.finditer(text):
        if name.start() < at or not _secretive(name[0].casefold()) or not (value := _VALUE.match(text, name.end())):
            continue
        parts += (text[at : name.end()], mask)
        at = value.end()
    return "".join((*parts, text[at:]))


def _spellings(secret: str) -> set[str]:
    """As it is, and as it stands in JSON, in XML, in an address and in Python's repr."""
    return {
        secret,
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        html.escape(secret, quote=False),
        html.escape(secret),
        quote(secret, safe="", errors="backslashreplace"),
        repr(secret)[1:-1],
        repr(secret.encode(errors="backslashreplace"))[2:-1],
    }


_ESCAPED = re.compile(r"""(?:\\\\)+|['"]""")
"""Backslashes and quotes of a pattern: a text that is quoted within a quoted text has more of the former."""


def _pattern(spelling: str) -> str:
    pattern = _ESCAPED.sub(lambda part: r"\\+" if part[0][0] == "\\" else rf"\\*{part[0]}", re.escape(spelling))
    return rf"(?<!\w){pattern}(?!\w)" if len(spelling) < _SHORT else pattern
