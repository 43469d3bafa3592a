"""Results of tasks, which are texts that hold XML."""

from hypothesis import strategies as st

from tests.fuzz import hostile
from tests.fuzz.parser import Parser
from xengui.protocol.task_result import task_result

_SEEDS = (
    b"<value>OpaqueRef:00000000-0000-0000-0000-000000000000</value>",
    b"<value><array><data><value>OpaqueRef:1</value><value><i4>2</i4></value></data></array></value>",
    b"<value><struct><member><name>a</name><value><boolean>1</boolean></value></member></struct></value>",
    b"<value><double>1.5</double></value>",
)


def _bombs():
    for bomb in (
        *hostile.plain_bombs(),
        *hostile.xml_bombs(b"", b""),
        *hostile.xml_bombs(b'<?xml version="1.0"?>', b""),
    ):
        yield bomb.decode(errors="replace")
    yield from hostile.TEXTS
    yield "\ud800<value/>"


PARSER = Parser(
    name="task_result",
    read=task_result,
    inputs=st.text() | hostile.texts | hostile.texts.map(lambda text: f"<value>{text}</value>"),
    seeds=lambda: _SEEDS,
    of_bytes=lambda body: body.decode(errors="surrogateescape"),
    bombs=_bombs,
)
