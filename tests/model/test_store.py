import json
from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_host, a_vm
from tests.model.corpus import NAMES, answer, recorded
from tests.protocol.fuzzing import FUZZ
from xengui.model.batch import Batch, Change, typed
from xengui.model.classes import CLASSES, SR, VM, Host, Message, Pool, Secret, Session, User
from xengui.model.record import Record
from xengui.model.records import class_named
from xengui.model.store import Store
from xengui.protocol import events, jsonrpc


def batch_of(*records: Record, complete: bool = False) -> Batch:
    return Batch(changes=[Change(type(record), record.ref, record) for record in records], complete=complete)


def gone(kind: type[Record], ref: str) -> Batch:
    return Batch(changes=[Change(kind, ref, None)])


def store_with(*records: Record) -> Store:
    store = Store()
    store.fold(batch_of(*records, complete=True))
    return store


def test_a_new_store_is_empty():
    assert dict(Store().snapshot.tables) == {}


def test_a_complete_batch_fills_it():
    granite, web = a_host(), a_vm()
    store = Store()

    delta = store.fold(batch_of(granite, web, complete=True))

    assert delta.snapshot is store.snapshot
    assert dict(store.snapshot.hosts) == {granite.ref: granite}
    assert delta.changed == {Host: {granite.ref}, VM: {web.ref}}


def test_a_first_picture_is_compared_with_nothing(monkeypatch: pytest.MonkeyPatch):
    compared: list[object] = []

    def equal(_one: VM, other: object) -> bool:
        compared.append(other)
        return False

    monkeypatch.setattr(VM, "__eq__", equal)

    delta = Store().fold(batch_of(a_vm(), a_vm(name_label="db"), complete=True))

    assert len(delta.changed[VM]) == 2
    assert compared == []


def test_a_record_is_added_even_if_the_server_calls_it_a_modification():
    store = store_with(a_host())
    raw = msgspec.Raw(b'{"name_label": "web"}')

    delta = store.fold(typed(events.EventBatch([events.Event("vm", "mod", "OpaqueRef:web", raw)], "5,0")))

    assert store.snapshot.vms["OpaqueRef:web"].name_label == "web"
    assert delta.changed == {VM: {"OpaqueRef:web"}}


def test_a_changed_record_takes_the_place_of_the_old():
    store = store_with(a_vm(), a_vm(name_label="db"))

    delta = store.fold(batch_of(a_vm(power_state="Running")))

    assert store.snapshot.vms["OpaqueRef:web"].power_state == "Running"
    assert len(store.snapshot.vms) == 2
    assert delta.changed == {VM: {"OpaqueRef:web"}}


def test_a_deleted_record_is_gone():
    store = store_with(a_vm(), a_vm(name_label="db"))

    delta = store.fold(gone(VM, "OpaqueRef:web"))

    assert list(store.snapshot.vms) == ["OpaqueRef:db"]
    assert delta.changed == {VM: {"OpaqueRef:web"}}


@pytest.mark.parametrize("kind", [VM, Host, SR])
def test_deleting_what_was_never_known_changes_nothing(kind: type[Record]):
    store = store_with(a_vm())
    before = store.snapshot

    delta = store.fold(gone(kind, "OpaqueRef:stranger"))

    assert not delta.changed
    assert store.snapshot is before


def test_a_record_equal_to_what_is_known_changes_nothing():
    store = store_with(a_vm(other_config={"folder": "/a"}))
    before = store.snapshot

    delta = store.fold(batch_of(a_vm(other_config={"folder": "/a"})))

    assert not delta.changed
    assert delta.snapshot is store.snapshot is before


def test_a_record_that_comes_and_goes_in_one_batch_changes_nothing():
    store = store_with(a_host())

    delta = store.fold(Batch(changes=[Change(VM, "OpaqueRef:web", a_vm()), Change(VM, "OpaqueRef:web", None)]))

    assert not delta.changed
    assert dict(store.snapshot.vms) == {}


def test_the_last_word_in_a_batch_counts():
    store = store_with(a_vm())

    store.fold(Batch(changes=[Change(VM, "OpaqueRef:web", None), Change(VM, "OpaqueRef:web", a_vm(VCPUs_max=2))]))

    assert store.snapshot.vms["OpaqueRef:web"].VCPUs_max == 2


def test_a_complete_batch_drops_what_is_not_in_it():
    store = store_with(a_host(), a_host(name_label="basalt"), a_vm(), a_vm(name_label="db"))

    delta = store.fold(batch_of(a_host(), a_host(name_label="basalt"), a_vm(name_label="db"), complete=True))

    assert list(store.snapshot.vms) == ["OpaqueRef:db"]
    assert delta.changed == {VM: {"OpaqueRef:web"}}


def test_a_complete_batch_drops_classes_that_are_not_in_it():
    store = store_with(a_host(), a_vm())

    delta = store.fold(batch_of(a_host(), complete=True))

    assert dict(store.snapshot.vms) == {}
    assert delta.changed == {VM: {"OpaqueRef:web"}}


def test_a_complete_batch_may_hold_deletions_of_things_nobody_knows():
    store = Store()

    store.fold(
        Batch(changes=[Change(Message, "OpaqueRef:m", None), Change(VM, "OpaqueRef:web", a_vm())], complete=True)
    )

    assert list(store.snapshot.vms) == ["OpaqueRef:web"]
    assert dict(store.snapshot.of(Message)) == {}


def test_a_snapshot_stays_as_it_was():
    store = store_with(a_vm(), a_vm(name_label="db"))
    before = store.snapshot
    tables = {kind: dict(table) for kind, table in before.tables.items()}

    store.fold(batch_of(a_vm(power_state="Running"), a_host()))
    store.fold(gone(VM, "OpaqueRef:db"))
    store.fold(batch_of(a_host(name_label="basalt"), complete=True))

    assert {kind: dict(table) for kind, table in before.tables.items()} == tables


def test_tables_that_did_not_change_are_the_same_in_the_next_snapshot():
    store = store_with(a_host(), a_vm())
    hosts = store.snapshot.hosts

    store.fold(batch_of(a_vm(power_state="Running")))

    assert store.snapshot.hosts is hosts


_changes = st.tuples(
    st.sampled_from((VM, Host)),
    st.sampled_from(("OpaqueRef:a", "OpaqueRef:b")),
    st.none() | st.sampled_from(("x", "y")),
)
_batches = st.lists(st.tuples(st.lists(_changes, max_size=5), st.booleans()), max_size=6)


def _batch(changes: Sequence[tuple[type[VM] | type[Host], str, str | None]], complete: bool) -> Batch:
    made = [Change(kind, ref, None if name is None else kind(ref=ref, name_label=name)) for kind, ref, name in changes]
    return Batch(changes=made, complete=complete)


@FUZZ
@given(_batches)
def test_folding_is_replaying_and_the_delta_is_the_difference(batches):
    store = Store()
    replayed: dict[tuple[type[Record], str], Record | None] = {}
    for changes, complete in batches:
        before = dict(replayed)
        batch = _batch(changes, complete)
        replayed = {} if complete else replayed
        for change in batch.changes:
            replayed[change.kind, change.ref] = change.record

        delta = store.fold(batch)

        now = {(kind, ref): record for kind, table in store.snapshot.tables.items() for ref, record in table.items()}
        expected = {key: record for key, record in replayed.items() if record is not None}
        changed = {key for key in before.keys() | replayed.keys() if before.get(key) != replayed.get(key)}
        assert now == expected
        assert {(kind, ref) for kind, refs in delta.changed.items() for ref in refs} == changed


@FUZZ
@given(_batches)
def test_folding_a_batch_twice_is_harmless(batches):
    store = Store()
    for changes, complete in batches:
        once = store.fold(_batch(changes, complete))

        twice = store.fold(_batch(changes, complete))

        assert not twice.changed
        assert twice.snapshot is once.snapshot


def test_counts_that_agree_are_no_disagreement():
    assert store_with(a_host(), a_vm()).disagreements({"host": 1, "vm": 1, "sr": 0}) == {}


def test_a_lost_deletion_shows_in_the_counts():
    store = store_with(a_vm(), a_vm(name_label="db"))

    assert store.disagreements({"vm": 1, "host_metrics": 2}) == {"VM": (2, 1), "host_metrics": (0, 2)}


def test_classes_without_events_and_those_of_younger_servers_cannot_disagree():
    counts = {"session": 9, "user": 1, "secret": 2, "message": 0, "event": 0, "auth": 0, "quantum_link": 5}
    store = store_with(Message(ref="OpaqueRef:m"))

    assert store.disagreements(counts) == {}


def test_the_classes_that_are_not_counted_are_those_that_send_no_events_or_are_no_rows():
    counts = {name.lower(): 7 for name in CLASSES}
    counted = {class_named(name) for name in Store().disagreements(counts)}

    assert set(CLASSES.values()) - {kind for _, kind in filter(None, counted)} == {Message, Secret, Session, User}


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_pool_is_taken_in_whole(name: str):
    pool = recorded(name)
    store = Store()

    batch = typed(events.batch(jsonrpc.reply(answer(name))), complete=True)
    store.fold(batch)

    assert {kind.__name__.lower(): len(table) for kind, table in store.snapshot.tables.items()} == {
        cls.lower(): len(rows) for cls, rows in pool.items()
    }
    assert store.disagreements(batch.counts) == {}
    assert store.snapshot.coordinator is not None


@pytest.mark.parametrize("name", NAMES)
def test_every_field_of_a_recorded_pool_keeps_its_value(name: str):
    store = Store()

    store.fold(typed(events.batch(jsonrpc.reply(answer(name))), complete=True))

    for cls, rows in recorded(name).items():
        kind = CLASSES[cls]
        for ref, row in rows.items():
            found = json.loads(msgspec.json.encode(msgspec.structs.asdict(store.snapshot.of(kind)[ref])))
            assert {name: found[name] for name in row} == row, (cls, ref)
            assert found["ref"] == ref


@pytest.mark.parametrize("name", NAMES)
def test_a_recorded_pool_taken_in_again_changes_nothing(name: str):
    store = Store()
    body = answer(name)
    store.fold(typed(events.batch(jsonrpc.reply(body)), complete=True))
    before = store.snapshot

    delta = store.fold(typed(events.batch(jsonrpc.reply(body)), complete=True))

    assert not delta.changed
    assert store.snapshot is before
    assert isinstance(before.pool, Pool)
