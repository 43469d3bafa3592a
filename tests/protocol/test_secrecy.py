"""Nothing that is secret survives in what is written down."""

from __future__ import annotations

import json
import subprocess
import sys
from urllib.parse import quote
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xengui.protocol import secrecy
from xengui.protocol.secrecy import KEPT, MASK, hide, redacted

ODD = "pä\"ss\\w<o>r&d '1"


@pytest.mark.parametrize(
    "spelled",
    [ODD, json.dumps(ODD), json.dumps(ODD, ensure_ascii=False), escape(ODD), quote(ODD), repr(ODD), repr(ODD.encode())],
)
def test_a_known_secret_is_cut_however_it_is_spelled(spelled: str):
    hide(ODD)

    assert redacted(f"sent {spelled} there").count(MASK) == 1
    assert "1" not in redacted(f"sent {spelled} there")


@given(st.text(min_size=4))
def test_any_secret_is_cut_as_it_is(secret: str):
    secrecy._known.clear()
    hide(secret)

    assert secret not in redacted(f"[{secret}]") or secret in MASK


def test_a_session_is_cut_and_other_references_are_left():
    hide("OpaqueRef:1234-abcd")

    assert redacted("OpaqueRef:1234-abcd asked for OpaqueRef:5678") == f"{MASK} asked for OpaqueRef:5678"


def test_a_secret_that_holds_another_goes_whole():
    hide("granite")
    hide("granite-and-basalt")

    assert redacted("granite-and-basalt") == MASK


def test_a_short_secret_is_cut_as_a_word_only():
    hide("ab")

    assert redacted("a table, ab and (ab)") == f"a table, {MASK} and ({MASK})"


def test_no_secret_is_no_reason_to_cut():
    hide("")

    assert redacted("a plain sentence") == "a plain sentence"


def test_only_so_many_are_kept_and_the_newest_stay():
    hide("the-password")
    for number in range(KEPT):
        hide(f"OpaqueRef:{number:05}")
        hide("the-password")

    assert len(secrecy._known) == KEPT
    assert redacted("the-password OpaqueRef:00499") == f"{MASK} {MASK}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("password=hunter2 and more", "password=*** and more"),
        ("XENGUI_PASSWORD=hunter2", "XENGUI_PASSWORD=***"),
        ('{"password": "hunter \\" 2", "user": "root"}', '{"password": ***, "user": "root"}'),
        ("{'cifspassword': 'hunter2'}", "{'cifspassword': ***}"),
        ("pwd: hunter2; done", "pwd: ***; done"),
        ("chappassword_secret=hunter2&x=1", "chappassword_secret=***&x=1"),
        ("GET /export?session_id=OpaqueRef:1&uuid=2", "GET /export?session_id=***&uuid=2"),
        ("Authorization: Basic cm9vdDpodW50ZXIy", "Authorization: ***"),
        ("(b'Authorization', b'Basic cm9vdA==')", "(b'Authorization', ***"),
        ("Cookie: session_id=OpaqueRef:1", "Cookie: ***"),
        ("proxy http://me:hunter2@proxy:3128 refused", "proxy http://me:***@proxy:3128 refused"),
        ("('password', 'hunter2')", "('password', ***)"),
        ("A user name, a password, and an address.", "A user name, a password, and an address."),
        ("-o username=bob,password=hunter2 (exit 32)", "-o username=bob,password=*** (exit 32)"),
        ("device-config:cifspassword=hunter2 type=cifs", "device-config:cifspassword=*** type=cifs"),
        ("chappw=hunter2,x=1", "chappw=***,x=1"),
        ("apikey: hunter2", "apikey: ***"),
        ("X-Api-Key: hunter2", "X-Api-Key: ***"),
        ('args: "--password hunter2 --all"', 'args: "--password *** --all"'),
        ("SESSION_INVALID: OpaqueRef:5e55-1", "SESSION_INVALID: ***"),
        ("HANDLE_INVALID: session, OpaqueRef:1", "HANDLE_INVALID: session, OpaqueRef:1"),
        ("password_of_the_" + "x" * 200 + "=hunter2", "password_of_the_" + "x" * 200 + "=***"),
        ("The password is wrong.", "The password is wrong."),
        ("Type the password.", "Type the password."),
        ("https://root@granite:443", "https://root@granite:443"),
    ],
)
def test_what_calls_itself_a_secret_is_cut_though_nobody_knows_it(text: str, left: str):
    assert redacted(text) == left


def test_long_texts_are_read_through_once_whatever_they_are_made_of():
    """What read them again from every letter would take half an hour."""
    units = ["x", "pwd", "password=", "://", 'pwd="', "--pass ", "secret:", "a-", "cookie ", "'"]
    script = (
        "from xengui.protocol.secrecy import redacted\n"
        f"for unit in {units!r}:\n"
        "    assert redacted(unit * (200_000 // len(unit)))\n"
    )

    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


def test_the_mask_can_be_another():
    hide("granite-and-basalt")

    assert redacted("granite-and-basalt password=hunter2", "…") == "… password=…"


@pytest.mark.parametrize("secret", ["incorrect\\donkey'2", 'say "friend"', "back\\\\slash", "“curly” \n line"])
def test_a_secret_is_cut_however_often_it_is_quoted_within_quotes(secret: str):
    hide(secret)

    told = [
        secret,
        repr([secret]),
        repr(repr([secret])),
        json.dumps(json.dumps([secret])),
        repr((repr([secret]), secret)),
    ]

    for text in told:
        assert "***" in redacted(text)
        for part in ("donkey", "friend", "slash", "curly"):
            assert part not in redacted(text)


def test_a_secret_that_no_encoding_has_a_way_to_write_is_cut_too():
    hide("hunter\ud800two")

    assert redacted("with hunter\ud800two") == f"with {MASK}"
