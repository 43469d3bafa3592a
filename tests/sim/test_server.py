"""Addresses, ports and certificates of a pretend world."""

from __future__ import annotations

import errno
import hashlib
import socket
import ssl
from urllib.parse import urlsplit

import pytest

from xengui.sim import listener
from xengui.sim.listener import bound
from xengui.sim.server import CannotListenError


def certificate_at(url) -> str:
    address = urlsplit(url)
    return ssl.get_server_certificate((address.hostname, address.port))


def test_the_fingerprint_told_at_the_start_is_that_of_the_certificate_shown(start):
    server = start()

    shown = ssl.PEM_cert_to_DER_cert(certificate_at(server.url))

    assert server.opened[0].fingerprint == hashlib.sha256(shown).hexdigest()


def test_every_host_has_an_address_and_a_certificate_of_its_own_at_the_same_port(start):
    server = start()
    api = server.login()

    hosts = api("host.get_all_records")

    assert {record["name_label"]: record["address"] for record in hosts.values()} == {
        "granite": "127.0.0.1",
        "basalt": "127.0.0.2",
    }
    port = urlsplit(server.url).port
    for ref, record in hosts.items():
        assert api("host.get_server_certificate", ref) == certificate_at(f"https://{record['address']}:{port}")


def test_a_member_names_its_coordinator_before_it_looks_at_the_password(start):
    server = start(plain=True)
    session = server.login().session
    member = server.stranger(server.url.replace("127.0.0.1", "127.0.0.2"))

    for params in (("session.login_with_password", "root", "wrong"), ("VM.get_all", session)):
        assert member.raw(*params)["error"] == {"code": 1, "message": "HOST_IS_SLAVE", "data": ["127.0.0.1"]}


def test_a_host_that_is_not_live_does_not_listen(start, data):
    data.tables["host_metrics"]["OpaqueRef:basalt-metrics"]["live"] = False

    server = start(data, plain=True)

    with pytest.raises(ConnectionRefusedError):
        server.stranger(server.url.replace("127.0.0.1", "127.0.0.2")).raw("VM.get_all")


def test_a_second_pool_goes_on_counting_addresses(start, data):
    first, second = data, type(data)("Other", dict(data.tables), idle_traffic=False)

    server = start(first, second)

    assert [urlsplit(pool.url).hostname for pool in server.opened] == ["127.0.0.1", "127.0.0.3"]
    assert server.login(1)("host.get_all_records").keys() == server.login(0)("host.get_all_records").keys()


def test_where_there_is_one_address_only_a_second_pool_gets_a_port_of_its_own(start, data, monkeypatch):
    def only_the_first(address, port):
        if address != "127.0.0.1":
            raise OSError(errno.EADDRNOTAVAIL, "Cannot assign requested address")
        return bound(address, port)

    monkeypatch.setattr(listener, "bound", only_the_first)

    server = start(data, type(data)("Other", dict(data.tables), idle_traffic=False))

    first, second = (urlsplit(pool.url) for pool in server.opened)
    assert first.hostname == second.hostname == "127.0.0.1"
    assert first.port != second.port
    assert server.login(1)("pool.get_all_records")


def test_a_port_in_use_is_a_sentence(start):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(CannotListenError, match=rf"Port {port} at 127\.0\.0\.1 is in use"):
            start(port=port)


def test_plain_means_no_certificate_at_all(start):
    server = start(plain=True)
    api = server.login()

    assert server.opened[0].fingerprint is None
    assert api.refusal("host.get_server_certificate", "OpaqueRef:granite")[0] == "CERTIFICATE_DOES_NOT_EXIST"
