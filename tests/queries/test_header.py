from typing import Any

import pytest

from tests.builders import (
    NOW,
    a,
    a_connection,
    a_host,
    a_network,
    a_snapshot,
    a_vdi,
    a_vm,
    an_sr,
    guest_metrics,
    pool_with,
    ref,
)
from xengui.model.classes import VM_appliance
from xengui.model.estate import Status
from xengui.model.record import Record
from xengui.queries.header import Header, header


def of(record: Record, *others: Record) -> Header:
    found = header(a_connection(pool_with(record, *others), colour="red"), record.ref, NOW)
    assert found
    return found


def test_the_header_names_the_object_its_state_and_the_way_to_it():
    vm = a_vm(resident_on="granite", guest_metrics="guest")

    assert of(vm, guest_metrics(ref="guest")) == Header(
        title="web",
        cls="VM",
        ref=ref("web"),
        pill="Running",
        tone="ok",
        state="vm-running",
        path=(("Stone", ref("the-pool")), ("granite", ref("granite"))),
        colour="red",
        window="web – Stone",
    )


@pytest.mark.parametrize(
    ("fields", "pill", "tone"),
    [
        ({}, "Halted", "idle"),
        ({"power_state": "Suspended"}, "Suspended", "sleep"),
        ({"current_operations": {"t": "clean_shutdown"}}, "Shutting down", "busy"),
        ({"current_operations": {"t": "something_younger"}}, "Something younger", "busy"),
        ({"current_operations": {"t": "pool_migrate"}}, "Migrating", "busy"),
    ],
)
def test_the_pill_says_what_the_machine_does(fields, pill, tone):
    found = of(a_vm(**fields))

    assert (found.pill, found.tone) == (pill, tone)


def test_what_needs_a_look_is_told_beside_the_pill():
    assert of(a_vm(resident_on="granite")).note == "no guest tools"


@pytest.mark.parametrize("record", [a_vdi(), a_network(), a(VM_appliance, name_label="shop")])
def test_things_without_a_state_have_no_pill(record):
    assert (of(record).pill, of(record).tone) == ("", "idle")


def test_a_snapshot_says_what_it_holds():
    assert of(a_snapshot(power_state="Suspended")).pill == "Snapshot with memory"


def test_a_lost_pool_says_so_in_grey_and_a_lost_host_that_stands_alone_too():
    lost = a_connection(pool_with(), status=Status.LOST)
    alone = a_connection(pool_with(name=""), status=Status.LOST)

    pool, host = header(lost, ref("the-pool"), NOW), header(alone, ref("granite"), NOW)

    assert pool
    assert host
    assert (pool.pill, pool.tone, pool.state) == ("Disconnected", "idle", "pool-disconnected")
    assert (host.pill, host.tone, host.state) == ("Disconnected", "idle", "host-disconnected")


def test_what_has_no_way_down_has_a_subtitle():
    pool = pool_with(a_host(), a_host(name_label="basalt"))
    alone = pool_with(a_host(address="10.0.0.1"), name="")

    of_pool, of_host = (
        header(a_connection(pool), ref("the-pool"), NOW),
        header(a_connection(alone), ref("granite"), NOW),
    )

    assert of_pool
    assert of_host
    assert (of_pool.path, of_pool.subtitle) == ((), "2 servers, coordinator granite")
    assert (of_host.path, of_host.subtitle) == ((), "10.0.0.1")


def test_flags_pick_the_same_icon_as_in_the_tree():
    found = of(an_sr(content_type="iso", shared=False))

    assert found.flags == {"local", "iso", "warning"}


def test_a_server_without_a_pool_has_a_header_too():
    found = header(a_connection(name="Attic", problem="Nobody answers.", heard=None), "granite.example", NOW)

    assert found == Header(
        title="Attic",
        cls="host",
        ref="granite.example",
        pill="Disconnected",
        state="host-disconnected",
        note="Nobody answers.",
        subtitle="granite.example",
        window="Attic",
    )


def test_the_header_tells_the_marks_of_the_pool_and_so_does_the_title_of_the_window():
    marks: dict[str, Any] = {"colour": "red", "label": "Production", "locked": True}
    connection = a_connection(pool_with(a_vm(), a_host()), **marks)

    of_vm, of_pool, of_server = (
        header(connection, ref("web"), NOW),
        header(connection, ref("the-pool"), NOW),
        header(a_connection(name="Attic", **marks), "granite.example", NOW),
    )

    assert of_vm
    assert of_pool
    assert of_server
    assert {(found.colour, found.label, found.locked) for found in (of_vm, of_pool, of_server)} == {
        ("red", "Production", True)
    }
    assert of_vm.window == "web – Stone (Production)"
    assert of_pool.window == "Stone (Production)"
    assert of_server.window == "Attic (Production)"


def test_an_object_that_is_gone_has_none():
    assert header(a_connection(pool_with()), ref("gone"), NOW) is None


def test_what_the_pill_says_is_not_said_again():
    assert (of(an_sr()).pill, of(an_sr()).note) == ("Detached", "")
