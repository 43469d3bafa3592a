"""What it costs to make a picture of the bytes that a pool sends, and to draw conclusions from it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import orjson

from tests.bench.figure import Figure, median_s, not_collected
from xengui.model.batch import Batch, Change, typed
from xengui.model.classes import VM
from xengui.model.estate import Connection, Status
from xengui.model.snapshot import Snapshot
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc
from xengui.queries.tree import filtered, infrastructure
from xengui.queries.visibility import Toggles


def picture(body: bytes) -> Snapshot:
    """The snapshot in a whole answer of `event.from`."""
    return Store().fold(_decoded(body)).snapshot


def figures(body: bytes) -> Iterator[Figure]:
    base = median_s(lambda: orjson.loads(body)) * 1000
    against = f"orjson.loads of the same {len(body) / 1e6:.0f} MB"
    batch = _decoded(body)
    snapshot = picture(body)
    now = datetime.now(UTC)
    connection = Connection(key="bench", status=Status.CONNECTED, snapshot=snapshot, heard=now)
    nodes = infrastructure((connection,), Toggles(), now)
    store = Store()
    store.fold(batch)
    vm = next(vm for vm in snapshot.vms.values() if not vm.is_a_template)
    names = iter(range(10**9))

    def one_change() -> None:
        changed = msgspec.structs.replace(vm, name_label=f"renamed {next(names)}")
        store.fold(Batch(changes=[Change(VM, vm.ref, changed)]))

    def against_decoding(what: str, work: Callable[[], Any]) -> Figure:
        return Figure(what=what, value=median_s(work) * 1000, base=base, against=against)

    yield against_decoding("decode to typed records", lambda: _decoded(body))
    yield against_decoding("fold the first picture", lambda: Store().fold(batch))
    yield against_decoding("fold one change", one_change)
    yield against_decoding("describe the whole tree", lambda: infrastructure((connection,), Toggles(), now))
    yield against_decoding("filter its description", lambda: filtered(nodes, "web db-1"))
    kept, dicts = _memory(lambda: picture(body)), _memory(lambda: orjson.loads(body))
    yield Figure(
        what="memory kept", value=kept / 1e6, unit="MB", base=dicts / 1e6, against="orjson dictionaries", target=0.7
    )
    yield Figure(what="memory per object", value=kept / len(batch.changes) / 1e3, unit="kB")


def _decoded(body: bytes) -> Batch:
    return typed(events.batch(jsonrpc.reply(body)), complete=True)


def _memory(work: Callable[[], Any]) -> int:
    with not_collected():
        tracemalloc.start()
        kept = work()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del kept
    return size
