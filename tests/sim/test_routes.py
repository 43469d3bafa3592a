"""Which handler answers which path."""

from __future__ import annotations

import pytest

from xengui.sim import endpoints
from xengui.sim.routes import endpoint


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("POST", "/jsonrpc", endpoints.json_rpc),
        ("POST", "/jsonrpc/more", endpoints.json_rpc),
        ("POST", "/json", endpoints.json_rpc),
        ("POST", "/", endpoints.xml_rpc),
        ("POST", "/RPC2", endpoints.xml_rpc),
        ("POST", "/anything", endpoints.xml_rpc),
        ("OPTIONS", "/jsonrpc", endpoints.preflight),
        ("GET", "/", endpoints.website),
        ("PUT", "/", endpoints.forbidden),
        ("CONNECT", "/", endpoints.forbidden),
        ("TRACE", "/", endpoints.unknown_method),
    ],
)
def test_the_longest_beginning_wins(method, path, expected):
    assert endpoint(method, path) is expected


@pytest.mark.parametrize("path", ["/jsonrpc", "/json", "/jsonrpc/more"])
def test_a_host_that_speaks_only_xml_takes_every_path_for_xml(path):
    assert endpoint("POST", path, "xml") is endpoints.xml_rpc
    assert endpoint("POST", path, "json1") is endpoints.json_rpc
