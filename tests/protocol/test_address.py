import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.protocol.fuzzing import FUZZ
from xengui.protocol.address import Address, loopback, parse


@pytest.mark.parametrize(
    ("text", "user", "address"),
    [
        ("granite", "", Address("granite")),
        ("  granite.example  ", "", Address("granite.example")),
        ("Granite.Example", "", Address("granite.example")),
        ("müller.example", "", Address("müller.example")),
        ("10.0.0.5", "", Address("10.0.0.5")),
        ("10.0.0.5:8443", "", Address("10.0.0.5", 8443)),
        ("granite:", "", Address("granite")),
        ("https://granite", "", Address("granite")),
        ("HTTPS://granite:8443/", "", Address("granite", 8443)),
        ("root@granite", "root", Address("granite")),
        ("https://root@granite:8443", "root", Address("granite", 8443)),
        ("ada@corp.example@granite", "ada@corp.example", Address("granite")),
        ("ada%40corp.example@granite", "ada@corp.example", Address("granite")),
        ("corp\\ada@granite", "corp\\ada", Address("granite")),
        ("@granite", "", Address("granite")),
        ("::1", "", Address("::1")),
        ("[::1]", "", Address("::1")),
        ("[::1]:8443", "", Address("::1", 8443)),
        ("2001:DB8:0:0::1", "", Address("2001:db8::1")),
        ("root@2001:db8::1", "root", Address("2001:db8::1")),
        ("https://root@[2001:db8::1]:8443", "root", Address("2001:db8::1", 8443)),
        ("fe80::1%eth0", "", Address("fe80::1%eth0")),
        ("[fe80::1%eth0]:8443", "", Address("fe80::1%eth0", 8443)),
        ("http://localhost", "", Address("localhost", 80, tls=False)),
        ("http://127.0.0.2:8080", "", Address("127.0.0.2", 8080, tls=False)),
        ("http://root@[::1]:8080", "root", Address("::1", 8080, tls=False)),
    ],
)
def test_an_address_is_read_as_people_type_it(text: str, user: str, address: Address):
    assert parse(text) == (user, address)


def test_a_default_port_counts_where_none_is_typed():
    assert parse("granite", 8443)[1].port == 8443
    assert parse("granite:444", 8443)[1].port == 444
    assert parse("http://localhost", 8443)[1].port == 8443


@pytest.mark.parametrize(
    "text",
    ["root:secret@granite", "https://root:secret@granite", "x://y:secret@z://granite", "root:secret://x@granite"],
)
def test_a_password_in_an_address_is_refused_and_not_repeated(text: str):
    with pytest.raises(ValueError, match="A password in an address") as caught:
        parse(text)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["http://granite", "http://10.0.0.5", "http://localhost@granite", "http://localhost.evil"]
)
def test_plain_http_is_for_this_computer_only(text: str):
    with pytest.raises(ValueError, match="would send the password readable"):
        parse(text)


@pytest.mark.parametrize(
    "text", ["granite:0", "granite:65536", "granite:-1", "granite:ssh", "granite:١", "a:b:c", "a:" + "9" * 900]
)
def test_a_port_is_a_number_from_1_to_65535(text: str):
    with pytest.raises(ValueError, match="has no port between 1 and 65535"):
        parse(text)


@pytest.mark.parametrize("text", ["granite/path", "granite?x", "granite#x", "://granite", "https://granite/xapi"])
def test_a_path_is_refused(text: str):
    with pytest.raises(ValueError, match="has a path"):
        parse(text)


@pytest.mark.parametrize("text", ["ftp://granite", "ssh://root@granite", "x://y://granite"])
def test_another_scheme_is_refused(text: str):
    with pytest.raises(ValueError, match="use https://"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "@", "root@", ":443", "gran ite", "gran\nite", "gran|ite", "a]b", "%61", "foo\u2100"),
        *("[", "[]", "[zz]", "[10.0.0.5]", "[v1.x]", "x[::1]", "[::1]x", "[[::1]", "[::1%a b]"),
    ],
)
def test_what_names_no_server_is_refused_in_a_sentence(text: str):
    with pytest.raises(ValueError, match="names no server"):
        parse(text)


def test_the_key_leaves_the_usual_port_out():
    assert Address("granite").key == "granite"
    assert Address("granite", 8443).key == "granite:8443"
    assert Address("localhost", 80, tls=False).key == "localhost"
    assert Address("::1", 8443).key == "[::1]:8443"


def test_the_url_says_everything():
    assert Address("granite").url == "https://granite:443"
    assert Address("2001:db8::1", 8443).url == "https://[2001:db8::1]:8443"
    assert Address("127.0.0.1", 8080, tls=False).url == "http://127.0.0.1:8080"


def test_the_coordinator_is_asked_at_the_port_that_its_member_was_asked_at():
    assert Address("granite", 8443).at("10.0.0.6") == Address("10.0.0.6", 8443)
    assert Address("granite").at("[2001:db8::1]") == Address("2001:db8::1")
    assert Address("127.0.0.1", 8080, tls=False).at("127.0.0.2") == Address("127.0.0.2", 8080, tls=False)


def test_a_member_that_names_a_coordinator_elsewhere_does_not_get_the_password_sent_there_readable():
    assert Address("localhost", 8080, tls=False).at("10.0.0.6").tls


def test_this_computer_has_several_names():
    assert all(loopback(host) for host in ("localhost", "LOCALHOST", "127.0.0.1", "127.8.9.1", "::1"))
    assert not any(loopback(host) for host in ("granite", "10.0.0.5", "2001:db8::1", "", "localhost.evil"))


@FUZZ
@given(
    st.text(max_size=30)
    | st.from_regex(r"(https?://)?([a-z:%]{0,5}@)?\[?[a-z0-9.:%]{0,12}\]?(:\d{0,6})?/?", fullmatch=True)
)
@example("http://[::ffff:127.0.0.1]")
@example("user%0aname@granite")
def test_whatever_is_typed_is_an_address_or_a_sentence(text: str):
    address = None
    try:
        _, address = parse(text)
    except ValueError as wrong:
        sentence = str(wrong)

    if address is None:
        assert sentence.endswith(".")
        return
    assert address.host
    assert not re.search(r"[\s/@\[\]]", address.host)
    assert 0 < address.port < 65536
    assert address.tls or loopback(address.host)
    assert parse(address.url) == ("", address)


def test_allowing_outdated_tls_makes_no_other_place():
    old = Address("granite", outdated_tls=True)

    assert old == Address("granite")
    assert hash(old) == hash(Address("granite"))
    assert old.at("basalt").outdated_tls
    assert not Address("granite").at("basalt").outdated_tls


@pytest.mark.parametrize("text", ["x" * 254, "x" * 1_000_000, f"root@{'a.' * 500_000}b"])
def test_an_endless_address_names_no_server_and_its_sentence_ends(text: str):
    with pytest.raises(ValueError, match=r"names no server|too long for an address") as refused:
        parse(text)

    assert len(str(refused.value)) < 1_200
