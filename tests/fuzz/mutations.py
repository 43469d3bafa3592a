"""Recorded answers, damaged: the same number gives the same damage."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

_ODD = (
    *(
        b"",
        b"\0",
        b"\x7f",
        b"\x1b",
        b"\xff",
        b"\xc3",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xfe\xff",
        b"\n",
        b"\r\n\r\n",
    ),
    *(b'"', b"'", b"\\", b"\\ud800", b"\\u0000", b"{", b"}", b"[", b"]", b"[]", b"{}", b",", b":", b"null", b"true"),
    *(b"NaN", b"-Infinity", b"Infinity", b"1e999", b"-1", b"9" * 25, b"9" * 5000, b"1" + b"0" * 400, b"0x10", b"1_0"),
    *(
        b"9223372036854775808",
        b"-9223372036854775809",
        b"1.5",
        b"-0.0",
        b"99999-99-99T99:99:99Z",
        b"00010101T00:00:00Z",
    ),
    *(b"99991231T23:59:59Z", b"20260321T09:15:02+99:99", b"OpaqueRef:NULL", b"OpaqueRef:", b"<", b">", b"&", b"&#0;"),
    *(b"&x;", b"&#xd800;", b"<value>", b"</value>", b"<name>", b"</name>", b"<struct>", b"</struct>", b"<array>"),
    *(
        b"</array>",
        b"<data/>",
        b"<i4>",
        b"</i4>",
        b"<nil/>",
        b"<fault>",
        b"<double>nan</double>",
        b"<![CDATA[",
        b"<!--",
    ),
    *(
        b"<!DOCTYPE a>",
        b"<?x ?>",
        b"]]>",
        b'<?xml version="1.0" encoding="utf-16"?>',
        b"[[[[[[[[[[" * 200,
        b"<a>" * 300,
    ),
    *(b"A" * 70_000, b"\xe2\x80\xae", b"\xe2\x80\xa8", b"<b>x</b>", b"://", b"password=", b"=", b"%", b"%s", b"{0}"),
)


def damaged(chance: Random, whole: bytes, others: Sequence[bytes]) -> bytes:
    """A text with one to six things done to it; now and then parts of another text are in it."""
    body = bytearray(whole)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(body) + 1)
        to = min(len(body), at + chance.choice((1, 1, 2, 4, 16, 200, 5000)))
        match chance.randrange(9):
            case 0 if at < len(body):
                body[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(body):
                body[at] = chance.randrange(256)
            case 2:
                del body[at:to]
            case 3:
                body[at:at] = body[at:to] * chance.choice((1, 2, 50))
            case 4:
                body[at:at] = chance.choice(_ODD)
            case 5:
                body[at:to] = chance.choice(_ODD)
            case 6:
                del body[at:]
            case 7:
                other = chance.choice(others)
                begin = chance.randrange(len(other) + 1)
                body[at:to] = other[begin : begin + chance.choice((8, 100, 2000))]
            case _:
                _swap(chance, body)
    return bytes(body)


def _swap(chance: Random, body: bytearray) -> None:
    """A value in the place of another: what stands between two of the signs that part values changes places."""
    parts = [at for at, sign in enumerate(body[:20_000]) if sign in b',:<>"[]{}\r\n']
    if len(parts) > 4:
        one, other = sorted(chance.sample(range(len(parts) - 1), 2))
        first, second = slice(parts[one], parts[one + 1]), slice(parts[other], parts[other + 1])
        body[second], body[first] = body[first], body[second]
