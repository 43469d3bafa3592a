"""One host at its address."""

from __future__ import annotations

import socket
import ssl
from urllib.parse import urlsplit

import pytest


def test_connections_end_when_the_server_closes(start):
    server = start(plain=True)
    api = server.login()

    server.shut()

    with pytest.raises(OSError, match=r"."):
        api("VM.get_all")


def test_a_handshake_that_was_left_half_done_does_not_keep_the_server_from_closing(start):
    server = start()
    address = urlsplit(server.opened[0].url)
    with socket.create_connection((address.hostname, address.port)) as silent:
        silent.sendall(b"\x16\x03\x01")  # the beginning of a TLS greeting

        server.shut()

        with pytest.raises(OSError, match=r"."):
            socket.create_connection((address.hostname, address.port)).close()


@pytest.mark.parametrize("plain", [True, False])
def test_answers_do_not_wait_for_each_other_to_be_acknowledged(start, plain):
    server = start(plain=plain)
    server.login()

    writers = server.on_loop(lambda: [*server.server._listeners[0]._connections.values()])

    sockets = [writer.get_extra_info("socket") for writer in writers]
    assert [held.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for held in sockets] == [1]


def test_tls_is_spoken_unless_the_server_is_plain(start):
    assert isinstance(start().login().connection.sock, ssl.SSLSocket)
    assert not isinstance(start(plain=True).login().connection.sock, ssl.SSLSocket)
