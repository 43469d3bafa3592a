from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.fuzzing import FUZZ
from xengui.forms.connect import Connect
from xengui.protocol.address import Address

READY = Connect(host="granite", password="secret")


def test_a_form_starts_with_the_usual_port_and_user():
    assert (Connect().port, Connect().user) == ("443", "root")


def test_an_address_and_a_password_are_enough():
    assert READY.problems() == {}
    assert READY.address == Address("granite")
    assert READY.login == "root"


def test_an_empty_form_says_what_is_missing_in_reading_order():
    problems = Connect(host=" ", user=" ", port="").problems()

    assert list(problems) == ["host", "port", "user", "password"]
    assert problems["host"] == "Type the name or the address of any server of the pool."


@pytest.mark.parametrize(
    ("host", "port", "address"),
    [
        ("granite", "8443", Address("granite", 8443)),
        (" granite ", " 8443 ", Address("granite", 8443)),
        ("granite:444", "8443", Address("granite", 444)),
        ("https://granite:444/", "443", Address("granite", 444)),
        ("https://granite", "8443", Address("granite", 8443)),
        ("root@granite", "8443", Address("granite", 8443)),
        ("::1", "8443", Address("::1", 8443)),
        ("root@2001:db8::1", "443", Address("2001:db8::1")),
        ("[::1]:444", "8443", Address("::1", 444)),
        ("http://localhost", "443", Address("localhost", 80, tls=False)),
        ("HTTP://localhost", "443", Address("localhost", 80, tls=False)),
        ("http://localhost", "8080", Address("localhost", 8080, tls=False)),
        ("http://127.0.0.1:8080", "443", Address("127.0.0.1", 8080, tls=False)),
    ],
)
def test_host_and_port_make_an_address(host: str, port: str, address: Address):
    form = replace(READY, host=host, port=port)

    assert form.problems() == {}
    assert form.address == address


def test_a_user_in_the_address_wins_over_the_field():
    assert replace(READY, host="ada@granite").login == "ada"
    assert replace(READY, host="ada@granite", user="").problems() == {}
    assert replace(READY, user=" ada ").login == "ada"


@pytest.mark.parametrize("port", ["", "0", "65536", "ssh", "4.5", "-1", "\u00b2", "9" * 5000])
def test_a_port_is_a_number_from_1_to_65535(port: str):
    form = replace(READY, port=port)

    assert form.problems() == {"port": "A port is a number from 1 to 65535."}
    with pytest.raises(ValueError, match="A port is a number"):
        _ = form.address


@pytest.mark.parametrize("host", ["http://granite", "ftp://granite", "granite/path", "gran ite", "granite:ssh"])
def test_a_host_that_makes_no_sense_is_told_as_it_was_typed(host: str):
    problem = replace(READY, host=host).problems()["host"]

    assert host in problem
    assert ":443" not in problem


def test_a_password_in_the_address_is_refused_and_not_repeated():
    problems = replace(READY, host="root:hunter2@granite").problems()

    assert list(problems) == ["host"]
    assert "hunter2" not in str(problems)


def test_the_password_is_in_no_repr():
    assert "secret" not in repr(READY)


@FUZZ
@given(st.text(max_size=20), st.text(max_size=6), st.text(max_size=6))
def test_whatever_is_typed_gives_an_address_or_a_problem(host: str, port: str, user: str):
    form = Connect(host=host, port=port, user=user, password="secret")

    if form.problems():
        assert all(sentence.endswith(".") for sentence in form.problems().values())
    else:
        assert form.address.host
        assert form.login


def test_outdated_tls_is_allowed_only_where_it_was_chosen():
    assert not Connect(host="granite").address.outdated_tls
    assert Connect(host="granite:8443", outdated_tls=True).address.outdated_tls
