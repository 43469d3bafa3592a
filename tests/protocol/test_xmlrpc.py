import math
import threading
from typing import Any
from xmlrpc import client

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.protocol.fuzzing import FUZZ, bodies
from xengui.protocol.failure import Failure
from xengui.protocol.xmlrpc import NotXmlRpc, reply, request, spoken


def answer(value: str) -> bytes:
    status = "<member><name>Status</name><value>Success</value></member>"
    inner = f"<value><struct>{status}<member><name>Value</name>{value}</member></struct></value>"
    return f'<?xml version="1.0"?><methodResponse><params><param>{inner}</param></params></methodResponse>'.encode()


def refusal(*description: str) -> bytes:
    said = "".join(f"<value>{text}</value>" for text in description)
    return answer("<value></value>").replace(
        b"<name>Status</name><value>Success</value></member><member><name>Value</name><value></value>",
        b"<name>Status</name><value>Failure</value></member><member><name>ErrorDescription</name>"
        + f"<value><array><data>{said}</data></array></value>".encode(),
    )


def asked(*params: Any) -> tuple[tuple[Any, ...], str | None]:
    """A request as another library reads it."""
    return client.loads(request("VM.start", params, 7))


def test_a_call_is_read_by_another_library():
    params = ("OpaqueRef:session", "Zwölf <VMs> & mehr\r\n", True, False, 0.5, ["a"], {"key & <more>": "value", 3: {}})

    found, method = asked(*params)

    assert method == "VM.start"
    assert found == (*params[:-1], {"key & <more>": "value", "3": {}})


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63 - 1, -(2**63)])
def test_integers_go_as_text(number: int):
    assert f"<value>{number}</value>".encode() in request("VDI.resize", (number,))
    assert asked(number) == ((str(number),), "VM.start")


@pytest.mark.parametrize("number", [0.1, 1e300, -0.0, 30.0])
def test_floats_go_with_every_digit(number: float):
    assert asked(number) == ((number,), "VM.start")


@pytest.mark.parametrize(("number", "text"), [(math.inf, "inf"), (-math.inf, "-inf"), (math.nan, "nan")])
def test_floats_that_are_no_numbers_are_spelled_as_the_server_does(number: float, text: str):
    assert f"<double>{text}</double>".encode() in request("x", (number,))


@pytest.mark.parametrize("character", ["\0", "\x1b", "\ud800", "\ufffe"])
def test_a_character_that_xml_cannot_write_is_refused_before_anything_is_sent(character: str):
    with pytest.raises(ValueError, match="cannot be sent"):
        request("VM.set_name_label", ("ref", f"web{character}"))
    with pytest.raises(ValueError, match="cannot be sent"):
        request("VM.set_other_config", ("ref", {f"web{character}": ""}))


def test_what_is_no_value_of_the_api_is_a_mistake_of_ours():
    with pytest.raises(TypeError):
        request("VM.start", (None,))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<value>123</value>", "123"),
        ("<value>  two\n words </value>", "  two\n words "),
        ("<value><string>with a tag</string></value>", "with a tag"),
        ("<value><string/></value>", ""),
        ("<value></value>", ""),
        ("<value/>", ""),
        ("<value>a &amp; b &lt;c&gt; &#233;</value>", "a & b <c> é"),
        ("<value><i4>-5</i4></value>", -5),
        ("<value><int>5</int></value>", 5),
        ("<value><i8>9223372036854775807</i8></value>", 2**63 - 1),
        ("<value><double>0.25</double></value>", 0.25),
        ("<value><double>inf</double></value>", math.inf),
        ("<value><double>-inf</double></value>", -math.inf),
        ("<value><boolean>1</boolean></value>", True),
        ("<value><boolean>0</boolean></value>", False),
        ("<value><nil/></value>", None),
        ("<value><dateTime.iso8601>20260321T09:15:02Z</dateTime.iso8601></value>", "20260321T09:15:02Z"),
        ("<value><array><data></data></array></value>", []),
        ("<value><array><data/></array></value>", []),
        ("<value><array><data><value>a</value><value><i4>1</i4></value></data></array></value>", ["a", 1]),
        ("<value><struct></struct></value>", {}),
        ("<value>\n <struct>\n <member>\n <name>a</name> <value/> </member>\n </struct> </value>", {"a": ""}),
        (
            "<value><struct><member><name>a</name><value><struct><member><name>b</name><value>c</value></member>"
            "</struct></value></member><member><name>d</name><value>2</value></member></struct></value>",
            {"a": {"b": "c"}, "d": "2"},
        ),
    ],
)
def test_every_kind_of_value_is_read(text: str, value: Any):
    found = reply(answer(text))

    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_read():
    assert math.isnan(reply(answer("<value><double>nan</double></value>")))


def test_whatever_another_library_writes_is_read():
    value = {"a": [1, "zwei", 3.5, True, {"leer": []}], "b": {}}

    written = client.dumps(({"Status": "Success", "Value": value},), methodresponse=True).encode()

    assert reply(written) == value


def test_a_success_without_a_value_is_nothing():
    assert reply(answer("<value/>").replace(b"<member><name>Value</name><value/></member>", b"")) == ""


def test_a_refusal_has_its_code_and_parameters():
    with pytest.raises(Failure) as refused:
        reply(refusal("VM_BAD_POWER_STATE", "OpaqueRef:web", "halted", "running"))

    assert (refused.value.code, refused.value.params) == ("VM_BAD_POWER_STATE", ("OpaqueRef:web", "halted", "running"))


def test_keys_that_the_server_did_not_escape_are_read_all_the_same():
    text = "<value><struct><member><name>R&D <new></name><value>a &amp; b</value></member></struct></value>"

    assert reply(answer(text)) == {"R&D <new>": "a & b"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html><body>Welcome</body></html>",
        b"<html><body>502 <p> Bad Gateway</body></html>",
        b'<?xml version="1.0"?><methodResponse><params/></methodResponse>',
        b"<methodResponse><params><param><value>bare</value></param></params></methodResponse>",
        b"<methodResponse><fault><value><struct/></value></fault></methodResponse>",
        answer("<value>cut off</value>")[:-20],
        answer("<value><i4>many</i4></value>"),
        answer("<value><value>a</value></value>"),
        answer("<value><struct><member><value>no name</value></member></struct></value>"),
        answer("<value><struct><member><value>2</value><name>d</name></member></struct></value>"),
        answer("<i4>1</i4>"),
        answer("<value>\xff</value>").decode().encode("latin-1"),
        refusal(),
        refusal("A").replace(b"<value>A</value>", b"<value><i4>1</i4></value>"),
        refusal("A", "b").replace(b"<value>b</value>", b"<value><i4>1</i4></value>"),
        b"</struct>",
        b"<array></array>",
    ],
)
def test_what_is_no_reply_is_refused(body: bytes):
    with pytest.raises(NotXmlRpc):
        reply(body)


@pytest.mark.parametrize(
    "prolog",
    [
        '<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_a_document_type_is_refused_and_no_entity_is_expanded(prolog: str):
    body = answer("<value>&x;</value>").replace(b"?>", b"?>" + prolog.encode(), 1)

    with pytest.raises(NotXmlRpc, match="document type"):
        reply(body)


def test_nesting_has_an_end():
    deep = "<value><array><data>" * 100_000

    with pytest.raises(NotXmlRpc, match="nested too deeply"):
        reply(answer(deep))


def test_a_large_answer_is_read_in_a_thread_as_well():
    many = "".join(f"<value>{number}</value>" for number in range(30_000))
    found: list[Any] = []

    thread = threading.Thread(
        target=lambda: found.append(reply(answer(f"<value><array><data>{many}</data></array></value>")))
    )
    thread.start()
    thread.join()

    assert found == [[str(number) for number in range(30_000)]]


@pytest.mark.parametrize(
    ("body", "is_it"),
    [
        (answer("<value/>"), True),
        (b"\n<methodResponse/>", True),
        (b'<?xml version="1.0"?><!DOCTYPE html><html></html>', False),
        (b"<html></html>", False),
        (b"{}", False),
        (b"", False),
    ],
)
def test_the_language_is_recognized(body: bytes, is_it: bool):
    assert spoken(body) is is_it


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"))
plain = st.recursive(
    texts | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@FUZZ
@given(plain)
def test_whatever_is_sent_arrives(value: Any):
    assert asked(value) == ((value,), "VM.start")
    written = client.dumps(({"Status": "Success", "Value": value},), methodresponse=True)
    assert reply(written.encode()) == value


@FUZZ
@given(bodies | st.text().map(answer) | st.text().map(str.encode))
def test_whatever_comes_is_a_reply_or_refused(body: bytes):
    try:
        reply(body)
    except (NotXmlRpc, Failure):
        return


def test_names_without_an_end_cost_no_more_than_their_length():
    with pytest.raises(NotXmlRpc):
        reply(answer("<name>&" * 200_000))


@pytest.mark.parametrize("begun", ['<value a="', "<!--", "<?x ", "<"])
def test_a_tag_without_an_end_is_given_up_before_it_is_read_again_and_again(begun: str):
    with pytest.raises(NotXmlRpc, match="a tag without an end"):
        reply(answer(f"<value/>{begun}{'x' * 4_000_000}"))


def test_a_long_text_is_no_long_tag():
    assert len(reply(answer(f"<value>{'x' * 3_000_000}</value>"))) == 3_000_000


def test_an_integer_of_more_digits_than_python_reads_is_no_reply():
    with pytest.raises(NotXmlRpc):
        reply(answer(f"<value><int>{'9' * 1_000_000}</int></value>"))
