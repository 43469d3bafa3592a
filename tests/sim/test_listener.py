"""One host at its address."""

from __future__ import annotations

import ssl

import pytest


def test_connections_end_when_the_server_closes(start):
    server = start(plain=True)
    api = server.login()

    server.shut()

    with pytest.raises(OSError, match=r"."):
        api("VM.get_all")


def test_tls_is_spoken_unless_the_server_is_plain(start):
    assert isinstance(start().login().connection.sock, ssl.SSLSocket)
    assert not isinstance(start(plain=True).login().connection.sock, ssl.SSLSocket)
