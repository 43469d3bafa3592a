"""What the event watch brings, from the body to a snapshot, in both languages."""

import json

from hypothesis import strategies as st

from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from tests.fuzz.parsers.xmlrpc import BEGIN, END
from xengui.model.batch import typed
from xengui.model.classes import CLASSES
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc, xmlrpc
from xengui.protocol.failure import Failure


def read(body: bytes) -> object:
    """As the watch does it: a whole picture, then the same once more as a change."""
    language = xmlrpc if xmlrpc.spoken(body) else jsonrpc
    whole = typed(events.batch(language.reply(body)), complete=True)
    store = Store()
    store.fold(whole)
    store.fold(typed(events.batch(language.reply(body))))
    assert store.disagreements(whole.counts) is not None
    assert all(ref and ref == record.ref for table in store.snapshot.tables.values() for ref, record in table.items())
    return store.snapshot


_classes = st.sampled_from([name.lower() for name in CLASSES]) | hostile.texts
_records = st.dictionaries(
    st.sampled_from(sorted({field for kind in CLASSES.values() for field in kind.__struct_fields__})) | hostile.texts,
    hostile.values,
    max_size=6,
)
_event = st.fixed_dictionaries(
    {"class": _classes, "operation": st.sampled_from(["add", "mod", "del", ""]), "ref": hostile.texts},
    optional={"snapshot": _records | hostile.values, "id": hostile.scalars, "timestamp": hostile.scalars},
)
_batch = st.fixed_dictionaries(
    {"events": st.lists(_event, max_size=5), "token": hostile.texts},
    optional={"valid_ref_counts": st.dictionaries(_classes, st.integers(-1, 5), max_size=4) | hostile.values},
)


def _bombs():
    begin = b'{"jsonrpc":"2.0","result":{"token":"1","events":['
    begin += b'{"class":"vm","operation":"add","ref":"OpaqueRef:1","snapshot":'
    yield from hostile.json_bombs(begin, b"}]}}")
    yield from hostile.json_bombs(begin + b'{"name_label":', b"}}]}}")
    yield from hostile.json_bombs(begin + b'{"memory_target":', b"}}]}}")
    yield from hostile.json_bombs(begin + b'{"other_config":', b"}}]}}")
    yield from hostile.json_bombs(begin + b'{"unknown":', b"}}]}}")
    yield from hostile.json_bombs(
        b'{"jsonrpc":"2.0","result":{"token":"1","events":[],"valid_ref_counts":{"vm":', b"}}}"
    )
    yield from hostile.json_bombs(b'{"jsonrpc":"2.0","result":{"token":"1","events":', b"}}")
    member = b"<member><name>%s</name>%s</member>"
    inner = b"".join(member % (name, b"<value>%s</value>" % name) for name in (b"class", b"ref", b"operation"))
    event = (
        BEGIN
        + b"<value><struct>"
        + member % (b"token", b"<value/>")
        + b"<member><name>events</name><value><array><data>"
    )
    event += b"<value><struct>" + inner.replace(b"<value>class", b"<value>vm") + b"<member><name>snapshot</name>"
    after = b"</member></struct></value></data></array></value></member></struct></value>" + END
    yield from hostile.xml_bombs(event, after)
    yield from hostile.xml_bombs(
        event + b"<value><struct><member><name>memory_target</name>", b"</member></struct></value>" + after
    )


PARSER = Parser(
    name="events",
    few=30,
    read=read,
    inputs=_batch.map(lambda result: json.dumps({"jsonrpc": "2.0", "result": result}).encode()),
    refuses=(ValueError, Failure),
    seeds=lambda: (
        *recorded.event_answers(),
        *(body for body in recorded.xml_answers() if b"valid_ref_counts" in body),
    ),
    bombs=_bombs,
)
