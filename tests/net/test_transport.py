from __future__ import annotations

import asyncio
import contextlib
import gzip
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from tests.net.servers import (
    END,
    HERE,
    OUTDATED,
    Answer,
    Proxy,
    Request,
    Served,
    always,
    failure,
    free_port,
    http,
    never,
    proxying,
    recorder,
    result,
    serving,
    until,
)
from xengui.net import transport as subject
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES
from xengui.protocol.problems import Cause, Garbled, OutdatedTls, Problem, Unreachable, Untrusted
from xengui.sim.certificates import self_signed

PATH = "/jsonrpc"


@contextlib.asynccontextmanager
async def to(address: Address, connections: int = 4) -> AsyncIterator[HttpTransport]:
    transport = HttpTransport(address, lambda _: [], connections=connections)
    try:
        yield transport
    finally:
        await transport.close()


def _place(server: asyncio.Server, *, tls: bool = True) -> Address:
    return Address(HERE, server.sockets[0].getsockname()[1], tls)


def _cause(address: Address, timeout_s: float = 5.0) -> Cause:
    async def failed() -> Cause:
        async with to(address) as transport:
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"{}", timeout_s=timeout_s)
        assert unreachable.value.address == address.key
        return unreachable.value.cause

    return asyncio.run(failed())


def _cause_at(answer: Answer, timeout_s: float = 5.0) -> Cause:
    async def failed() -> Cause:
        async with serving(answer) as server, to(server.address) as transport:
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"{}", timeout_s=timeout_s)
            return unreachable.value.cause

    return asyncio.run(failed())


@pytest.mark.parametrize("tls", [True, False])
def test_a_port_where_nobody_listens_refuses(tls):
    assert _cause(Address(HERE, free_port(), tls)) is Cause.REFUSED


def test_a_name_with_several_addresses_refuses_when_all_do():
    assert _cause(Address("localhost", free_port())) is Cause.REFUSED


@pytest.mark.parametrize(
    "host",
    [
        "no-such-host.invalid",
        "256.1.1.1",
        "a..b",
        "xn--",
        "ﬀ.invalid",
        "[::",
        "not a host",
        "x" * 300,
    ],
)
def test_a_name_that_leads_nowhere_is_an_unknown_name(host):
    assert _cause(Address(host)) is Cause.UNKNOWN_NAME


def test_a_server_that_says_nothing_is_silent():
    assert _cause_at(never, timeout_s=0.2) is Cause.SILENT


def test_a_server_that_says_nothing_at_the_handshake_is_silent():
    with socket.create_server((HERE, 0)) as mute:
        assert _cause(Address(HERE, mute.getsockname()[1]), timeout_s=0.2) is Cause.SILENT


def test_a_server_that_stops_in_the_middle_of_an_answer_is_silent():
    assert _cause_at(always(http(b"half", "200 OK", "content-length: 8")), timeout_s=0.2) is Cause.SILENT


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 200 OK\r\ncontent-le" + END, http(b"half", "200 OK", "content-length: 8") + END],
    ids=["no answer", "half a head", "half a body"],
)
def test_a_connection_that_ends_before_the_answer_is_whole_was_dropped(answer):
    assert _cause_at(always(answer)) is Cause.DROPPED


def test_a_connection_that_is_reset_was_dropped():
    async def failed() -> Cause:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            writer.transport.abort()

        async with await asyncio.start_server(connected, HERE, 0) as server, to(_place(server, tls=False)) as transport:
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"x" * 100_000, timeout_s=5)
        return unreachable.value.cause

    assert asyncio.run(failed()) is Cause.DROPPED


def test_a_server_that_hangs_up_during_the_handshake_dropped_the_connection():
    async def failed() -> Cause:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(4096)
            writer.close()

        async with await asyncio.start_server(connected, HERE, 0) as server, to(_place(server)) as transport:
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"{}", timeout_s=5)
        return unreachable.value.cause

    assert asyncio.run(failed()) is Cause.DROPPED


def test_a_port_that_does_not_speak_tls_has_a_problem_with_tls():
    async def failed() -> Cause:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(4096)
            writer.write(http(b"<html>", "400 Bad Request"))
            await writer.drain()
            writer.close()

        async with await asyncio.start_server(connected, HERE, 0) as server, to(_place(server)) as transport:
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"{}", timeout_s=5)
        return unreachable.value.cause

    assert asyncio.run(failed()) is Cause.TLS


def test_a_tls_connection_that_breaks_in_the_middle_of_an_answer_was_dropped():
    async def failed() -> Cause:
        certificate = self_signed("granite", HERE)
        half = http(b"half", "200 OK", "content-length: 8")
        async with serving(always(half + END), certificate) as server:
            transport = HttpTransport(server.address, lambda _: [certificate.fingerprint])
            with pytest.raises(Unreachable) as unreachable:
                await transport.post(PATH, b"{}", timeout_s=5)
            await transport.close()
        return unreachable.value.cause

    assert asyncio.run(failed()) is Cause.DROPPED


def test_tls_that_is_tampered_with_is_a_problem_and_no_crash():
    certificate = self_signed("granite", HERE)

    async def failed() -> Problem:
        async with serving(always(result("x" * 5000)), certificate) as server:

            async def through(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
                """Passes everything on, and damages what comes back after the request."""
                inside, outside = await asyncio.open_connection(HERE, server.address.port)

                async def back() -> None:
                    while chunk := await inside.read(65536):
                        damaged = len(chunk) > 4000
                        writer.write(chunk[:-40] + bytes(40) if damaged else chunk)
                    writer.close()

                returning = asyncio.create_task(back())
                while chunk := await reader.read(65536):
                    outside.write(chunk)
                outside.close()
                await returning

            async with await asyncio.start_server(through, HERE, 0) as middle:
                address = Address(HERE, middle.sockets[0].getsockname()[1])
                transport = HttpTransport(address, lambda _: [certificate.fingerprint])
                with pytest.raises(Problem) as problem:
                    await transport.post(PATH, b"{}", timeout_s=5)
                await transport.close()
        return problem.value

    assert isinstance(asyncio.run(failed()), Unreachable)


def test_something_that_is_not_http_dropped_the_connection():
    assert _cause_at(always(b"220 mail.example ESMTP\r\n\r\n" + END)) is Cause.DROPPED


@pytest.mark.parametrize(
    ("status", "told"),
    [("500 Internal Server Error", "HTTP 500 Internal Server Error"), ("404 Not Found", "HTTP 404 Not Found")],
)
def test_a_status_other_than_ok_is_no_answer_of_the_api(status, told):
    async def failed() -> Garbled:
        async with serving(always(http(b"<html>", status))) as server, to(server.address) as transport:
            with pytest.raises(Garbled) as garbled:
                await transport.post(PATH, b"{}", timeout_s=5)
            return garbled.value

    assert asyncio.run(failed()).detail == told


@pytest.mark.parametrize("status", ["301 Moved Permanently", "302 Found", "307 Temporary Redirect"])
def test_a_redirect_is_not_followed(status):
    async def redirected() -> Served:
        async with serving(always(result("here"))) as elsewhere:
            moved = http(b"", status, f"location: {elsewhere.address.url}{PATH}")
            async with serving(always(moved)) as server, to(server.address) as transport:
                with pytest.raises(Garbled, match=status):
                    await transport.post(PATH, b"the password", timeout_s=5)
            return elsewhere

    assert asyncio.run(redirected()).connections == 0


def test_a_proxy_of_the_environment_is_not_used(monkeypatch):
    async def asked() -> tuple[Served, Served]:
        async with serving(always(result("proxy"))) as proxy, serving(always(result("server"))) as server:
            for variable in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
                monkeypatch.setenv(variable, proxy.address.url)
            monkeypatch.delenv("NO_PROXY", raising=False)
            monkeypatch.delenv("no_proxy", raising=False)
            async with to(server.address) as transport:
                await transport.post(PATH, b"the password", timeout_s=5)
            return proxy, server

    proxy, server = asyncio.run(asked())

    assert (proxy.connections, server.connections) == (0, 1)


def test_the_head_of_a_request_is_far_below_what_a_server_reads():
    async def asked() -> list[Request]:
        async with serving(always(http(b"{}", "200 OK", f"set-cookie: {'c' * 2000}=1"))) as server:
            async with to(server.address) as transport:
                for _ in range(2):
                    await transport.post(PATH, b"x" * 200_000, timeout_s=5)
            return server.requests

    heads = [request.head for request in asyncio.run(asked())]

    longest_name = 253
    assert [len(head) + longest_name < 1024 for head in heads] == [True, True]
    assert all(b"transfer-encoding" not in head.lower() for head in heads)


def test_a_connection_is_kept_for_the_next_request():
    async def asked() -> Served:
        async with serving(always(result(1))) as server, to(server.address) as transport:
            for _ in range(3):
                await transport.post(PATH, b"{}", timeout_s=5)
            return server

    server = asyncio.run(asked())

    assert (len(server.requests), server.connections) == (3, 1)


def test_requests_beyond_the_connections_take_turns():
    async def asked() -> tuple[Served, int]:
        at_once = most = 0

        async def answer(_: Request) -> bytes:
            nonlocal at_once, most
            at_once += 1
            most = max(most, at_once)
            await asyncio.sleep(0)
            at_once -= 1
            return result(1)

        async with serving(answer) as server, to(server.address, connections=2) as transport:
            await asyncio.gather(*(transport.post(PATH, b"{}", timeout_s=5) for _ in range(6)))
            return server, most

    server, most = asyncio.run(asked())

    assert len(server.requests) == 6
    assert server.connections <= 2
    assert most <= 2


def test_a_request_that_is_given_up_makes_room_for_the_next():
    async def asked() -> bytes:
        answers = iter([never, always(result("answered"))])

        async def answer(request: Request) -> bytes:
            return await next(answers)(request)

        async with serving(answer) as server, to(server.address, connections=1) as transport:
            given_up = asyncio.create_task(transport.post(PATH, b"{}", timeout_s=60))
            await until(lambda: server.requests)
            given_up.cancel()
            return await transport.post(PATH, b"{}", timeout_s=5)

    assert b"answered" in asyncio.run(asked())


@pytest.mark.parametrize("end", ["cancel", "close"])
def test_a_request_that_is_given_up_during_its_handshake_leaves_no_connection(end):
    async def asked() -> None:
        shaking, hung_up = asyncio.Event(), asyncio.Event()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.read(1)
            shaking.set()
            try:
                with contextlib.suppress(OSError):
                    await reader.read()
                hung_up.set()
            finally:
                writer.close()

        async with await asyncio.start_server(connected, HERE, 0) as server, to(_place(server)) as transport:
            post = asyncio.create_task(transport.post(PATH, b"{}", timeout_s=60))
            await shaking.wait()
            if end == "cancel":
                post.cancel()
            else:
                await transport.close()
            await asyncio.gather(post, return_exceptions=True)
            await asyncio.wait_for(hung_up.wait(), 5)

    asyncio.run(asked())


def test_closing_ends_requests_under_way_and_those_that_wait_for_a_turn():
    async def asked() -> tuple[list[object], int]:
        async with serving(never) as server, to(server.address, connections=1) as transport:
            posts = [asyncio.create_task(transport.post(PATH, b"{}", timeout_s=60)) for _ in range(3)]
            await until(lambda: server.requests)
            await transport.close()
            ends = await asyncio.wait_for(asyncio.gather(*posts, return_exceptions=True), 5)
            return list(ends), server.connections

    ends, connections = asyncio.run(asked())

    assert [type(end) for end in ends] == [Unreachable] * 3
    assert connections == 1


def test_a_closed_transport_asks_no_more():
    async def asked() -> int:
        async with serving(always(result(1))) as server, to(server.address) as transport:
            await transport.close()
            with pytest.raises(Unreachable):
                await transport.post(PATH, b"{}", timeout_s=5)
            return server.connections

    assert asyncio.run(asked()) == 0


# The size of requests and answers.

LONGEST_HOST = ".".join(["x" * 61] * 4)
LARGEST_PARAMS = ["x" * 100_000, 2**62, {"key": "value"}, ["set"] * 10]


@pytest.mark.parametrize("host", ["granite", LONGEST_HOST, "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff%wlp0s20f3"])
@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.PATH)
def test_the_head_of_every_kind_of_request_is_within_what_a_server_reads(host: str, language, monkeypatch):
    """Calls, logins and event polls, in each language, through the program's own session."""

    async def answer(_: Request) -> bytes:
        return failure("VM_BAD_POWER_STATE")

    async def asked() -> list[bytes]:
        certificate = self_signed("granite", HERE)
        async with serving(answer, certificate) as server, proxying(server.address) as proxy:
            _use(monkeypatch, proxy)
            transport = HttpTransport(Address(host, 65535), lambda _: [certificate.fingerprint])
            session = Session(transport, f"OpaqueRef:{'s' * 36}", language=language)
            for method in ("session.login_with_password", "Async.VM.migrate_send", "VM.set_other_config"):
                with contextlib.suppress(Problem, Failure):
                    await session.call(method, *LARGEST_PARAMS)
            await session.body("event.from", ["*"], "0" * 41, 30.0, timeout_s=5)
            await session.logout()
            await transport.close()
            return [request.head for request in server.requests]

    heads = asyncio.run(asked())

    assert len(heads) == 5
    assert max(map(len, heads)) < 1024
    assert all(b"transfer-encoding" not in head.lower() for head in heads)


def test_an_answer_that_is_too_large_is_given_up_as_soon_as_that_shows():
    sent = 0

    async def failed() -> Garbled:
        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal sent
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
            with contextlib.suppress(OSError):
                while sent < 1 << 28:
                    writer.write(b"x" * 65536)
                    await writer.drain()
                    sent += 65536
            writer.close()

        async with await asyncio.start_server(connected, HERE, 0) as server, to(_place(server, tls=False)) as transport:
            with pytest.raises(Garbled) as garbled:
                await transport.post(PATH, b"{}", timeout_s=5, largest=1 << 20)
            return garbled.value

    assert asyncio.run(failed()).detail == "its answer is larger than 1 MB"
    assert sent < 1 << 26


def test_the_first_picture_of_the_largest_pools_is_not_too_large():
    assert subject.LARGEST_PICTURE >= 235 * 1000 * 1000


# The system's proxy.


def _use(monkeypatch: pytest.MonkeyPatch, proxy: Proxy, without: str = "") -> None:
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        for spelled in (variable, variable.lower()):
            monkeypatch.delenv(spelled, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy.url)
    monkeypatch.setenv("HTTP_PROXY", proxy.url)
    monkeypatch.setenv("NO_PROXY", without)


ELSEWHERE = Address("granite.invalid", 8443)


def _through_a_proxy(
    monkeypatch: pytest.MonkeyPatch,
    *,
    status: str = "200 OK",
    trusted: bool = True,
    without: str = "",
    version: ssl.TLSVersion | None = None,
) -> tuple[object, Proxy, Served]:
    """What becomes of a request to a server that only the proxy can find."""

    async def asked() -> tuple[object, Proxy, Served]:
        certificate = self_signed("granite", HERE)
        async with (
            serving(always(result("welcome")), certificate, version) as server,
            proxying(server.address, status) as proxy,
        ):
            _use(monkeypatch, proxy, without)
            transport = HttpTransport(ELSEWHERE, lambda _: [certificate.fingerprint] if trusted else [])
            try:
                end: object = await transport.post(PATH, b"the password", timeout_s=5)
            except Problem as problem:
                end = problem
            await transport.close()
            return end, proxy, server

    return asyncio.run(asked())


def test_a_server_is_reached_through_the_proxy_of_the_system(monkeypatch):
    end, proxy, server = _through_a_proxy(monkeypatch)

    assert b"welcome" in bytes(end)  # type: ignore[call-overload]
    assert proxy.tunnels == ["granite.invalid:8443"]
    assert proxy.others == []
    assert len(server.requests) == 1


def test_a_certificate_that_is_not_pinned_is_refused_through_a_proxy_too(monkeypatch):
    end, proxy, server = _through_a_proxy(monkeypatch, trusted=False)

    assert isinstance(end, Untrusted)
    assert proxy.tunnels == ["granite.invalid:8443"]
    assert server.requests == []


def test_a_server_that_is_named_as_an_exception_is_reached_without_the_proxy(monkeypatch):
    end, proxy, _ = _through_a_proxy(monkeypatch, without="granite.invalid")

    assert isinstance(end, Unreachable)
    assert end.cause is Cause.UNKNOWN_NAME
    assert proxy.tunnels == []


@pytest.mark.parametrize("status", ["403 Forbidden", "407 Proxy Authentication Required", "502 Bad Gateway"])
def test_a_proxy_that_refuses_is_no_refusal_of_the_server(monkeypatch, status):
    end, _, _ = _through_a_proxy(monkeypatch, status=status)

    assert isinstance(end, Unreachable)
    assert end.cause is Cause.PROXY
    assert status in end.detail


def test_outdated_tls_is_found_out_through_a_proxy_as_well(monkeypatch):
    end, proxy, server = _through_a_proxy(monkeypatch, version=ssl.TLSVersion.TLSv1_1)

    assert isinstance(end, OutdatedTls)
    assert end.version == "TLS 1.1"
    assert len(proxy.tunnels) == 2
    assert server.requests == []


@pytest.mark.parametrize("tls", [True, False])
def test_this_computer_is_never_reached_through_a_proxy(monkeypatch, tls: bool):
    async def asked() -> Proxy:
        certificate = self_signed("granite", HERE) if tls else None
        async with serving(always(result(1)), certificate) as server, proxying(server.address) as proxy:
            _use(monkeypatch, proxy)
            pins = [certificate.fingerprint] if certificate else []
            transport = HttpTransport(server.address, lambda _: pins)
            await transport.post(PATH, b"{}", timeout_s=5)
            await transport.close()
            return proxy

    proxy = asyncio.run(asked())

    assert (proxy.tunnels, proxy.others) == ([], [])


def test_nothing_goes_through_a_proxy_without_tls(monkeypatch):
    async def asked() -> Proxy:
        async with serving(always(result(1))) as server, proxying(server.address) as proxy:
            _use(monkeypatch, proxy)
            async with to(replace(ELSEWHERE, tls=False)) as transport:
                with pytest.raises(Unreachable):
                    await transport.post(PATH, b"the password", timeout_s=5)
            return proxy

    proxy = asyncio.run(asked())

    assert (proxy.tunnels, proxy.others) == ([], [])


# Outdated TLS.

outdated = pytest.mark.parametrize(
    ("version", "name"), list(zip(OUTDATED, ("TLS 1.0", "TLS 1.1"), strict=True)), ids=("1.0", "1.1")
)


@pytest.fixture(scope="module")
def _outdated_tls_exists() -> None:
    """OpenSSL may be built without these versions."""
    if not (ssl.HAS_TLSv1 and ssl.HAS_TLSv1_1):
        pytest.skip("this OpenSSL was built without TLS 1.0 and 1.1")


def _posted(address: Address, pins: list[str]) -> object:
    async def posted() -> object:
        transport = HttpTransport(address, lambda _: pins)
        try:
            return await transport.post(PATH, b"the password", timeout_s=5)
        except Problem as problem:
            return problem
        finally:
            await transport.close()

    return asyncio.run(posted())


@outdated
@pytest.mark.usefixtures("_outdated_tls_exists")
def test_a_server_that_speaks_only_outdated_tls_is_told_and_hears_nothing(version, name):
    with recorder(version) as server:
        end = _posted(server.address, [server.certificate.fingerprint])

        assert isinstance(end, OutdatedTls)
        assert (end.address, end.version) == (server.address.key, name)
        assert [server.said(), server.said()] == [b"", b""]


def _answered(version: ssl.TLSVersion, pins: Callable[[str], list[str]], *, allowed: bool) -> tuple[object, Served]:
    async def asked() -> tuple[object, Served]:
        certificate = self_signed("granite", HERE)
        async with serving(always(result("welcome")), certificate, version) as server:
            address = replace(server.address, outdated_tls=allowed)
            transport = HttpTransport(address, lambda _: pins(certificate.fingerprint))
            try:
                end: object = await transport.post(PATH, b"the password", timeout_s=5)
            except Problem as problem:
                end = problem
            await transport.close()
            return end, server

    return asyncio.run(asked())


@outdated
@pytest.mark.usefixtures("_outdated_tls_exists")
def test_a_server_where_outdated_tls_is_allowed_is_asked(version, name):
    end, _ = _answered(version, lambda sha256: [sha256], allowed=True)

    assert b"welcome" in bytes(end)  # type: ignore[call-overload]


@outdated
@pytest.mark.usefixtures("_outdated_tls_exists")
@pytest.mark.parametrize("pins", [[], ["ab" * 32]], ids=["unknown", "changed"])
def test_allowing_outdated_tls_does_not_weaken_the_pin(version, name, pins):
    end, server = _answered(version, lambda _: pins, allowed=True)

    assert isinstance(end, Untrusted)
    assert server.requests == []


def test_where_outdated_tls_is_allowed_the_best_version_is_spoken():
    end, server = _answered(ssl.TLSVersion.TLSv1_3, lambda sha256: [sha256], allowed=True)

    assert b"welcome" in bytes(end)  # type: ignore[call-overload]
    assert len(server.requests) == 1


# Who the coordinator is.


def _told(header: str, *, tls: bool = True) -> str:
    async def asked() -> str:
        certificate = self_signed("basalt", HERE) if tls else None
        said = failure("HOST_IS_SLAVE", "10.0.0.1").replace(b"\r\n", f"\r\n{header}\r\n".encode(), 1)
        async with serving(always(said), certificate) as server:
            transport = HttpTransport(server.address, lambda _: [certificate.fingerprint if certificate else ""])
            await transport.post(PATH, b"{}", timeout_s=5)
            await transport.close()
            (request,) = server.requests
            assert b"x-xenapi-request-host-certificate-thumbprint: sha-256:master" in request.head.lower()
            return transport.coordinator_sha256

    return asyncio.run(asked())


SPELLED = ":".join(["AB"] * 32)


def test_a_member_tells_the_certificate_of_its_coordinator():
    assert _told(f"X-Xenapi-Response-Host-Certificate-Thumbprint: {SPELLED}") == "ab" * 32


@pytest.mark.parametrize("header", ["x-other: 1", "x-xenapi-response-host-certificate-thumbprint: AB:CD"])
def test_a_member_that_tells_none_tells_none(header):
    assert _told(header) == ""


def test_nobody_is_believed_without_tls():
    assert _told(f"x-xenapi-response-host-certificate-thumbprint: {SPELLED}", tls=False) == ""


# How long an answer may take.


def _trickled(parts: int, pause_s: float, size: int) -> bytes:
    """Ask a server whose answer comes in so many parts of a size, with a pause before each."""

    async def visit() -> bytes:
        over, closed = asyncio.Event(), asyncio.Event()

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            with contextlib.suppress(OSError):
                await reader.readuntil(b"{}")
                writer.write(f"HTTP/1.1 200 OK\r\ncontent-length: {parts * size}\r\n\r\n".encode())
                for _ in range(parts):
                    await asyncio.wait({pausing := asyncio.create_task(over.wait())}, timeout=pause_s)
                    pausing.cancel()
                    writer.write(b"x" * size)
                    await writer.drain()
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            closed.set()

        server = await asyncio.start_server(connected, HERE, 0)
        async with server, to(_place(server, tls=False)) as transport:
            try:
                return await transport.post(PATH, b"{}", timeout_s=60.0)
            finally:
                over.set()
                await closed.wait()

    return asyncio.run(visit())


def test_a_server_whose_answer_trickles_is_given_up_as_too_slow(monkeypatch):
    monkeypatch.setattr(subject, "GRACE_S", 0.2)

    with pytest.raises(Unreachable) as slow:
        _trickled(parts=2000, pause_s=0.02, size=1)

    assert slow.value.cause is Cause.SLOW
    assert slow.value.maybe_done


def test_an_answer_that_keeps_a_slow_line_busy_is_waited_for_however_long_it_takes(monkeypatch):
    monkeypatch.setattr(subject, "GRACE_S", 0.5)

    assert len(_trickled(parts=40, pause_s=0.02, size=8 << 10)) == 40 * 8 << 10


def test_a_silence_in_the_midst_of_an_answer_ends_it_however_long_the_beginning_may_take(monkeypatch):
    monkeypatch.setattr(subject, "STALL_S", 0.2)

    with pytest.raises(Unreachable) as stalled:
        _trickled(parts=2, pause_s=30.0, size=1000)

    assert stalled.value.maybe_done


# Whether what was asked for may have been done.


@pytest.mark.parametrize("answer", [b"", http(b"half", "200 OK", "content-length: 8") + END], ids=["none", "half"])
@pytest.mark.parametrize("tls", [False, True])
def test_a_request_that_was_on_its_way_may_have_been_done(answer: bytes, tls: bool):
    certificate = self_signed("granite", HERE)

    async def visit() -> Unreachable:
        async with serving(always(answer), certificate if tls else None) as server:
            transport = HttpTransport(server.address, lambda _: [certificate.fingerprint])
            with pytest.raises(Unreachable) as lost:
                await transport.post(PATH, b'{"method": "VM.start"}', timeout_s=5.0)
            await transport.close()
            return lost.value

    assert asyncio.run(visit()).maybe_done


def test_a_request_that_never_left_was_not_done():
    async def visit() -> list[bool]:
        done = []
        with socket.create_server((HERE, 0)) as silent:
            for port in (free_port(), silent.getsockname()[1]):
                async with to(Address(HERE, port)) as transport:
                    with pytest.raises(Unreachable) as lost:
                        await transport.post(PATH, b"{}", timeout_s=0.2)
                    done.append(lost.value.maybe_done)
        return done

    assert asyncio.run(visit()) == [False, False]


def test_what_was_sent_to_a_proxy_that_refuses_was_not_done(monkeypatch):
    certificate = self_signed("granite", HERE)

    async def visit() -> bool:
        async with serving(always(result("")), certificate) as server, proxying(server.address, "403 No") as proxy:
            monkeypatch.setenv("HTTPS_PROXY", proxy.url)
            async with to(Address("granite.example")) as transport:
                with pytest.raises(Unreachable) as refused:
                    await transport.post(PATH, b"{}", timeout_s=5.0)
                return refused.value.maybe_done

    assert asyncio.run(visit()) is False


# What a hostile server says.


def _garbled(said: bytes, largest: int = subject.LARGEST_ANSWER) -> str:
    async def failed() -> str:
        async with serving(always(said)) as server, to(server.address) as transport:
            with pytest.raises(Garbled) as garbled:
                await transport.post(PATH, b"{}", timeout_s=30, largest=largest)
            return garbled.value.detail

    return asyncio.run(failed())


@pytest.mark.parametrize("packed", ["gzip", "deflate", "gzip, gzip", "br", "x" * 5_000])
def test_a_packed_answer_is_refused_before_it_is_unpacked(packed: str):
    bomb = gzip.compress(bytes(50 << 20))

    assert _garbled(http(bomb, "200 OK", f"content-encoding: {packed}")).startswith("its answer is packed")


def test_an_answer_that_announces_too_much_is_refused_before_it_comes():
    assert _garbled(http(b"{}", "200 OK", "content-length: 33554433")) == "its answer is larger than 32 MB"


def test_a_picture_may_be_larger_than_other_answers():
    async def got() -> bytes:
        async with serving(always(http(b"x" * 2_000_000))) as server, to(server.address) as transport:
            return await transport.post(PATH, b"{}", timeout_s=30, largest=2_000_000)

    assert len(asyncio.run(got())) == 2_000_000
    assert _garbled(http(b"x" * 2_000_001), largest=2_000_000) == "its answer is larger than 1 MB"


def test_an_answer_in_tiny_parts_takes_no_more_room_than_its_length():
    async def got() -> int:
        body = b"2\r\nab\r\n" * 50_000 + b"0\r\n\r\n"
        said = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + body
        async with serving(always(said)) as server, to(server.address) as transport:
            return len(await transport.post(PATH, b"{}", timeout_s=60))

    assert asyncio.run(got()) == 100_000


def test_a_reason_without_end_is_cut():
    assert len(_garbled(http(b"", f"500 {'x' * 50_000}"))) < 300


def test_cookies_are_not_even_read():
    async def heads() -> list[bytes]:
        async with serving(always(http(b"{}", "200 OK", "set-cookie: a=b"))) as server, to(server.address) as transport:
            for _ in range(2):
                await transport.post(PATH, b"{}", timeout_s=30)
            assert not list(transport._client.cookies.jar)
            return [request.head for request in server.requests]

    assert all(b"cookie" not in head.lower() for head in asyncio.run(heads()))


def test_after_a_renewal_requests_go_over_a_new_connection():
    async def visit() -> list[int]:
        async with serving(always(result(None))) as server, to(server.address) as transport:
            for _ in range(2):
                await transport.post(PATH, b"{}", timeout_s=5)
            transport.renew()
            for _ in range(2):
                await transport.post(PATH, b"{}", timeout_s=5)
            return [request.connection for request in server.requests]

    assert asyncio.run(visit()) == [1, 1, 2, 2]


def test_a_request_that_is_under_way_outlives_a_renewal():
    async def visit() -> bytes:
        asked, released = asyncio.Event(), asyncio.Event()

        async def answer(request: Request) -> bytes:
            asked.set()
            await released.wait()
            return result("done")

        async with serving(answer) as server, to(server.address) as transport:
            slow = asyncio.create_task(transport.post(PATH, b"{}", timeout_s=5))
            await asked.wait()
            transport.renew()
            released.set()
            return await slow

    assert b"done" in asyncio.run(visit())
