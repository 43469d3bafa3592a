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


def endpoint(method: str, path: str) -> Endpoint:
    if method not in ROUTES:
        return endpoints.unknown_method
    fitting = [prefix for prefix in ROUTES[method] if path.startswith(prefix)]
    return ROUTES[method][max(fitting, key=len)] if fitting else endpoints.forbidden
