import pytest

from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.protocol.failure import Failure
from xengui.protocol.problems import Cause, Garbled, Locked, OutdatedTls, Problem, Unreachable, Untrusted
from xengui.queries.problems import connection_words

SHOWN = Certificate(der=b"", sha256="ab" * 32)
LOGIN = [
    Failure("SESSION_AUTHENTICATION_FAILED", ("root", "Authentication failure")),
    Failure("SESSION_AUTHORIZATION_FAILED", ("jo", "no role")),
    Failure("SESSION_INVALID", ("OpaqueRef:old",)),
    Failure("RBAC_PERMISSION_DENIED", ("pool.get_all", "No permission")),
    Failure("HOST_IS_SLAVE", ("10.0.0.1",)),
    Failure("HOST_STILL_BOOTING"),
    Failure("HOST_HAS_NO_MANAGEMENT_IP"),
    Failure("HOST_ITS_OWN_SLAVE"),
    Failure("HOST_MASTER_CANNOT_TALK_BACK", ("10.0.0.7",)),
    Failure("HOST_UNKNOWN_TO_MASTER", ("OpaqueRef:gone",)),
    Failure("INTERNAL_ERROR", ("Not_found",)),
]


def sentences(text: str) -> list[str]:
    return [sentence for sentence in text.split(". ") if sentence]


@pytest.mark.parametrize("cause", Cause)
def test_whatever_cuts_a_server_off_its_address_and_a_next_step_are_told(cause):
    said = connection_words(Unreachable("granite.example:8443", cause, "odd"))

    assert "granite.example:8443" in said
    assert len(sentences(said)) > 1
    assert said.endswith(".")


def test_an_address_that_nobody_knows_may_be_spelled_wrongly():
    said = connection_words(Unreachable("granit", Cause.UNKNOWN_NAME, "[Errno -2] Name or service not known"))

    assert said == "No computer of the name granit is known. Check the spelling, or use its IP address."


def test_the_systems_own_words_stand_in_where_we_have_none():
    said = connection_words(Unreachable("granite", Cause.OTHER, "Weather {bad}.\n Sorry."))

    assert said == "The connection to granite failed: Weather {bad}. Sorry. Check the address and the network."
    assert "no reason was given" in connection_words(Unreachable("granite", Cause.OTHER))


@pytest.mark.parametrize("failure", LOGIN, ids=lambda failure: failure.code)
def test_every_refusal_of_a_login_has_words_and_a_next_step(failure):
    said = connection_words(failure)

    assert failure.code not in said
    assert len(sentences(said)) > 1
    assert said.endswith(".")


def test_a_member_of_a_pool_names_its_coordinator():
    assert "10.0.0.1" in connection_words(Failure("HOST_IS_SLAVE", ("10.0.0.1",)))


@pytest.mark.parametrize("params", [(), ("",)])
def test_a_member_that_knows_no_coordinator_says_no_more_than_it_knows(params):
    said = connection_words(Failure("HOST_IS_SLAVE", params))

    assert said == "This server is a member of a pool. Connect to the pool's coordinator instead."


def test_an_unknown_refusal_is_quoted_in_one_line():
    assert connection_words(Failure("SOMETHING_YOUNGER", ("one\ntwo", "7"))) == (
        "The server refused: something younger (one two, 7)."
    )


def test_an_unknown_certificate_is_a_question_and_a_changed_one_a_warning():
    new = connection_words(Untrusted(Address("granite", 8443), SHOWN))
    changed = connection_words(Untrusted(Address("granite"), SHOWN, known="cd" * 32))

    assert new == "The certificate of granite:8443 is not known yet. Nothing has been sent to it."
    assert changed == (
        "granite shows a different certificate. Nothing has been sent to it. Connect again to compare it with the one "
        "trusted before."
    )


def test_something_that_is_no_server_of_ours_is_told_with_what_it_answered():
    assert connection_words(Garbled("printer", "HTTP 404 Not Found")) == (
        "printer answers, but not as a XenServer or XCP-ng server does (HTTP 404 Not Found). "
        "Check the address and port."
    )
    assert "()" not in connection_words(Garbled("printer"))


def test_what_a_lock_kept_back_says_that_nothing_was_sent_and_what_to_do():
    assert connection_words(Locked("granite", "VM.start")) == (
        "granite is locked against changes, so VM.start was not sent. Unlock it first."
    )


@pytest.mark.parametrize(
    ("detail", "said"),
    [("disconnected", "granite: disconnected."), ("Gone.", "granite: Gone."), ("", "granite gave no usable answer.")],
)
def test_any_other_problem_is_told_with_its_address(detail, said):
    assert connection_words(Problem("granite", detail)) == said


@pytest.mark.parametrize(("fault", "said"), [(TimeoutError(), "TimeoutError"), (ValueError("Odd.\n"), "Odd")])
def test_nothing_is_ever_said_without_words(fault, said):
    assert connection_words(fault) == said


def test_a_server_with_outdated_tls_is_told_by_its_version_and_with_both_ways_out():
    said = connection_words(OutdatedTls("granite", "TLS 1.0"))

    assert said.startswith("granite speaks only TLS 1.0, which is outdated")
    assert "Update the server, or allow outdated TLS" in said


def test_a_proxy_that_refuses_is_told_apart_from_the_server():
    said = connection_words(Unreachable("granite", Cause.PROXY, "403 Forbidden"))

    assert "proxy" in said
    assert "403 Forbidden" in said
