"""Stamps, links and remembered deletions."""

from __future__ import annotations

import pytest

from xengui.sim.database import CUT_TO, REMEMBERED, Database
from xengui.sim.failures import ApiError
from xengui.sim.relations import ONE_TO_MANY


@pytest.fixture
def database():
    return Database()


def stamps(database, class_, ref) -> tuple[int, int]:
    row = database.tables[class_].rows[ref]
    return row.created, row.modified


def test_a_new_row_has_the_defaults_of_the_datamodel_and_a_uuid(database):
    ref = database.add("VM", {"name_label": "web"})

    record = database.record("VM", ref)
    assert (record["name_label"], record["power_state"], len(record["uuid"])) == ("web", "Halted", 36)
    assert stamps(database, "VM", ref) == (1, 1)


def test_a_write_takes_the_next_generation_and_stamps_its_row_alone(database):
    one, other = database.add("VM", {}), database.add("VM", {})

    database.write("VM", one, "name_label", "web")

    assert stamps(database, "VM", one) == (1, 3)
    assert stamps(database, "VM", other) == (2, 2)


def test_writing_the_value_that_is_there_already_is_no_write(database):
    heard = []
    ref = database.add("VM", {"other_config": {"a": "b"}})
    database.on_write = lambda class_, ref: heard.append(ref)

    database.write("VM", ref, "other_config", {"a": "b"})

    assert (database.generation, heard) == (1, [])


def test_a_reference_shows_at_both_ends_within_one_generation(database):
    first, second = database.add("host", {}), database.add("host", {})
    vm = database.add("VM", {"resident_on": first})

    database.write("VM", vm, "resident_on", second)

    assert database.record("host", first)["resident_VMs"] == []
    assert database.record("host", second)["resident_VMs"] == [vm]
    assert {stamps(database, "host", ref)[1] for ref in (first, second)} == {stamps(database, "VM", vm)[1]}


def test_rows_that_come_and_go_show_in_the_sets_of_others(database):
    vm = database.add("VM", {})
    vbd = database.add("VBD", {"VM": vm})
    assert database.record("VM", vm)["VBDs"] == [vbd]

    database.remove("VBD", vbd)

    assert database.record("VM", vm)["VBDs"] == []


def test_sets_that_name_each_other_are_kept_in_step(database):
    group, vm = database.add("VM_group", {}), database.add("VM", {})

    database.write("VM", vm, "groups", [group])
    assert database.record("VM_group", group)["VMs"] == [vm]

    database.write("VM_group", group, "VMs", [])
    assert database.record("VM", vm)["groups"] == []


def test_a_reference_that_leads_nowhere_is_kept_and_harms_nothing(database):
    vbd = database.add("VBD", {"VM": "OpaqueRef:gone"})

    database.remove("VBD", vbd)

    assert not database.has("VBD", vbd)


def test_a_copied_record_stays_as_it_was(database):
    host = database.add("host", {})
    before = dict(database.record("host", host))

    database.add("VM", {"resident_on": host})

    assert before["resident_VMs"] == []


def test_deletions_are_forgotten_by_halves(database):
    for _ in range(REMEMBERED - 1):
        database.remove("VM", database.add("VM", {}))
    assert len(database.tables["VM"].deletions) == REMEMBERED - 1

    last = database.add("VM", {})
    database.remove("VM", last)

    assert len(database.tables["VM"].deletions) == CUT_TO
    assert database.tables["VM"].deletions[-1].ref == last


def test_what_is_not_there_is_an_invalid_handle(database):
    for attempt in (database.record, database.remove, database.touch):
        with pytest.raises(ApiError) as refused:
            attempt("VM", "OpaqueRef:x")
        assert refused.value.description == ["HANDLE_INVALID", "VM", "OpaqueRef:x"]


def test_rows_are_found_by_their_uuid(database):
    ref = database.add("VM", {"uuid": "abc"})

    assert database.by_uuid("VM", "abc") == ref
    assert database.by_uuid("VM", "abd") is None


@pytest.mark.parametrize(("one", "refs", "many", "ref"), ONE_TO_MANY)
def test_a_change_at_one_end_of_a_link_changes_both_in_one_step(database, one, refs, many, ref):
    old, new = database.add(one, {}), database.add(one, {})
    held = database.add(many, {ref: old})
    before = database.generation

    database.write(many, held, ref, new)

    assert (database.record(one, old)[refs], database.record(one, new)[refs]) == ([], [held])
    stamps = {database.tables[class_].rows[row].modified for class_, row in ((one, old), (one, new), (many, held))}
    assert stamps == {before + 1}
