"""Calls as a Python script for the vendor's client, the package XenAPI of PyPI."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xengui.model.call import Call, Earlier
from xengui.model.secrets import MASK
from xengui.queries.call_words import Names
from xengui.queries.script import ORIGINATOR, PASSWORD, Line, Server, lines, looked_up, needed, one_line, type_of

_HEAD: Final = '''#!/usr/bin/env python3
"""Calls of the XenAPI, copied from xengui. Needs: pip install XenAPI

The password is taken from {password}, or asked for.
"""

{imports}

import XenAPI
'''

_IMPORTS: Final = ("getpass", "os")
_PINNED_IMPORTS: Final = ("hashlib", "http.client", "ssl", "xmlrpc.client")
_PINNED: Final = '''
# SHA-256 of the certificate that is trusted there.
CERTIFICATES = {certificates}


class Connection(http.client.HTTPSConnection):
    """Looks at the certificate before anything is sent."""

    def connect(self):
        super().connect()
        shown = hashlib.sha256(self.sock.getpeercert(binary_form=True)).hexdigest()
        if shown not in CERTIFICATES:
            self.close()
            raise SystemExit(f"The server shows another certificate: {{shown}}")


class Pinned(xmlrpc.client.SafeTransport):
    def make_connection(self, host):
        if not self._connection or self._connection[0] != host:
            context = ssl.create_default_context()
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE  # the fingerprint is checked instead
            self._connection = host, Connection(self.get_host_info(host)[0], context=context)
        return self._connection[1]
'''

_ASK: Final = '''

def secret(name):
    """A value that no log has, so it has to be typed again."""
    return getpass.getpass(f"Value for {name}: ")
'''

_LOGIN: Final = """

session = XenAPI.Session({url}{transport})
password = os.environ.get({password}) or getpass.getpass({prompt})
session.xenapi.login_with_password({user}, password, "1.0", {originator})
api = session.xenapi
try:
"""


def python_script(calls: Sequence[Call], objects: Names, server: Server) -> str:
    """A whole script: it logs in, looks the objects up by their UUIDs, makes the calls in order and logs out."""
    made = lines(calls)
    variables = looked_up(made, objects)
    refs = {ref: name for ref, (name, _) in variables.items()}
    kept = needed(made)
    body = [
        f"{name} = api.{known.cls}.get_by_uuid({known.uuid!r})  # {one_line(known.name)}"
        for name, known in variables.values()
    ]
    for line in made:
        if line.left_out:
            body.append(f"# {line.call.method}: {line.left_out}")
        else:
            kept_as = f"result_{line.place + 1} = " if line.place in kept else ""
            body.append(f"{kept_as}{_call(line, refs)}")
    if all(line.startswith("#") for line in body):
        body.append("pass")
    pinned = server.url.startswith("https") and bool(server.certificates)
    imports = sorted(_IMPORTS + (_PINNED_IMPORTS if pinned else ()))
    parts = [_HEAD.format(password=PASSWORD, imports="\n".join(f"import {name}" for name in imports))]
    if pinned:
        hashes = "".join(f"\n    {sha256!r}," for sha256 in server.certificates)
        parts.append(_PINNED.format(certificates=f"{{{hashes}\n}}"))
    if any(MASK in repr(line.call.params) for line in made if not line.left_out):
        parts.append(_ASK)
    parts.append(
        _LOGIN.format(
            url=repr(server.url),
            transport=", transport=Pinned()" if pinned else "",
            password=repr(PASSWORD),
            prompt=repr(f"Password of {server.user}: "),
            user=repr(server.user),
            originator=repr(ORIGINATOR),
        )
    )
    parts += [f"    {line}\n" for line in body]
    parts.append('finally:\n    api.session.logout()\n    session("close")()\n')
    return "".join(parts)


def _call(line: Line, refs: Mapping[str, str]) -> str:
    method = line.call.method
    params = [
        _literal(param, refs, f"parameter {place + 1} of {method}", type_of(method, place))
        for place, param in enumerate(line.call.params)
    ]
    if any(keyword.iskeyword(part) for part in method.split(".")):  # event.from
        return f"session.xenapi_request({method!r}, ({''.join(f'{param}, ' for param in params).rstrip()}))"
    return f"api.{method}({', '.join(params)})"


def _literal(value: Any, refs: Mapping[str, str], what: str, type_: str = "") -> str:
    """XML-RPC has integers of 32 bits only, so they go as text, which every server takes."""
    if isinstance(value, Earlier):
        return f"result_{value.place + 1}"
    if isinstance(value, str):
        return refs.get(value) or _text(value, what)
    if isinstance(value, bool) or value is None:
        return repr(value)
    if isinstance(value, int):
        return repr(float(value)) if type_ == "float" else repr(str(value))
    if isinstance(value, float):
        return repr(value) if value - value == 0 else f"float({str(value)!r})"
    if isinstance(value, Mapping):
        inner = [
            f"{_literal(key, refs, what)}: {_literal(held, refs, str(key))}"
            for key, held in value.items()
            if held is not None
        ]
        return f"{{{', '.join(inner)}}}"
    return f"[{', '.join(_literal(held, refs, what) for held in value)}]"


def _text(value: str, what: str) -> str:
    """A text in quotes, with questions where secrets were cut out of it."""
    parts: list[str] = []
    for place, part in enumerate(value.split(MASK)):
        parts += [f"secret({what!r})"] if place else []
        parts += [repr(part)] if part or MASK not in value else []
    return " + ".join(parts)
