"""What a hostile peer says where a name, a number, a date or a reference is expected."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from xengui.model.record import NULL

LONG = "x" * 1_000_000
DIGITS = "9" * 1_200_000
"""Python itself refuses to read a number of more than some thousand digits."""

TEXTS: tuple[str, ...] = (
    *(
        "",
        " ",
        "\0",
        "\x1b[31m",
        "\n" * 50,
        "\u202e",
        "\u2028",
        "<b>bold</b>",
        "<img src=x>",
        "&amp;",
        "%s%n",
        "{0:vm}",
    ),
    *("{}", "{0.__class__}", "/", "//", "../../x", "a/" * 3_000, "OpaqueRef:", NULL, "OpaqueRef:1", "DummyRef:|1|x"),
    *("-1", "0", "1e999", "nan", "-inf", "9" * 30, "9" * 5_000, "1" + "0" * 400, "0x" + "f" * 5_000, "١٢٣", "²"),
    *("00000101T00:00:00Z", "00010101T00:00:00+23:59", "99991231T23:59:59Z", "99991231T23:59:59-23:59", "999990101T0Z"),
    *(
        "20260321T09:15:02Z",
        "20261301T00:00:00Z",
        "2026-W54-9",
        "20260321T24:00:00Z",
        "true",
        "null",
        "password=hunter",
        "\ud800",
    ),
    *("a" * 300, "ß" * 2_000, "e\u0301" * 3_000, "\U0010ffff", "ﷺ" * 2_000, "00000000-0000-0000-0000-000000000000"),
    *('{"error": "x"}', "[" * 5_000, '{"error":' * 3_000, "<value>" * 300, "|,|,|", "CANNOT_EVACUATE_HOST,CANNOT|x,y"),
    *("192.168.0.1", "::1", "fe80::1%eth0", "256.256.256.256", "://a:b@c", "session_id=x&y", "com.apple", "None"),
)
texts = st.sampled_from(TEXTS) | st.text(max_size=20)

NUMBERS: tuple[int | float, ...] = (
    *(
        0,
        -1,
        1,
        2**31,
        2**53 + 1,
        2**63 - 1,
        2**63,
        -(2**63),
        -(2**63) - 1,
        2**64,
        10**30,
        -(10**30),
        10**400,
        10**4000,
    ),
    *(0.0, -0.0, 1e-320, 1e308, 1.5, float("inf"), float("-inf"), float("nan")),
)
numbers = st.sampled_from(NUMBERS) | st.integers() | st.floats()

scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=10,
)
"""Anything that JSON or XML can say."""


def plain_bombs() -> Iterator[bytes]:
    """Bodies that are bad in any language."""
    yield b""
    yield b"\0" * 1_000_000
    yield b"\xff" * 1_000_000
    yield b"\xef\xbb\xbf{}"
    yield "{}".encode("utf-16")
    yield b" " * 3_000_000
    yield b"<" * 500_000
    yield b'"' * 500_001
    yield b"\\" * 500_000


def json_bombs(prefix: bytes, suffix: bytes) -> Iterator[bytes]:
    """JSON texts that would cost too much, inside of a message."""
    many = 200_000
    inner: tuple[bytes, ...] = (
        *(b"[" * many, b"[" * many + b"]" * many, b'{"a":' * many, b'{"a":' * many + b"1" + b"}" * many),
        *(
            DIGITS.encode(),
            b"-" + DIGITS.encode(),
            b"1e" + b"9" * 5_000,
            b"0." + DIGITS.encode(),
            b"9" * 30,
            b"9" * 5_000,
        ),
        *(
            b'"' + LONG.encode() + b'"',
            b'"' + b"\\u0041" * many + b'"',
            b'"\\ud800"',
            b'"\\ud800\\u0041"',
            b'"\\u0000"',
        ),
        *(
            b"NaN",
            b"[" + b"NaN," * many + b"NaN]",
            b"[" + b'"N",NaN,' * many + b"-Infinity]",
            b"N" * many,
            b"-I" * many,
        ),
        *(b"-Infinity", b"NaNNaN", b'"' + b"NaN" * many, b'"\\' * many, b"[" + b"1," * many + b"1]"),
        *(b"{" + b'"a":1,' * many + b'"a":2}', b"{" + b'"":{},' * many + b'"":{}}', b"[" + b"{}," * many + b"{}]"),
        *(b"null", b"[]", b"{}", b'""', b"0", b"true", b'"\xff\xfe"', b'"\xed\xa0\x80"', b'"\x00"'),
    )
    for each in inner:
        yield prefix + each + suffix


def xml_bombs(prefix: bytes, suffix: bytes) -> Iterator[bytes]:
    """XML values that would cost too much, inside of a message; and document types before it."""
    many = 200_000
    values: tuple[bytes, ...] = (
        *(
            b"<value>" * many,
            b"<value><array><data>" * many,
            b"<value><struct><member><name>a</name>" * many,
            b"<a>" * 199,
        ),
        *(b"<name>" * many, b"<name>&" * many, b"<name><name>" * many + b"</name>", b"<value><name>a</name></value>"),
        *(
            b"<value><int>" + digits + b"</int></value>"
            for digits in (DIGITS.encode(), b"9" * 4_299, b"9" * 30, b"", b"1_0")
        ),
        *(
            b"<value><double>" + number + b"</double></value>"
            for number in (DIGITS.encode(), b"1e999999999", b"nan", b"0x1")
        ),
        *(b"<value>" + LONG.encode() + b"</value>", b"<value>" + b"&#65;" * many + b"</value>"),
        *(
            b"<value " + b"".join(b'a%d="b" ' % number for number in range(50_000)) + b"/>",
            b'<value a="' + LONG.encode() * 8,
        ),
        *(
            b"<value><![CDATA[" + LONG.encode() + b"]]></value>",
            b"<!--" + LONG.encode() * 8,
            b"<?x " + LONG.encode() * 8,
        ),
        *(
            b"<" + LONG.encode() * 8,
            b"<value>" + b"<!-- -->" * many + b"</value>",
            b"<value>&#x110000;</value>",
            b"&#0;",
        ),
        b"<value><array><data>" + b"<value/>" * many + b"</data></array></value>",
        b"<value><struct>" + b"<member><name>a</name><value/></member>" * 50_000 + b"</struct></value>",
        b"<value><struct>"
        + b"".join(b"<member><name>%d</name><value/></member>" % n for n in range(50_000))
        + b"</struct></value>",
        *(
            b"</value>" * many,
            b"<nil/>",
            b"<value><nil/></value>",
            b"<array/>",
            b"<struct/>",
            b"<value><array><struct/></array></value>",
        ),
    )
    for each in values:
        yield prefix + each + suffix
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (number, b"&l%d;" % (number - 1) * 10) for number in range(1, 12))
    for kind in (
        b"<!DOCTYPE l [<!ENTITY l0 'ha'>" + laughs + b"]>",
        b'<!DOCTYPE l [<!ENTITY l11 SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE l SYSTEM "http://127.0.0.1:9/x.dtd">',
        b'<!DOCTYPE l [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]>',
        b"<!DOCTYPE l [<!ATTLIST value a CDATA '" + LONG.encode() + b"'>]>",
    ):
        for declared in (b"", b'<?xml version="1.0" encoding="utf-8"?>'):
            yield declared + kind + prefix.replace(b'<?xml version="1.0"?>', b"") + b"<value>&l11;</value>" + suffix
    for encoding in (
        b"utf-16",
        b"utf-7",
        b"idna",
        b"rot13",
        b"base64",
        b"punycode",
        b"cp037",
        b"shift_jis",
        b"x" * 5_000,
    ):
        yield prefix.replace(b'"1.0"?', b'"1.0" encoding="' + encoding + b'"?') + b"<value>a</value>" + suffix


def pick(of: tuple[Any, ...], number: int) -> Any:
    return of[number % len(of)]
