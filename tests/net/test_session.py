from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import threading
import traceback
from collections.abc import AsyncIterator, Callable

import pytest

from tests.net.conftest import Pool, StartPool
from tests.net.servers import END, Request, always, failure, http, never, result, serving, until
from xengui.model.classes import Host
from xengui.model.secrets import MASK
from xengui.net import session as subject
from xengui.net.session import GARBLED, CallNote, Session
from xengui.net.transport import HttpTransport
from xengui.protocol import xmlrpc
from xengui.protocol.failure import Failure
from xengui.protocol.language import LANGUAGES
from xengui.protocol.problems import Garbled, Problem, Unreachable
from xengui.protocol.secrecy import redacted

LOGIN = "session.login_with_password"


@contextlib.asynccontextmanager
async def logged_in(
    pool: Pool, password: str = "", noted: Callable[[CallNote], None] | None = None
) -> AsyncIterator[Session]:
    """A session that is not logged out by itself."""
    transport = HttpTransport(pool.address, pool.pins)
    try:
        yield await Session.login(transport, "root", password or pool.password, noted)
    finally:
        await transport.close()


@contextlib.asynccontextmanager
async def at(answer, connections: int = 4) -> AsyncIterator[tuple[Session, list[Request]]]:
    """A session at a server that answers as the test wants."""
    async with serving(answer) as server:
        transport = HttpTransport(server.address, lambda _: [], connections=connections)
        try:
            yield Session(transport, "OpaqueRef:session"), server.requests
        finally:
            await transport.close()


def test_a_login_names_the_program_and_its_logout_ends_the_session(pool: Pool):
    async def visit() -> str:
        async with logged_in(pool) as session:
            (ref,) = await session.call("host.get_by_name_label", "granite")
            host = await session.call("host.get_record", ref)
            assert isinstance(host, Host)
            await session.logout()
            with pytest.raises(Failure) as refused:
                await session.call("pool.get_all")
            return refused.value.code

    assert asyncio.run(visit()) == "SESSION_INVALID"
    assert pool.calls(LOGIN)[-1]["originator"] == "xengui"
    assert pool.calls("session.logout")[-1]["error"] is None


def test_a_wrong_password_is_a_failure_with_what_the_server_said(pool: Pool):
    async def visit() -> Failure:
        with pytest.raises(Failure) as refused:
            async with logged_in(pool, "wrong"):
                pass
        return refused.value

    refused = asyncio.run(visit())

    assert refused.code == "SESSION_AUTHENTICATION_FAILED"
    assert refused.params == ("root", "Authentication failure")


def test_a_session_is_good_on_another_connection_too(pool: Pool):
    async def visit() -> tuple[str, ...]:
        async with logged_in(pool) as session:
            second = HttpTransport(pool.address, pool.pins)
            answer: tuple[str, ...] = await session.over(second).call("pool.get_all")
            await second.close()
            await session.logout()
            return answer

    (ref,) = asyncio.run(visit())

    assert ref.startswith("OpaqueRef:")


def test_neither_the_password_nor_the_session_is_in_any_log_note_or_repr(start_pool: StartPool, caplog):
    pool = start_pool("--password", "unmistakable")
    notes: list[CallNote] = []
    shown: list[str] = []
    password = "a password that is wrong"
    loggers = [
        logging.getLogger(name) for name in ("", "httpx", "httpcore", "asyncio", *logging.root.manager.loggerDict)
    ]
    for logger in loggers:
        caplog.set_level(logging.DEBUG, logger.name or None)

    async def visit() -> str:
        asyncio.get_running_loop().set_debug(True)
        with pytest.raises(Failure) as refused:
            async with logged_in(pool, password, notes.append):
                pass
        shown.extend(("".join(traceback.format_exception(refused.value)), repr(refused.value)))
        async with logged_in(pool, noted=notes.append) as session:
            await session.call("pool.get_all")
            with pytest.raises(Failure) as refused:
                await session.call("VM.start", "OpaqueRef:nothing", False, False)
            shown.extend(("".join(traceback.format_exception(refused.value)), repr(session), repr(session.transport)))
            await session.logout()
            return session._ref

    ref = asyncio.run(visit())

    told = "\n".join([*(record.getMessage() for record in caplog.records), *map(repr, notes), *shown])
    assert "httpcore" in {record.name.partition(".")[0] for record in caplog.records}
    assert len(notes) == 5
    assert pool.password not in told
    assert password not in told
    assert ref not in told
    assert ref.removeprefix("OpaqueRef:") not in told


def test_every_call_is_noted_with_its_duration_and_its_end():
    notes: list[CallNote] = []

    async def answer(request: Request) -> bytes:
        match request.method:
            case "session.login_with_password":
                return result("OpaqueRef:session")
            case "VM.start":
                return failure("VM_BAD_POWER_STATE", "OpaqueRef:vm", "halted", "running")
            case "VM.get_all":
                return http(b"<html>")
            case "VM.get_name_label":
                return b""
        await asyncio.sleep(0.02)
        return result("")

    async def calls() -> None:
        async with at(answer) as (nobody, _):
            session = await Session.login(nobody.transport, "root", "secret", notes.append)
            await session.call("VM.set_name_label", "OpaqueRef:vm", "web")
            for method, kind in (("VM.start", Failure), ("VM.get_all", Garbled), ("VM.get_name_label", Unreachable)):
                with pytest.raises(kind):
                    await session.call(method, "OpaqueRef:vm")

    asyncio.run(calls())

    assert [(note.method, note.params, note.error) for note in notes] == [
        ("session.login_with_password", (), ""),
        ("VM.set_name_label", ("OpaqueRef:vm", "web"), ""),
        ("VM.start", ("OpaqueRef:vm",), "VM_BAD_POWER_STATE"),
        ("VM.get_all", ("OpaqueRef:vm",), "garbled answer"),
        ("VM.get_name_label", ("OpaqueRef:vm",), "Unreachable"),
    ]
    assert notes[1].took_s >= 0.02
    assert all(note.took_s > 0 for note in notes)
    assert [note.started for note in notes] == sorted(note.started for note in notes)


def test_a_call_that_was_given_up_is_noted_as_unfinished():
    notes: list[CallNote] = []

    async def given_up() -> None:
        async with at(never) as (nobody, requests):
            calling = asyncio.create_task(Session(nobody.transport, "ref", notes.append).call("VM.get_all"))
            await until(lambda: requests)
            calling.cancel()
            await asyncio.gather(calling, return_exceptions=True)

    asyncio.run(given_up())

    assert [(note.method, note.error) for note in notes] == [("VM.get_all", "unfinished")]


def test_a_call_is_told_of_when_it_begins_and_by_the_same_number_when_it_is_over():
    told: list[tuple[str, CallNote]] = []

    async def calls() -> None:
        async with at(always(result("OpaqueRef:clone"))) as (nobody, _):
            noted, begun = (lambda note: told.append(("over", note)), lambda note: told.append(("begun", note)))
            await Session(nobody.transport, "OpaqueRef:mine", noted=noted, begun=begun).call(
                "VM.clone", "OpaqueRef:vm", "web"
            )

    asyncio.run(calls())

    assert [word for word, _ in told] == ["begun", "over"]
    begun, over = (note for _, note in told)
    assert (begun.method, begun.params, begun.number) == (over.method, over.params, over.number)
    assert begun.number > 0
    assert over.ref == "OpaqueRef:clone"
    assert over.size == len(result("OpaqueRef:clone").partition(b"\r\n\r\n")[2])


def test_secrets_are_cut_from_parameters_and_from_what_a_refusal_repeats():
    notes: list[CallNote] = []
    mine = "OpaqueRef:mine-and-nobody-elses"

    async def calls() -> None:
        async with at(always(failure("SESSION_INVALID", mine))) as (nobody, _):
            session = Session(nobody.transport, mine, notes.append)
            with pytest.raises(Failure):
                await session.call("SR.create", "OpaqueRef:host", {"cifspassword": "hunter2", "url": f"x?y={mine}"})

    asyncio.run(calls())

    assert notes[0].params == ("OpaqueRef:host", {"cifspassword": MASK, "url": f"x?y={MASK}"})
    assert (notes[0].error, notes[0].error_params) == ("SESSION_INVALID", (MASK,))


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (result({"events": [], "token": "1"}), ""),
        (failure("SESSION_INVALID", "x"), "SESSION_INVALID"),
        (http(b"<"), GARBLED),
    ],
)
def test_an_undecoded_answer_is_noted_too(answer: bytes, error: str):
    notes: list[CallNote] = []

    async def calls() -> bytes:
        async with at(always(answer)) as (nobody, _):
            session = Session(nobody.transport, "mine", notes.append)
            return await session.body("event.from", ["*"], "", 30.0, timeout_s=5.0)

    asyncio.run(calls())

    assert [(note.method, note.error, note.size > 0) for note in notes] == [("event.from", error, True)]


def _one_call(answer: bytes, method: str = "VM.get_name_label") -> object:
    async def called() -> object:
        async with at(always(answer)) as (session, _):
            return await session.call(method, "OpaqueRef:vm")

    return asyncio.run(called())


@pytest.mark.parametrize(
    "error",
    [
        {"code": 1, "message": "HANDLE_INVALID", "data": ["VM", "OpaqueRef:vm"]},
        ["HANDLE_INVALID", "VM", "OpaqueRef:vm"],
    ],
    ids=["2.0", "1.0"],
)
def test_both_shapes_of_an_error_are_the_same_failure(error):
    body = http(json.dumps({"result": None, "error": error, "id": 0}).encode())

    with pytest.raises(Failure) as refused:
        _one_call(body)

    assert (refused.value.code, refused.value.params) == ("HANDLE_INVALID", ("VM", "OpaqueRef:vm"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome</body></html>",
        b'{"result": ',
        b'{"jsonrpc": "2.0", "id": 1}',
        b"[]",
        b'{"result": {"not": "a text"}}',
        b'{"result": "\xff\xfe"}',
        b'{"error": 7}',
        b"[" * 100_000,
    ],
)
def test_an_answer_that_is_none_is_garbled(body):
    with pytest.raises(Garbled):
        _one_call(http(body))


def test_an_answer_that_is_shorter_than_its_length_says_is_no_answer():
    with pytest.raises(Unreachable):
        _one_call(http(b'{"result": "we', "200 OK", "content-length: 20") + END)


def test_a_call_without_a_result_gives_nothing():
    assert _one_call(result(""), "VM.set_name_label") is None


def test_an_asynchronous_call_gives_its_task():
    assert _one_call(result("OpaqueRef:task"), "Async.VM.start") == "OpaqueRef:task"


def test_a_call_nobody_knows_keeps_its_plain_answer():
    assert _one_call(result({"a": [1, 2]}), "VM.future_call") == {"a": [1, 2]}


def test_the_session_comes_before_the_parameters_of_a_call():
    async def called() -> list[Request]:
        async with at(always(result(""))) as (session, requests):
            await session.call("VM.start", "OpaqueRef:vm", False, True)
            return requests

    (request,) = asyncio.run(called())

    assert request.params == ["OpaqueRef:session", "OpaqueRef:vm", False, True]


@pytest.mark.parametrize("answer", [b"", failure("SESSION_INVALID", "OpaqueRef:session"), http(b"", "500 Oh")])
def test_a_logout_that_fails_is_nobodys_problem(answer):
    async def left() -> int:
        async with at(always(answer)) as (session, requests):
            await session.logout()
            return len(requests)

    assert asyncio.run(left()) == 1


def test_a_logout_does_not_wait_behind_calls_that_take_their_time(monkeypatch):
    monkeypatch.setattr(subject, "LOGOUT_TIMEOUT_S", 0.1)

    async def left() -> list[str]:
        async with at(never, connections=1) as (session, requests):
            slow = asyncio.create_task(session.call("VM.clean_shutdown", "OpaqueRef:vm"))
            await until(lambda: requests)
            await asyncio.wait_for(session.logout(), 5)
            slow.cancel()
            await asyncio.gather(slow, return_exceptions=True)
            return [request.method for request in requests]

    assert asyncio.run(left()) == ["VM.clean_shutdown"]


HTML = b"<html><body><h1>HTTP 404</h1></body></html>"
FAULT = b'<?xml version="1.0"?><methodResponse><fault><value><string>what?</string></value></fault></methodResponse>'


def xml(status: str, value: str) -> bytes:
    name = "Value" if status == "Success" else "ErrorDescription"
    return http(
        '<?xml version="1.0"?><methodResponse><params><param><value><struct>'
        f"<member><name>Status</name><value>{status}</value></member>"
        f"<member><name>{name}</name>{value}</member></struct></value></param></params></methodResponse>".encode()
    )


ENTERED = xml("Success", "<value>OpaqueRef:entered</value>")
KEPT_OUT = xml("Failure", "<value><array><data><value>SESSION_AUTHENTICATION_FAILED</value></data></array></value>")


async def _login(to_json: bytes, to_xml: bytes) -> tuple[object, list[tuple[str, str]]]:
    """How a login ends at a server that answers JSON and XML as given, and what it was asked."""
    asked = []

    async def answer(request: Request) -> bytes:
        path = request.head.split()[1].decode()
        asked.append((path, request.head.lower().partition(b"content-type: ")[2].split(b"\r")[0].decode()))
        return to_json if path == "/jsonrpc" else to_xml

    async with serving(answer) as server:
        transport = HttpTransport(server.address, lambda _: [])
        try:
            end: object = await Session.login(transport, "root", "secret")
        except (Failure, Problem) as fault:
            end = fault
        await transport.close()
    return end, asked


BOTH = [("/jsonrpc", "application/json"), ("/", "text/xml")]
NO_JSON = [http(HTML, status) for status in ("404 Not Found", "403 Forbidden", "500 Internal Server Error")]
NO_JSON += [http(b"", "501 Not Implemented"), http(FAULT), KEPT_OUT]


@pytest.mark.parametrize("no_json", NO_JSON, ids=["404", "403", "500", "501", "fault", "xml"])
def test_a_server_without_json_is_asked_in_xml(no_json):
    end, asked = asyncio.run(_login(no_json, ENTERED))

    assert isinstance(end, Session)
    assert (end._ref, end.language) == ("OpaqueRef:entered", xmlrpc)
    assert asked == BOTH


def test_the_language_is_kept_on_every_connection_of_a_session():
    async def answer(request: Request) -> bytes:
        return ENTERED if request.head.startswith(b"POST / ") else http(HTML, "404 Not Found")

    async def asked() -> list[bytes]:
        async with serving(answer) as server:
            first, second = (HttpTransport(server.address, lambda _: []) for _ in range(2))
            session = await Session.login(first, "root", "secret")
            await session.call("VM.get_uuid", "OpaqueRef:vm")
            await session.over(second).call("VM.get_uuid", "OpaqueRef:vm")
            await session.over(second).body("event.from", ["*"], "", 30.0, timeout_s=5)
            await first.close()
            await second.close()
            return [request.head.split()[1] for request in server.requests]

    assert asyncio.run(asked()) == [b"/jsonrpc", b"/", b"/", b"/", b"/"]


def test_a_login_that_is_refused_in_xml_is_refused():
    end, asked = asyncio.run(_login(http(HTML, "404 Not Found"), KEPT_OUT))

    assert isinstance(end, Failure)
    assert asked == BOTH


@pytest.mark.parametrize(
    "answer",
    [
        failure("SESSION_AUTHENTICATION_FAILED"),
        failure("HOST_IS_SLAVE", "10.0.0.5"),
        http(b'{"result": null, "error": ["HOST_STILL_BOOTING"], "id": 1}'),
        b"",
        http(b'{"result": "cut', "200 OK", "content-length: 100") + END,
        http(b'{"result": "cut'),
        http(HTML),
        http(HTML, "503 Service Unavailable"),
        http(HTML, "502 Bad Gateway"),
        http(b"", "401 Unauthorized"),
    ],
    ids=["refused", "member", "1.0", "dropped", "cut", "garbled", "web site", "503", "502", "401"],
)
def test_nothing_else_is_a_reason_to_send_the_password_twice(answer):
    end, asked = asyncio.run(_login(answer, ENTERED))

    assert isinstance(end, Failure | Problem)
    assert asked == BOTH[:1]


def test_what_speaks_neither_language_is_told_by_its_first_answer():
    end, asked = asyncio.run(_login(http(HTML, "403 Forbidden"), http(HTML, "404 Not Found")))

    assert isinstance(end, Garbled)
    assert "403" in str(end)
    assert asked == BOTH


def test_a_text_that_cannot_be_written_is_told_before_anything_is_sent():
    async def asked() -> int:
        async with at(always(result(""))) as (session, requests):
            session.language = xmlrpc
            with pytest.raises(Problem, match="cannot be asked"):
                await session.call("VM.set_name_label", "OpaqueRef:vm", "web\0")
            return len(requests)

    assert asyncio.run(asked()) == 0


def test_a_large_answer_is_decoded_elsewhere(monkeypatch):
    threads: list[int] = []

    async def called() -> object:
        async with at(always(result("x" * 2 * subject.LARGE))) as (session, _):
            reading = session._read

            def watched(method: str, body: bytes) -> object:
                threads.append(threading.get_ident())
                return reading(method, body)

            monkeypatch.setattr(session, "_read", watched)
            return await session.call("VM.get_name_label", "OpaqueRef:vm")

    assert asyncio.run(called()) == "x" * 2 * subject.LARGE
    assert threads
    assert threads[0] != threading.get_ident()


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.PATH)
@pytest.mark.parametrize("length", [True, False], ids=["with a length", "to the end of the connection"])
def test_an_answer_that_is_cut_short_is_a_problem_wherever_it_is_cut(language, length):
    whole = xml("Success", "<value>web-01</value>") if language is xmlrpc else result("web-01")
    head, _, body = whole.partition(b"\r\n\r\n")
    if not length:
        head = b"HTTP/1.1 200 OK"
    answers = [head + b"\r\n\r\n" + body[:at] + END for at in range(0, len(body), 7)]

    async def answer(_: Request) -> bytes:
        return answers.pop()

    async def called() -> list[object]:
        async with at(answer) as (session, _):
            session.language = language
            calls = [session.call("VM.get_name_label", "OpaqueRef:vm") for _ in range(len(answers))]
            return list(await asyncio.wait_for(asyncio.gather(*calls, return_exceptions=True), 10))

    ends = asyncio.run(called())

    assert len(ends) > 5
    assert {type(end) for end in ends} <= {Garbled, Unreachable, subject._NotSpoken}


def test_a_login_makes_its_password_and_its_session_known_as_secrets(pool: Pool):
    async def visit() -> str:
        async with logged_in(pool) as session:
            await session.logout()
            return session._ref

    ref = asyncio.run(visit())

    assert redacted(f"{pool.password} and {ref}") == "*** and ***"
