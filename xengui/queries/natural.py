"""The order in which people expect names: disk 9 before disk 10, case aside, é after e."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Every element of a key starts with its kind, and elements of one kind have one width (a run of digits: the width
# that its length says), so plain comparison of two keys compares element by element.
_SYMBOL, _DIGITS, _LETTER = "\x01", "\x02", "\x03"
LONGEST = 1_000
"""Of longer texts only the beginning counts: as much as is ever shown."""

_RUNS = re.compile(r"[0-9]+|[^0-9]+")
_WITHOUT_DECOMPOSITION = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "a", "œ": "o", "ħ": "h", "ı": "i", "þ": "t"}


def natural(text: str) -> str:
    """A sort key for names.

    Letters are compared without case, an accented one right after its base letter; symbols and spaces come before
    digits and digits before letters. Of two runs of digits the longer one is the larger number, leading zeros
    included.
    """
    return _key(text[:LONGEST])


@lru_cache(maxsize=65_536)
def _key(text: str) -> str:
    folded = text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
    return "".join(
        _digits(run) if run[0].isascii() and run[0].isdigit() else _signs(run) for run in _RUNS.findall(folded)
    )


def _digits(run: str) -> str:
    return f"{_DIGITS}{chr(len(run))}{run}"


def _signs(run: str) -> str:
    return run.translate(_KEYS)


class _Keys(dict[int, str]):
    """What stands in a key for a character, made when it is first met."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if sign.isalpha():
            base = _WITHOUT_DECOMPOSITION.get(sign) or unicodedata.normalize("NFD", sign)[0]
            made = f"{_LETTER}{base}{sign}"
        else:
            made = f"{_SYMBOL}{sign}"
        self[code] = made
        return made


_KEYS = _Keys()
