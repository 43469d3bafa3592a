"""What must never be written down: passwords, keys, session references. They are cut before a call enters a log."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xengui.model.calls import CALLS
from xengui.protocol.secrecy import redacted

MASK: Final = "••••••"
"""Stands where a secret was."""

SECRET_PARAMS: Final[Mapping[str, frozenset[int]]] = {
    "VM.import_convert": frozenset({2}),
    "VM.sysprep": frozenset({1}),
    "VTPM.set_contents": frozenset({1}),
    "host.install_server_certificate": frozenset({2}),
    "pool.configure_repository_proxy": frozenset({3}),
    "pool.initialize_wlb": frozenset({2, 4}),
    "pool.join": frozenset({2}),
    "pool.join_force": frozenset({2}),
    "pool.sync_updates": frozenset({2, 3}),
    "secret.set_value": frozenset({1}),
    "session.change_password": frozenset({0, 1}),
    "session.login_with_password": frozenset({1}),
    "session.slave_local_login_with_password": frozenset({1}),
}
"""Parameters that are secrets as they stand, by their place after the session."""

_SECRET_KEY: Final = re.compile(
    r"passw|passphrase|pwd|chappw|api[-_]?key|^pass$|_pass$|secret|private[-_]?key|^psk$|token$|session_?id|credential",
    re.IGNORECASE,
)
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_IN_TEXT: Final = re.compile(r"(?<=session_id=)[^&\s\"']+|(?<=://)[^/@\s:]*:[^/@\s]*(?=@)")
_SECRETS_OF: Final = {"secret": "value"}


def masked(method: str, params: tuple[Any, ...], session: str = "") -> tuple[Any, ...]:
    """The parameters after the session with every secret cut out: those that are known to be one, the values of keys
    that sound like one, session references, and logins inside of addresses. `session` is cut wherever it stands."""
    method = method.removeprefix("Async.")
    types = CALLS.get(method, ((), ""))[0]
    secret = SECRET_PARAMS.get(method, frozenset())
    cls, _, verb = method.partition(".")
    shown = []
    for place, param in enumerate(params):
        of_session = place < len(types) and types[place].startswith("session ref")
        keyed = verb.startswith("add_to_") and place == 2 and isinstance(params[1], str) and secretive(params[1], param)
        shown.append(MASK if of_session or place in secret or keyed else _cut(param, session, _SECRETS_OF.get(cls)))
    return tuple(shown)


def given(method: str, params: Sequence[Any]) -> tuple[str, ...]:
    """The secrets among the parameters after the session, by their places alone: what no error may repeat."""
    places = SECRET_PARAMS.get(method.removeprefix("Async."), frozenset())
    return tuple(param for place, param in enumerate(params) if place in places and isinstance(param, str))


def cut_text(text: str, session: str = "") -> str:
    """A text without session references, logins in addresses, and what calls itself a secret."""
    if session:
        text = text.replace(session, MASK)
    if "://" in text or "session_id=" in text:
        text = _IN_TEXT.sub(MASK, text)
    return redacted(text, MASK)


def cut_error(code: str, params: Sequence[str]) -> tuple[str, ...]:
    """The parameters of a refusal without secrets: drivers quote what they were given, one code names a field and then
    its value, and one the session."""
    if code == "SESSION_INVALID":
        return tuple(MASK for _ in params)
    of_field = code in {"INVALID_VALUE", "VALUE_NOT_SUPPORTED"} and len(params) > 1 and secretive(params[0], params[1])
    return tuple(MASK if of_field and place == 1 else cut_text(param) for place, param in enumerate(params))


def secretive(key: str, value: Any) -> bool:
    """Whether a key's value is a secret. A key that holds the UUID of one of the pool's secret objects is none."""
    if not _SECRET_KEY.search(key):
        return False
    return not (key.lower().endswith("_secret") and isinstance(value, str) and _UUID.fullmatch(value))


def _cut(value: Any, session: str, field: str | None = None) -> Any:
    if isinstance(value, str):
        return cut_text(value, session)
    if isinstance(value, Mapping):
        return {
            _cut(key, session): MASK if key == field or secretive(str(key), inner) else _cut(inner, session)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_cut(inner, session) for inner in value]
    return value
