"""Calls as a shell script for curl: JSON-RPC without a client."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xengui.model.call import Call, Earlier
from xengui.model.secrets import MASK
from xengui.queries.call_words import Names
from xengui.queries.script import ORIGINATOR, PASSWORD, Server, lines, looked_up, needed, one_line

_HEAD: Final = """#!/bin/sh
# Calls of the XenAPI, copied from xengui. Needs: curl{openssl}
# The password is taken from {password}, or asked for. It stands on no command line.
set -eu
url={url}
user={user}
"""

_PINNED: Final = """
# SHA-256 of the certificate that is trusted there.
certificates={certificates}
shown=$(openssl s_client -connect {place} </dev/null 2>/dev/null | openssl x509)
sha256=$(printf '%s\\n' "$shown" | openssl x509 -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' | tr 'A-F' 'a-f')
case " $certificates " in
*" $sha256 "*) ;;
*) echo "The server shows another certificate: $sha256" >&2; exit 1 ;;
esac
key=$(printf '%s\\n' "$shown" | openssl x509 -noout -pubkey | openssl pkey -pubin -outform der |
    openssl dgst -sha256 -binary | openssl base64)
# A certificate that a server made for itself has no issuer to ask, so --insecure leaves that out;
# what counts is the key, and curl talks to no other.
send() {{
    curl --silent --show-error --insecure --pinnedpubkey "sha256//$key" \\
        --header 'Content-Type: application/json' --data-binary @- "$url/jsonrpc"
}}
"""

_BY_ISSUER: Final = """
# No fingerprint is known here: the issuer is checked, against the file in CURL_CA_BUNDLE where that is set.
send() {
    curl --silent --show-error --header 'Content-Type: application/json' --data-binary @- "$url/jsonrpc"
}
"""

_PLAIN: Final = """
send() {
    curl --silent --show-error --header 'Content-Type: application/json' --data-binary @- "$url/jsonrpc"
}
"""

_CALLING: Final = """
# Sends a call and shows the answer; $value is its result, where that is text.
call() {{
    answer=$(printf '%s' "$1" | send)
    value=$(printf '%s' "$answer" | sed -n 's/.*"result": *"\\([^"]*\\)".*/\\1/p')
    case $answer in
    *'"error":{{'* | *'"error": {{'*) printf '%s\\n' "$answer" >&2; exit 1 ;;
    esac
}}
asked() {{
    printf '%s: ' "$1" >&2
    stty -echo 2>/dev/null || true
    read -r typed
    stty echo 2>/dev/null || true
    echo >&2
}}
quoted() {{ printf '%s' "$1" | sed 's/\\\\/\\\\\\\\/g; s/"/\\\\"/g'; }}

typed=${{{password}:-}}
[ -n "$typed" ] || asked "Password of $user"
login='{{"jsonrpc":"2.0","method":"session.login_with_password","params":['
call "$login\\"$(quoted "$user")\\",\\"$(quoted "$typed")\\",\\"1.0\\",\\"{originator}\\"],\\"id\\":1}}"
session=$value
finish() {{
    call '{{"jsonrpc":"2.0","method":"session.logout","params":["'"$session"'"],"id":2}}'
}}
trap finish EXIT
"""


def curl_script(calls: Sequence[Call], objects: Names, server: Server) -> str:
    """A whole script for any POSIX shell: it logs in, looks the objects up by their UUIDs, makes the calls in order,
    shows what each answered and logs out."""
    made = lines(calls)
    variables = looked_up(made, objects)
    refs = {ref: name for ref, (name, _) in variables.items()}
    kept = needed(made)
    tls = server.url.startswith("https")
    pinned = tls and bool(server.certificates)
    parts = [
        _HEAD.format(
            openssl=" and openssl" if pinned else "",
            password=PASSWORD,
            url=shlex.quote(server.url),
            user=shlex.quote(server.user),
        )
    ]
    if pinned:
        place = server.url.partition("://")[2]
        place = place if ":" in place.rpartition("]")[2] else f"{place}:443"
        parts.append(_PINNED.format(certificates=shlex.quote(" ".join(server.certificates)), place=shlex.quote(place)))
    else:
        parts.append(_BY_ISSUER if tls else _PLAIN)
    parts.append(_CALLING.format(password=PASSWORD, originator=ORIGINATOR))
    for name, known in variables.values():
        parts.append(f"\n# {one_line(known.name)}\n")
        parts.append(f"call {_body(f'{known.cls}.get_by_uuid', (known.uuid,), {})}\n{name}=$value\n")
    asked: list[str] = []
    for line in made:
        method = line.call.method
        if line.left_out:
            parts.append(f"\n# {method}: {line.left_out}\n")
            continue
        before = len(asked)
        body = _body(method, _with_secrets(line.call.params, method, asked), refs)
        parts.append("\n")
        for number, what in enumerate(asked[before:], before + 1):
            parts.append(f'asked {shlex.quote(f"Value for {what}")}; secret_{number}=$(quoted "$typed")\n')
        parts.append(f"call {body}\n")
        parts.append("printf '%s\\n' \"$answer\"\n")
        if line.place in kept:
            parts.append(f"result_{line.place + 1}=$value\n")
    return "".join(parts)


def _with_secrets(value: Any, what: str, asked: list[str]) -> Any:
    """The same parameters with the name of a variable, between null bytes, for each secret that was cut out."""
    if isinstance(value, str) and MASK in value:
        first, *rest = value.split(MASK)
        for part in rest:
            asked.append(what)
            first += f"\0secret_{len(asked)}\0{part}"
        return first
    if isinstance(value, Mapping):
        return {key: _with_secrets(held, str(key), asked) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_with_secrets(held, what, asked) for held in value]
    return value


def _body(method: str, params: Any, refs: Mapping[str, str]) -> str:
    """A call as one word of the shell: JSON in single quotes, variables between them."""
    inner = ",".join(('"' + "\0session\0" + '"', *(_json(param, refs) for param in params)))
    text = f'{{"jsonrpc":"2.0","method":{json.dumps(method)},"params":[{inner}],"id":1}}'
    words = text.split("\0")
    return "".join(
        f'"${word}"' if place % 2 else "'" + word.replace("'", "'\\''") + "'" for place, word in enumerate(words)
    )


def _json(value: Any, refs: Mapping[str, str]) -> str:
    """JSON with the names of variables between null bytes, which no text of a server has."""
    if isinstance(value, Earlier):
        return f'"\0result_{value.place + 1}\0"'
    if isinstance(value, str):
        return f'"\0{refs[value]}\0"' if value in refs else json.dumps(value).replace("\\u0000", "\0")
    if isinstance(value, Mapping):
        inner = (f"{_json(key, refs)}:{_json(held, refs)}" for key, held in value.items() if held is not None)
        return f"{{{','.join(inner)}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(_json(held, refs) for held in value)}]"
    return json.dumps(value)
