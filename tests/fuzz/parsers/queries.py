"""Everything that is asked of a pool, of pools whose records a hostile server has filled: values that cannot be,
references that lead anywhere, also in circles, names without end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from random import Random
from typing import Any

from hypothesis import strategies as st

from tests.builders import a_connection
from tests.fuzz import hostile, recorded
from tests.fuzz.parser import Parser
from xengui.model.batch import typed
from xengui.model.call import Call
from xengui.model.classes import SR, VM, Host, Task
from xengui.model.estate import Connection, Status
from xengui.model.record import NULL
from xengui.model.snapshot import Snapshot
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc
from xengui.queries import (
    addresses,
    call_words,
    custom_fields,
    guests,
    hosting,
    licenses,
    members,
    names,
    notices,
    paths,
    placement,
    states,
    tasks,
    tree,
    updates,
    visibility,
)
from xengui.queries.general import sections
from xengui.queries.general.rows import LONGEST_VALUE, MOST_ROWS
from xengui.queries.header import header
from xengui.queries.script import Server
from xengui.queries.script_curl import curl_script
from xengui.queries.script_python import python_script
from xengui.queries.script_xe import xe_script
from xengui.queries.visibility import Toggles

NOW = datetime(2026, 11, 23, 15, 51, tzinfo=timezone(timedelta(hours=14)))
_ALL = Toggles(default_templates=True, hidden_objects=True)


class _NoPool(Exception):
    """The answer was refused before there was a pool."""


Edit = tuple[int, int, int, Any]
"""Which event, which field, what is done, and with what."""


@cache
def _worlds() -> tuple[bytes, ...]:
    """Pools as JSON; small ones, so that much can be tried."""
    return tuple(sorted(recorded.event_answers(), key=len)[-4:])


def _edited(world: int, edits: Sequence[Edit]) -> Snapshot:
    result = json.loads(hostile.pick(_worlds(), world))["result"]
    changes = result["events"]
    refs = [change["ref"] for change in changes]
    for at, field, how, value in edits:
        change = changes[at % len(changes)]
        record = change["snapshot"]
        name = sorted(record)[field % len(record)]
        match how % 6:
            case 0:
                record[name] = value
            case 1:  # a reference, to anything at all
                record[name] = (
                    refs[field % len(refs)] if isinstance(record[name], str) else [refs[field % len(refs)]] * 3
                )
            case 2:  # to itself
                for own in record:
                    if isinstance(record[own], str) and record[own].startswith("OpaqueRef:"):
                        record[own] = change["ref"]
                    elif isinstance(record[own], list):
                        record[own] = [change["ref"]] * 2
            case 3 if isinstance(record[name], dict):
                record[name] |= {str(value)[:100]: str(value)[:2_000], name: str(value)[:2_000]}
                record[name] = {key: str(value)[:2_000] for key in record[name]}
            case 4:
                change["ref"] = refs[field % len(refs)] if field % 3 else hostile.pick((NULL, "", "x"), field)
            case 5:
                change["class"] = changes[field % len(changes)]["class"]
            case _:
                record[name] = [value] * 3 if isinstance(record[name], list) else str(value)[:5_000]
    text = json.dumps({"result": result}).encode()
    try:
        batch = typed(events.batch(jsonrpc.reply(text)), complete=True)
    except ValueError as fault:
        raise _NoPool(str(fault)) from None
    return Store().fold(batch).snapshot


def _read(given: tuple[int, Sequence[Edit]]) -> object:
    snapshot = _edited(*given)
    connection = a_connection(snapshot)
    for toggles in (Toggles(), _ALL):
        shown = tree.infrastructure((connection,), toggles, NOW)
        assert len(tree.filtered(shown, "a")) <= len(shown)
    tree.summary((connection,))
    for status in Status:
        other = Connection(key="granite", snapshot=snapshot, status=status, heard=NOW.astimezone(UTC))
        notices.offline(other, NOW)
        states.connection_dim(other, NOW)
        states.connection_state(other)
    members.members(snapshot)
    updates.mixed(snapshot)
    for table in snapshot.tables.values():
        for ref in table:
            _ask(connection, ref)
    calls = [Call("VM.set_name_label", (ref, names.name_of(snapshot, ref))) for ref in list(snapshot.vms)[:20]]
    objects = call_words.known(calls, snapshot)
    for call in calls:
        call_words.in_words(call, objects)
        call_words.whole(call, objects)
    server = Server("https://granite", "root")
    return [script(calls, objects, server) for script in (xe_script, python_script, curl_script)]


def _ask(connection: Connection, ref: str) -> None:
    snapshot = connection.snapshot
    record = snapshot.anything(ref)
    assert record is not None
    assert header(connection, ref, NOW)
    for section in sections(connection, ref, NOW):
        assert len(section.rows) <= MOST_ROWS
        assert all(len(row.value) <= LONGEST_VALUE + 1 for row in section.rows)
    assert len(names.name(record, snapshot)) <= names.LONGEST
    names.node_text(record, snapshot)
    names.long_name(record, snapshot)
    names.path(snapshot, ref)
    placement.home(record, snapshot)
    placement.parents(record, snapshot)
    states.state(record, snapshot)
    states.doing(record, snapshot)
    states.failed(record, snapshot)
    states.dim(record, snapshot, NOW)
    visibility.shown(record, snapshot, False)
    visibility.findable(record, snapshot, True)
    custom_fields.values(record, snapshot.pool, NOW.tzinfo)
    if isinstance(record, VM):
        addresses.of_vm(record, snapshot)
        addresses.by_network(record, snapshot)
        guests.lacks_tools(record, snapshot, NOW)
        guests.topology(record)
        hosting.suspend_image_bytes(record)
        hosting.suspend_storage(record, snapshot)
        for host in snapshot.hosts.values():
            hosting.cannot_run(record, host, snapshot)
    elif isinstance(record, Host):
        licenses.expired(record, NOW)
        updates.behind(record, snapshot)
        updates.older(record, snapshot)
    elif isinstance(record, SR):
        paths.worst_multipath(record, snapshot)
    elif isinstance(record, Task):
        tasks.worth_showing(record, snapshot)
        tasks.title(record, snapshot)
        tasks.about(record, snapshot)


_SHAPES: tuple[Any, ...] = ([], {}, None, True, ["x"] * 5, {"a": "b"}, [[]])


def _of_bytes(body: bytes) -> tuple[int, list[Edit]]:
    """Bytes are no more than a source of chance here."""
    chance = Random(body)
    choose: tuple[tuple[Any, ...], ...] = (
        hostile.TEXTS,
        hostile.NUMBERS,
        ([], {}, None, True, ["x"] * 5, {"a": "b"}, [[]]),
    )
    return chance.randrange(9), [
        (chance.randrange(9_999), chance.randrange(99), chance.randrange(6), chance.choice(chance.choice(choose)))
        for _ in range(chance.choice((1, 5, 30, 200)))
    ]


def _bombs() -> Iterator[tuple[int, list[Edit]]]:
    """Every field of every class with the worst values, a few hundred at a time."""
    worst: tuple[Any, ...] = (
        *(
            10**30,
            10**400,
            -1,
            0,
            float("nan"),
            float("inf"),
            "9" * 5_000,
            hostile.LONG[:20_000],
            "\0",
            "a/" * 5_000,
            "",
        ),
        *(
            {str(number): "x" for number in range(2_000)},
            ["OpaqueRef:1"] * 2_000,
            "99991231T23:59:59Z",
            "\u202e<b>x</b>",
        ),
    )
    for world in range(4):
        for value in worst:
            yield world, [(at, field, 0, value) for at in range(0, 400, 7) for field in range(at % 5, 90, 5)]
        for how in range(1, 6):
            yield world, [(at, at * 7, how, "x") for at in range(500)]
    enormous = {str(number): "x" for number in range(60_000)}
    for value in (hostile.LONG, enormous, [str(number) for number in range(60_000)], "a," * 60_000, "9" * 1_200_000):
        yield 0, [(at, field, 0, value) for at in (0, 5) for field in range(0, 90, 30)]


_edits = st.lists(
    st.tuples(st.integers(0, 9_999), st.integers(0, 99), st.integers(0, 5), hostile.values), min_size=1, max_size=20
)

PARSER = Parser(
    name="queries",
    few=6,
    read=_read,
    inputs=st.tuples(st.integers(0, 3), _edits),
    refuses=(_NoPool,),
    seeds=lambda: (b"one", b"another seed", b"a third"),
    of_bytes=_of_bytes,
    bombs=_bombs,
)
