"""The API over HTTP in both spellings, and the pages around it."""

from __future__ import annotations

import json
import xmlrpc.client
from typing import Any

import pytest


@pytest.fixture
def request_(server):
    """One request; its status, headers and body."""

    def request(method, path, body=None, headers=None, url=None):
        connection = server.stranger(url or server.url).connection
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()

    return request


def test_both_spellings_share_their_sessions(server, api):
    with xmlrpc.client.ServerProxy(server.url) as proxy:
        answer = proxy.VM.get_name_label(api.session, "OpaqueRef:web")

    assert answer == {"Status": "Success", "Value": "web"}


def test_integers_arrive_as_text_by_xml_and_as_numbers_by_json(server, api):
    with xmlrpc.client.ServerProxy(server.url) as proxy:
        assert proxy.VM.get_domid(api.session, "OpaqueRef:web") == {"Status": "Success", "Value": "1"}
        assert proxy.VM.set_user_version(api.session, "OpaqueRef:web", "5") == {"Status": "Success", "Value": ""}

    assert api("VM.get_user_version", "OpaqueRef:web") == 5


def test_the_older_json_is_answered_in_kind(request_):
    call = {"method": "session.login_with_password", "params": ["root", "wrong"], "id": "x"}

    status, _, body = request_("POST", "/json", json.dumps(call))

    answer = json.loads(body)
    assert (status, answer["result"], answer["id"]) == (200, None, "x")
    assert answer["error"][:2] == ["SESSION_AUTHENTICATION_FAILED", "root"]


def test_a_parameter_that_is_no_unicode_is_refused_before_the_call(request_):
    call = b'{"jsonrpc":"2.0","method":"session.login_with_password","params":["r\xff","x"],"id":1}'

    _, _, body = request_("POST", "/jsonrpc", call)

    answer = json.loads(body)
    assert (answer["error"][:2], answer["id"]) == (["INVALID_VALUE", "Invalid UTF-8 string in parameter"], 0)

    call = xmlrpc.client.dumps(("r!", "x"), "session.login_with_password").encode().replace(b"r!", b"r\xff")
    _, _, body = request_("POST", "/", call)
    answers: tuple[Any, ...] = xmlrpc.client.loads(body)[0]
    assert answers[0]["ErrorDescription"][:2] == ["INVALID_VALUE", "Invalid UTF-8 string in parameter"]


@pytest.mark.parametrize("path", ["/jsonrpc", "/RPC2"])
def test_what_is_no_call_is_an_error_of_the_server(request_, path):
    assert request_("POST", path, "nonsense")[0] == 500


def test_the_list_of_methods_comes_bare_by_xml(server):
    with xmlrpc.client.ServerProxy(server.url) as proxy:
        methods: Any = proxy.system.listMethods()

    assert {"VM.start", "event.from"} <= set(methods)
    assert server.stranger().raw("system.listMethods")["result"] == methods


def test_is_anybody_there(server):
    assert server.stranger().raw("system.isAlive", "hello")["result"] == "hello"
    assert server.stranger().raw("system.isAlive:hello")["result"] == "hello"


def test_a_browser_may_ask_first(request_):
    status, headers, body = request_("OPTIONS", "/jsonrpc", headers={"Access-Control-Request-Headers": "X-Mine"})

    assert (status, body) == (200, b"")
    assert headers["access-control-allow-headers"] == "X-Mine, X-Requested-With"
    assert headers["access-control-allow-methods"] == "PUT"
    assert headers["access-control-allow-origin"] == "*"


def test_a_member_tells_the_fingerprint_of_its_coordinator_when_asked(start, request_):
    secure = start()
    member = secure.url.replace("127.0.0.1", "127.0.0.2")
    call = json.dumps(
        {"jsonrpc": "2.0", "method": "session.login_with_password", "params": ["root", "pretend"], "id": 1}
    )
    wish = {"X-Xenapi-Request-Host-Certificate-Thumbprint": "sha-256:master"}

    def thumbprint(url, headers) -> Any:
        return request_("POST", "/jsonrpc", call, headers, url)[1].get("x-xenapi-response-host-certificate-thumbprint")

    assert thumbprint(member, wish).replace(":", "").lower() == secure.opened[0].fingerprint
    assert thumbprint(member, {}) is None
    assert thumbprint(secure.url, wish) is None
