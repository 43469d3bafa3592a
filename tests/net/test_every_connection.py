"""Every connection of the program is one whose certificate is checked: where connections are made is known line by
line, and each kind of them is held against a server that shows another certificate."""

from __future__ import annotations

import ast
import asyncio
import contextlib
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.net.servers import HERE, OUTDATED, Request, Served, always, failure, http, result, serving
from xengui.net.link import Link
from xengui.net.session import Session
from xengui.net.transport import HttpTransport
from xengui.net.vouchers import Vouchers
from xengui.net.watch import Watch
from xengui.protocol.address import Address
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES
from xengui.protocol.problems import Problem, Untrusted
from xengui.sim.certificates import self_signed

PROGRAM = Path(__file__).parents[2] / "xengui"

MAKERS = {
    *("SSLContext", "create_default_context", "_create_unverified_context", "_create_stdlib_context"),
    *("_create_default_https_context", "wrap_socket", "wrap_bio", "SSLSocket", "SSLObject", "start_tls"),
    *("AsyncClient", "Client", "AsyncHTTPTransport", "HTTPTransport", "AsyncConnectionPool", "create_ssl_context"),
    *("open_connection", "create_connection", "sock_connect", "HTTPConnection", "HTTPSConnection", "urlopen"),
    *("ServerProxy", "SafeTransport"),
    *("QSslSocket", "QSslConfiguration", "QTcpSocket", "QNetworkAccessManager", "QWebSocket", "QWebEngineView"),
}
SWITCHES = {"CERT_NONE", "CERT_OPTIONAL", "check_hostname", "verify_mode", "verify", "ssl", "assert_hostname"}
TALKERS = {
    *("ssl", "_ssl", "socket", "httpx", "httpcore", "http", "urllib", "xmlrpc", "ftplib", "smtplib", "requests"),
    *("aiohttp", "websockets", "XenAPI", "QtNetwork", "QtWebSockets", "QtWebEngineWidgets", "QtWebEngineCore"),
}

IMPORTERS = {"__import__", "import_module"}

KNOWN = {
    ("net/trust.py", "SSLObject"): "the handshake that is checked",
    ("net/trust.py", "SSLSocket"): "the same for sockets that block",
    ("net/trust.py", "SSLContext"): "the one context, with the checked handshake in it",
    ("net/trust.py", "check_hostname"): "a pin decides, or a proof that looks at the name",
    ("net/trust.py", "verify_mode"): "likewise",
    ("net/trust.py", "CERT_NONE"): "likewise, and here alone",
    ("net/comeback.py", "create_connection"): "a knock at a door: it is closed again before a byte is said",
    ("net/transport.py", "AsyncClient"): "calls, and a look at the version of TLS after which nothing is said",
    ("net/transport.py", "verify"): "with a context of net/trust.py each",
}
"""Who makes connections, or changes how they are checked, outside of the pretend pool; and why that is well."""

IMPORTS = {
    "app/instance.py": {"QtNetwork"},
    "net/transport.py": {"http", "httpx", "socket", "ssl"},
    "net/trust.py": {"_ssl", "ssl"},
    "protocol/address.py": {"urllib"},
    "protocol/secrecy.py": {"urllib"},
}
"""Who can make connections at all. app/instance.py speaks to itself; urllib is there for spelling addresses."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PROGRAM.rglob("*.py")):
        name = path.relative_to(PROGRAM).as_posix()
        if not name.startswith("sim/"):  # it answers connections
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def uses(tree: ast.AST) -> Iterator[str]:
    """What in a source makes connections, or says how they are checked."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name in MAKERS:
                yield name
            case ast.ClassDef(bases=bases):
                yield from (part for base in bases if (part := ast.unparse(base).rpartition(".")[2]) in MAKERS)
            case ast.Attribute(attr=name) if name in SWITCHES - {"ssl", "verify"}:
                yield name
            case ast.keyword(arg=str(name)) if name in SWITCHES:
                yield name
            case ast.Attribute(value=ast.Name(id="httpx"), attr=name) if name in vars(httpx)["__all__"]:
                if name.islower() and name != "codes":
                    yield f"httpx.{name}"


def talkers(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found |= {alias.name.split(".")[0] for alias in names}
            case ast.ImportFrom(module=str(module)):
                found |= {module.split(".")[0], module.rpartition(".")[2]}
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"), args=[first, *_]
            ):
                found.add(ast.unparse(first).strip("'\""))
    return found & TALKERS


def test_every_place_that_makes_a_connection_is_known():
    found = {(name, use) for name, tree in sources() for use in uses(tree)}

    assert found == set(KNOWN)


def test_nobody_else_can_make_one():
    assert {name: found for name, tree in sources() if (found := talkers(tree))} == IMPORTS


def test_the_chain_of_the_system_is_left_out_in_one_line_of_the_program_and_one_of_its_scripts():
    lines = [
        f"{name}: {line.strip()}"
        for name in (name for name, _ in sources())
        for line in (PROGRAM / name).read_text(encoding="utf-8").splitlines()
        if "CERT_NONE" in line or "verify=False" in line.replace(" ", "") or "NOVERIFY" in line.upper().replace("_", "")
    ]

    in_a_script = "queries/script_python.py: context.verify_mode = ssl.CERT_NONE  # the fingerprint is checked instead"
    assert lines == ["net/trust.py: context.verify_mode = ssl.CERT_NONE", in_a_script]


@pytest.mark.parametrize(
    "spoilt",
    [
        "httpx.AsyncClient(verify=False)",
        "httpx.get(url)",
        "ssl.create_default_context()",
        "context.verify_mode = ssl.CERT_NONE",
        "await asyncio.open_connection(host, port, ssl=context)",
        "class Quick(ssl.SSLContext): pass",
        "QNetworkAccessManager(self)",
        "xmlrpc.client.ServerProxy(url)",
    ],
)
def test_a_new_one_would_be_noticed(spoilt: str):
    assert Counter(uses(ast.parse(spoilt if "await" not in spoilt else f"async def f():\n {spoilt}"))), spoilt


@pytest.mark.parametrize("spoilt", ["import requests", "from urllib import request", "import_module('socket')"])
def test_a_new_library_would_be_noticed(spoilt: str):
    assert talkers(ast.parse(spoilt))


# Each kind of connection, against a server that shows another certificate than the pinned one.


OURS, OTHER = self_signed("granite", HERE), self_signed("granite", HERE)
PICTURE = result({"events": [], "valid_ref_counts": {}, "token": "1"})


def pins(_: Address) -> list[str]:
    return [OURS.fingerprint]


async def login(transport: HttpTransport) -> None:
    await Session.login(transport, "root", "secret")


async def call(transport: HttpTransport) -> None:
    await Session(transport, "OpaqueRef:session").call("VM.start", "OpaqueRef:vm", False, False)


async def body(transport: HttpTransport) -> None:
    await Session(transport, "OpaqueRef:session").body("VM.get_all_records", timeout_s=10)


async def task(transport: HttpTransport) -> None:
    await Session(transport, "OpaqueRef:session").call("task.get_record", "OpaqueRef:task")


async def watch(transport: HttpTransport) -> None:
    await Watch(Session(transport, "OpaqueRef:session")).batch()


async def xml(transport: HttpTransport) -> None:
    await Session(transport, "OpaqueRef:session", language=LANGUAGES[-1]).call("VM.get_all")


async def over(transport: HttpTransport) -> None:
    old = HttpTransport(transport.address, pins)
    try:
        await Session(old, "OpaqueRef:session").over(transport).call("VM.get_all")
    finally:
        await old.close()


async def vouched(transport: HttpTransport) -> None:
    vouchers = Vouchers(lambda _: [])
    vouchers.vouch("a pool", transport.address, OURS.fingerprint)
    member = HttpTransport(transport.address, vouchers.pins)
    try:
        await Session.login(member, "root", "secret")
    finally:
        await member.close()


async def outdated(transport: HttpTransport) -> None:
    allowed = Address(HERE, transport.address.port, outdated_tls=True)
    old = HttpTransport(allowed, pins)
    try:
        await Session.login(old, "root", "secret")
    finally:
        await old.close()


KINDS = [login, call, body, task, watch, xml, over, vouched, outdated]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_nothing_is_said_to_another_certificate(kind: Callable[[HttpTransport], Awaitable[None]]):
    async def said() -> list[Request]:
        async with serving(always(result("")), OTHER) as server:
            transport = HttpTransport(server.address, pins)
            try:
                with pytest.raises(Untrusted) as told:
                    await kind(transport)
                assert told.value.shown.sha256 == OTHER.fingerprint
                assert told.value.known == OURS.fingerprint
            finally:
                await transport.close()
            return server.requests

    assert asyncio.run(said()) == []


@pytest.mark.parametrize("version", OUTDATED, ids=lambda version: version.name)
def test_nothing_is_said_to_another_certificate_over_outdated_tls(version):
    async def said() -> list[Request]:
        async with serving(always(result("")), OTHER, version) as server:
            transport = HttpTransport(server.address, pins)
            try:
                with pytest.raises(Untrusted):
                    await outdated(transport)
                with pytest.raises(Problem):  # not allowed: the look at the version says nothing either
                    await login(transport)
            finally:
                await transport.close()
            return server.requests

    assert asyncio.run(said()) == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_each_kind_does_speak_to_the_pinned_certificate(kind: Callable[[HttpTransport], Awaitable[None]]):
    """Else the tests above would tell nothing."""

    async def said() -> list[Request]:
        async with serving(always(PICTURE if kind is watch else result("OpaqueRef:session")), OURS) as server:
            transport = HttpTransport(server.address, pins)
            try:
                with contextlib.suppress(Problem, Failure):  # the answer does not fit every question
                    await kind(transport)
            finally:
                await transport.close()
            return server.requests

    assert asyncio.run(said()) != []


class Restarting:
    """A server that can come back with another certificate, at the same port."""

    def __init__(self, answer: Callable[[Request], Awaitable[bytes]]) -> None:
        self._answer = answer
        self._stack = contextlib.AsyncExitStack()
        self.now: Served

    async def show(self, certificate, port: int = 0) -> Served:
        await self._stack.aclose()
        self.now = await self._stack.enter_async_context(serving(self._answer, certificate, port=port))
        return self.now

    async def close(self) -> None:
        await self._stack.aclose()


async def _quiet(request: Request) -> bytes:
    match request.method:
        case "session.login_with_password":
            return result("OpaqueRef:session")
        case "event.from" if request.params[2]:
            await asyncio.sleep(3600)
            raise AssertionError
        case "event.from":
            return PICTURE
    return result("")


@pytest.mark.parametrize("first", ["a call", "the watch", "nothing"])
def test_a_whole_connection_says_nothing_after_the_certificate_has_changed(first: str):
    """Whatever notices first: calls, the event watch, the way back. Keeping on after that wants a person."""

    async def said() -> tuple[list[Request], list[Untrusted]]:
        server = Restarting(_quiet)
        address = (await server.show(OURS)).address
        asked: list[Untrusted] = []

        async def decide(untrusted: Untrusted) -> bool:
            asked.append(untrusted)
            return False

        link = Link(address, "root", pins, lambda *_: None, decide=decide)
        try:
            await link.open("secret")
            stranger = await server.show(OTHER, address.port)
            if first == "a call":
                with pytest.raises(Problem):
                    await link.call("VM.get_all")
            elif first == "the watch":
                link.try_now()
            async with asyncio.timeout(30):
                while not asked:
                    link.try_now()
                    await asyncio.sleep(0.01)
            return stranger.requests, asked
        finally:
            await link.close()
            await server.close()

    requests, asked = asyncio.run(said())
    assert requests == []
    assert asked[0].known == OURS.fingerprint


def test_a_member_and_the_coordinator_that_it_names_are_checked_each():
    """A redirect leads to another server: that one's certificate counts there, and no other."""

    async def said() -> tuple[list[str], list[Request]]:
        async with serving(_quiet, OTHER, host="127.0.0.2") as coordinator:

            async def member(_: Request) -> bytes:
                return failure("HOST_IS_SLAVE", "127.0.0.2")

            async with serving(member, OURS, port=coordinator.address.port) as server:
                link = Link(server.address, "root", lambda at: pins(at) if at.host == HERE else [], lambda *_: None)
                try:
                    with pytest.raises(Untrusted) as told:
                        await link.open("secret")
                finally:
                    await link.close()
                return [told.value.where.host, *(request.method for request in server.requests)], coordinator.requests

    heard, at_coordinator = asyncio.run(said())
    assert heard == ["127.0.0.2", "session.login_with_password"]
    assert at_coordinator == []


def test_a_redirect_of_http_is_not_followed():
    async def said() -> list[Request]:
        async with serving(always(result("")), OTHER) as elsewhere:
            moved = http(b"", "302 Found", f"location: {elsewhere.address.url}/jsonrpc")
            async with serving(always(moved), OURS) as server:
                transport = HttpTransport(server.address, pins)
                try:
                    with pytest.raises(Problem):
                        await login(transport)
                finally:
                    await transport.close()
            return elsewhere.requests

    assert asyncio.run(said()) == []
