"""Which handler answers which path: per method, the longest beginning that fits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from xengui.sim import endpoints
from xengui.sim.http import Exchange

if TYPE_CHECKING:
    from xengui.sim.listener import Listener

Endpoint = Callable[["Listener", Exchange], Awaitable[None]]

ROUTES: dict[str, dict[str, Endpoint]] = {
    "POST": {
        "/": endpoints.xml_rpc,
        "/RPC2": endpoints.xml_rpc,
        "/jsonrpc": endpoints.json_rpc,
        "/json": endpoints.json_rpc,
        "/services/xenops": endpoints.arrival,
    },
    "OPTIONS": {
        "/": endpoints.preflight,
    },
    "GET": {
        "/": endpoints.website,
    },
    "PUT": {},
    "CONNECT": {},
}


LANGUAGES = ("json2", "json1", "xml")
"""The youngest language a host knows: 2.0 since 7.3, 1.0 since 6.2. Each knows those after it too."""


def endpoint(method: str, path: str, speaks: str = "json2") -> Endpoint:
    if method not in ROUTES:
        return endpoints.unknown_method
    known = [prefix for prefix in ROUTES[method] if speaks != "xml" or not prefix.startswith("/json")]
    fitting = [prefix for prefix in known if path.startswith(prefix)]
    return ROUTES[method][max(fitting, key=len)] if fitting else endpoints.forbidden
