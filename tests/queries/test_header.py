from datetime import timedelta

import pytest

from tests.builders import NOW, a, a_connection, a_network, a_snapshot, a_vdi, a_vm, guest_metrics, pool_with, ref
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


def test_a_lost_pool_tells_since_when():
    lost = a_connection(pool_with(), status=Status.LOST, heard=NOW - timedelta(minutes=4))

    found = header(lost, ref("the-pool"), NOW)

    assert found
    assert (found.pill, found.tone, found.state) == ("Disconnected 4 min", "error", "pool-disconnected")


def test_a_server_without_a_pool_has_a_header_too():
    found = header(a_connection(name="Attic", problem="Nobody answers.", heard=None), "granite.example", NOW)

    assert found == Header(
        title="Attic",
        cls="host",
        ref="granite.example",
        pill="Disconnected",
        tone="error",
        state="host-disconnected",
        note="Nobody answers.",
    )


def test_an_object_that_is_gone_has_none():
    assert header(a_connection(pool_with()), ref("gone"), NOW) is None
