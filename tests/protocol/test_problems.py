import pytest

from xengui.protocol.address import Address
from xengui.protocol.certificate import Certificate
from xengui.protocol.problems import Cause, Garbled, Locked, OutdatedTls, Problem, Unreachable, Untrusted


def test_a_problem_names_the_server_and_what_is_known():
    assert str(Problem("granite.example", "not connected")) == "granite.example: not connected"
    assert str(Problem("granite.example")) == "granite.example"


def test_an_unreachable_server_has_a_cause():
    problem = Unreachable("granite.example", Cause.REFUSED, "connection refused")

    assert (problem.address, problem.cause, problem.detail) == ("granite.example", Cause.REFUSED, "connection refused")


def test_an_untrusted_server_shows_its_certificate_and_the_one_that_was_known():
    shown = Certificate(der=b"", sha256="ab" * 32)

    problem = Untrusted(Address("granite.example", 8443), shown, "cd" * 32)

    assert problem.where == Address("granite.example", 8443)
    assert problem.address == "granite.example:8443"
    assert (problem.shown, problem.known) == (shown, "cd" * 32)
    assert "ab" * 32 in str(problem)


@pytest.mark.parametrize(
    "problem",
    [
        Unreachable("a", Cause.OTHER),
        Locked("a", "VM.start"),
        Garbled("a", "HTTP 502"),
        Untrusted(Address("a"), Certificate(b"", "")),
    ],
)
def test_whatever_keeps_a_server_from_answering_is_caught_as_a_problem(problem: Problem):
    assert isinstance(problem, Problem)


def test_outdated_tls_is_a_problem_with_tls_that_names_the_version():
    problem = OutdatedTls("granite", "TLS 1.0")

    assert (problem.cause, problem.version) == (Cause.TLS, "TLS 1.0")
    assert str(problem) == "granite: it speaks only TLS 1.0"
