"""Answers in XML-RPC, down to the plain value."""

from xmlrpc import client

from hypothesis import strategies as st

from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from tests.protocol.fuzzing import bodies
from xengui.protocol import xmlrpc
from xengui.protocol.failure import Failure

BEGIN = (
    b'<?xml version="1.0"?><methodResponse><params><param><value><struct><member><name>Status</name>'
    b"<value>Success</value></member><member><name>Value</name>"
)
END = b"</member></struct></value></param></params></methodResponse>"

_tags = st.sampled_from(
    [
        "value",
        "array",
        "data",
        "struct",
        "member",
        "name",
        "int",
        "i4",
        "double",
        "boolean",
        "nil",
        "string",
        "fault",
        "x",
    ]
)
_pieces = st.lists(
    _tags.map(lambda tag: f"<{tag}>")
    | _tags.map(lambda tag: f"</{tag}>")
    | _tags.map(lambda tag: f"<{tag}/>")
    | st.text(max_size=5)
    | st.sampled_from(["1", "nan", "&amp;", "&", "<![CDATA[", "]]>", "<!--", "-->", "<?x?>", "9" * 5_000]),
    max_size=30,
).map("".join)


def _written(value: object) -> bytes:
    dumps = client.dumps
    try:
        return dumps(({"Status": "Success", "Value": value},), methodresponse=True, allow_none=True).encode()
    except (OverflowError, ValueError):
        return b""


def _bombs():
    yield from hostile.plain_bombs()
    yield from hostile.xml_bombs(BEGIN, END)
    yield from hostile.xml_bombs(
        BEGIN.replace(b"Success", b"Failure").replace(b"<name>Value", b"<name>ErrorDescription"), END
    )


PARSER = Parser(
    name="xmlrpc",
    read=xmlrpc.reply,
    inputs=bodies
    | _pieces.map(lambda text: BEGIN + text.encode(errors="replace") + END)
    | hostile.values.map(_written),
    refuses=(xmlrpc.NotXmlRpc, Failure),
    seeds=recorded.xml_answers,
    bombs=_bombs,
)
