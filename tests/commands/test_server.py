import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.builders import a_connection, a_host, pool_with
from tests.commands.desks import Answer, Person, RecordingProgram, a_desk, agreed, cancelled
from xengui.commands.command import Chosen, verdict
from xengui.commands.server import COMMANDS, connect, log_in_again, reconnect
from xengui.forms.connect import Connect
from xengui.forms.trust import Trust
from xengui.model.estate import Connection, Status
from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, OutdatedTls, Unreachable, Untrusted

BY_ID = {command.id: command for command in COMMANDS}
GRANITE = Address("granite")
SHA256 = "1a" * 32
UNKNOWN = Untrusted(GRANITE, Certificate(b"", SHA256))
WRONG = Failure("SESSION_AUTHENTICATION_FAILED")
FORM = Connect(host="granite", password="secret")


def with_password(password: str) -> Answer:
    return lambda form: replace(form, host="granite", password=password)


def run(id_: str, target: Connection | None, person: Person, program: RecordingProgram) -> None:
    async def it() -> None:
        act = BY_ID[id_].run
        assert act
        await act(a_desk(person, program), target)

    asyncio.run(it())


def connected(form: Connect, person: Person, program: RecordingProgram) -> bool:
    return asyncio.run(connect(a_desk(person, program), form))


def tries(program: RecordingProgram) -> list[Any]:
    return [did[1:] for did in program.did if did[0] == "open"]


def test_with_a_password_nothing_is_asked():
    person, program = Person(), RecordingProgram()

    assert connected(FORM, person, program)

    assert tries(program) == [(GRANITE, "root", "secret")]
    assert person.asked == []


def test_without_a_password_the_form_is_asked():
    person, program = Person(with_password("secret")), RecordingProgram()

    assert connected(Connect(host="granite"), person, program)

    assert person.asked == [Connect(host="granite")]
    assert tries(program) == [(GRANITE, "root", "secret")]


def test_a_form_that_has_problems_is_asked_even_with_a_password():
    person, program = Person(with_password("secret")), RecordingProgram()

    assert connected(Connect(host="gran ite", password="secret"), person, program)

    assert len(person.asked) == 1
    assert tries(program) == [(GRANITE, "root", "secret")]


def test_a_first_try_that_fails_is_asked_again_with_the_reason_and_without_the_password():
    person, program = Person(with_password("better")), RecordingProgram(faults=[WRONG])

    assert connected(FORM, person, program)

    (form,) = person.asked
    assert "Wrong user name or password" in str(form.wrong)
    assert form.password == ""
    assert [password for _, _, password in tries(program)] == ["secret", "better"]


def test_a_dialog_stays_open_until_a_try_works():
    fault = Unreachable("granite", Cause.REFUSED)
    person = Person(with_password("one"), with_password("two"), with_password("three"))
    program = RecordingProgram(faults=[WRONG, fault])

    assert connected(Connect(), person, program)

    assert len(person.asked) == 1
    assert [list(problem) for problem in person.problems] == [["password"], ["host"]]
    assert [password for _, _, password in tries(program)] == ["one", "two", "three"]


def test_giving_up_connects_to_nothing():
    person, program = Person(cancelled), RecordingProgram()

    assert not connected(Connect(), person, program)

    assert program.did == []


def test_an_unknown_certificate_is_a_question_and_then_tried_again():
    person, program = Person(agreed), RecordingProgram(faults=[UNKNOWN])

    assert connected(FORM, person, program)

    assert person.asked == [Trust(address=GRANITE, shown=UNKNOWN.shown)]
    assert [did[0] for did in program.did] == ["open", "trust", "open"]
    assert ("trust", GRANITE, SHA256) in program.did


def test_a_changed_certificate_is_asked_about_with_what_was_known():
    since = datetime(2026, 1, 2, tzinfo=UTC)
    changed = Untrusted(GRANITE, Certificate(b"", SHA256), "2b" * 32)
    person, program = Person(agreed), RecordingProgram(faults=[changed], since=since)

    assert connected(FORM, person, program)

    assert person.asked == [Trust(address=GRANITE, shown=changed.shown, known="2b" * 32, since=since)]


def test_an_authority_out_of_a_file_is_trusted_for_this_server_and_stands_behind_its_certificate():
    issuer = Certificate(b"", "3c" * 32, name="Acme root")
    person = Person(lambda form: replace(form, authority=issuer))
    program = RecordingProgram(faults=[UNKNOWN])

    assert connected(FORM, person, program)

    assert program.did[1:3] == [("trust_issuer", GRANITE, issuer), ("trust", GRANITE, SHA256, issuer.sha256)]


def test_an_imported_authority_that_vouches_is_named_and_stands_behind_the_new_certificate():
    issuer = Certificate(b"", "3c" * 32, name="Acme root")
    changed = Untrusted(GRANITE, Certificate(b"", SHA256), "2b" * 32, (b"leaf",), issuer)
    person, program = Person(agreed), RecordingProgram(faults=[changed])

    assert connected(FORM, person, program)

    assert (person.asked[0].issuer, person.asked[0].chain) == (issuer, (b"leaf",))
    assert program.did[1] == ("trust", GRANITE, SHA256, issuer.sha256)


def test_the_certificate_of_the_coordinator_is_trusted_at_the_coordinator():
    elsewhere = Untrusted(Address("10.0.0.6"), Certificate(b"", SHA256))
    program = RecordingProgram(faults=[elsewhere])

    assert connected(FORM, Person(agreed), program)

    assert ("trust", Address("10.0.0.6"), SHA256) in program.did


def test_a_certificate_that_is_not_trusted_ends_the_try_with_a_sentence():
    person, program = Person(cancelled), RecordingProgram(faults=[UNKNOWN])

    assert not connected(FORM, person, program)

    question, form = person.asked
    assert isinstance(question, Trust)
    assert "The certificate was not trusted." in str(form.wrong)
    assert not any(did[0] == "trust" for did in program.did)


def test_adding_a_server_asks_an_empty_form():
    person, program = Person(cancelled), RecordingProgram()

    run("server.add", None, person, program)

    assert person.asked == [Connect()]


def test_connecting_asks_for_the_password_of_a_given_server():
    person, program = Person(cancelled), RecordingProgram()

    run("server.connect", a_connection(key="granite:8443", user="ada"), person, program)

    assert person.asked == [Connect(host="granite", port="8443", user="ada", fixed=True)]


def test_connecting_a_lost_server_tries_at_once():
    person, program = Person(), RecordingProgram()

    run("server.connect", a_connection(key="granite", status=Status.LOST), person, program)

    assert program.did == [("try_now", "granite")]


def test_disconnecting_closes_the_connection():
    program = RecordingProgram()

    run("server.disconnect", a_connection(key="granite"), Person(), program)

    assert program.did == [("close", "granite")]


def test_removing_a_server_waits_for_nothing():
    program = RecordingProgram()

    run("server.forget", a_connection(key="granite"), Person(), program)

    assert program.did == [("forget", "granite")]


def test_a_pretend_pool_is_opened():
    person, program = Person(), RecordingProgram()

    run("server.pretend", None, person, program)

    assert program.did == [("open_pretend_pool",)]
    assert person.told == []


def test_a_pretend_pool_that_does_not_start_tells_why():
    person, program = Person(), RecordingProgram()
    program.pretend_problem = "The pretend pool did not start: no port is free."

    run("server.pretend", None, person, program)

    assert person.told == ["The pretend pool did not start: no port is free."]


@pytest.mark.parametrize(
    ("status", "connect_reason", "disconnect_reason"),
    [
        (Status.CONNECTED, "Stone is connected.", ""),
        (Status.CONNECTING, "Stone is being connected.", ""),
        (Status.LOST, "", ""),
        (Status.DISCONNECTED, "", "Stone is not connected."),
    ],
)
def test_what_can_be_done_with_a_server_depends_on_its_connection(
    status: Status, connect_reason: str, disconnect_reason: str
):
    selection = [Chosen(a_connection(pool_with(), status=status, name="Stone"), None)]

    assert verdict(BY_ID["server.connect"], selection).reason == connect_reason
    assert verdict(BY_ID["server.disconnect"], selection).reason == disconnect_reason
    assert verdict(BY_ID["server.forget"], selection).enabled


def test_a_server_without_a_name_is_called_by_its_address():
    selection = [Chosen(a_connection(key="granite.example"))]

    assert verdict(BY_ID["server.disconnect"], selection).reason == "granite.example is not connected."


def test_the_coordinator_stands_for_its_pool_and_a_member_does_not():
    granite, basalt = a_host(), a_host(name_label="basalt")
    stone = a_connection(pool_with(granite, basalt))

    assert verdict(BY_ID["server.disconnect"], [Chosen(stone, granite)]).enabled
    assert not verdict(BY_ID["server.disconnect"], [Chosen(stone, basalt)]).meant


def test_the_dialog_of_a_server_closes_with_a_word_when_the_server_is_taken_off_the_list():
    granite = a_connection(key="granite", name="Stone")
    person, program = Person(), RecordingProgram()

    def thinks(form: Any) -> None:
        assert person.anew
        assert person.anew() == form
        program.estate["granite"] = None
        assert person.anew() is None

    person._answers.append(thinks)
    run("server.connect", granite, person, program)

    assert person.told == ["Stone is no longer on the list."]


def test_the_dialog_of_a_new_server_waits_for_nothing():
    person = Person(cancelled)

    run("server.add", None, person, RecordingProgram())

    assert person.anew
    assert person.anew() is not None
    assert person.told == []


def test_a_server_that_speaks_only_outdated_tls_is_connected_once_that_is_allowed():
    def allowing(form: Connect) -> Connect:
        return replace(form, outdated_tls=True, password="secret")

    person, program = Person(allowing), RecordingProgram(faults=[OutdatedTls("granite", "TLS 1.0")])

    assert connected(FORM, person, program)

    (form,) = person.asked
    assert "speaks only TLS 1.0" in form.wrong["outdated_tls"]
    assert [address.outdated_tls for address, _, _ in tries(program)] == [False, True]


def test_connecting_anew_remembers_that_outdated_tls_was_allowed():
    person, program = Person(cancelled), RecordingProgram()
    program.address_of = lambda key: Address(key, outdated_tls=True)  # type: ignore[method-assign]

    run("server.connect", a_connection(key="granite"), person, program)

    assert person.asked[0].outdated_tls


def remembered(person: Person, program: RecordingProgram, *, password: str = "kept") -> None:
    """Connect as at the start, with a password in the keyring."""
    program.passwords.keyring["granite"] = password
    asyncio.run(reconnect(a_desk(person, program), GRANITE, "root"))


def kept(program: RecordingProgram) -> list[Any]:
    return [did[1:] for did in program.did if did[0] == "remember"]


def taken_out(program: RecordingProgram) -> list[Any]:
    return [did[1:] for did in program.did if did[0] == "forget_password"]


def test_a_password_is_remembered_once_it_was_right():
    person, program = Person(lambda form: replace(form, password="secret", remember=True)), RecordingProgram()

    assert connected(Connect(host="granite"), person, program)

    assert kept(program) == [(GRANITE, "root", "secret")]


def test_a_password_that_was_wrong_is_not_remembered():
    answers = (
        lambda form: replace(form, password="wrong", remember=True),
        lambda form: replace(form, password="right", remember=True),
    )
    person, program = Person(*answers), RecordingProgram(faults=[WRONG])

    assert connected(Connect(host="granite"), person, program)

    assert kept(program) == [(GRANITE, "root", "right")]


def test_without_a_tick_nothing_is_remembered_and_what_was_goes():
    person, program = Person(with_password("secret")), RecordingProgram()
    assert connected(Connect(host="granite"), person, program)
    assert taken_out(program) == []

    program.passwords.keyring["granite"] = "old"
    assert connected(Connect(host="granite"), person, program)

    assert kept(program) == []
    assert taken_out(program) == [(GRANITE, "root")]


def test_without_a_keyring_the_form_says_so_and_nothing_is_remembered():
    person, program = Person(lambda form: replace(form, password="secret", remember=True)), RecordingProgram()
    program.passwords.missing = "There is no keyring."

    assert connected(Connect(host="granite"), person, program)

    assert [form.no_keyring for form in person.asked] == ["There is no keyring."]
    assert kept(program) == []


def test_whether_new_servers_are_remembered_is_a_choice():
    person, program = Person(cancelled), RecordingProgram(remember_passwords=True)

    run("server.add", None, person, program)

    assert person.asked == [Connect(remember=True)]


def test_a_remembered_password_connects_without_a_question():
    person, program = Person(), RecordingProgram()

    remembered(person, program)

    assert tries(program) == [(GRANITE, "root", "kept")]
    assert person.asked == []


def test_a_remembered_password_that_is_wrong_is_asked_for_with_the_reason_and_kept_until_replaced():
    person, program = Person(cancelled), RecordingProgram(faults=[WRONG])

    remembered(person, program)

    (form,) = person.asked
    assert (form.fixed, form.password, form.remember) == (True, "", True)
    assert "password" in form.wrong
    assert kept(program) == []


def test_a_remembered_server_that_does_not_answer_is_no_question():
    person, program = Person(), RecordingProgram(faults=[Unreachable("granite", Cause.REFUSED)])

    remembered(person, program)

    assert person.asked == []


def test_a_remembered_password_waits_for_the_answer_about_a_certificate():
    person, program = Person(cancelled), RecordingProgram(faults=[UNKNOWN])

    remembered(person, program)

    assert [type(form) for form in person.asked] == [Trust]
    assert len(tries(program)) == 1


def test_a_keyring_that_has_nothing_leaves_the_server_alone():
    person, program = Person(), RecordingProgram()

    remembered(person, program, password="")

    assert program.did == []


def test_connecting_by_hand_uses_the_remembered_password():
    person, program = Person(), RecordingProgram()
    program.passwords.keyring["granite"] = "kept"

    run("server.connect", a_connection(key="granite"), person, program)

    assert tries(program) == [(GRANITE, "root", "kept")]


@pytest.mark.parametrize(("id_", "did"), [("server.disconnect", "close"), ("server.forget", "forget")])
@pytest.mark.parametrize("answer", [agreed, cancelled])
def test_leaving_a_pool_where_something_of_ours_runs_is_a_question(id_: str, did: str, answer: Answer):
    stone = a_connection(pool_with(), name="Stone")
    person, program = Person(answer), RecordingProgram(stone)
    desk = a_desk(person, program)
    desk.ledger.begin("Reboot web", stone.key)
    desk.ledger.begin("Reboot mail", "another pool")
    act = BY_ID[id_].run
    assert act

    async def run_it() -> None:
        await act(desk, stone)

    asyncio.run(run_it())

    assert [fate.name for fate in person.asked[0].fates] == ["Reboot web"]
    assert program.did == ([(did, stone.key)] if answer is agreed else [])


@pytest.mark.parametrize("remembers", [True, False])
def test_a_password_that_changed_while_the_connection_was_lost_is_asked_for_with_the_reason(remembers: bool):
    person, program = Person(with_password("new")), RecordingProgram()
    if remembers:
        program.passwords.keyring["granite"] = "old"

    asyncio.run(log_in_again(a_desk(person, program), GRANITE, "ada", WRONG))

    (form,) = person.asked
    assert (form.host, form.user, form.fixed, form.remember) == ("granite", "ada", True, remembers)
    assert "password" in form.wrong
    assert tries(program) == [(GRANITE, "ada", "new")]


def test_a_user_who_may_not_log_in_any_more_is_not_asked_for_a_password():
    person = Person()

    asyncio.run(log_in_again(a_desk(person), GRANITE, "ada", Failure("SESSION_AUTHORIZATION_FAILED", ["ada", ""])))

    assert person.asked == []
