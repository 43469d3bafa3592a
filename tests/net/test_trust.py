from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl

import pytest

from tests.net.servers import END, HERE, Recorder, always, http, recorder, result, serving
from xengui.net.transport import HttpTransport
from xengui.net.trust import pinned
from xengui.protocol.address import Address
from xengui.protocol.problems import Untrusted
from xengui.sim.certificates import self_signed

SECRET = b"a password, for example"
VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]
OTHER = "ab" * 32

versions = pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.name)


def nobody(_: Address) -> list[str]:
    return []


def _post(address: Address, pins) -> bytes:
    async def posted() -> bytes:
        transport = HttpTransport(address, pins)
        try:
            return await transport.post("/jsonrpc", SECRET, timeout_s=5)
        finally:
            await transport.close()

    return asyncio.run(posted())


@versions
@pytest.mark.parametrize("pins", [(), (OTHER,)], ids=["unknown", "changed"])
def test_not_one_byte_of_a_request_reaches_a_server_that_is_not_pinned(version, pins):
    with recorder(version) as server:
        with pytest.raises(Untrusted):
            _post(server.address, lambda _: pins)

        assert server.said() == b""


def test_the_recorder_would_have_noticed():
    with recorder() as server:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        with context.wrap_socket(socket.create_connection((HERE, server.address.port))) as trusting:
            trusting.sendall(SECRET)

            assert server.said() == SECRET


@versions
def test_a_plain_socket_is_not_wrapped_for_a_server_that_is_not_pinned(version):
    with recorder(version) as server:
        with pytest.raises(Untrusted):
            pinned(server.address, nobody).wrap_socket(socket.create_connection((HERE, server.address.port)))

        assert server.said() == b""


@versions
@pytest.mark.parametrize("speak", [ssl.SSLSocket.send, ssl.SSLSocket.sendall, ssl.SSLSocket.write])
def test_a_socket_whose_handshake_is_put_off_says_nothing_before_it(version, speak):
    with recorder(version) as server:
        plain = socket.create_connection((HERE, server.address.port))
        safe = pinned(server.address, nobody).wrap_socket(plain, do_handshake_on_connect=False)
        with safe, pytest.raises(Untrusted):
            getattr(safe, speak.__name__)(SECRET)

        assert server.said() == b""


def test_a_socket_whose_handshake_is_put_off_speaks_to_a_pinned_server():
    with recorder() as server:
        plain = socket.create_connection((HERE, server.address.port))
        context = pinned(server.address, lambda _: [server.certificate.fingerprint])
        with context.wrap_socket(plain, do_handshake_on_connect=False) as safe:
            safe.sendall(SECRET)

            assert server.said() == SECRET


@versions
def test_encryption_in_memory_says_nothing_before_its_handshake(version):
    with recorder(version) as server, socket.create_connection((HERE, server.address.port)) as plain:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        safe = pinned(server.address, nobody).wrap_bio(incoming, outgoing)

        def write_until_it_fails() -> None:
            while True:
                with contextlib.suppress(ssl.SSLWantReadError):
                    safe.write(SECRET)
                plain.sendall(outgoing.read())
                incoming.write(plain.recv(65536))

        with pytest.raises(Untrusted):
            write_until_it_fails()
        plain.sendall(outgoing.read())
        plain.shutdown(socket.SHUT_WR)

        assert server.said() == b""


def test_a_stream_of_asyncio_is_refused_without_noise(caplog):
    caplog.set_level(logging.INFO)

    with recorder() as server:
        with pytest.raises(Untrusted):
            asyncio.run(_stream(server))

        assert server.said() == b""
    assert caplog.records == []


async def _stream(server: Recorder) -> None:
    context = pinned(server.address, nobody)
    _, writer = await asyncio.open_connection(HERE, server.address.port, ssl=context)
    writer.close()


@versions
@pytest.mark.parametrize("others", [(), (OTHER,)])
def test_a_pinned_server_is_asked_whatever_else_is_pinned(version, others):
    async def asked() -> bytes:
        certificate = self_signed("granite", HERE)
        async with serving(always(result("welcome")), certificate, version) as server:
            transport = HttpTransport(server.address, lambda _: [*others, certificate.fingerprint])
            try:
                return await transport.post("/jsonrpc", SECRET, timeout_s=5)
            finally:
                await transport.close()

    assert b"welcome" in asyncio.run(asked())


def test_a_changed_certificate_is_told_with_the_one_known_and_the_one_shown():
    with recorder() as server:
        with pytest.raises(Untrusted) as refused:
            _post(server.address, lambda _: [OTHER])

        assert refused.value.known == OTHER
        assert refused.value.shown.sha256 == server.certificate.fingerprint
        assert refused.value.shown.der == server.certificate.der
        assert "granite" in refused.value.shown.subject
        assert refused.value.where == server.address


def test_a_server_never_seen_before_has_no_known_certificate():
    with recorder() as server:
        with pytest.raises(Untrusted) as refused:
            _post(server.address, nobody)

        assert refused.value.known == ""
        assert refused.value.address == server.address.key


def test_the_pins_are_asked_at_each_handshake():
    asked: list[Address] = []
    trusted: list[str] = []

    def pins(address: Address) -> list[str]:
        asked.append(address)
        return trusted

    async def three_connections() -> Address:
        certificate = self_signed("granite", HERE)
        async with serving(always(http(b"", "200 OK", "connection: close") + END), certificate) as server:
            transport = HttpTransport(server.address, pins)
            with pytest.raises(Untrusted):
                await transport.post("/jsonrpc", SECRET, timeout_s=5)
            trusted.append(certificate.fingerprint)
            await transport.post("/jsonrpc", SECRET, timeout_s=5)
            trusted.clear()
            with pytest.raises(Untrusted):
                await transport.post("/jsonrpc", SECRET, timeout_s=5)
            await transport.close()
            assert len(server.requests) == 1
            return server.address

    address = asyncio.run(three_connections())

    assert asked == [address] * 3


def test_a_session_of_an_earlier_connection_is_no_way_around_the_pins():
    trusted: list[str] = []
    with recorder(ssl.TLSVersion.TLSv1_2) as server:
        context = pinned(server.address, lambda _: trusted)
        trusted.append(server.certificate.fingerprint)
        with context.wrap_socket(socket.create_connection((HERE, server.address.port))) as first:
            session = first.session
        server.said()
        trusted.clear()

        with pytest.raises(Untrusted):
            context.wrap_socket(socket.create_connection((HERE, server.address.port)), session=session)

        assert server.said() == b""
