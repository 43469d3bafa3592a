"""Nothing that opens a door enters a log, whatever call carries it."""

from __future__ import annotations

import re

import pytest

from tests.model.datamodel import published
from xengui.model.calls import CALLS
from xengui.model.secrets import MASK, SECRET_PARAMS, cut_error, cut_text, given, masked

SOUNDS_SECRET = re.compile(r"pass|pwd|secret|private|token|credential|unattend", re.IGNORECASE)
SOUNDS_SO_ONLY = {
    ("event.from", "token"),  # a place in the queue of events
    ("Cluster.create", "token_timeout"),  # seconds
    ("Cluster.create", "token_timeout_coefficient"),
    ("Cluster.pool_create", "token_timeout"),
    ("Cluster.pool_create", "token_timeout_coefficient"),
}


def test_every_published_parameter_that_sounds_like_a_secret_is_masked():
    found: dict[str, set[int]] = {}
    for cls in published():
        for message in cls["messages"]:
            method = f"{cls['name']}.{message['name']}"
            names = [param["name"] for param in message["params"] if param["name"] != "session_id"]
            for place, name in enumerate(names):
                if SOUNDS_SECRET.search(name) and (method, name) not in SOUNDS_SO_ONLY:
                    found.setdefault(method, set()).add(place)

    # Two have names that do not sound so, and one is not published yet.
    younger = {"VM.sysprep": {1}, "VTPM.set_contents": {1}, "secret.set_value": {1}}
    assert {method: set(places) for method, places in SECRET_PARAMS.items()} == found | younger


def test_no_call_of_the_table_lets_the_session_its_secrets_or_a_login_through():
    leaks = [method for method in CALLS if leaky(method)]

    assert leaks == []
    assert len(CALLS) > 1_500


def leaky(method: str) -> bool:
    types, _ = CALLS[method]
    session = "OpaqueRef:1b2c3d4e-0000-4000-8000-5e5510000000"
    params: list[object] = []
    for place, type_ in enumerate(types):
        if place in SECRET_PARAMS.get(method, ()):
            params.append("hunter2")
        elif type_.startswith("session ref"):
            params.append("OpaqueRef:0000aaaa-0000-4000-8000-5e5510000001")
        elif type_.endswith((" map", " record")):
            params.append(
                {
                    "password": "hunter2",
                    "url": f"http://root:hunter2@nas/x?session_id={session}",
                    "deep": {"pwd": "hunter2"},
                }
            )
        else:
            params.append(f"see {session}, https://root:hunter2@nas/")

    shown = repr([masked(name, tuple(params), session) for name in (method, f"Async.{method}")])
    return any(secret in shown for secret in ("hunter2", session, "0000aaaa"))


def test_what_is_no_secret_stays_as_it_is():
    params = ("OpaqueRef:vm", False, 4, 2.5, {"keymap": "en", "vnc-password-set": "no", "name_label": "web"}, ["a"])

    assert masked("VM.start", params)[:4] == params[:4]
    assert masked("VM.start", params)[4]["keymap"] == "en"
    assert masked("VM.start", params)[5] == ["a"]


def test_the_value_of_a_key_that_sounds_secret_is_masked_when_it_is_added():
    assert masked("host.add_to_other_config", ("OpaqueRef:host", "iscsi_password", "hunter2"))[2] == MASK
    assert masked("host.add_to_other_config", ("OpaqueRef:host", "folder", "/racks"))[2] == "/racks"


def test_a_secret_object_gives_its_value_away_neither_when_made_nor_when_changed():
    assert masked("secret.create", ({"value": "hunter2", "other_config": {}},)) == (
        {"value": MASK, "other_config": {}},
    )
    assert masked("secret.set_value", ("OpaqueRef:secret", "hunter2")) == ("OpaqueRef:secret", MASK)


def test_the_uuid_of_a_secret_object_is_none():
    uuid = "0cb0b6b9-1f1b-4f2e-9d4f-3d1c0a9b8e7f"
    config = masked("SR.create", ("OpaqueRef:host", {"cifspassword_secret": uuid, "cifspassword": "hunter2"}))[1]

    assert config == {"cifspassword_secret": uuid, "cifspassword": MASK}
    assert masked("SR.create", ("", {"password_secret": "hunter2"}))[1] == {"password_secret": MASK}


def test_texts_lose_sessions_and_logins_but_keep_their_address():
    assert (
        cut_text("https://granite/import?session_id=OpaqueRef:1&sr=2")
        == f"https://granite/import?session_id={MASK}&sr=2"
    )
    assert cut_text("https://root:hunter2@nas/path") == f"https://{MASK}@nas/path"
    assert cut_text("https://granite/path:8080@x") == "https://granite/path:8080@x"


def test_a_call_nobody_knows_is_masked_by_its_keys_all_the_same():
    assert masked("Thing.do", ({"password": "hunter2"}, 7)) == ({"password": MASK}, 7)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("mount.cifs: -o username=bob,password=hunter2 (32)", f"mount.cifs: -o username=bob,password={MASK} (32)"),
        ("chappw=hunter2", f"chappw={MASK}"),
        ('args: "--password hunter2"', f'args: "--password {MASK}"'),
        ("The password is wrong.", "The password is wrong."),
    ],
)
def test_texts_lose_what_calls_itself_a_secret(text: str, left: str):
    assert cut_text(text) == left


@pytest.mark.parametrize("key", ["chappw", "chappassword", "apikey", "api_key", "cifspassword", "psk"])
def test_keys_that_hold_secrets_are_known(key: str):
    shown = masked("SR.create", ("OpaqueRef:host", {"target": "10.0.0.5", key: "hunter2"}))

    assert shown[1] == {"target": "10.0.0.5", key: MASK}


def test_what_a_virtual_trusted_module_holds_is_masked():
    assert masked("VTPM.set_contents", ("OpaqueRef:vtpm", "aHVudGVyMg==")) == ("OpaqueRef:vtpm", MASK)


def test_a_refusal_loses_the_secrets_of_its_parameters():
    driver = ("", "mount failed -o username=bob,password=hunter2", "")

    assert cut_error("SR_BACKEND_FAILURE_111", driver)[1] == f"mount failed -o username=bob,password={MASK}"
    assert cut_error("INVALID_VALUE", ("device-config:cifspassword", "hunter2")) == ("device-config:cifspassword", MASK)
    assert cut_error("INVALID_VALUE", ("memory", "12")) == ("memory", "12")
    assert cut_error("SESSION_INVALID", ("OpaqueRef:5e55-1",)) == (MASK,)
    assert cut_error("HANDLE_INVALID", ("VM", "OpaqueRef:1")) == ("VM", "OpaqueRef:1")


def test_the_secrets_that_a_call_is_given_are_known_by_their_places():
    assert given("session.change_password", ("old", "new")) == ("old", "new")
    assert given("Async.pool.join", ("granite", "root", "secret")) == ("secret",)
    assert given("VM.start", ("OpaqueRef:vm", False)) == ()
